"""What a respondent owes for a month, and why not: `obligation(...)`. Pure: spans, closures and a day in, a verdict out.

A return is owed where one of the respondent's spans covers the reference date and no closure (school holidays, a Kita
that is closed in summer) does. Who owes nothing is exempt with a reason, so that a gap is never a missing return; who
left more than a year ago, or has not begun, is not spoken of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from config.policy import Closure
from schemas.form.forms import is_kind_asked
from schemas.german import format_date

_REMEMBERED_DAYS = 366  # so long a respondent that closed is still named, with its successor


@dataclass(frozen=True)
class Span:
    """Days on which a respondent owes returns; without an end: until further notice."""

    first: date
    last: date | None = None
    successor: str | None = None

    def covers(self, day: date) -> bool:
        """Whether the day lies in it, both ends included."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Obligation:
    """Whether a respondent owes its return of a month; if not, why (German)."""

    is_owed: bool
    reason: str | None = None


def obligation(
    respondent: str, kind: str, spans: Sequence[Span], closures: Sequence[Closure], day: date
) -> Obligation | None:
    """The verdict for the reference date `day`; None where nobody expects to read of the respondent, or of its kind."""
    if not is_kind_asked(kind, f"{day:%Y-%m}"):
        return None
    if any(span.covers(day) for span in spans):
        closure = next((one for one in closures if one.covers(respondent, kind, day)), None)
        return Obligation(is_owed=False, reason=_say_closure(closure)) if closure else Obligation(is_owed=True)
    past = [span for span in spans if span.last is not None and span.last < day]
    if not past:
        return None
    latest = max(past, key=lambda span: span.last or day)
    following = [span.first for span in spans if span.first > day]
    return _departed(latest, min(following, default=None), day)


def _say_closure(closure: Closure) -> str:
    return f"{closure.reason} ({format_date(closure.first)} bis {format_date(closure.last)})"


def _departed(latest: Span, returns: date | None, day: date) -> Obligation | None:
    """One whose last span has ended, and which may come back."""
    end = latest.last or day
    since = format_date(end + timedelta(days=1))
    if returns:
        until = format_date(returns - timedelta(days=1))
        return Obligation(is_owed=False, reason=f"vorübergehend geschlossen ({since} bis {until})")
    if (day - end).days > _REMEMBERED_DAYS:
        return None
    if latest.successor:
        return Obligation(is_owed=False, reason=f"seit {since} aufgegangen in {latest.successor}")
    return Obligation(is_owed=False, reason=f"geschlossen seit {since}")
