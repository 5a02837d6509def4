"""A month in which 8 of 64 schools forgot their pupils: none is accepted in silence, and the report says so."""

from collections import Counter
from random import Random

import pytest

from flows.command.upkeep.demo_city import fill_in
from schemas.form.submission import State
from schemas.report.model import Coverage
from schemas.report.plan import PLAN
from schemas.report.tables import build_table
from tasks.check.check import check_readings
from tasks.check.read_known import read_known
from tasks.intake.register.import_register import import_register
from tasks.invent.city import CENTRE, invent_city
from tasks.invent.mistakes import MISTAKES, spoil_figures
from tasks.invent.month import InventedFile, true_rows
from tasks.invent.season import FIRST
from tasks.report.summarise import summarise
from tasks.store.ledger import enter_month
from tests.factories import POLICY, keep
from tests.factories_city import CYCLE, REPORT_AT
from tests.factories_summary import cells_of
from tests.factories_workbook import read_in

SECRET = b"only for this test"
FORGOTTEN = next(one for one in MISTAKES if one.name == "main table forgotten")
EVERY_EIGHTH = 8


def invent_returns():
    """Every school's file, with whether its pupils are missing in it."""
    schools = [place for place in invent_city(1).places if place.kind == "school"]
    for number, place in enumerate(schools):
        rows, mistake = true_rows(invent_city(1), place, FIRST), None if number % EVERY_EIGHTH else FORGOTTEN
        written, true = spoil_figures(mistake, rows, Random(number))  # noqa: S311 - a steady example
        yield InventedFile(place, FIRST, REPORT_AT, written, true, mistake=mistake)


@pytest.fixture
def month(sqlite_engine):
    """The month as it is taken in: the files, what was said of each, and its summary."""
    opens = REPORT_AT.replace(year=CYCLE.opens.year, month=CYCLE.opens.month, day=CYCLE.opens.day)
    city, files = invent_city(1), list(invent_returns())
    import_register(sqlite_engine, city.register_rows(), "register.csv", CENTRE, opens)
    enter_month(sqlite_engine, FIRST, POLICY.calendar, opens)
    readings = [read_in(fill_in(city, sent, SECRET), sent.file) for sent in files]
    verdicts = check_readings(readings, read_known(sqlite_engine, [FIRST]), POLICY, REPORT_AT.date(), SECRET)
    for reading, verdict in zip(readings, verdicts, strict=True):
        keep(sqlite_engine, reading, verdict, at=REPORT_AT)
    return files, verdicts, summarise(sqlite_engine, CENTRE, FIRST, REPORT_AT, months=1)


@pytest.mark.slow
def test_whoever_forgot_the_main_table_is_asked_and_the_total_is_that_of_the_others(month):
    files, verdicts, summary = month
    forgot = [verdict for sent, verdict in zip(files, verdicts, strict=True) if sent.mistake]
    (planned,) = (one for one in PLAN if one.id == "pupils_by_type")
    table = build_table(planned, summary, POLICY.thresholds)

    assert Counter(verdict.state for verdict in forgot) == {State.RETURNED: 8}
    assert [[one.rule for one in verdict.findings if one.severity == "error"] for verdict in forgot] == [
        ["MAIN_TABLE_EMPTY"]
    ] * 8
    assert not {State.RETURNED, State.SET_ASIDE} & {verdict.state for verdict in verdicts if verdict not in forgot}
    others = [sent.true["school_pupils"] for sent in files if not sent.mistake]
    assert cells_of(table, "total")["pupils"] == sum(row["pupils"] for rows in others for row in rows)
    assert table.coverage == Coverage(56, 64)
