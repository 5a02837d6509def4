"""The days of a month's cycle."""

from datetime import date

import pytest

from config.policy import load_policy
from schemas.time.deadlines import Cycle, due_month, report_month

CALENDAR = load_policy().calendar


def test_the_cycle_of_october():
    assert Cycle.of("2026-10", CALENDAR) == Cycle(
        month="2026-10",
        opens=date(2026, 10, 30),  # the 31st is a Saturday
        reference_date=date(2026, 10, 31),
        deadline=date(2026, 11, 10),
        report=date(2026, 11, 12),
        cutoff=date(2026, 11, 25),
        closes=date(2027, 10, 31),
    )


def test_december_is_due_in_the_new_year():
    cycle = Cycle.of("2026-12", CALENDAR)

    assert (cycle.opens, cycle.deadline, cycle.cutoff) == (date(2026, 12, 31), date(2027, 1, 10), date(2027, 1, 25))
    assert cycle.closes == date(2027, 12, 31)


def test_a_february_that_ends_on_a_weekend_opens_before():
    assert Cycle.of("2026-02", CALENDAR).opens == date(2026, 2, 27)
    assert Cycle.of("2027-02", CALENDAR).opens == date(2027, 2, 26)
    assert Cycle.of("2027-02", CALENDAR).reference_date == date(2027, 2, 28)
    assert Cycle.of("2028-02", CALENDAR).closes == date(2029, 2, 28)


def test_the_policy_moves_the_days():
    later = CALENDAR.model_copy(update={"deadline_day": 15, "report_day": 16, "correction_months": 2})
    cycle = Cycle.of("2026-10", later)

    assert (cycle.deadline, cycle.report, cycle.closes) == (date(2026, 11, 15), date(2026, 11, 16), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 10, 29), False), (date(2026, 10, 30), True), (date(2027, 10, 31), True), (date(2027, 11, 1), False)],
)
def test_a_month_is_open_from_its_first_to_its_last_day(day, expected):
    assert Cycle.of("2026-10", CALENDAR).is_open(day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 29), "2026-09"),  # October opens tomorrow
        (date(2026, 10, 30), "2026-10"),  # a Friday, the last working day
        (date(2026, 10, 31), "2026-10"),
        (date(2026, 11, 1), "2026-10"),
        (date(2026, 11, 29), "2026-10"),
        (date(2026, 11, 30), "2026-11"),
        (date(2027, 1, 1), "2026-12"),
        (date(2026, 12, 31), "2026-12"),
        (date(2027, 2, 26), "2027-02"),  # a Friday before a weekend at the month's end
        (date(2027, 2, 25), "2027-01"),
    ],
)
def test_the_month_now_due_is_the_latest_that_has_opened(day, expected):
    assert due_month(day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 11, 12), "2026-10"), (date(2027, 1, 12), "2026-12"), (date(2026, 11, 30), "2026-10")],
)
def test_a_report_is_of_the_month_before(day, expected):
    assert report_month(day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 10, 29), False), (date(2026, 10, 30), True), (date(2026, 11, 10), True), (date(2026, 11, 11), False)],
    ids=["before it opens", "the first day", "the deadline", "the day after"],
)
def test_invitations_go_out_from_the_opening_to_the_deadline(day, expected):
    assert Cycle.of("2026-10", CALENDAR).invites(day) == expected
