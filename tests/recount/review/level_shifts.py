"""The jumps that the review tells, found once more month by month: `find_level_shifts(changes)`.

Of counts: on a logarithmic scale, on which a panel of fewer than `SMALLEST` is one of as many.
"""

from math import log
from statistics import median

from tests.recount.german import shift
from tests.recount.review.turns import LEAST_CHANGES, without_season

SPREADS, LEAST, YEAR, SMALLEST = 6, 6, 12, 20


def find_level_shifts(changes):
    """(month, change, stayed) of months that went far and did not come back; `stayed` None where nobody can tell.

    `changes` are (month, change in percent, panel before, panel now, multiple that the counts are rounded to).
    """
    if len(changes) < LEAST_CHANGES:
        return []
    ends = {month: sorted(max(one, SMALLEST) for one in (before, now)) for month, _, before, now, _ in changes}
    up = {month: 1 if now > before else -1 for month, _, before, now, _ in changes}
    logs = without_season([(month, up[month] * log(high / low)) for month, (low, high) in ends.items()])
    middle = median(logs)
    beside = {month: one - middle for month, one in zip(ends, logs, strict=True)}
    usual = median(abs(one) for one in beside.values())
    found = []
    for month, change, *_, base in changes:
        far = SPREADS * 1.4826 * max(usual, base / ends[month][0] / 2)
        if far and abs(beside[month]) > far and (stayed := _stays(beside, month)) is not False:
            found.append((month, change, stayed))
    return found


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
