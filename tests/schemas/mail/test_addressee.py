"""Who is reminded on which day: decided from values alone."""

from datetime import date, datetime

import pytest

from config.policy import load_policy
from schemas.form.submission import State
from schemas.mail.addressee import Addressee, day_due, days_overdue, is_to_be_reminded, letter_days
from schemas.time.deadlines import Cycle

CYCLE = Cycle.of("2026-10", load_policy().calendar)  # opens 30.10., deadline 10.11., cut-off 25.11.


def make_addressee(state=State.EXPECTED, **overrides):
    parts = {
        "respondent_id": "169468",
        "kind": "school",
        "name": "Grundschule Am Beispiel",
        "school_type": "G",
        "state": state,
        "entered_at": datetime(2026, 10, 30, 6),
        "emails": ("schule@beispiel.example",),
    }
    return Addressee(**(parts | overrides))


@pytest.mark.parametrize(
    ("days", "today", "due"),
    [
        ([5, 8], date(2026, 11, 4), None),
        ([5, 8], date(2026, 11, 5), date(2026, 11, 5)),
        ([5, 8], date(2026, 11, 6), date(2026, 11, 5)),
        ([5, 8], date(2026, 11, 7), None),  # a Saturday; what was missed on Thursday waits for Monday
        ([5], date(2026, 11, 9), date(2026, 11, 5)),
        ([5, 8], date(2026, 11, 8), None),  # a Sunday
        ([8, 5], date(2026, 11, 9), date(2026, 11, 9)),
        ([8, 5], date(2026, 11, 10), date(2026, 11, 9)),
        ([5, 8], date(2026, 11, 11), None),  # too late for words that speak of the deadline
        ([5, 13], date(2026, 11, 16), date(2026, 11, 13)),
        ([5, 13], date(2026, 11, 25), date(2026, 11, 13)),
        ([5, 13], date(2026, 11, 26), None),
        ([5, 8], date(2026, 10, 31), None),
        ([], date(2026, 11, 8), None),
    ],
)
def test_the_latest_day_that_has_come_is_due_until_its_words_are_wrong(days, today, due):
    assert day_due(days, CYCLE, today) == due


@pytest.mark.parametrize(
    ("month", "days", "out"),
    [
        ("2026-10", [11, 20], [11, 20]),
        ("2026-10", [5, 8], [5, 9]),  # a Sunday
        ("2026-10", [7, 8, 9], [9]),  # two that meet are one
        ("2026-03", [3, 8], [7, 8]),  # from Good Friday over Easter
        ("2027-09", [3, 4], [4]),  # the day of German unity, a Sunday
        ("2026-12", [28], []),  # after the cut-off
        ("2026-05", [4, 8], [5, 8]),  # Corpus Christi
        ("2026-10", [], []),
    ],
)
def test_letters_go_out_on_working_days(month, days, out):
    """A day is a day of the month that follows."""
    assert [day.day for day in letter_days(days, Cycle.of(month, load_policy().calendar))] == out


@pytest.mark.parametrize("state", State)
def test_only_who_still_owes_is_reminded(state):
    one = make_addressee(state, received_at=datetime(2026, 11, 2))

    assert is_to_be_reminded(one, date(2026, 11, 5)) == (
        state in {State.EXPECTED, State.LATE, State.MISSING, State.RETURNED, State.UNREADABLE}
    )


def test_nobody_is_reminded_on_the_day_on_which_they_were_told():
    day = date(2026, 11, 5)

    assert not is_to_be_reminded(make_addressee(State.RETURNED, received_at=datetime(2026, 11, 5, 6)), day)
    assert is_to_be_reminded(make_addressee(State.RETURNED, received_at=datetime(2026, 11, 4, 23)), day)
    assert not is_to_be_reminded(make_addressee(entered_at=datetime(2026, 11, 5, 6)), day)


def test_overdue_counts_from_the_deadline():
    assert [days_overdue(CYCLE, date(2026, 11, day)) for day in (9, 10, 11, 20)] == [0, 0, 1, 10]
