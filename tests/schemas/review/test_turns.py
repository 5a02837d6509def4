"""When a series turned: on invented changes with and without a turn."""

from random import Random

import pytest

from schemas.review.turns import LEAST, find_turns
from schemas.time.month import shift_month

MONTHS = [shift_month("2022-01", number) for number in range(60)]


def changes(paces, noise=1.0, seed=1, months=MONTHS):
    """Changes with a mean by month and noise around it."""
    chance = Random(seed)  # noqa: S311 - noise, no secret
    return [(month, chance.gauss(pace, noise)) for month, pace in zip(months, paces, strict=True)]


@pytest.mark.parametrize("seed", range(8))
def test_a_turn_is_found_near_its_month(seed):
    (turn,) = find_turns(changes([1.0] * 30 + [-1.5] * 30, seed=seed))

    assert abs(MONTHS.index(turn.month) - 30) <= 5
    assert turn.before == pytest.approx(1.0, abs=0.6)
    assert turn.after == pytest.approx(-1.5, abs=0.6)


def test_two_turns_are_two():
    found = find_turns(changes([1.0] * 20 + [-2.0] * 20 + [1.0] * 20, noise=0.5))

    assert [MONTHS.index(one.month) for one in found] == pytest.approx([20, 40], abs=2)


def test_without_a_turn_hardly_ever_one_is_seen():
    seen = sum(bool(find_turns(changes([0.3] * 60, seed=seed))) for seed in range(100))

    assert seen <= 10


@pytest.mark.parametrize("value", [0.0, 0.4])
def test_what_never_moves_otherwise_does_not_turn(value):
    assert find_turns([(month, value) for month in MONTHS]) == ()


def test_a_season_is_no_turn():
    seasonal = [(month, 8.0 if month.endswith("-08") else -0.7 if month.endswith("-07") else 0.2) for month in MONTHS]
    noise = changes([0.0] * 60, noise=0.3)

    assert find_turns([(month, value + more) for (month, value), (_, more) in zip(seasonal, noise, strict=True)]) == ()


def test_one_wild_month_is_no_turn():
    wild = changes([0.2] * 60, noise=0.5)
    wild[31] = (wild[31][0], 60.0)

    assert find_turns(wild) == ()


def test_little_is_not_looked_at():
    assert find_turns([(month, 1.0) for month in MONTHS[: LEAST - 1]]) is None
