"""What is hidden in one table: never less than it takes, and fewer persons than the search hides."""

from math import inf
from random import Random

import pytest

from config.policy import load_policy
from schemas.report.protection import hide
from schemas.report.protection.hide import hide_cheapest
from schemas.report.suppression import choose_hidden
from tests.attack.outsider import solve
from tests.schemas.report.test_suppression import two_way

SUPPRESSION = load_policy().disclosure.model_copy(update={"profile": "suppression"})
THRESHOLD = SUPPRESSION.suppression_threshold


def table(seed):
    chance = Random(seed)  # noqa: S311 - a table, not a secret
    return two_way([[chance.choice([0, 1, 2, *range(3, 20)]) for _ in range(4)] for _ in range(4)])


def lost(grid, hidden):
    return sum(grid.values[place] for place in hidden)


@pytest.mark.parametrize("seed", range(3))
def test_of_each_small_count_as_many_values_are_possible_as_the_policy_asks(seed):
    """For somebody who knows that what is hidden is at least 1."""
    grid = table(seed)
    hidden = hide_cheapest(grid, SUPPRESSION)
    bounds = {place: (1, inf) if place in hidden else (value, value) for place, value in grid.values.items()}
    small = [place for place, value in grid.values.items() if 0 < value < THRESHOLD]
    assert hidden >= set(small) != set()
    for low, high in solve(small, bounds, [(line, 0, 0) for line in grid.lines]).values():
        assert high is None or high - low >= SUPPRESSION.least_values - 1


def test_together_fewer_persons_are_hidden_than_by_the_search():
    grids = [table(seed) for seed in range(6)]
    best, searched = (
        sum(lost(grid, choose(grid)) for grid in grids)
        for choose in (lambda grid: hide_cheapest(grid, SUPPRESSION), lambda grid: choose_hidden(grid, THRESHOLD))
    )
    assert best < searched


@pytest.mark.parametrize("reason", ["an older report", "no best choice"])
def test_otherwise_it_is_searched_for(reason, monkeypatch):
    monkeypatch.setattr(hide, "choose_cheapest", lambda *_: None)
    disclosure = SUPPRESSION.model_copy(update={"loss": None} if reason == "an older report" else {})
    assert hide_cheapest(table(1), disclosure) == choose_hidden(table(1), THRESHOLD)
