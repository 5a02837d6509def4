"""Chance that is the same every time: `chance(seed, *about)` is a stream of its own for each subject.

A figure never depends on what was drawn before it for something else.
"""

import math
from random import Random


def chance(*about: object) -> Random:
    """A random stream for a subject, for example (seed, "169468", "2026-10", "pupils")."""
    return Random("/".join(map(str, about)))  # noqa: S311 - invented figures, no secrets


def portion(whole: int, share: float, stream: Random) -> int:
    """About that share of a whole, never more than the whole."""
    return max(0, min(whole, round(whole * share + stream.uniform(-0.5, 0.5))))


def small_count(mean: float, stream: Random) -> int:
    """A small count around a mean (Poisson, by Knuth's multiplication method)."""
    limit, product, number = math.exp(-mean), stream.random(), 0
    while product > limit:
        product *= stream.random()
        number += 1
    return number


def split(whole: int, weights: list[float], stream: Random) -> list[int]:
    """A whole divided by weights; the parts add up to it."""
    drawn = [weight * stream.uniform(0.9, 1.1) for weight in weights]
    total, parts = sum(drawn), []
    left = whole
    for weight in drawn[:-1]:
        parts.append(min(left, round(whole * weight / total)))
        left -= parts[-1]
    return [*parts, left]
