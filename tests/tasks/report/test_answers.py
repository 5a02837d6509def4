"""The change that is printed, worked out again by SQL that knows nothing of the report, on invented months.

Six schools and three associations. In October one school is missing, one is new, one leaves first support open, one
leaves it open in one row; an association says nothing in its list, one sends a nil return. August is holidays.
"""

from datetime import datetime

import pytest
from sqlalchemy import text

from config.policy import load_policy
from schemas.report.panel import Answer
from schemas.report.text.tell import tell_report
from schemas.report.view import view_report
from tasks.report import answers as answers_of
from tasks.report.answers import read_answers
from tasks.report.compose import compose_report
from tasks.report.summarise import summarise
from tasks.store.ledger import enter_month
from tests.factories import CENTRE, enter_respondents, keep, make_nil, make_reading
from tests.factories_summary import cells_of

POLICY = load_policy()
SCHOOLS = ("101", "102", "103", "104", "105", "106")
CLUBS = ("V1", "V2", "V3")
BEFORE, NOW = "2026-09", "2026-10"
SEEN, LATER = datetime(2026, 11, 12, 6, 30), datetime(2026, 11, 26, 6, 30)
EARLY, LATE, NEXT = datetime(2026, 11, 5, 9), datetime(2026, 11, 20, 9), datetime(2026, 12, 5, 9)

PANEL = """
WITH said AS (
  SELECT s.respondent_id AS who, s.month AS month, SUM(f.{column}) AS value
  FROM submission s JOIN {table} f ON f.submission_id = s.submission_id
  WHERE s.accepted_at <= :at AND (s.superseded_at IS NULL OR s.superseded_at > :at)
  GROUP BY s.respondent_id, s.month HAVING COUNT(f.{column}) = COUNT(*))
SELECT COUNT(*) AS n, SUM(a.value) AS before, SUM(b.value) AS now
FROM said a JOIN said b ON a.who = b.who AND a.month = :before AND b.month = :now
"""


def school(name, month, *rows, **more):
    given = [{"grade": f"0{place}", **row} for place, row in enumerate(rows, 5)]
    return make_reading("school", {"school_pupils": given}, respondent=name, month=month, **more)


def pupils(number, support, **more):
    return {"pupils": number, "first_support": support, **more}


def club(name, month, *numbers):
    offers = [{"title": f"Angebot {n}", "component": "B", "participants": n} for n in numbers]
    return make_reading("association", {"offers": offers}, respondent=name, month=month)


@pytest.fixture
def city(engine):
    enter_respondents(engine, *SCHOOLS)
    enter_respondents(engine, *CLUBS, kinds=dict.fromkeys(CLUBS, "association"))
    for month in ("2026-08", BEFORE, NOW):
        enter_month(engine, month, POLICY.calendar, EARLY)
    for place, name in enumerate(SCHOOLS[:5]):
        keep(engine, school(name, BEFORE, pupils(100 + place, 10), pupils(50, 5)), at=EARLY)
    keep(engine, school("101", NOW, pupils(107, 12), pupils(53, 5)), at=EARLY)
    keep(engine, school("102", NOW, pupils(99, None), pupils(50, None)), at=EARLY)
    keep(engine, school("103", NOW, pupils(110, 14), pupils(50, None)), at=EARLY)
    keep(engine, school("104", NOW, pupils(100, 11), pupils(51, 6)), at=EARLY)
    keep(engine, school("106", NOW, pupils(400, 90)), at=EARLY)
    for name in CLUBS:
        keep(engine, club(name, BEFORE, 20, 30), at=EARLY)
    keep(engine, club("V1", NOW, 25, 35), at=EARLY)
    keep(engine, club("V2", NOW), at=EARLY)
    keep(engine, make_nil("association", respondent="V3", month=NOW), at=EARLY)
    return engine


def composed(engine, at=SEEN, month=NOW, least=1):
    words = POLICY.report.model_copy(update={"least_panel": least})
    summary = summarise(engine, CENTRE, month, at, months=13)
    return compose_report(summary, POLICY.model_copy(update={"report": words}), "1.0")


def by_sql(engine, column, at=SEEN, now=NOW):
    table, _, name = column.partition(".")
    with engine.connect() as connection:
        query = text(PANEL.format(table=table, column=name))
        row = connection.execute(query, {"at": at.isoformat(" ", "microseconds"), "before": BEFORE, "now": now}).one()
    return row.n, row.before, row.now


def printed(report, key, table="change_month"):
    line = cells_of(report.table(table), key)
    return line["n"], line["panel_before"], line["panel_now"], line["change"]


@pytest.mark.parametrize(
    ("key", "column", "expected"),
    [("S01", "school_pupils.pupils", (4, 606, 620)), ("S05", "school_pupils.first_support", (2, 30, 34))],
)
def test_a_printed_change_is_that_of_the_respondents_who_answered_the_column_in_both_months(
    city, key, column, expected
):
    n, before, now = by_sql(city, column)

    assert (n, before, now) == expected
    assert printed(composed(city), key) == (n, before, now, now - before)


def test_an_empty_list_and_a_nil_return_are_an_answer_of_nothing(city):
    assert printed(composed(city), "V05") == (3, 150, 60, -90)


def test_a_nil_return_is_no_number_of_pupils(city):
    keep(city, make_nil("school", respondent="104", month=NOW), at=LATE)

    assert printed(composed(city, LATER), "S01")[0] == 3


def test_the_difference_of_the_totals_is_change_and_what_others_add(city):
    line = cells_of(composed(city).table("change_month"), "S01")

    assert (line["before"], line["now"], line["left"], line["joined"]) == (760, 1020, 1, 1)
    assert line["rest"] == (1020 - 760) - 14


def test_box_table_and_sentence_tell_the_same_change(city):
    report = tell_report(composed(city), POLICY)
    line = cells_of(report.table("key_figures"), "S05")

    assert (line["change"], line["n"]) == (4, 2)
    told = view_report(report).sections[3].paragraphs[0]
    assert "Bei denselben 2 Schulen sind es 4 mehr als im September 2026." in told
    assert report.opening.blocks[1].change == "change"


def test_a_panel_under_the_policys_number_says_nothing(city):
    assert printed(composed(city, least=3), "S05") == (2, "/", "/", "/")
    assert printed(composed(city, least=3), "S01")[3] == 14


def test_a_late_return_changes_the_change_by_its_own_answer_only(city):
    """Version 1.0 without a school, 1.1 with it: the totals jump by all its pupils, the change by what it gained."""
    first = composed(city)
    keep(city, school("105", NOW, pupils(106, 10), pupils(50, 5)), at=LATE)
    second = composed(city, LATER)

    assert composed(city) == first
    totals = [cells_of(report.table("key_figures"), "S01")["now"] for report in (first, second)]
    assert totals[1] - totals[0] == 156
    assert printed(second, "S01")[3] - printed(first, "S01")[3] == 106 - 104
    assert printed(second, "S01")[:3] == by_sql(city, "school_pupils.pupils", LATER)


def test_a_correction_of_the_month_before_is_known_from_its_own_day_on(city):
    keep(city, school("101", BEFORE, pupils(90, 10), pupils(50, 5)), at=LATE)

    assert printed(composed(city), "S01")[3] == 14
    assert printed(composed(city, LATER), "S01")[3] == 24


def test_after_holidays_nothing_is_said_of_schools_and_the_gap_is_explained(city):
    table = composed(city, month=BEFORE).table("change_month")

    assert cells_of(table, "S01")["change"] == "."
    assert any("Im August 2026 schuldeten 6 Berichtsstellen keine Meldung" in note for note in table.notes)


def test_a_respondent_of_another_centre_is_in_no_panel(city):
    enter_respondents(city, "901", centre="05913000")
    for month in (BEFORE, NOW):
        keep(city, school("901", month, pupils(500, 5)), at=EARLY)

    assert printed(composed(city), "S01")[0] == 4


def test_an_empty_warehouse_has_no_answers(engine):
    with engine.connect() as connection:
        assert read_answers(connection, CENTRE, SEEN, [BEFORE, NOW]) == {}


def test_an_answer_says_whether_rows_are_open(city):
    with city.connect() as connection:
        answers = read_answers(connection, CENTRE, SEEN, [NOW])

    assert answers[NOW, "school_pupils.first_support"] == {
        "101": Answer(17.0), "103": Answer(14.0, is_whole=False), "104": Answer(17.0), "106": Answer(90.0),
    }  # fmt: skip
    assert {month for month, _ in answers} == {NOW}


def test_nobody_answers_a_column_in_a_month_that_does_not_ask_for_it(engine, monkeypatch):
    """In a list no row is an answer, nothing, but only to what was asked: else a trend would rise from 0."""
    monkeypatch.setattr(answers_of, "COMPARED", ("offers.persons_in_year",))
    enter_respondents(engine, "V1", kinds={"V1": "association"})
    for month in ("2026-11", "2026-12"):
        keep(engine, make_reading("association", {}, respondent="V1", month=month), at=EARLY)
    with engine.connect() as connection:
        answers = read_answers(connection, CENTRE, SEEN, ["2026-11", "2026-12"])

    assert answers == {("2026-12", "offers.persons_in_year"): {"V1": Answer(0.0)}}
