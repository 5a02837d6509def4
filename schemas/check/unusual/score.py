"""How far a count is from what its own past and its peers lead one to expect: `measure(history)`, `score(history, yardstick)`.

One method for all counts, large and small, steady and seasonal, nearly always 0 or not:

1. A count x is looked at as y = 2 sqrt(x + 3/8): there a Poisson count varies by 1 whatever its size (Anscombe 1948).
2. The peers say what a month does to a column: the trimmed mean of y over its usual size (after Tukey 1977, robust
   two-way fits). What a month to come does is what it did a year ago, times the growth since.
3. What is expected is the median of the last six months and of the same month in the years before, each without its
   own month's effect and with this month's.
4. The spread is the median of the differences from month to month (von Neumann 1941), which neither a trend nor a new
   level widens; the own is pooled with that of the peers, whose tails count, too. It is never less than the step
   that one person makes.
5. The score is the distance from what is expected in spreads, as the modified z-score is (Iglewicz and Hoaglin 1993).

The peers are taken from the past alone: what is found must not depend on who else has sent a file by then.
"""

from dataclasses import dataclass

import numpy as np

from schemas.check.unusual.history import Array, CountHistory

NORMAL = 1.4826  # times the median distance is the standard deviation of a normal distribution
RECENT, YEAR = 6, 12
LEAST_PAST = 6  # months with a value, below which nothing is said of a count
LEAST_PEERS = 8  # rows, below which a month has no effect that anybody could tell
TRIM = 0.1  # of the peers on either side
PEERS_WEIGHT = 12  # as many months of its own weigh as much as the peers' spread
TAIL, TAIL_NORMAL = 0.95, 1.96


@dataclass(frozen=True)
class Yardstick:
    """Of the peers: by column and month the `effect` of a month on y, the last one foretold; by column the `spread`."""

    effect: Array
    spread: Array


@dataclass(frozen=True)
class Score:
    """Of the last month, by row and column: y as `given` and as `expected`, the `spread`, and what it was in the past.

    `past` is y without the months' effects, by row, column and month. All are NaN where the past is too short.
    """

    given: Array
    expected: Array
    spread: Array
    past: Array

    @property
    def score(self) -> Array:
        """The distance in spreads; NaN where nothing can be said."""
        distance: Array = (self.given - self.expected) / self.spread
        return distance


def stabilise(counts: Array) -> Array:
    """2 sqrt(x + 3/8), Anscombe's transformation of counts."""
    found: Array = 2 * np.sqrt(counts + 0.375)
    return found


def measure(history: CountHistory) -> Yardstick:
    """The yardstick of the peers' past months; the last month of the history is not looked at."""
    past = stabilise(history.counts[:, :, :-1])
    level = _mean(past, np.isfinite(past).sum(axis=2) >= LEAST_PAST)
    effect = _trimmed(past / level[:, :, None])
    with_effect = past / effect
    steps = np.abs(np.diff(with_effect, axis=2)) / np.sqrt(2)
    spread = np.array([_pooled(steps[:, column].ravel()) for column in range(steps.shape[1])])
    return Yardstick(np.column_stack([effect, _foretell(effect)]), spread)


def score(history: CountHistory, yardstick: Yardstick) -> Score:
    """The last month of a history against its own past and the yardstick of its peers."""
    levels = stabilise(history.counts) / yardstick.effect
    past, now = levels[:, :, :-1], yardstick.effect[:, -1]
    is_long = np.isfinite(past).sum(axis=2) >= LEAST_PAST
    near = np.concatenate([past[:, :, -RECENT:], past[:, :, -YEAR::-YEAR]], axis=2)
    expected = np.where(is_long, median(near), np.nan) * now
    return Score(stabilise(history.counts[:, :, -1]), expected, _spread(past, yardstick, expected), past)


def _spread(past: Array, yardstick: Yardstick, expected: Array) -> Array:
    steps = np.abs(np.diff(past, axis=2)) / np.sqrt(2)
    number = np.isfinite(steps).sum(axis=2)
    own = np.nan_to_num(NORMAL * median(steps))
    pooled = np.sqrt((number * own**2 + PEERS_WEIGHT * yardstick.spread**2) / (number + PEERS_WEIGHT))
    count = np.maximum((expected / 2) ** 2 - 0.375, 0)
    spread: Array = np.maximum(pooled, stabilise(count + 1) - stabilise(count))
    return spread


def median(values: Array) -> Array:
    """Along the last axis, of what is there; NaN where nothing is. Faster than numpy's by far on short axes."""
    ordered = np.sort(values, axis=-1)  # NaN come last
    number = np.isfinite(values).sum(axis=-1)
    low, high = np.maximum(number - 1, 0) // 2, np.minimum(number // 2, values.shape[-1] - 1)
    both = [np.take_along_axis(ordered, place[..., None], axis=-1)[..., 0] for place in (low, high)]
    found: Array = (both[0] + both[1]) / 2
    return found


def _mean(values: Array, is_long: Array) -> Array:
    total, number = np.nansum(values, axis=2), np.isfinite(values).sum(axis=2)
    return np.where(is_long, total / np.maximum(number, 1), np.nan)


def _trimmed(values: Array) -> Array:
    """The mean over the rows without the outermost; 1 where too few have said anything."""
    ordered = np.sort(values, axis=0)
    number = np.isfinite(values).sum(axis=0)
    cut = np.floor(number * TRIM)
    place = np.arange(values.shape[0])[:, None, None]
    is_inside = (place >= cut) & (place < number - cut)
    total = np.where(is_inside, ordered, 0).sum(axis=0)
    return np.where(number >= LEAST_PEERS, total / np.maximum(number - 2 * cut, 1), 1.0)


def _foretell(effect: Array) -> Array:
    """The effect of the month after: that of the same month a year ago, times the growth of the last months since."""
    months = effect.shape[1]
    if months < YEAR:
        return median(effect[:, -RECENT // 2 :])
    grown = effect[:, -RECENT:] / effect[:, -RECENT - YEAR : -YEAR] if months >= YEAR + RECENT else np.ones((1, 1))
    foretold: Array = effect[:, -YEAR] * median(grown)
    return foretold


def _pooled(steps: Array) -> float:
    """The spread of many: by their median or, if that is wider, by their tail; many a count stands still for months."""
    steps = steps[np.isfinite(steps)]
    if len(steps) == 0:
        return 1.0  # that of a Poisson count
    return float(max(NORMAL * np.median(steps), np.quantile(steps, TAIL) / TAIL_NORMAL))
