"""What was known of respondents, and when: entries are added, never changed."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from schemas.store import warehouse as w
from schemas.store.history import ATTRIBUTES, after_reports, newest_change, next_entries, people_at, write_spans
from tests.factories import CENTRE, OTHER_SCHOOL, SCHOOL, enter_respondents

AT = datetime(2026, 11, 5, 9)
SAID = {
    "respondent_id": SCHOOL, "centre_id": CENTRE, "kind": "school", "name": "A", "school_type": "G",
    "district": "Haspe", "carrier": None, "legal_status": None, "spans": "[]",
}  # fmt: skip


def test_a_new_respondent_has_a_first_entry():
    assert next_entries([], [SAID], AT) == [SAID | {"number": 1, "recorded_at": AT}]


def test_what_is_said_again_adds_nothing():
    assert next_entries([SAID | {"number": 1, "recorded_at": AT}], [SAID], AT + timedelta(days=1)) == []


@pytest.mark.parametrize("name", [*ATTRIBUTES, "spans"])
def test_whatever_is_new_is_an_entry(name):
    known = [SAID | {"number": 1, "recorded_at": AT}]

    assert next_entries(known, [SAID | {name: "x"}], AT) == [SAID | {name: "x", "number": 2, "recorded_at": AT}]


def test_the_newest_entry_is_what_counts():
    """Back to what it was is new, too."""
    known = [SAID | {"number": number, "recorded_at": AT, "district": name} for number, name in ((1, "x"), (2, "y"))]

    assert [row["number"] for row in next_entries(known, [SAID | {"district": "x"}], AT)] == [3]


def test_spans_are_written_in_their_order():
    spans = [(date(2024, 8, 1), None, ""), ("2020-08-01", "2024-07-31", "169470")]

    assert write_spans(spans) == '[["2020-08-01", "2024-07-31", "169470"], ["2024-08-01", null, null]]'


def test_nothing_gets_into_a_report_that_is_out():
    vintage = AT + timedelta(days=7)

    assert after_reports(None, AT) == AT
    assert after_reports(vintage, AT) == after_reports(vintage, vintage) == vintage + timedelta(seconds=1)
    assert after_reports(vintage, vintage + timedelta(days=1)) == vintage + timedelta(days=1)


def test_the_register_at_a_vintage(engine):
    enter_respondents(engine, SCHOOL, OTHER_SCHOOL)
    rows = [
        SAID | {"number": number, "recorded_at": AT + timedelta(days=number), "district": district}
        for number, district in ((2, "Eilpe"), (3, "Boele"))
    ]
    with engine.begin() as connection:
        connection.execute(insert(w.respondent_history), rows)

    def districts(vintage):
        people = people_at(vintage)
        with engine.connect() as connection:
            query = select(people.c.respondent_id, people.c.district).order_by(people.c.respondent_id)
            return [tuple(row) for row in connection.execute(query)]

    assert districts(AT - timedelta(days=99)) == [(SCHOOL, None), (OTHER_SCHOOL, None)]
    assert districts(AT + timedelta(days=2)) == [(SCHOOL, "Eilpe"), (OTHER_SCHOOL, None)]
    assert districts(AT + timedelta(days=9)) == [(SCHOOL, "Boele"), (OTHER_SCHOOL, None)]


def test_the_newest_change_is_no_first_entry(engine):
    with engine.connect() as connection:
        assert connection.scalar(newest_change()) is None
    enter_respondents(engine, SCHOOL)
    with engine.begin() as connection:
        assert connection.scalar(newest_change()) is None
        connection.execute(insert(w.respondent_history), SAID | {"number": 2, "recorded_at": AT})
        assert connection.scalar(newest_change()) == AT
