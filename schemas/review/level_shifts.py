"""Where a series jumped to another level and stayed there. One way in: `find_level_shifts(moves)`, on those of the panel.

A change of one month, on a scale and less its season, further from the median than `SPREADS` robust spreads (MAD, as
normal deviations), of which at least half is still there: by the medians of up to a year before and from then on.
Of figures that are rounded the MAD is known to half a step of the rounding only, so it is never taken for less.
Beside a gap or an end of the record nobody knows whether it stayed: that is said, and not taken for no jump.
In 1,000 series without a jump, rounded to 5, around 20 to 1,000, it sees one in up to 1 of 70 (normal noise, each month by
itself or resembling the one before; t with four degrees of freedom, each by itself), in up to 1 of 9 where what t draws
lasts for months. Rounding costs sight of little ones: around 50 less than some 56 % cannot be seen, around 20 none that
does not treble.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import median

from schemas.review.turns import LEAST, without_season
from schemas.time.month import shift_month

SPREADS = 6
LEAST_SIDE, _YEAR = 6, 12  # months that must be known, without a gap, on each side; at most a year counts
STAYS = 0.5
_NORMAL = 1.4826  # the spread of a normal deviation by its median


@dataclass(frozen=True)
class Move:
    """A change of the panel in a month, as it is told, and on a scale on which up and down again come to nothing.

    `step` is what one step of the rounding is on that scale, from where the panel stood lower.
    """

    month: str
    change: float
    size: float
    step: float = 0.0


@dataclass(frozen=True)
class LevelShift:
    """A month in which the level changed, and the change as it was, in the unit of the changes.

    Whether it stayed is not known where a gap or an end of the record is too near.
    """

    month: str
    change: float
    is_known_to_stay: bool = True


def find_level_shifts(moves: Sequence[Move]) -> tuple[LevelShift, ...]:
    """The jumps of a series; none where too few changes are known to look for any."""
    if len(moves) < LEAST:
        return ()
    values = without_season([(one.month, one.size) for one in moves])
    usual = median(values)
    beside = [value - usual for value in values]
    spread = median(map(abs, beside))
    far = [SPREADS * _NORMAL * max(spread, one.step / 2) for one in moves]
    months, levels = [one.month for one in moves], [0.0, *accumulate(beside)]
    found = [
        (moves[place], _stays(place, value, months, levels))
        for place, value in enumerate(beside)
        if abs(value) > far[place] > 0
    ]
    return tuple(LevelShift(one.month, one.change, stays is True) for one, stays in found if stays is not False)


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
