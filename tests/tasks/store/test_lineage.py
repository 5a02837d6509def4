"""From a figure of the report back to the rows: their sum is the figure, whatever cell is asked for."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from config.places import ListedPlace, place_list
from flows.command.upkeep.demo_city import fill_in
from schemas.analysis.question import Question, parse_question
from schemas.files.incoming import archive_path
from schemas.form.forms import TABLES
from schemas.report.plan import PLAN, Share
from schemas.report.tables import build_table
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.intake.receive import pending
from tasks.intake.register.import_register import import_register
from tasks.invent.city import DISTRICTS, invent_city
from tasks.invent.month import invent_month
from tasks.report.summarise import summarise
from tasks.store.ledger import enter_month
from tasks.store.lineage import sum_rows, trace
from tasks.warehouse import open_warehouse
from tests.factories import AT, CENTRE, POLICY, SCHOOL, enter_respondents, keep, make_reading
from tests.factories_history import enter_register
from tests.factories_inbox import receive_folder

MONTH, REPORTED = "2025-09", datetime(2025, 10, 12, 6, 30)
PLACES = place_list([ListedPlace(title=name) for name in DISTRICTS])
PUPILS = Question("school_pupils", "pupils", "2026-10")


def pupils(number, **more):
    return make_reading(tables={"school_pupils": [{"grade": "05", "pupils": number}]}, **more)


def test_each_row_names_its_file_sheet_and_row(engine):
    enter_respondents(engine, SCHOOL)
    keep(engine, pupils(100, file="Oktober.xlsx"))
    (source,) = trace(engine, CENTRE, PUPILS)

    assert (source.respondent_id, source.file, source.sheet, source.row) == (
        SCHOOL, "Oktober.xlsx", "Schülerinnen und Schüler nach J", 6,
    )  # fmt: skip
    assert (source.key, source.value) == (("05",), 100.0)


def test_what_was_superseded_is_no_part_of_todays_figure_but_of_yesterdays(engine):
    enter_respondents(engine, SCHOOL)
    keep(engine, pupils(100))
    keep(engine, pupils(90), at=AT + timedelta(days=1))

    assert sum_rows(trace(engine, CENTRE, PUPILS)) == 90
    assert sum_rows(trace(engine, CENTRE, PUPILS, AT)) == 100
    assert trace(engine, CENTRE, PUPILS, AT - timedelta(seconds=1)) == []


def test_a_school_is_found_where_the_register_had_it_then(engine):
    enter_register(engine, AT)
    keep(engine, pupils(100))
    enter_register(engine, AT + timedelta(days=9), **{SCHOOL: {"district": "Eilpe"}})
    in_haspe = replace(PUPILS, filters={"district": "Haspe"})

    assert sum_rows(trace(engine, CENTRE, in_haspe, AT + timedelta(days=1))) == 100
    assert trace(engine, CENTRE, in_haspe) == []


def test_nothing_known_is_no_zero(engine):
    enter_respondents(engine, SCHOOL)
    keep(engine, pupils(None))

    assert sum_rows(trace(engine, CENTRE, PUPILS)) is None


def test_rows_can_be_counted(engine):
    enter_respondents(engine, SCHOOL)
    keep(engine, pupils(100))

    assert sum_rows(trace(engine, CENTRE, Question("school_pupils", "rows", "2026-10"))) == 1


def test_places_are_found_as_the_report_calls_them_also_those_that_no_list_knows(engine):
    where = {"a": "Hagen-Haspe", "b": "Haspe", "c": "hinter der Post", "d": None}
    rows = [{"place": place, "district": district, "open_hours": 4.0} for place, district in where.items()]
    enter_respondents(engine)
    keep(engine, make_reading("association", {"meeting_places": rows}))
    places = place_list([ListedPlace(title="Haspe", aliases=("Hagen-Haspe",))])

    def found(words, known=places):
        return [row.key for row in trace(engine, CENTRE, parse_question(words), None, known)]

    assert found("V02 2026-10 Stadtteil Haspe") == [("a",), ("b",)]
    assert found("V02 2026-10 ohne Zuordnung") == [("c",)]
    assert found("V02 2026-10 ohne Zuordnung", None) == [("a",), ("b",), ("c",)]
    assert found("V02 2026-10 Stadtteil ohne Angabe") == [("d",)]
    assert found("V02 2026-10 Stadtteil Mitte") == []


def test_another_centre_has_no_part_in_it(engine):
    enter_respondents(engine, SCHOOL)
    keep(engine, pupils(100))

    assert trace(engine, "05913000", PUPILS) == []


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A month of the invented city in a warehouse of its own."""
    folder = tmp_path_factory.mktemp("city")
    engine, made = open_warehouse(f"sqlite:///{folder / 'warehouse.db'}"), invent_city(1)
    import_register(engine, made.register_rows(), "register.csv", CENTRE, REPORTED)
    enter_month(engine, MONTH, POLICY.calendar, REPORTED)
    (folder / "inbox").mkdir()
    for sent in invent_month(made, MONTH):
        if sent.arrived <= REPORTED:
            path = folder / "inbox" / sent.file
            path.write_bytes(fill_in(made, sent, b"not asked for here"))
            os.utime(path, (sent.arrived.timestamp(), sent.arrived.timestamp()))
    receive_folder(engine, folder / "inbox", folder / "archive", REPORTED)
    files = [WaitingFile(number, archive_path(folder / "archive", sha), name) for number, sha, name in pending(engine)]
    process_batch(engine, IntakeContext(POLICY, REPORTED), files)
    yield engine
    engine.dispose()


@pytest.mark.slow
def test_fifty_cells_of_the_report_are_the_sums_of_what_is_found_behind_them(city):
    summary = summarise(city, CENTRE, MONTH, REPORTED, months=2)
    cells = [
        (planned, row.key, column.id, cell.value)
        for planned in PLAN
        for table in [build_table(planned, summary, POLICY.thresholds, PLACES)]
        for row in table.rows
        for column, cell in zip(table.columns[1:], row.cells[1:], strict=True)
        if _is_sum(planned, column.id) and cell.value is not None
    ]
    chosen = Random(7).sample(cells, 50)  # noqa: S311 - always the same fifty

    for planned, key, column, figure in chosen:
        filters = {} if key == "total" else {planned.by: key}
        if column == "funded":
            column, filters = "rows", filters | {"is_funded_by_komm_an": "yes"}  # noqa: PLW2901 - as a question says it
        sources = trace(city, CENTRE, Question(planned.table, column, MONTH, filters), REPORTED, PLACES)
        assert sum_rows(sources) == pytest.approx(figure), (planned.id, key, column)
    assert len({planned.id for planned, *_ in chosen}) > 10


def _is_sum(planned, column):
    """Whether a cell is a sum of facts: no share, and no ratio."""
    measures = [one for one in planned.measures if not isinstance(one, Share)]
    if column not in measures:
        return False
    return column in {"rows", "funded"} or TABLES[planned.table].column(column).meaning.kind != "ratio"
