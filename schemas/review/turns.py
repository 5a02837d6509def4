"""When a series turned. One way in: `find_turns(changes)`, on its month-to-month changes of the comparable panel.

Least-squares segmentation: the changes are cut into stretches with a mean of their own, exactly, by dynamic programming
(Auger and Lawrence 1989); how many stretches there are says the modified Schwarz criterion for cuts (Zhang and Siegmund
2007, Biometrics 63: 22-32): n log(RSS / n) + 3 k log n + sum of log(length / n), for k cuts. On changes without a turn it
sees one in about 1 of 20 series. Before that what a calendar month usually has beside the year around it is taken away
where three years know it, and what is further from the median than three spreads (MAD) counts as three.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from statistics import fmean, median

METHOD = "Zerlegung nach kleinsten Quadraten mit dem modifizierten Schwarz-Kriterium (Zhang und Siegmund 2007)"
LEAST = 18  # known changes; with fewer nothing is looked for
LEAST_STRETCH = 6  # months between two turns
MOST_TURNS = 4
_YEARS, _HALF_YEAR = 3, 6
_SPREADS = 3 * 1.4826
_LEAST_VARIANCE = 0.05**2  # percent: less than what rounding to multiples of 5 leaves of a panel of thousands


@dataclass(frozen=True)
class Turn:
    """The first month of another pace, and the mean change a month before and after, in the unit of the changes."""

    month: str
    before: float
    after: float


def find_turns(changes: Sequence[tuple[str, float]]) -> tuple[Turn, ...] | None:
    """The turns of a series of (month, change in percent); None where too few changes are known to look for any."""
    if len(changes) < LEAST:
        return None
    values = _calm(without_season(changes))
    edges = [0, *_best_cuts(values), len(values)]
    stretches = [[value for _, value in changes[first:last]] for first, last in pairwise(edges)]
    return tuple(
        Turn(changes[edge][0], fmean(before), fmean(after))
        for edge, (before, after) in zip(edges[1:-1], pairwise(stretches), strict=True)
    )


def without_season(changes: Sequence[tuple[str, float]]) -> list[float]:
    """Less what a calendar month usually has beside the year around it, so that a turn is not taken for a season."""
    by_month: dict[str, list[float]] = defaultdict(list)
    for place, (month, value) in enumerate(changes):
        around = [one for _, one in changes[max(place - _HALF_YEAR, 0) : place + _HALF_YEAR + 1]]
        by_month[month[5:]].append(value - fmean(around))
    usual = {month: median(values) for month, values in by_month.items() if len(values) >= _YEARS}
    return [value - usual.get(month[5:], 0.0) for month, value in changes]


def _calm(values: list[float]) -> list[float]:
    middle = median(values)
    spread = median([abs(value - middle) for value in values]) * _SPREADS
    return [min(max(value, middle - spread), middle + spread) for value in values] if spread else values


def _best_cuts(values: list[float]) -> list[int]:
    """Where the stretches of the best number begin, the first left out."""
    n = len(values)
    tried = _all_cuts(values)
    scores = {number: _score(n, rest, cuts) for number, (rest, cuts) in tried.items()}
    best = min(scores, key=lambda number: (scores[number], number))
    return tried[best][1]


def _score(n: int, rest: float, cuts: list[int]) -> float:
    lengths = [last - first for first, last in pairwise([0, *cuts, n])]
    return n * log(max(rest / n, _LEAST_VARIANCE)) + 3 * len(cuts) * log(n) + sum(log(one / n) for one in lengths)


def _all_cuts(values: list[float]) -> dict[int, tuple[float, list[int]]]:
    """For each number of cuts the least sum of squares that is left, and the cuts."""
    n = len(values)
    cost = _Squares(values)
    reach: dict[int, tuple[float, list[int]]] = {end: (cost(0, end), []) for end in range(LEAST_STRETCH, n + 1)}
    found = {0: reach[n]}
    for number in range(1, MOST_TURNS + 1):
        longer = {}
        for end in range(2 * LEAST_STRETCH, n + 1):
            options = [
                (reach[cut][0] + cost(cut, end), [*reach[cut][1], cut])
                for cut in range(LEAST_STRETCH, end - LEAST_STRETCH + 1)
                if cut in reach
            ]
            if options:
                longer[end] = min(options)
        if n in longer:
            found[number] = longer[n]
        reach = longer
    return found


class _Squares:
    """The sum of squares around the mean of a stretch, from sums up to each place."""

    def __init__(self, values: list[float]) -> None:
        self.sums, self.squares = [0.0], [0.0]
        for value in values:
            self.sums.append(self.sums[-1] + value)
            self.squares.append(self.squares[-1] + value * value)

    def __call__(self, first: int, last: int) -> float:
        total = self.sums[last] - self.sums[first]
        return max(self.squares[last] - self.squares[first] - total * total / (last - first), 0.0)
