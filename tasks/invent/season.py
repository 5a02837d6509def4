"""How a figure moves through the months of the demo: growth from its first month, and holidays."""

from config.policy import load_policy
from schemas.time.month import last_day

FIRST = "2025-09"
CLOSURES = load_policy().calendar.closures


def is_closed(respondent: str, kind: str, month: str) -> bool:
    """Whether nobody is there on the reference date to fill in a form."""
    return any(closure.covers(respondent, kind, last_day(month)) for closure in CLOSURES)


def elapsed(month: str) -> int:
    """Months since the demo's first."""
    return (int(month[:4]) - int(FIRST[:4])) * 12 + int(month[5:]) - int(FIRST[5:])


def growth(month: str, rate: float) -> float:
    """The factor that steady growth by `rate` a month has come to."""
    return (1 + rate) ** elapsed(month)


def activity(month: str) -> float:
    """How busy voluntary work is: little in the summer holidays and in December, most in autumn."""
    return {7: 0.45, 8: 0.55, 12: 0.8, 4: 0.9, 1: 0.9, 10: 1.1, 11: 1.15}.get(int(month[5:]), 1.0)
