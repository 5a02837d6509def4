"""The attack held against brute force: every table of whole numbers that fits what is printed is tried."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.report.protection.attack import attack
from schemas.report.protection.model import Model
from tests.factories_protection import one_line, printed_bounds

LEAST = 3


def possible(model, line):
    """All values that each figure of a line of printed figures takes in some table that fits."""
    figures = list(line)
    spans = [range(int(model.bounds[one][0]), int(model.bounds[one][1]) + 1) for one in figures]
    fitting = [values for values in product(*spans) if not sum(map(lambda a, b: a * b, line.values(), values))]
    return {one: {values[place] for values in fitting} for place, one in enumerate(figures)}


@given(st.lists(st.integers(0, 12), min_size=1, max_size=3))
@settings(deadline=None, max_examples=20)
def test_what_it_finds_is_what_brute_force_finds(parts):
    model = one_line(parts)
    (line,) = model.lines
    expected = {
        one: (min(values), max(values))
        for one, values in possible(model, line).items()
        if (min(values), max(values)) != model.bounds[one]
    }
    assert attack(model, LEAST).narrow == expected


def test_three_rounded_figures_that_do_not_add_up_tell_more_than_they_should():
    found = attack(one_line([3, 3]), LEAST).narrow  # 5 + 5 = 5
    assert found == {("a", 3): (3, 4), ("b", 3): (3, 4), ("total", 6): (6, 7)}


def test_three_that_add_up_tell_nothing_more():
    assert not attack(one_line([4, 6]), LEAST).narrow


def test_what_only_two_lines_together_tell_is_found():
    """10 = 5 + 5 leaves both parts what rounding does; that they are the same number is asked in another table."""
    model = one_line([5, 5])
    (line,) = model.lines
    assert not attack(model, LEAST).narrow
    both = Model(model.bounds, model.printed, (line, {("a", 5): 1, ("b", 5): -1}))
    assert attack(both, LEAST).narrow == {("a", 5): (4, 6), ("b", 5): (4, 6)}


def test_what_is_not_printed_keeps_as_many_values_as_the_policy_asks():
    model = one_line([3, 3]).without([("a", 3)])
    assert not attack(model, LEAST).narrow
    known = Model({**model.bounds, ("total", 6): (6, 6), ("b", 3): (3, 4)}, model.printed, model.lines)
    assert attack(known, LEAST).narrow == {("a", 3): (2, 3)}


def test_a_figure_that_one_value_is_left_of_is_exact():
    model = one_line([0, 7])  # 0 + 5 = 5, but for somebody who knows the total
    bounds = {**model.bounds, ("total", 7): (7, 7)}
    found = attack(Model(bounds, model.printed, model.lines), LEAST)
    assert found.exact == 0
    known = Model({**bounds, ("a", 0): (0, 0)}, model.printed, model.lines)
    assert attack(known, LEAST).exact == 1


def test_what_there_was_no_time_for_is_said():
    model = one_line([4, 6, 7])
    assert attack(model, LEAST, seconds=0).open == set(model.bounds)
    assert not attack(model, LEAST).open


@pytest.mark.parametrize(("value", "expected"), [(0, (0, 2)), (2, (0, 2)), (3, (3, 7)), (7, (3, 7)), (8, (8, 12))])
def test_a_printed_figure_leaves_what_rounds_to_it(value, expected):
    assert printed_bounds(value) == expected


def test_a_report_without_persons_has_nothing_to_attack():
    assert attack(Model({}, frozenset(), ()), LEAST).attacked == 0
