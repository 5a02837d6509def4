"""The jumps that the review tells, found once more month by month: `find_level_shifts(changes)`."""

from math import log
from statistics import median

from tests.recount.german import shift
from tests.recount.review.turns import LEAST_CHANGES, without_season

SPREADS, LEAST, YEAR = 6, 6, 12


def find_level_shifts(changes):
    """(month, change, stayed) of months that went far and did not come back; `stayed` None where nobody can tell."""
    if len(changes) < LEAST_CHANGES:
        return []
    logs = without_season([(month, log(1 + max(change, -99) / 100)) for month, change in changes])
    middle = median(logs)
    far = SPREADS * 1.4826 * median(abs(one - middle) for one in logs)
    beside = {month: one - middle for (month, _), one in zip(changes, logs, strict=True)}
    went = [(month, change, _stays(beside, month)) for month, change in changes if far and abs(beside[month]) > far]
    return [one for one in went if one[2] is not False]


def _stays(beside, month):
    """The level is told from the month before; a side ends with the record, after a year, and never in a gap."""
    first, last = min(beside), max(beside)
    begin, end = max(shift(month, 1 - YEAR), first), min(shift(month, YEAR - 1), last)
    level, levels, now = 0.0, {shift(begin, -1): 0.0}, begin
    while now <= end:
        if now not in beside:
            return None
        level += beside[now]
        levels[now], now = level, shift(now, 1)
    before = [one for then, one in levels.items() if then < month]
    after = [one for then, one in levels.items() if then >= month]
    if min(len(before), len(after)) < LEAST:
        return None
    return (median(after) - median(before)) / beside[month] >= 0.5
