"""Somebody who owes a return, as the letters and the phone list need to know them: `Addressee`.

Pure, and the decisions that follow from it: who is reminded on a day, and which of the policy's days is due.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schemas.form.submission import State
from schemas.time.deadlines import Cycle
from schemas.time.month import first_day, shift_month
from schemas.time.working_day import is_working_day, next_working_day

NOTHING_CAME = (State.EXPECTED, State.LATE, State.MISSING)
SENT_BACK = (State.RETURNED, State.UNREADABLE)


@dataclass(frozen=True)
class Addressee:
    """A respondent that owes the return of a month, and how it stands with it; `emails` are such as can be used."""

    respondent_id: str
    kind: str
    name: str
    school_type: str | None
    state: State
    entered_at: datetime  # into the ledger
    received_at: datetime | None = None  # what came last
    errors: int = 0  # in it
    reply: str | None = None  # where our answer to it lies, below replies/
    emails: tuple[str, ...] = ()
    phone: str | None = None
    contact: str | None = None

    @property
    def is_missing(self) -> bool:
        """Whether nothing of theirs is in force."""
        return self.state in {*NOTHING_CAME, *SENT_BACK}


def letter_days(days: Iterable[int], cycle: Cycle) -> list[date]:
    """The policy's days (in the month after) as letters go out, up to the cut-off.

    A Saturday, a Sunday or a public holiday gives way to the next working day; two days that meet there are one.
    """
    following = first_day(shift_month(cycle.month, 1))
    moved = {next_working_day(following.replace(day=number)) for number in days}
    return sorted(day for day in moved if day <= cycle.cutoff)


def day_due(days: Iterable[int], cycle: Cycle, today: date) -> date | None:
    """The latest of the `letter_days` that has come by `today`; None on no working day and outside the cycle's time.

    After downtime only the latest is made up for; and no day before the deadline once the deadline is over, since its
    words would be wrong by then.
    """
    if not is_working_day(today) or today > cycle.cutoff:
        return None
    latest = max((day for day in letter_days(days, cycle) if day <= today), default=None)
    return None if latest is None or latest <= cycle.deadline < today else latest


def is_to_be_reminded(one: Addressee, day: date) -> bool:
    """Whether the reminder of `day` goes to them: it stood so the day before.

    Nobody is reminded on the day on which a file was sent back to them, or on which they came into the ledger.
    """
    if one.state in SENT_BACK:
        return one.received_at is not None and one.received_at.date() < day
    return one.state in NOTHING_CAME and one.entered_at.date() < day


def days_overdue(cycle: Cycle, today: date) -> int:
    """Days since the deadline, 0 until it is over."""
    return max(timedelta(), today - cycle.deadline).days
