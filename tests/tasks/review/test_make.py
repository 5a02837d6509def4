"""A review of two years out of published reports: equal to a count of the warehouse, and whole in each of its files."""

import csv
import io
import json
import re
from datetime import date
from itertools import pairwise
from zipfile import ZipFile

import docx
import pytest
from pypdf import PdfReader
from sqlalchemy import create_engine, text

from config.errors import UsageError
from config.policy import load_policy
from config.settings import load_settings
from schemas.report.plan import PROGRESS
from schemas.review.series import MonthState
from schemas.review.tell import say_result
from schemas.review.write import NO_CAUSE
from tasks.report.protect import round_to
from tasks.review.make import collect_review, make_review
from tests.browser import NARROW, in_a_browser
from tests.factories_review import MONTHS, SILENT, UNPUBLISHED
from tests.recount.printed import differing, take_census
from tests.recount.review.paper import recount_review

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # two years are published before the first
DAY = date(2028, 1, 20)
COUNTS = {"S05": ("school_pupils", "first_support"), "K01": ("daycare_children", "children")}


def collect(home, years=(2026, 2027), day=DAY):
    engine = create_engine(f"sqlite:///{home / 'warehouse.db'}")
    review = collect_review(engine, load_settings(home), load_policy(home), years, day)
    engine.dispose()
    return review


@pytest.fixture
def review(home):
    return collect(home)


def of_goal(review, name):
    return next(one for one in review.goals if one.followed.goal.id == name)


def test_each_figure_is_that_of_a_count_of_the_warehouse_as_it_is_rounded(home, review):
    rows = list(csv.DictReader(io.StringIO(make_review(review)["verlauf.csv"].decode())))
    engine = create_engine(f"sqlite:///{home / 'warehouse.db'}")
    with engine.connect() as connection:
        for indicator, (table, column) in COUNTS.items():
            query = text(f"SELECT month, sum({column}) FROM current_{table} GROUP BY month")
            counted = dict(map(tuple, connection.execute(query)))
            told = {row["month"]: row for row in rows if row["indicator"] == indicator}
            for month in MONTHS:
                known = told[month]["state"] == MonthState.KNOWN
                assert known == (month != UNPUBLISHED and not (month == SILENT and indicator == "K01"))
                if known:
                    assert float(told[month]["value"]) == round_to(counted[month], 5), (indicator, month)
    engine.dispose()


def test_the_panel_is_that_of_the_warehouse(home, review):
    """Four schools answer each month: their sums of two months, rounded, and the difference of these."""
    engine = create_engine(f"sqlite:///{home / 'warehouse.db'}")
    with engine.connect() as connection:
        query = text("SELECT month, sum(first_support) FROM current_school_pupils GROUP BY month")
        counted = {month: round_to(value, 5) for month, value in connection.execute(query)}
    engine.dispose()
    points = {one.month: one for one in review.series["S05"].points}

    for before, month in pairwise(MONTHS):
        if month != UNPUBLISHED:
            assert (points[month].panel, points[month].change) == (4, counted[month] - counted[before]), month


def test_every_number_of_it_is_that_of_another_count_which_can_fail(home, review):
    """The count of `python -m tests.recount`; of a changed page it finds the number."""
    for name, content in make_review(review).items():
        (home / name).write_bytes(content)
    printed, claims = recount_review(home, home, MONTHS[0], MONTHS[-1])
    page = (home / "rueckblick.html").read_text(encoding="utf-8")
    changed = re.sub(r'(Viel mehr Kinder</h2>.*?right">)\d', r"\g<1>9", page, count=1, flags=re.DOTALL)
    (home / "rueckblick.html").write_text(changed, encoding="utf-8")
    _, again = recount_review(home, home, MONTHS[0], MONTHS[-1])
    census = take_census(printed, claims)

    assert sum(line.found for line in census.values()) > 1000
    assert {text for line in census.values() for text in line.uncounted} == set(review.problems), "no figures"
    assert differing(claims) == []
    assert any("Viel mehr Kinder" in place for place, *_ in differing(again))


def test_goals_are_reached_missed_or_broken_off(review):
    erst, kinder, treffen = (of_goal(review, name) for name in ("erst", "kinder", "treffen"))

    assert [one.step.month for one in kinder.steps] == ["2026-06", "2027-12"]
    assert [one.is_met for one in kinder.steps] == [True, False]
    assert kinder.standing == "hinter dem Plan"
    assert [cut.month for cut in treffen.series.cuts] == ["2027-01"]
    assert treffen.steps[-1].is_met is False
    assert say_result(treffen) == "nicht erreicht", "its target was due a month before it began to count otherwise"
    assert all("seitdem auch Videokonferenzen" in one.reason for one in treffen.compared)
    values = [one.usable for one in erst.series.points if one.usable is not None]
    assert (max(values) >= 45) == bool(erst.first_met)


def test_of_the_second_year_alone_it_says_of_the_goals_what_it_says_of_both(home, review):
    """Equal to the other count too, which reads the reports before it as well."""
    late = collect(home, (2027, 2027))

    for one, whole in zip(late.goals, review.goals, strict=True):
        told = (one.standing, one.first_met, one.steps, one.last, one.series.cuts)
        assert told == (whole.standing, whole.first_met, whole.steps, whole.last, whole.series.cuts)
        assert [point.month for point in one.series.points] == MONTHS[12:]
    assert (len(late.versions), late.months) == (11, 12)
    for name, content in make_review(late).items():
        (home / name).write_bytes(content)
    assert differing(recount_review(home, home, MONTHS[12], MONTHS[-1])[1]) == []


def test_by_how_much_printed_values_differ_at_least_is_that_of_their_report(review):
    steps = {key: {point.step for point in of_goal(review, key).series.record} for key in ("erst", "treffen")}

    assert steps == {"erst": {0.0, 5.0}, "treffen": {0.0, 1.0}}, "nothing where there is no report"


def test_months_without_returns_are_said_and_no_decline(review):
    points = {one.month: one for one in of_goal(review, "kinder").series.points}

    assert points[SILENT].state == MonthState.MISSING
    assert (points[SILENT].answered, points[SILENT].owed) == (0, 2)
    assert points[UNPUBLISHED].state == MonthState.NO_REPORT
    part = next(
        one for one in json.loads(make_review(review)["rueckblick.json"])["parts"] if "Viel mehr" in one["title"]
    )
    assert part["tables"][1]["rows"][1][4:] == ["10", "0", "0", "1", "1", "20 von 22 (90,9\xa0%)"]


def test_what_cannot_be_followed_is_named_in_the_review(review):
    assert len(review.problems) == 2
    assert review.problems[0].startswith("concept.toml, Ziel 4 ([[goals]]): „indicator“: diese Angabe fehlt")
    assert "eine Kennzahl „S99“ hat der Bericht nicht" in review.problems[1]


def test_what_the_concept_says_is_only_text_in_every_file(review):
    files = make_review(review)
    page = files["rueckblick.html"].decode()

    assert "Mehr Kinder in &lt;b&gt;Erstförderung&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "Sprechstunde {{ 7 * 7 }}" in page
    pdf = "".join(one.extract_text() for one in PdfReader(io.BytesIO(files["rueckblick.pdf"])).pages)
    assert "#set text(red)" in " ".join(pdf.split())
    document = docx.Document(io.BytesIO(files["rueckblick.docx"]))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {"Mehr Kinder in <b>Erstförderung</b>", "=HYPERLINK(1)"} <= cells


def test_each_file_says_that_no_cause_is_claimed(review):
    files = make_review(review)
    document = docx.Document(io.BytesIO(files["rueckblick.docx"]))
    pdf = " ".join(" ".join(one.extract_text() for one in PdfReader(io.BytesIO(files["rueckblick.pdf"])).pages).split())

    assert NO_CAUSE in files["rueckblick.html"].decode()
    assert NO_CAUSE in {one.text for one in document.paragraphs}
    assert "behauptet er nicht" in pdf
    titles = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert titles[0] == "Überblick"
    assert titles[-1] == "Methoden"


def test_axe_finds_nothing_on_its_page_and_a_narrow_phone_shows_it_whole(review, tmp_path):
    found = in_a_browser(tmp_path, {"review": make_review(review)["rueckblick.html"].decode()})["review"]

    assert found["violations"] == []
    assert found["passes"] > 20
    assert found["width"] <= NARROW


def test_its_pdf_can_be_archived_and_read_aloud(review):
    root = PdfReader(io.BytesIO(make_review(review)["rueckblick.pdf"])).root_object
    words = root["/Metadata"].get_data().decode()

    for said in ("pdfaid:part>3<", "pdfaid:conformance>A<", "pdfuaid:part>1<"):
        assert said in words
    assert root["/Lang"] == "de-DE"
    assert root["/MarkInfo"]["/Marked"]


def test_the_same_review_gives_the_same_bytes(home, review):
    files = make_review(review)

    assert files == make_review(collect(home, day=date(2028, 1, 25)))
    with ZipFile(io.BytesIO(files["rueckblick.docx"])) as package:
        assert {one.date_time[0] for one in package.infolist()} == {1980}


def test_a_report_that_was_changed_does_not_count_and_is_named(home):
    (folder,) = (home / "reports").glob(f"*/{MONTHS[3]}/v1.0")
    (folder / "daten" / "key_figures.csv").write_text("x", encoding="utf-8")
    review = collect(home)

    assert "Bericht 1.0 für April 2026 liegt nicht mehr so unter reports/" in review.problems[-1]
    assert of_goal(review, "erst").series.points[3].state == MonthState.NO_REPORT


def test_without_a_concept_or_a_report_there_is_nothing_to_look_back_at(home):
    with pytest.raises(UsageError, match="Von 2018 bis 2019 ist kein Bericht veröffentlicht"):
        collect(home, (2018, 2019))
    (home / "concept.toml").unlink()
    with pytest.raises(UsageError, match="ohne Ziele gibt es nichts"):
        collect(home)


@pytest.mark.parametrize("day", [DAY, date(2027, 7, 20)], ids=["December is due", "the reports are ahead of the clock"])
def test_months_that_are_not_due_yet_are_not_missing(home, day):
    review = collect(home, (2026, 2028), day)

    assert (review.last, review.months) == ("2027-12", 24)


def test_these_reports_had_no_table_of_progress(home):
    assert not list((home / "reports").rglob(f"{PROGRESS}.csv"))
