"""Carriers of case management report themselves from 2027 on: from form to archive, warehouse, report and export.

A city of the centre, its carriers and some associations sends December 2026 and January 2027; one carrier is silent.
"""

import csv
import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text

from config.settings import load_settings
from flows.command.upkeep.demo_city import fill_in
from schemas.form.forms import FORMS, TABLES
from schemas.form.submission import State
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from schemas.time.deadlines import Cycle
from tasks.analysis.write_dictionary import write_dictionary
from tasks.intake.register.import_register import import_register
from tasks.invent.city import invent_city, with_carriers
from tasks.invent.month import InventedFile, true_rows
from tasks.letters.invite import LetterContext, invite_month, remind_month
from tasks.letters.make_forms import write_form
from tasks.report.month import publish_month
from tasks.secret import key_secret
from tasks.store.ledger import enter_month, read_ledger
from tasks.warehouse import open_warehouse
from tests.factories import CARRIER, CENTRE, OPEN_GATE
from tests.factories_city import take_in
from tests.factories_workbook import make_head, read_in

pytestmark = pytest.mark.slow

LAST, FIRST = "2026-12", "2027-01"
EIGHTH = {LAST: date(2027, 1, 8), FIRST: date(2027, 2, 8)}  # the policy's second day of reminders
SILENT = "T-05914000-0003"
OF_CARRIERS = {"kim_cases_by_area", "kim_cases_by_place", "kim_posts_by_component", "kim_posts_by_place"}


def small(last):
    city = invent_city(1)
    chosen = [one for one in city.places if one.kind == "centre" or (one.kind == "association" and one.size < 0.7)]
    return with_carriers(replace(city, places=tuple(chosen)), last)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Both months taken in and published."""
    settings = load_settings(tmp_path_factory.mktemp("carriers"))
    for folder in settings.folders():
        folder.mkdir(parents=True, exist_ok=True)
    engine, city = open_warehouse(settings.url), small(FIRST)
    opens = datetime.combine(Cycle.of(LAST, OPEN_GATE.calendar).opens, datetime.min.time())
    assert import_register(engine, city.register_rows(), "register.csv", CENTRE, opens).is_imported
    reports = {month: play(engine, settings, city, month) for month in (LAST, FIRST)}
    return SimpleNamespace(engine=engine, settings=settings, city=city, reports=reports)


def play(engine, settings, city, month):
    cycle = Cycle.of(month, OPEN_GATE.calendar)
    at = datetime.combine(cycle.report, datetime.min.time()) + timedelta(hours=6)
    enter_month(engine, month, OPEN_GATE.calendar, datetime.combine(cycle.opens, datetime.min.time()))
    for place in city.places:
        rows = true_rows(city, place, month)
        if rows and place.respondent != SILENT:
            sent = InventedFile(place, month, at, rows, rows)
            (settings.inbox / sent.file).write_bytes(fill_in(city, sent, key_secret(settings.key_file, {})))
    take_in(engine, settings, OPEN_GATE, at, month)
    return publish_month(engine, settings, OPEN_GATE, month, at).folder


def of_kind(played, month, kind="carrier"):
    return [row for row in read_ledger(played.engine, CENTRE, month) if row["kind"] == kind]


def table(played, month, name):
    """Rows of a table of the report by their keys."""
    written = (played.reports[month] / "daten" / f"{name}.csv").read_text(encoding="utf-8")
    return {row["row_key"]: row for row in csv.DictReader(io.StringIO(written))}


def true_sum(played, month, name, column):
    """What all who sent said, by the first column of the table."""
    sums = {}
    for place in played.city.places:
        for row in true_rows(played.city, place, month).get(name, []) if place.respondent != SILENT else []:
            key = row[TABLES[name].keys[0].name]
            sums[key] = sums.get(key, 0) + row[column]
    return sums


def test_a_carrier_owes_nothing_before_2027_though_the_register_knows_it(played):
    assert of_kind(played, LAST) == []
    assert {row["respondent_id"]: row["state"] for row in of_kind(played, FIRST)} == {
        "T-05914000-0001": State.ACCEPTED, "T-05914000-0002": State.ACCEPTED, SILENT: State.LATE,
    }  # fmt: skip


def test_the_report_of_december_knows_nothing_of_carriers(played):
    page = (played.reports[LAST] / "bericht.html").read_text(encoding="utf-8")
    names = {path.stem for path in (played.reports[LAST] / "daten").iterdir()}

    assert "KIM-Träger" not in page
    assert "T01" not in page
    assert not names & OF_CARRIERS
    assert "kim_component" not in (played.reports[LAST] / "daten" / "codes.csv").read_text(encoding="utf-8")
    assert "cases_by_area" in names
    assert "Gefragt bis" not in page, "that a question ends nobody knew then"


def test_its_file_is_archived_and_its_figures_are_in_the_warehouse(played):
    with played.engine.connect() as connection:
        query = select(w.submission).where(w.submission.c.form == "carrier")
        sent = connection.execute(query).mappings().all()
        facts = connection.execute(text("SELECT * FROM current_kim_cases")).mappings().all()

    assert {one["respondent_id"] for one in sent} == {"T-05914000-0001", "T-05914000-0002"}
    assert all((played.settings.archive / one["sha256"][:2] / one["sha256"]).exists() for one in sent)
    assert {(one["respondent_id"], one["legal_area"]): one["open_cases"] for one in facts} == {
        (place.respondent, row["legal_area"]): row["open_cases"]
        for place in played.city.places
        if place.respondent != SILENT
        for row in true_rows(played.city, place, FIRST).get("kim_cases", [])
    }


def test_centre_and_carriers_are_summed_and_their_coverage_is_told_apart(played):
    areas, posts = (table(played, FIRST, name) for name in ("kim_cases_by_area", "kim_posts_by_component"))
    page = (played.reports[FIRST] / "bericht.html").read_text(encoding="utf-8")
    true = true_sum(played, FIRST, "kim_cases", "consultations")

    assert {key: float(row["consultations"]) for key, row in areas.items() if row["row_role"] == "body"} == {
        key: 5 * round(value / 5) for key, value in true.items()
    }
    assert float(posts["total"]["granted_fte"]) == sum(true_sum(played, FIRST, "kim_posts", "granted_fte").values())
    assert set(table(played, FIRST, "kim_posts_by_place")) == {"centre", "carrier", "total"}
    assert "Abdeckung nach Art der Berichtsstelle: Integrationszentrum 1 von 1, KIM-Träger 2 von 3." in page


def test_the_change_is_a_break_that_nothing_crosses(played):
    figures, changes = table(played, FIRST, "key_figures"), table(played, FIRST, "change_month")
    page = (played.reports[FIRST] / "bericht.html").read_text(encoding="utf-8")

    assert "I07" not in figures
    assert "I07" not in changes
    assert (changes["T01"]["before"], changes["T01"]["change"]) == ("", "")
    assert float(figures["T01"]["now"]) > 0
    assert "T01" not in table(played, LAST, "key_figures")
    assert "Bruch: „Beratungen im Case Management im Monat“ wurde im Dezember 2026 noch erhoben" in page
    assert "Bruch: Bis Dezember 2026 meldete das Integrationszentrum die Beratungen aller Träger zusammen (I07)" in page
    assert "cases_by_area" not in {path.stem for path in (played.reports[FIRST] / "daten").iterdir()}


def test_the_long_form_and_the_dictionary_have_it(played, tmp_path):
    with played.engine.connect() as connection:
        query = "SELECT sum(value) FROM indicator_value WHERE indicator = 'T01' AND month = :month"
        sums = {month: connection.scalar(text(query), {"month": month}) for month in (LAST, FIRST)}
    (path,) = (one for one in write_dictionary(played.engine, tmp_path) if one.suffix == ".md")
    page = path.read_text(encoding="utf-8")

    assert sums == {LAST: None, FIRST: sum(true_sum(played, FIRST, "kim_cases", "consultations").values())}
    assert "KIM\\_POSTS\\_EXCEEDED" in page
    assert "Gefragt bis Dezember 2026." in page
    assert "Gefragt ab Januar 2027." in page


def test_it_is_invited_and_reminded_in_the_months_in_which_it_is_asked(played):
    reminded = {month: write(remind_month, played, month, day) for month, day in EIGHTH.items()}
    opened = {month: Cycle.of(month, OPEN_GATE.calendar).opens for month in EIGHTH}
    invited = {month: write(invite_month, played, month, day) for month, day in opened.items()}

    assert CARRIER not in {*reminded[LAST], *reminded[FIRST], *invited[LAST]}
    assert SILENT not in {*reminded[LAST], *invited[LAST]}
    assert SILENT in reminded[FIRST]


def write(letters, played, month, day):
    """To whom letters of a day of the month go."""
    at = datetime.combine(day, datetime.min.time()) + timedelta(hours=7)
    settings = played.settings.model_copy(update={"mail_from": "meldung@ki.example", "smtp_url": "smtp://localhost:25"})
    letters(LetterContext.of(played.engine, settings, OPEN_GATE, month, at))
    with played.engine.connect() as connection:
        query = select(c.outbox.c.respondent_id).where(c.outbox.c.created_at == at)
        return set(connection.scalars(query))


def test_its_own_form_is_read_as_its_own_for_the_month_in_which_it_asks():
    head = make_head(respondent=CARRIER, month=FIRST, reference_date="2027-01-31")
    reading = read_in(write_form(FORMS["carrier"], head), "Bogen.xlsx")

    assert (reading.form, reading.respondent, reading.month) == ("carrier", CARRIER, FIRST)
    assert list(reading.tables) == ["kim_cases", "kim_posts"]
