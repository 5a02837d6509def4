"""A reporting month as text "2026-10", which sorts, joins and prints everywhere."""

import calendar
import re
from datetime import date, timedelta

from schemas.time.working_day import is_working_day


def parse_month(written: str) -> str:
    """Check a month as YYYY-MM; raises ValueError for anything else."""
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", written):
        raise ValueError(f"'{written}' ist kein Monat: erwartet wird JJJJ-MM, zum Beispiel 2026-10.")
    return written


def month_of(day: date) -> str:
    """The month in which a day lies."""
    return f"{day.year:04d}-{day.month:02d}"


def first_day(month: str) -> date:
    """The month's first day."""
    return date(int(month[:4]), int(month[5:]), 1)


def last_day(month: str) -> date:
    """The month's last day: its reference date (Stichtag)."""
    start = first_day(month)
    return start.replace(day=calendar.monthrange(start.year, start.month)[1])


def shift_month(month: str, by: int) -> str:
    """The month `by` months later (or earlier where negative)."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def last_working_day(month: str) -> date:
    """The last working day of the month: the month opens for returns on it."""
    day = last_day(month)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def school_year(month: str) -> str:
    """The school and Kita year (1 August to 31 July) of a month: "2026/27"."""
    start = int(month[:4]) - (int(month[5:]) < 8)
    return f"{start}/{(start + 1) % 100:02d}"
