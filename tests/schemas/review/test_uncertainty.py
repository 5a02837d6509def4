"""Intervals: that they hold the difference, are the same each time, and say nothing of too little."""

from random import Random

import pytest

from schemas.review.uncertainty import compare_medians, compare_ratio


def year(mean, seed, noise=3.0):
    chance = Random(seed)  # noqa: S311 - noise, no secret
    return [chance.gauss(mean, noise) for _ in range(12)]


def test_a_difference_lies_in_its_interval():
    interval = compare_medians(year(100, 1), year(120, 2))

    assert interval.low < 20 < interval.high
    assert interval.leaves_zero_out
    assert interval == compare_medians(year(100, 1), year(120, 2)), "drawn with a fixed seed"


def test_most_intervals_of_no_difference_hold_nothing_else():
    held = [not compare_medians(year(100, seed), year(100, 1000 + seed)).leaves_zero_out for seed in range(40)]

    assert sum(held) >= 32


def test_a_season_that_both_years_have_hides_no_difference_and_makes_none():
    """Older participants of the long demo, in the year before a breakfast began and in the year from then on."""
    before = [1020, 870, 995, 975, 335, 410, 1055, 1145, 1210, 850, 950, 1065]
    after = [1275, 1155, 1280, 1390, 555, 630, 1425, 1490, 1545, 1115, 1295, 1455]

    assert compare_medians(before, after).leaves_zero_out
    assert not compare_medians(before, before[1:] + before[:1]).leaves_zero_out


def test_few_months_say_nothing():
    assert compare_medians([1.0] * 5, [2.0] * 5) is None
    assert compare_ratio([1.0] * 5, [2.0] * 5) is None
    assert compare_ratio([1.0] * 12, [0.0] * 12) is None


def test_a_stock_over_a_flow_is_a_time():
    interval = compare_ratio([60.0] * 12, [20.0] * 12)

    assert (interval.low, interval.value, interval.high) == pytest.approx((3.0, 3.0, 3.0))
