"""The cycle of a reporting month: when it opens, is due, is reported and closes.

One way in: `Cycle.of(month, calendar)`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from config.policy import Calendar
from schemas.time.month import first_day, last_day, last_working_day, month_of, shift_month
from schemas.time.working_day import is_working_day, next_working_day


@dataclass(frozen=True)
class Cycle:
    """The days of one month's cycle (domain: section 8)."""

    month: str
    opens: date
    reference_date: date
    deadline: date
    report: date
    cutoff: date
    closes: date

    @classmethod
    def of(cls, month: str, calendar: Calendar) -> "Cycle":
        """Work the days out from the policy."""
        following = first_day(shift_month(month, 1))
        return cls(
            month=month,
            opens=last_working_day(month),
            reference_date=last_day(month),
            deadline=following.replace(day=calendar.deadline_day),
            report=following.replace(day=calendar.report_day),
            cutoff=following.replace(day=calendar.cutoff_day),
            closes=last_day(shift_month(month, calendar.correction_months)),
        )

    @property
    def revision(self) -> date:
        """The morning after the cut-off, when what came late makes a revised report."""
        return self.cutoff + timedelta(days=1)

    @property
    def final(self) -> date:
        """The day from which nothing is corrected any more, and the last report is the final one."""
        return self.closes + timedelta(days=1)

    def invites(self, day: date) -> bool:
        """Whether respondents are invited on that day: from the opening to the deadline."""
        return self.opens <= day <= self.deadline

    def is_open(self, day: date) -> bool:
        """Whether a return for the month is taken on that day."""
        return self.opens <= day <= self.closes


def rehearsal_day(cycle: Cycle, days_before: int) -> date | None:
    """When staff read how the report would come out: a working day before the report; None where never."""
    if not days_before:
        return None
    day = next_working_day(cycle.report - timedelta(days=days_before))
    while day >= cycle.report or not is_working_day(day):
        day -= timedelta(days=1)
    return day


def report_month(day: date) -> str:
    """The month that is reported on a day: the one before it."""
    return shift_month(month_of(day), -1)


def due_month(day: date) -> str:
    """The month that is being reported on a day: the latest one that has opened."""
    month = month_of(day)
    return month if last_working_day(month) <= day else shift_month(month, -1)
