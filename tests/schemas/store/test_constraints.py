"""What the warehouse refuses whoever writes to it, the same on both engines."""

from datetime import date

import pytest
from sqlalchemy import Float, Integer, Numeric, insert, inspect, text, update
from sqlalchemy.exc import IntegrityError

from schemas.form.forms import FORMS, TABLES
from schemas.form.submission import State
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from schemas.store.metadata import METADATA
from tests.factories import AT, OTHER_SCHOOL, SCHOOL, enter_respondents, keep, make_reading, make_verdict, rows_of

WRONG = {
    "a month that is none": (w.submission, {"month": "2026-13"}),
    "half a month": (w.submission, {"month": "2026-1"}),
    "a named month that is none": (w.submission, {"named_month": "Oktober"}),
    "an unknown state": (w.submission, {"state": "verloren"}),
    "an unknown form": (w.submission, {"form": "theatre"}),
    "a digest that is none": (w.submission, {"sha256": "abc"}),
    "a negative number of errors": (w.submission, {"errors": -1}),
    "a return of an unknown state": (w.return_, {"state": "verloren"}),
    "a return of a submission that there is not": (w.return_, {"submission_id": 99}),
    "a negative count": (w.FACTS["school_pupils"], {"pupils": -1}),
    "a fact of a submission that there is not": (w.FACTS["school_pupils"], {"submission_id": 99}),
    "a fact of nobody": (w.FACTS["school_pupils"], {"respondent_id": "000000"}),
    "a fact of no month": (w.FACTS["school_pupils"], {"month": "2026-00"}),
    "a span that ends before it begins": (w.respondent_span, {"valid_to": date(2019, 12, 31)}),
    "an unknown kind of respondent": (w.respondent, {"kind": "theatre"}),
    "a respondent of a centre that there is not": (w.respondent, {"centre_id": "00000000"}),
}


@pytest.fixture
def city(engine):
    enter_respondents(engine, SCHOOL, OTHER_SCHOOL)
    keep(engine, make_reading())
    return engine


@pytest.mark.parametrize("what", WRONG)
def test_the_database_itself_refuses(city, what):
    table, values = WRONG[what]

    with pytest.raises(IntegrityError), city.begin() as connection:
        connection.execute(update(table).values(values))


MAY_COME_BACK = {  # money, and what tells how it changed
    "offer_funds": {"spent_eur", "own_eur", "third_party_eur"},
    "posts": {"spent_eur"},
    "revision": {"value_before", "value_after"},
}


@pytest.mark.parametrize("table", METADATA.tables.values(), ids=METADATA.tables)
def test_nothing_that_is_counted_or_measured_is_negative(table):
    figures = [
        column
        for column in table.c
        if isinstance(column.type, Integer | Numeric | Float) and not (column.primary_key or column.foreign_keys)
    ]

    checked = {one.name for one in table.constraints}
    free = {column.name for column in figures if f"ck_{table.name}_{column.name}_not_negative" not in checked}
    assert free == MAY_COME_BACK.get(table.name, set())


@pytest.mark.parametrize("table", [table for table in METADATA.tables.values() if table.foreign_keys], ids=str)
def test_every_reference_is_watched(engine, table):
    found = {
        tuple(key["constrained_columns"]): key["referred_table"] for key in inspect(engine).get_foreign_keys(table.name)
    }
    wanted = {tuple(key.column_keys): key.referred_table.name for key in table.foreign_key_constraints}

    assert found == wanted


@pytest.mark.parametrize("table", METADATA.tables.values(), ids=METADATA.tables)
def test_every_respondent_and_submission_is_one_unless_it_is_only_stated(table):
    stated = {"submission", "explanation", "outbox", "revision"}
    for name, target in (("respondent_id", "respondent"), ("submission_id", "submission"), ("centre_id", "centre")):
        if name in table.c and table.name not in {*stated, target, "reporting_rate"}:
            assert [key.column.table.name for key in table.c[name].foreign_keys] == [target]


def test_texts_sort_by_code_point_whatever_the_servers_language(postgresql_engine):
    query = (
        "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables "
        "USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE' "
        "AND data_type IN ('character varying', 'text') AND collation_name IS DISTINCT FROM 'C'"
    )
    with postgresql_engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]

    assert [row for row in found if row[0] != "alembic_version"] == []


def test_a_fact_lies_in_the_partition_of_its_year_or_in_the_rest(postgresql_engine):
    enter_respondents(postgresql_engine, SCHOOL)
    number = keep(postgresql_engine, make_reading())
    row = {"month": "1999-12", "respondent_id": SCHOOL, "submission_id": number, "grade": "05", "source_sheet": "",
           "source_row": 1}  # fmt: skip
    with postgresql_engine.begin() as connection:
        connection.execute(insert(w.FACTS["school_pupils"]), row)
        query = "SELECT tableoid::regclass::text, month FROM school_pupils ORDER BY month"
        found = [tuple(row) for row in connection.execute(text(query))]

    assert found == [("school_pupils_rest", "1999-12"), ("school_pupils_2026", "2026-10")]


def test_a_year_is_refused_that_is_none(postgresql_engine):
    with pytest.raises(Exception, match="no year"), postgresql_engine.begin() as connection:
        connection.execute(text("SELECT add_year('26; DROP')"))


def test_every_code_of_a_fact_stands_in_the_code_lists(engine):
    """Not a foreign key: a column holds the codes of one list, and the key of `code` is list and code."""
    enter_respondents(engine)
    for form in FORMS:
        keep(engine, make_reading(form))
    with engine.connect() as connection:
        for table in TABLES.values():
            for column in (column for column in table.columns if column.meaning.codes):
                query = (
                    f"SELECT count(*) FROM {table.name} f LEFT JOIN code c ON c.list = '{column.meaning.codes}' "
                    f"AND c.code = f.{column.name} WHERE f.{column.name} IS NOT NULL AND c.code IS NULL"
                )
                assert connection.scalar(text(query)) == 0


def test_what_is_only_stated_may_be_of_nobody(engine):
    keep(engine, make_reading(respondent="999999"), make_verdict(State.RETURNED))
    mail = {"message_id": "<a@b>", "kind": "receipt", "respondent_id": "999999", "recipient": "a@b.de", "subject": "s",
            "text": "t", "html": "h", "attachments": "[]", "created_at": AT, "next_attempt_at": AT}  # fmt: skip

    with engine.begin() as connection:
        connection.execute(insert(c.outbox), mail)

    assert [row["respondent_id"] for table in (w.submission, c.outbox) for row in rows_of(engine, table)] == [
        "999999"
    ] * 2
