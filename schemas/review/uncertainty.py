"""How sure a comparison is. Ways in: `compare_medians(before, after)`, `compare_ratio(stocks, flows)`.

Moving-block bootstrap (Künsch 1989, Annals of Statistics 17: 1217-1241): months are drawn in blocks of three, since a
month resembles the one before it; 2,000 draws with a fixed seed, and the middle 95 % of what they come to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean, median
from typing import TypeVar

METHOD = "gleitendes Block-Bootstrap (Künsch 1989; Blöcke von 3 Monaten, 2.000 Ziehungen, fester Startwert)"
LEAST = 6  # months on each side
_BLOCK, _DRAWS, _SEED = 3, 2_000, 1989
_TAIL = 0.025
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Estimate95:
    """An estimate between the two ends that hold 95 % of the draws."""

    value: float
    low: float
    high: float

    @property
    def leaves_zero_out(self) -> bool:
        """Whether no difference at all lies outside."""
        return self.low > 0 or self.high < 0


def compare_medians(before: Sequence[float], after: Sequence[float]) -> Estimate95 | None:
    """The median after less that before; None where there are fewer than six months.

    Both sides have the same calendar months in the same order, and each draw takes the same of them on both: else a season
    that both have would pass for doubt about their difference.
    """
    if len(before) < LEAST:
        return None
    chance, pairs = Random(_SEED), list(zip(before, after, strict=True))  # noqa: S311 - draws, no secret

    def draw() -> float:
        drawn = _resample(pairs, chance)
        return median(one for _, one in drawn) - median(one for one, _ in drawn)

    return _interval(median(after) - median(before), draw)


def compare_ratio(stocks: Sequence[float], flows: Sequence[float]) -> Estimate95 | None:
    """The mean of the stocks over that of the flows of the same months; None where they are few or nothing flows."""
    if len(stocks) < LEAST or sum(flows) <= 0:
        return None
    chance, pairs = Random(_SEED), list(zip(stocks, flows, strict=True))  # noqa: S311 - draws, no secret

    def draw() -> float:
        drawn = _resample(pairs, chance)
        flow = fmean(one for _, one in drawn)
        return fmean(one for one, _ in drawn) / flow if flow > 0 else float("inf")

    return _interval(fmean(stocks) / fmean(flows), draw)


def _resample(values: Sequence[_Value], chance: Random) -> list[_Value]:
    """As many as there are, in blocks of neighbours."""
    places = len(values) - _BLOCK + 1
    drawn: list[_Value] = []
    while len(drawn) < len(values):
        first = int(chance.random() * places)
        drawn += values[first : first + _BLOCK]
    return drawn[: len(values)]


def _interval(value: float, draw: Callable[[], float]) -> Estimate95:
    drawn = sorted(draw() for _ in range(_DRAWS))
    return Estimate95(value, drawn[int(_DRAWS * _TAIL)], drawn[int(_DRAWS * (1 - _TAIL)) - 1])
