"""Where a series jumped to another level and stayed there. One way in: `find_level_shifts(changes)`, on the changes of the panel.

A change of one month, on a logarithmic scale and less its season, further from the median than `SPREADS` robust spreads
(MAD, as normal deviations), of which at least half is still there: by the medians of up to a year before and from then on.
Beside a gap or an end of the record nobody knows whether it stayed: that is said, and not taken for no jump.
Around a level without a jump it sees one in about 1 of 100 series (normal noise) to 1 of 30 (t with four degrees of freedom).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log1p
from statistics import median

from schemas.review.turns import LEAST, without_season
from schemas.time.month import shift_month

SPREADS = 6
LEAST_SIDE, _YEAR = 6, 12  # months that must be known, without a gap, on each side; at most a year counts
STAYS = 0.5
_NORMAL = 1.4826  # the spread of a normal deviation by its median
_ALL_GONE = -0.99  # what falls to nothing has no logarithm


@dataclass(frozen=True)
class LevelShift:
    """A month in which the level changed, and the change as it was, in the unit of the changes.

    Whether it stayed is not known where a gap or an end of the record is too near.
    """

    month: str
    change: float
    is_known_to_stay: bool = True


def find_level_shifts(changes: Sequence[tuple[str, float]]) -> tuple[LevelShift, ...]:
    """The jumps of a series of (month, change in percent); none where too few changes are known to look for any."""
    if len(changes) < LEAST:
        return ()
    logs = [(month, log1p(max(value / 100, _ALL_GONE))) for month, value in changes]
    values = without_season(logs)
    usual = median(values)
    beside = [value - usual for value in values]
    far = SPREADS * _NORMAL * median(abs(value) for value in beside)
    months, levels = [month for month, _ in changes], [0.0, *accumulate(beside)]
    found = [
        (place, _stays(place, value, months, levels)) for place, value in enumerate(beside) if abs(value) > far > 0
    ]
    return tuple(LevelShift(*changes[place], stays is True) for place, stays in found if stays is not False)


def _stays(place: int, value: float, months: Sequence[str], levels: Sequence[float]) -> bool | None:
    """None where too little is known around it.

    `levels` has one more than there are changes: what was before the first; the place's own change leads to the next.
    """
    first = max(place + 1 - _YEAR, 0)
    before, after = levels[first : place + 1], levels[place + 1 : place + 1 + _YEAR]
    around = months[first : place + _YEAR]
    is_whole = all(month == shift_month(around[0], number) for number, month in enumerate(around))
    if not is_whole or min(len(before), len(after)) < LEAST_SIDE:
        return None
    return (median(after) - median(before)) / value >= STAYS
