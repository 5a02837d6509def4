"""The segmentation that the review names (Zhang and Siegmund 2007), by trying every set of cuts: `find_turns`."""

from itertools import combinations, pairwise
from math import log
from statistics import fmean, median

LEAST_CHANGES, LEAST, MOST, FLOOR = 18, 6, 4, 0.05**2


def find_turns(changes):
    """(month, mean before, mean after) of each turn in (month, change in percent)."""
    values = _calm(without_season(changes))
    cuts = min(_sets(len(values)), key=lambda cuts: (_score(values, cuts), len(cuts)))
    stretches = [[value for _, value in changes[a:b]] for a, b in pairwise((0, *cuts, len(changes)))]
    means = [fmean(one) for one in stretches]
    return [(changes[cut][0], *pair) for cut, pair in zip(cuts, pairwise(means), strict=True)]


def without_season(changes):
    """Less the median of what a calendar month, known in three years, has beside the thirteen months around it."""
    beside = {}
    for place, (month, value) in enumerate(changes):
        around = fmean(one for _, one in changes[max(place - 6, 0) : place + 7])
        beside.setdefault(month[5:], []).append(value - around)
    usual = {month: median(values) for month, values in beside.items() if len(values) >= 3}
    return [value - usual.get(month[5:], 0.0) for month, value in changes]


def _calm(values):
    """What is further than three spreads (MAD) from the median counts as three."""
    middle = median(values)
    most = 3 * 1.4826 * median(abs(value - middle) for value in values)
    return [min(max(value, middle - most), middle + most) for value in values] if most else values


def _sets(length):
    """Every set of up to four cuts whose stretches have six months at least."""
    for number in range(MOST + 1):
        free = length - (number + 1) * LEAST
        for gaps in combinations(range(free + number), number) if free >= 0 else ():
            yield tuple(LEAST * (place + 1) + gap - place for place, gap in enumerate(gaps))


def _score(values, cuts):
    """n log(RSS / n) + 3 k log n + the sum of log(length / n)."""
    n, stretches = len(values), [values[a:b] for a, b in pairwise((0, *cuts, len(values)))]
    rest = 0.0
    for one in stretches:
        mean = sum(one) / len(one)
        rest += sum((value - mean) ** 2 for value in one)
    return n * log(max(rest / n, FLOOR)) + 3 * len(cuts) * log(n) + sum(log(len(one) / n) for one in stretches)
