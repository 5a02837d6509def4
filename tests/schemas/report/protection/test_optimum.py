"""The best choice of what is kept back, held against every other choice; and what happens where it is not found."""

from itertools import combinations
from math import inf
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.report.protection import optimum
from schemas.report.protection.attack import attack
from schemas.report.protection.model import Model
from schemas.report.protection.optimum import LOSSES, choose_cheapest, find_cheapest
from schemas.report.protection.search import search_withheld
from schemas.report.protection.withhold import choose_withheld
from tests.factories_protection import one_line, printed_bounds, two_way
from tests.schemas.report.protection.test_withhold import LEAST


def cheaper_choices(model, most, loss):
    """All sets of figures that cost less than that."""
    figures = sorted(model.printed)
    sets = (gone for size in range(len(figures)) for gone in combinations(figures, size))
    return (gone for gone in sets if sum(map(loss, gone)) < most)


@pytest.mark.slow
@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
@given(body=st.lists(st.lists(st.integers(0, 14), min_size=2, max_size=2), min_size=2, max_size=2))
@settings(deadline=None, max_examples=4)
def test_no_choice_that_costs_less_is_safe(loss, body):
    model = two_way(body)
    found = choose_cheapest(model, model.printed, LEAST, loss, inf)
    chosen = [one for one in model.printed if one[0] in found.names]
    assert not attack(found.model, LEAST).narrow
    for gone in cheaper_choices(model, sum(map(loss, chosen)), loss):
        assert attack(model.without(gone), LEAST).narrow


def test_it_counts_persons_or_cells():
    """Three small figures or one large one: each of the small ones mends one line, the large one all of them."""
    whole, parts = ("all", 101), [(name, 3) for name in "abc"]  # 5 + 100 = 100
    lines = tuple({part: 1, (f"rest of {part[0]}", 98): 1, whole: -1} for part in parts)
    bounds = {one: printed_bounds(one[1]) for line in lines for one in line}
    model = Model(bounds, frozenset(bounds), lines)
    kept_back = {loss: choose_withheld(model, [whole, *parts], LEAST, inf, loss).names for loss in LOSSES}
    assert kept_back == {"persons": {"a", "b", "c"}, "cells": {"all"}}


def test_every_reason_is_met_once_at_the_lowest_cost():
    reasons = [frozenset("ab"), frozenset("bc"), frozenset("cd")]
    assert find_cheapest(reasons, {"a": 2, "b": 3, "c": 3, "d": 2}, inf) in ({"b", "d"}, {"a", "c"})
    assert find_cheapest(reasons, {"a": 1, "b": 5, "c": 3, "d": 3}, inf) == {"a", "c"}


def test_the_same_model_gives_the_same_choice():
    model = two_way([[3, 8, 2], [1, 13, 6], [7, 7, 12]])
    turned = Model(dict(reversed(model.bounds.items())), model.printed, model.lines)
    first, second = (choose_cheapest(one, one.printed, LEAST, LOSSES["persons"], inf) for one in (model, turned))
    assert first.names == second.names


@pytest.mark.parametrize("limit", ["ATTACKS", "NODES"])
def test_where_the_best_is_not_found_a_good_choice_is(limit, monkeypatch):
    model = two_way([[3, 8, 2], [1, 13, 6], [7, 7, 12]])
    if limit == "NODES":
        monkeypatch.setattr(optimum, "find_cheapest", lambda *_: None)
    else:
        monkeypatch.setattr(optimum, "ATTACKS", 0)
    assert choose_cheapest(model, model.printed, LEAST, LOSSES["persons"], inf) is None
    chosen = choose_withheld(model, model.printed, LEAST, inf)
    assert chosen.names == search_withheld(model, model.printed, LEAST, inf).names
    assert not attack(chosen.model, LEAST).narrow


def test_where_nothing_hangs_together_nothing_is_kept_back():
    model = Model({("a", 3): printed_bounds(3)}, frozenset({("a", 3)}), ())
    assert choose_withheld(model, model.printed, LEAST, inf).names == frozenset()


def test_no_time_is_no_choice():
    model = one_line([3, 13])
    assert choose_cheapest(model, model.printed, LEAST, LOSSES["persons"], 0) is None


def test_the_search_alone_keeps_back_more_than_it_must():
    chance = Random(1)  # noqa: S311 - a table, not a secret
    model = two_way([[chance.randint(0, 40) for _ in range(3)] for _ in range(3)])
    best = choose_cheapest(model, model.printed, LEAST, LOSSES["persons"], inf).names
    searched = search_withheld(model, model.printed, LEAST, inf).names
    lost = [sum(value for name, value in model.printed if name in names) for names in (best, searched)]
    assert lost[1] > 1.05 * lost[0] > 0
