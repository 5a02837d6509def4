"""The warehouse as it is designed, and as SQLite really holds it."""

import re
from datetime import datetime

import pytest
from sqlalchemy import insert, inspect, text

from schemas.finding import Severity
from schemas.form.forms import FORMS, TABLES
from schemas.form.submission import State
from schemas.store import warehouse as w
from schemas.store.partitions import add_years
from schemas.store.views import measure_of
from schemas.store.warehouse import FACTS, METADATA, VIEWS
from tasks.store.ledger import enter_month
from tests.factories import AT, CENTRE, POLICY, enter_respondents, keep, make_finding, make_reading, make_verdict
from tests.schemas.form.test_forms import INDICATORS

BOOKKEEPING = {
    "data_dictionary",
    "centre", "respondent", "respondent_span", "month", "code", "submission", "return", "finding", "publication",
    "contact", "delivery", "warehouse_version", "reporting_rate", "source", "incoming", "clearance", "discard",
    "explanation", "report_release",
    "shadow_finding", "backtest", "replay",
    "waiver", "answer", "outbox", "dissemination", "respondent_history", "pinned", "revision",
}  # fmt: skip


def query(engine, statement, **words):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement), words)]


def test_every_form_table_has_a_fact_table_and_a_view():
    assert set(FACTS) == set(TABLES)
    assert set(METADATA.tables) == set(TABLES) | BOOKKEEPING
    shown = {
        "indicator_value", "column_coverage", "history_indicator_value", "history_respondent", "steering_need",
        "steering_supply",
    }  # fmt: skip
    assert set(VIEWS) == shown | {f"{prefix}_{name}" for prefix in ("current", "history") for name in TABLES}


@pytest.mark.parametrize("table", METADATA.tables.values(), ids=METADATA.tables)
def test_every_table_and_column_is_explained_in_german(table):
    assert table.comment
    for column in table.columns:
        assert column.comment, f"{table.name}.{column.name}"
        assert column.name == column.name.lower()


@pytest.mark.parametrize("name", TABLES)
def test_a_fact_belongs_to_a_month_a_respondent_and_a_submission(name):
    facts = FACTS[name]
    keys = ["month", "respondent_id", "submission_id", *(key.name for key in TABLES[name].keys)]

    assert [column.name for column in facts.primary_key.columns] == keys
    assert {"source_sheet", "source_row"} <= set(facts.columns.keys())
    assert {column.name for column in TABLES[name].columns} <= set(facts.columns.keys())


@pytest.mark.parametrize("name", TABLES)
def test_facts_are_keyed_by_month_on_sqlite(sqlite_engine, name):
    ((made,),) = query(sqlite_engine, "SELECT sql FROM sqlite_master WHERE name = :name", name=name)

    assert "WITHOUT ROWID" in made


def test_a_comment_says_title_indicator_and_unit():
    assert FACTS["school_pupils"].c.first_support.comment == (
        "in Erstförderung Deutsch [S05, Schülerinnen und Schüler]: "
        "Neu zugewandert und in der Erstförderung (Deutsch als Zielsprache)."
    )


def test_what_is_designed_is_what_there_is(engine):
    found = inspect(engine)

    tables = {name for name in found.get_table_names() if not re.search(r"_(\d{4}|rest)$", name)}  # no partitions
    assert tables - {"alembic_version"} == set(METADATA.tables)
    assert set(found.get_view_names()) == set(VIEWS)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_can_be_asked(engine, view):
    assert query(engine, f"SELECT * FROM {view}") == []


def test_the_long_form_has_every_indicator(engine):
    enter_respondents(engine)
    for form, tables in FULL.items():
        keep(engine, make_reading(form, tables))

    assert {name for (name,) in query(engine, "SELECT DISTINCT indicator FROM indicator_value")} == {*INDICATORS, None}


def test_a_value_of_the_long_form_says_all_about_itself(engine):
    enter_respondents(engine)
    keep(
        engine,
        make_reading("daycare", {"daycare_places": [{"group_form": "II", "booked_hours": "45", "places_occupied": 9}]}),
    )

    assert query(engine, "SELECT * FROM indicator_value") == [
        ("05914000", "K-05914000-0001", "2026-10", "K05", "daycare_places", "group_form", "II", "booked_hours", "45",
         9.0, "Plätze", "stock", "P", "N", 1, "places_occupied", "_T", *[None] * 6)
    ]  # fmt: skip


def coverage(engine, column, month="2026-10"):
    """Owed, accepted, nil; asked, answered, complete; rows asked and answered."""
    words = {"name": column, "month": month}
    ((*_, owed, accepted, nil, asked, answered, complete, rows, filled),) = query(
        engine,
        "SELECT * FROM column_coverage WHERE column_name = :name AND month = :month AND form = 'school'",
        **words,
    )
    return (owed, accepted, nil), (asked, answered, complete), (rows, filled)


def test_every_column_says_how_many_of_those_who_owe_it_answered(engine):
    """Three schools owe: one answers all, one leaves first support empty in a grade, one has nothing to report."""
    schools = ["169468", "169470", "169482"]
    enter_respondents(engine, *schools)
    enter_month(engine, "2026-10", POLICY.calendar, AT)
    grades = [{"grade": "05", "pupils": 100, "first_support": 12}, {"grade": "06", "pupils": 90, "first_support": None}]
    full = [row | {"first_support": 3} for row in grades]
    keep(engine, make_reading(tables={"school_pupils": full}))
    keep(engine, make_reading(respondent=schools[1], tables={"school_pupils": grades}))
    keep(engine, make_reading(respondent=schools[2], tables={}, is_nil=True), make_verdict(State.NIL))

    assert coverage(engine, "pupils") == ((3, 3, 1), (2, 2, 2), (4, 4))
    assert coverage(engine, "first_support") == ((3, 3, 1), (2, 2, 1), (4, 3))
    assert coverage(engine, "follow_up_support") == ((3, 3, 1), (2, 0, 0), (4, 0))


def test_a_list_asks_only_whoever_has_a_row_in_it(engine):
    enter_respondents(engine, "169468", "169470")
    enter_month(engine, "2026-10", POLICY.calendar, AT)
    keep(engine, make_reading(tables={"school_arrivals": [{"country": "166", "arrivals": 2}]}))
    keep(engine, make_reading(respondent="169470", tables={}))

    arrivals = "SELECT returns_owed, respondents_asked, respondents_answered FROM column_coverage WHERE fact_table = "
    assert query(engine, f"{arrivals}'school_arrivals' AND column_name = 'arrivals'") == [(2, 1, 1)]
    assert query(engine, f"{arrivals}'school_pupils' AND column_name = 'pupils'") == [(2, 2, 0)]


@pytest.mark.parametrize(("month", "said"), [("2026-12", []), ("2027-01", [(None, "O")])])
def test_nobody_is_asked_before_a_columns_span_and_nothing_is_missing(engine, month, said):
    enter_respondents(engine)
    enter_month(engine, month, POLICY.calendar, AT)
    keep(engine, make_reading("daycare", {"daycare_children": [{"age_group": "U3", "children": 20}]}, month=month))

    asked = "SELECT value, obs_status FROM indicator_value WHERE indicator = 'K12'"
    covered = "SELECT respondents_asked, respondents_answered FROM column_coverage WHERE indicator = 'K12'"
    assert query(engine, asked) == said
    assert query(engine, covered) == ([(1, 0)] if said else [])
    assert query(engine, asked.replace("K12", "K01")) == [(20.0, "P")]


def statuses(engine):
    return query(engine, "SELECT DISTINCT obs_status, conf_status FROM indicator_value WHERE value IS NOT NULL")


def test_neither_persons_nor_what_holds_for_a_few_of_them_is_free(engine):
    """A median of one person is that person's; meetings are nobody's."""
    enter_respondents(engine)
    enter_month(engine, "2026-10", POLICY.calendar, AT)
    counselling = [{"stage": "primar", "waiting": 1, "median_waiting_days": 40.0}]
    network = [{"partner": "school", "meetings": 2, "participants": 9}]
    keep(engine, make_reading("centre", {"counselling": counselling, "network": network}))
    found = query(
        engine, "SELECT measure, conf_status FROM indicator_value WHERE value IS NOT NULL AND breakdown = '_T'"
    )
    wanted = {"waiting": "N", "median_waiting_days": "N", "participants": "N", "meetings": "F"}
    assert {name: status for name, status in found if name in wanted} == wanted


def test_a_value_is_provisional_until_a_report_was_published_after_the_cut_off(engine):
    enter_respondents(engine)
    enter_month(engine, "2026-10", POLICY.calendar, AT)
    keep(engine, make_reading(tables={"school_pupils": [{"grade": "05", "pupils": 100}]}))
    assert statuses(engine) == [("P", "N")]

    publish(engine, datetime(2026, 11, 12, 6, 30))
    assert statuses(engine) == [("P", "N")]
    publish(engine, datetime(2026, 11, 26, 6, 30))

    assert statuses(engine) == [("A", "N")]


def test_a_value_with_an_open_question_is_under_reserve(engine):
    enter_respondents(engine)
    row = {"school_pupils": [{"grade": "05", "pupils": 100}]}
    asked = make_finding(rule="FIRST_SUPPORT_HIGH", severity=Severity.WARNING)
    keep(engine, make_reading(tables=row), make_verdict(State.ACCEPTED_WITH_QUERIES, asked))

    assert statuses(engine) == [("U", "N")]


def test_a_value_is_final_by_its_own_centres_report(engine):
    enter_respondents(engine)
    enter_month(engine, "2026-10", POLICY.calendar, AT)
    keep(engine, make_reading(tables={"school_pupils": [{"grade": "05", "pupils": 100}]}))
    publish(engine, datetime(2026, 11, 26, 6, 30), centre="05913000")

    assert statuses(engine) == [("P", "N")]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_indicator_and_breakdown_say_which_value_it_is(table):
    """What two keys and one column of an indicator cannot tell apart, the long form and the revisions would add up."""
    indicators = [column.meaning.indicator for column in table.columns if column.meaning.indicator]

    assert len(table.keys) <= 2
    assert len(indicators) == len(set(indicators))


def test_a_question_of_the_long_form_reads_its_own_rows_only(postgresql_engine):
    with postgresql_engine.begin() as connection:
        add_years(connection, {"2025-10", "2026-10"})
        asked = "EXPLAIN SELECT * FROM indicator_value WHERE indicator = 'S05' AND month = '2026-10'"
        read = set(re.findall(r" on (\w+) f", "\n".join(connection.scalars(text(asked)))))
        connection.rollback()

    assert read == {"school_pupils_2026"}


def publish(engine, vintage, centre=CENTRE):
    """As if a report had been published then."""
    row = {"centre_id": centre, "month": "2026-10", "version": f"1.{vintage.day}", "vintage": vintage,
           "content": "c" * 64, "manifest": "m" * 64}  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(w.publication), row)


@pytest.mark.parametrize(
    ("table", "row", "indicator", "value", "unit", "kind"),
    [
        ("offers", {"title": "a", "is_funded_by_komm_an": "yes"}, "V01", 1.0, "Angebote", "stock"),
        ("offers", {"title": "a", "is_funded_by_komm_an": "no"}, "V01", 0.0, "Angebote", "stock"),
        ("meeting_places", {"place": "a", "open_hours": 40.0, "target_group_hours": 10.0}, "V03", 25.0, "%", "ratio"),
        ("meeting_places", {"place": "a"}, "V02", 1.0, "Treffpunkte", "stock"),
    ],
)
def test_indicators_that_are_worked_out(engine, table, row, indicator, value, unit, kind):
    enter_respondents(engine)
    keep(engine, make_reading("association", {table: [row]}))
    found = query(engine, "SELECT value, unit, kind FROM indicator_value WHERE indicator = :name", name=indicator)

    assert found == [(value, unit, kind)]


def test_the_long_form_holds_every_figure_of_every_form_once(engine):
    """Each in a row of its own, which measure and breakdown name; what a row says of itself stands beside it."""
    enter_respondents(engine)
    given = {}
    for form, described in FORMS.items():
        tables = {}
        for table in described.tables:
            row = {column.name: _any_value(column) for column in table.columns}
            tables[table.name] = [row]
            given |= {(form, table.name, *measure_of(table, one)): row[one.name] for one in table.figures}
        keep(engine, make_reading(form, tables))
    asked = (
        "SELECT p.kind, fact_table, measure, breakdown, value FROM indicator_value v "
        "JOIN respondent p ON p.respondent_id = v.respondent_id WHERE measure NOT IN ('rows', 'funded', 'use_pct')"
    )

    rows = query(engine, asked)
    assert {tuple(mark): value for *mark, value in rows} == given
    assert len(rows) == len(given)
    said = "component, field_of_action, target_group, partner, is_funded_by_komm_an"
    (offer,) = query(engine, f"SELECT DISTINCT {said} FROM indicator_value WHERE fact_table = 'offers'")
    assert offer == ("A", "language_education", "children", "integration_council", "yes")


def _any_value(column):
    if column.is_number:
        return 7 + len(column.name) if column.dtype == "Int64" else 7.5
    return column.code_list.codes[0] if column.code_list else "irgendetwas"


@pytest.mark.parametrize(
    ("table", "column", "measure"),
    [
        ("offers", "participants", ("participants", "_T")),
        ("offers", "participants_60_and_over", ("participants", "60_and_over")),
        ("school_pupils", "first_support_ukraine", ("first_support", "ukraine")),
        ("school_pupils", "migration_background", ("migration_background", "_T")),
        ("volunteer_training", "volunteers_female", ("volunteers_qualified", "female")),
        ("meeting_places", "target_group_hours", ("target_group_hours", "_T")),
    ],
)
def test_a_part_is_named_after_its_whole(table, column, measure):
    assert measure_of(TABLES[table], TABLES[table].column(column)) == measure


def test_missing_is_not_zero_in_the_long_form(engine):
    enter_respondents(engine)
    keep(engine, make_reading("school", {"school_pupils": [{"grade": "05", "pupils": 0, "first_support": None}]}))
    closed, unknown = {"open_hours": 0.0, "target_group_hours": 0.0}, {"open_hours": None, "target_group_hours": 4.0}
    keep(engine, make_reading("association", {"meeting_places": [closed | {"place": "a"}, unknown | {"place": "b"}]}))
    columns = "indicator, code_1, value, obs_status"

    assert query(engine, f"SELECT {columns} FROM indicator_value WHERE indicator IN ('S01', 'S05') ORDER BY 1") == [
        ("S01", "05", 0.0, "P"), ("S05", "05", None, "O"),
    ]  # fmt: skip
    assert query(engine, f"SELECT {columns} FROM indicator_value WHERE indicator LIKE 'V%' ORDER BY 1, 2") == [
        ("V02", "a", 1.0, "P"), ("V02", "b", 1.0, "P"), ("V03", "b", None, "O"),
    ]  # fmt: skip


def test_of_every_figure_the_long_form_says_how_many_of_those_asked_answered(engine):
    """Who reported a row is asked for its cells; who has no row, or nothing to report, is not."""
    enter_respondents(engine, "169468", "169470", "169482")
    keep(engine, make_reading(tables={"school_pupils": [{"grade": "05", "pupils": 9, "first_support": 2}]}))
    keep(engine, make_reading(respondent="169470", tables={"school_pupils": [{"grade": "05", "pupils": 8}]}))
    keep(engine, make_reading(respondent="169482", tables={}, is_nil=True), make_verdict(State.NIL))
    asked = "SELECT indicator, COUNT(*), COUNT(value), SUM(value) FROM indicator_value GROUP BY indicator ORDER BY 1"

    found = {name: counts for name, *counts in query(engine, asked)}
    assert (found.pop("S01"), found.pop("S05")) == ([2, 2, 17.0], [2, 1, 2.0])
    assert found.pop(None) == [4, 0, None]  # girls, and girls in first support
    assert found == {f"S{number:02}": [2, 0, None] for number in (2, 3, 4, 6, 7, 8, 9, 10, 11)}


def test_the_current_view_shows_the_version_in_force_only(engine):
    enter_respondents(engine)
    for pupils in (10, 11, 12):
        keep(engine, make_reading("school", {"school_pupils": [{"grade": "05", "pupils": pupils}]}))

    assert query(engine, "SELECT pupils FROM school_pupils ORDER BY submission_id") == [(10,), (11,), (12,)]
    assert query(engine, "SELECT pupils FROM current_school_pupils") == [(12,)]
    assert query(engine, "SELECT value FROM indicator_value WHERE indicator = 'S01'") == [(12.0,)]


def full_row(name):
    """A row with a value in every column."""
    row = {column.name: column.code_list.codes[0] if column.code_list else "a" for column in TABLES[name].columns}
    return row | {column.name: 1 for column in TABLES[name].figures}


SHARED = {"parent_programmes": "daycare", "kim_cases": "carrier", "kim_posts": "carrier"}  # said on one form alone
FULL = {
    form.name: {
        table.name: [full_row(table.name)] for table in form.tables if SHARED.get(table.name, form.name) == form.name
    }
    for form in FORMS.values()
}
