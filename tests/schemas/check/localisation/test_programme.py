"""The solver in words: what is possible at least cost, or nothing."""

import pytest

from schemas.check.localisation.programme import Programme, Variable


def test_the_cheapest_values_that_keep_all_conditions():
    programme = Programme([Variable(10, cost=3), Variable(10, cost=1)])
    programme.at_most({0: -1, 1: -1}, -4)  # together at least 4

    assert programme.solve() == pytest.approx([0, 4])


def test_a_whole_variable_takes_no_fraction():
    programme = Programme([Variable(10, cost=1, is_whole=True)])
    programme.at_most({0: -2}, -5)

    assert programme.solve() == pytest.approx([3])


def test_an_equation_is_met_exactly():
    programme = Programme([Variable(10, cost=1), Variable(10)])
    programme.equals({0: 1, 1: 2}, 7)

    assert programme.solve() == pytest.approx([0, 3.5])


def test_where_nothing_is_possible_there_is_no_solution():
    programme = Programme([Variable(1)])
    programme.at_most({0: -1}, -2)

    assert programme.solve() is None
