"""How sure a comparison is: the block bootstrap that the review names, once more: `compare_years`, `compare_flows`."""

from random import Random
from statistics import fmean, median

BLOCK, DRAWS, LEAST, YEAR = 3, 2_000, 6, "1989"


def compare_years(then, now):
    """Difference of the medians and the ends of its interval, the same months drawn on both sides; None of too few."""
    if len(then) < LEAST:
        return None
    pairs = list(zip(then, now, strict=True))
    return _step(pairs), *_interval(lambda chance: _step(_draw(pairs, chance)))


def compare_flows(pairs):
    """Mean stock over mean flow and the ends of its interval; None where too few months are known or nobody leaves."""
    if len(pairs) < LEAST or sum(flow for _, flow in pairs) <= 0:
        return None
    return _ratio(pairs), *_interval(lambda chance: _ratio(_draw(pairs, chance)))


def _step(pairs):
    return median(one for _, one in pairs) - median(one for one, _ in pairs)


def _ratio(pairs):
    flow = fmean(one for _, one in pairs)
    return fmean(one for one, _ in pairs) / flow if flow > 0 else float("inf")


def _draw(values, chance):
    """As many as there are, in blocks of neighbours."""
    drawn = []
    while len(drawn) < len(values):
        start = int(chance.random() * (len(values) - BLOCK + 1))
        drawn += values[start : start + BLOCK]
    return drawn[: len(values)]


def _interval(draw):
    """The middle 95 % of the draws, whose start is the method's year."""
    chance = Random(int(YEAR))  # noqa: S311 - draws, no secret
    drawn = sorted(draw(chance) for _ in range(DRAWS))
    return drawn[DRAWS // 40], drawn[DRAWS - DRAWS // 40 - 1]
