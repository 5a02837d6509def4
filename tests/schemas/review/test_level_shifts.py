"""Where a series jumped and stayed: on invented levels with and without a jump."""

from itertools import pairwise
from random import Random

import pytest

from schemas.review.level_shifts import LevelShift, find_level_shifts
from schemas.review.turns import LEAST
from schemas.time.month import shift_month

MONTHS = [shift_month("2022-01", number) for number in range(61)]
SEASON = {"07": 0.4, "08": 0.45, "12": 0.8}


def changes(levels, seed=1, noise=0.04):
    """Changes in percent of levels with noise around them and a low summer."""
    chance = Random(seed)  # noqa: S311 - noise, no secret
    shown = [level * SEASON.get(month[5:], 1) * chance.uniform(1 - noise, 1 + noise)
             for month, level in zip(MONTHS, levels, strict=False)]  # fmt: skip
    return [
        (month, (now / before - 1) * 100) for month, (before, now) in zip(MONTHS[1:], pairwise(shown), strict=False)
    ]


@pytest.mark.parametrize("seed", range(8))
def test_a_jump_that_stays_is_found_in_its_month_and_told_as_it_was(seed):
    series = changes([950] * 33 + [1700] * 28, seed)

    assert find_level_shifts(series) == (LevelShift(MONTHS[33], series[32][1]),)


def test_a_fall_is_one_too():
    (jump,) = find_level_shifts(changes([950] * 33 + [400] * 28))

    assert jump.month == MONTHS[33]
    assert jump.change == pytest.approx(-58, abs=5)


@pytest.mark.parametrize(
    "levels",
    [[950] * 61, [950 * 1.01**month for month in range(61)], [950] * 30 + [4000] + [950] * 30],
    ids=["a level", "a steady growth", "one wild month"],
)
def test_what_does_not_jump_or_does_not_stay_is_none(levels):
    assert [seed for seed in range(40) if find_level_shifts(changes(levels, seed))] == []


def test_in_the_last_months_and_beside_a_gap_nobody_knows_whether_it_stayed():
    late = changes([950] * 57 + [1700] * 4)
    with_gap = [one for one in changes([950] * 33 + [1700] * 28) if one[0] != MONTHS[36]]

    for series, month in ((late, MONTHS[57]), (with_gap, MONTHS[33])):
        assert [(one.month, one.is_known_to_stay) for one in find_level_shifts(series)] == [(month, False)]


def test_where_each_summer_is_missing_a_jump_is_not_taken_for_none():
    """As of schools, which owe nothing then."""
    series = [one for one in changes([950] * 36 + [1700] * 25) if one[0][5:] not in {"07", "08", "09"}]

    assert [(one.month, one.is_known_to_stay) for one in find_level_shifts(series)] == [(MONTHS[36], False)]


@pytest.mark.parametrize("series", [changes([950] * 8 + [1700] * (LEAST - 8)), [(month, 0.0) for month in MONTHS]])
def test_little_is_not_looked_at_and_what_never_moves_does_not_jump(series):
    assert find_level_shifts(series) == ()


def test_what_falls_to_nothing_ends_in_no_error():
    series = [*changes([950] * 30), *((month, -100.0 if month == MONTHS[30] else 0.0) for month in MONTHS[30:])]

    assert MONTHS[30] in [one.month for one in find_level_shifts(series)]
