"""Working days: Monday to Friday but for the public holidays of North Rhine-Westphalia, Easter and its kin included.

Ways in: `is_working_day` and `next_working_day`.
"""

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


def is_working_day(day: date) -> bool:
    """Whether offices, schools and daycares work on that day."""
    return day.weekday() < 5 and day not in _public_holidays()


def next_working_day(day: date) -> date:
    """The day itself, or else the first working day after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@cache
def _public_holidays() -> "HolidayBase":
    from holidays import country_holidays

    return country_holidays("DE", subdiv="NW")
