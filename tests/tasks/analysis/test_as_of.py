"""What was known at a moment: in Python, in SQL on both engines, and by living through it day by day."""

from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import insert, text

from config.errors import UsageError
from schemas.finding import Severity
from schemas.form.forms import TABLES
from schemas.form.submission import State
from schemas.store import warehouse as w
from tasks.analysis.as_of import as_of
from tasks.store.ledger import enter_month
from tests.factories import (
    CENTRE,
    OTHER_SCHOOL,
    POLICY,
    SCHOOL,
    enter_respondents,
    keep,
    make_finding,
    make_nil,
    make_reading,
    make_verdict,
    rows_of,
)
from tests.factories_history import enter_register

pytestmark = pytest.mark.slow

START = datetime(2026, 11, 1, 8)
MONTHS = ("2026-09", "2026-10")


@pytest.fixture
def city(engine):
    enter_respondents(engine)
    return engine


def pupils(number, respondent=SCHOOL, month="2026-10"):
    return make_reading(
        "school", {"school_pupils": [{"grade": "05", "pupils": number}]}, respondent=respondent, month=month
    )


def live_through(engine, seed):
    """Some weeks in which returns come, are corrected, sent back and emptied; returns what each day should know."""
    chance, truth, known = Random(seed), {}, {}  # noqa: S311 - a story, no secret
    for day in range(1, 25):
        at = START + timedelta(days=day)
        for _ in range(chance.randrange(3)):
            place, number = (chance.choice([SCHOOL, OTHER_SCHOOL]), chance.choice(MONTHS)), chance.randrange(1000)
            outcome = chance.choice(["accepted", "accepted", "returned", "nil"])
            if outcome == "nil":
                keep(engine, make_nil(respondent=place[0], month=place[1]), at=at)
                known.pop(place, None)
            elif outcome == "returned":
                keep(engine, pupils(number, *place), make_verdict(State.RETURNED), at=at)
            else:
                keep(engine, pupils(number, *place), at=at)
                known[place] = number
        truth[at] = dict(known)
    return truth


def statuses(frame):
    """Those of the values; what is missing is so at any time."""
    assert set(frame[frame.value.isna()].obs_status) == {"O"}
    return list(frame[frame.value.notna()].obs_status)


def values(frame):
    pupils = frame[frame["indicator"] == "S01"]
    return {(row.respondent_id, row.month): row.value for row in pupils.itertuples()}


@pytest.mark.parametrize("seed", range(3))
def test_it_is_what_one_finds_by_living_through_it(city, seed):
    truth = live_through(city, seed)

    for at, known in truth.items():
        for moment in (at, at + timedelta(hours=20)):
            assert values(as_of(city, moment)) == known
            facts = as_of(city, moment, "current_school_pupils")
            assert {(row.respondent_id, row.month): row.pupils for row in facts.itertuples()} == known
    assert values(as_of(city, START)) == {}


def asked(engine, query):
    """Whether the query finds on each day what it should."""
    for at, known in live_through(engine, 7).items():
        moment = (at + timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M:%S")
        with engine.connect() as connection:
            found = {(who, month): value for who, month, value in connection.execute(text(query), {"t": moment})}
        assert found == known
    return True


def test_the_same_sql_works_on_both_engines(city):
    assert asked(
        city,
        "SELECT respondent_id, month, value FROM history_indicator_value "
        "WHERE indicator = 'S01' AND known_from <= :t AND (known_until IS NULL OR known_until > :t)",
    )


def test_on_postgresql_it_is_shorter(postgresql_engine):
    enter_respondents(postgresql_engine)
    assert asked(
        postgresql_engine,
        "SELECT respondent_id, month, value FROM indicator_value_as_of(CAST(:t AS timestamp)) WHERE indicator = 'S01'",
    )


def test_postgresql_has_a_function_for_every_table(postgresql_engine):
    enter_respondents(postgresql_engine)
    keep(postgresql_engine, pupils(7), at=START)
    names = [*(f"current_{name}_as_of" for name in w.FACTS), "indicator_value_as_of", "respondent_as_of"]
    with postgresql_engine.connect() as connection:
        counts = {name: connection.scalar(text(f"SELECT count(*) FROM {name}('2026-11-02')")) for name in names}
        before = connection.scalar(text("SELECT count(*) FROM current_school_pupils_as_of('2026-11-01')"))

    assert {name: count for name, count in counts.items() if count} == {
        "current_school_pupils_as_of": 1, "respondent_as_of": 6,
        "indicator_value_as_of": len(TABLES["school_pupils"].figures),
    }  # fmt: skip
    assert before == 0


def test_today_is_what_is_in_force(city):
    live_through(city, 1)
    with city.connect() as connection:
        now = [dict(row) for row in connection.execute(text("SELECT * FROM indicator_value")).mappings()]
    frame = as_of(city, datetime(2030, 1, 1))
    then = frame.astype(object).where(frame.notna(), None).to_dict("records")

    assert sorted(then, key=all_but_value) == sorted(now, key=all_but_value)


def all_but_value(row):
    """In which order rows are compared; a number is written in more than one way."""
    return [str(value) for name, value in row.items() if name != "value"]


def test_what_a_newer_file_had_replaced_already_was_never_known(city):
    """It waited, and the newer one was accepted meanwhile."""
    from tasks.store.store import store_batch
    from tests.factories import enter_submission

    old, new = enter_submission(city, pupils(1)), enter_submission(city, pupils(2))
    store_batch(city, [new], [pupils(2)], [make_verdict()], START)
    store_batch(city, [old], [pupils(1)], [make_verdict()], START + timedelta(days=1))

    for hours in range(1, 60):
        assert values(as_of(city, START + timedelta(hours=hours))) == {(SCHOOL, "2026-10"): 2}


def test_the_status_is_that_of_the_moment(city):
    enter_month(city, "2026-10", POLICY.calendar, START)
    keep(city, pupils(5), at=START)
    for number, day in enumerate((12, 26)):
        row = {"centre_id": CENTRE, "month": "2026-10", "version": f"1.{number}", "content": "c" * 64,
               "vintage": datetime(2026, 11, day, 6), "manifest": "m" * 64}  # fmt: skip
        with city.begin() as connection:
            connection.execute(insert(w.publication), row)

    found = {day: statuses(as_of(city, f"2026-11-{day}")) for day in (11, 20, 27)}
    assert found == {11: ["P"], 20: ["P"], 27: ["A"]}
    with city.connect() as connection:
        if city.dialect.name == "postgresql":
            query = text("SELECT obs_status FROM indicator_value_as_of(CAST(:t AS timestamp)) WHERE indicator = 'S01'")
            assert [connection.scalar(query, {"t": f"2026-11-{day}"}) for day in found] == ["P", "P", "A"]


def test_a_value_under_reserve_was_so_as_long_as_it_held(city):
    enter_month(city, "2026-10", POLICY.calendar, START)
    asked = make_finding(rule="FIRST_SUPPORT_HIGH", severity=Severity.WARNING)
    keep(city, pupils(5), make_verdict(State.ACCEPTED_WITH_QUERIES, asked), at=START)
    keep(city, pupils(6), at=START + timedelta(days=9))

    assert [statuses(as_of(city, START + timedelta(days=day))) for day in (1, 10)] == [["U"], ["P"]]


def test_respondents_are_what_the_register_said_then(engine):
    enter_register(engine, START)
    enter_register(engine, START + timedelta(days=9), **{SCHOOL: {"district": "Eilpe"}})
    enter_register(engine, START + timedelta(days=19), **{SCHOOL: {"district": "Boele", "school_type": "GE"}})

    def told(moment):
        frame = as_of(engine, moment, "respondent").set_index("respondent_id")
        return len(frame), frame.loc[SCHOOL, "district"], frame.loc[SCHOOL, "school_type"]

    assert told("2020-01-01") == (8, "Haspe", "G")  # the first entry counts from the beginning
    assert told(START + timedelta(days=8)) == (8, "Haspe", "G")
    assert told(START + timedelta(days=9)) == (8, "Eilpe", "G")
    assert told(START + timedelta(days=100)) == (8, "Boele", "GE")
    assert len(rows_of(engine, w.respondent_history)) == 10


def test_only_some_months(city):
    keep(city, pupils(1, month="2026-09"), at=START)
    keep(city, pupils(2), at=START)

    assert values(as_of(city, date(2026, 12, 1), months=["2026-09"])) == {(SCHOOL, "2026-09"): 1}
    assert values(as_of(city, date(2026, 12, 1), months=[])) == {}


def test_columns_have_their_kinds_even_where_nothing_was_known(city):
    empty = as_of(city, START, "school_pupils")
    keep(city, pupils(1), at=START)
    full = as_of(city, START, "school_pupils")

    assert empty.empty
    assert dict(empty.dtypes) == dict(full.dtypes)
    assert {name: str(full[name].dtype) for name in ("pupils", "grade", "known_from")} == {
        "pupils": "Int64", "grade": "string", "known_from": "datetime64[us]",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"),
    [({"view": "contact"}, "„contact“ hat keine Geschichte"), ({"moment": "gestern"}, "ist kein Zeitpunkt")],
)
def test_what_cannot_be_asked_is_said(city, given, words):
    with pytest.raises(UsageError, match=words):
        as_of(city, **({"moment": START} | given))
