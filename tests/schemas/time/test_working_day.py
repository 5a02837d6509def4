"""Working days of North Rhine-Westphalia."""

from datetime import date

import pytest

from schemas.time.working_day import is_working_day, next_working_day


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 6), True),  # a Friday
        (date(2026, 11, 7), False),
        (date(2026, 11, 8), False),
        (date(2026, 6, 4), False),  # Corpus Christi, no holiday in Berlin
        (date(2027, 11, 1), False),  # All Saints, a Monday
        (date(2028, 10, 31), True),  # Reformation, a holiday elsewhere
        (date(2026, 12, 24), True),
    ],
)
def test_offices_work_from_monday_to_friday_but_for_holidays(day, expected):
    assert is_working_day(day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 6), date(2026, 11, 6)),
        (date(2026, 11, 7), date(2026, 11, 9)),
        (date(2026, 4, 3), date(2026, 4, 7)),  # Good Friday
        (date(2025, 12, 25), date(2025, 12, 29)),
    ],
)
def test_the_next_working_day_is_the_day_itself_or_later(day, expected):
    assert next_working_day(day) == expected
