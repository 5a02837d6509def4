"""Where a series jumped and stayed: on invented levels with and without a jump."""

from itertools import pairwise
from math import log, sqrt
from random import Random

import pytest

from schemas.review.level_shifts import LevelShift, Move, find_level_shifts
from schemas.review.turns import LEAST
from schemas.time.month import shift_month

MONTHS = [shift_month("2022-01", number) for number in range(61)]
SEASON = {"07": 0.4, "08": 0.45, "12": 0.8}


def moves(shown, step=0.0):
    """From month to month, of figures that are rounded to multiples of a step."""
    return [
        Move(month, (now / before - 1) * 100, log(now / before), step / min(now, before))
        for month, (before, now) in zip(MONTHS[1:], pairwise(shown), strict=False)
    ]


def changes(levels, seed=1, noise=0.04):
    """Of levels with noise around them and a low summer."""
    chance = Random(seed)  # noqa: S311 - noise, no secret
    shown = [level * SEASON.get(month[5:], 1) * chance.uniform(1 - noise, 1 + noise)
             for month, level in zip(MONTHS, levels, strict=False)]  # fmt: skip
    return moves(shown)


def stock(mean, seed):
    """How many wait: three in ten leave each month and as many come, by chance; rounded to 5."""
    chance, level, shown = Random(seed), mean, []  # noqa: S311 - noise, no secret
    for _ in MONTHS:
        level += 0.3 * (mean - level) + chance.gauss(0, sqrt(0.51 * mean))
        shown.append(max(5 * round(level / 5), 5))
    return shown


@pytest.mark.parametrize("seed", range(8))
def test_a_jump_that_stays_is_found_in_its_month_and_told_as_it_was(seed):
    series = changes([950] * 33 + [1700] * 28, seed)

    assert find_level_shifts(series) == (LevelShift(MONTHS[33], series[32].change),)


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
    with_gap = [one for one in changes([950] * 33 + [1700] * 28) if one.month != MONTHS[36]]

    for series, month in ((late, MONTHS[57]), (with_gap, MONTHS[33])):
        assert [(one.month, one.is_known_to_stay) for one in find_level_shifts(series)] == [(month, False)]


def test_where_each_summer_is_missing_a_jump_is_not_taken_for_none():
    """As of schools, which owe nothing then."""
    series = [one for one in changes([950] * 36 + [1700] * 25) if one.month[5:] not in {"07", "08", "09"}]

    assert [(one.month, one.is_known_to_stay) for one in find_level_shifts(series)] == [(MONTHS[36], False)]


@pytest.mark.parametrize(
    "series", [changes([950] * 8 + [1700] * (LEAST - 8)), [Move(month, 0.0, 0.0) for month in MONTHS]]
)
def test_little_is_not_looked_at_and_what_never_moves_does_not_jump(series):
    assert find_level_shifts(series) == ()


@pytest.mark.parametrize("mean", [30, 50, 100])
def test_what_only_the_rounding_makes_of_a_small_figure_is_no_jump(mean):
    """Most of its months do not move then, so that every step would be a far one."""
    shown = [stock(mean, seed) for seed in range(60)]

    assert [find_level_shifts(moves(one, 5)) for one in shown if find_level_shifts(moves(one, 5))] == []
    assert mean > 50 or any(find_level_shifts(moves(one)) for one in shown), (
        "what the rounding does is not vain to know"
    )


@pytest.mark.parametrize(("later", "found"), [(75, []), (85, [MONTHS[33]])])
def test_a_small_figure_that_never_moved_jumps_only_by_more_than_rounding_could_hide(later, found):
    shown = [50] * 33 + [later] * 28

    assert [one.month for one in find_level_shifts(moves(shown, 5))] == found
