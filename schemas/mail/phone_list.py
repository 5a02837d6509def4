"""Whom to call first: `rank_missing` orders those who owe a return by how much each moves the centre's totals.

Pure. A respondent weighs as much as the largest share that its last known values have in the centre's total of one of
the main indicators of its kind.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas.form.forms import KINDS
from schemas.mail.addressee import Addressee

KNOWN_MONTHS = 3  # how far back a value still says something about today

LastValues = Mapping[str, Mapping[str, float]]
"""Last known values by respondent and indicator."""


@dataclass(frozen=True)
class Call:
    """One line of the phone list; `share` (of one) of the total of `indicator`, None where nothing is known."""

    addressee: Addressee
    days_overdue: int
    share: float | None
    indicator: str | None


def rank_missing(missing: Iterable[Addressee], values: LastValues, overdue: int) -> list[Call]:
    """The phone list: the largest share first, those of whom nothing is known at the end, else by their number."""
    totals = _totals(values)
    calls = [_weigh(one, values.get(one.respondent_id, {}), totals, overdue) for one in missing]
    return sorted(calls, key=lambda call: (call.share is None, -(call.share or 0), call.addressee.respondent_id))


def _totals(values: LastValues) -> dict[str, float]:
    totals: dict[str, float] = {}
    for known in values.values():
        for indicator, value in known.items():
            totals[indicator] = totals.get(indicator, 0.0) + value
    return totals


def _weigh(one: Addressee, known: Mapping[str, float], totals: Mapping[str, float], overdue: int) -> Call:
    shares = [(known[name] / totals[name], name) for name in KINDS[one.kind].main if name in known and totals[name] > 0]
    if not shares:
        return Call(one, overdue, 0.0 if known else None, None)
    share, indicator = max(shares, key=lambda pair: pair[0])
    return Call(one, overdue, share, indicator)
