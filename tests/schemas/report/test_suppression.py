"""The hidden cells of a table, attacked by brute force: every table that fits the visible figures is tried."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.report.cell import ReportError
from schemas.report.suppression import Grid, choose_hidden, find_move

THRESHOLD = 3


def two_way(body: list[list[int]]) -> Grid:
    """A table with a total row and a total column, and all lines of it."""
    full = [[*row, sum(row)] for row in body]
    full.append([sum(column) for column in zip(*full, strict=True)])
    height, width = len(full), len(full[0])
    values = {(r, c): full[r][c] for r in range(height) for c in range(width)}
    lines = [{**{(r, c): 1 for c in range(width - 1)}, (r, width - 1): -1} for r in range(height)]
    lines += [{**{(r, c): 1 for r in range(height - 1)}, (height - 1, c): -1} for c in range(width)]
    sums = frozenset((r, c) for r, c in values if r == height - 1 or c == width - 1)
    return Grid(values, tuple(lines), sums=sums)


def with_part(wholes: list[int], parts: list[int]) -> Grid:
    """A column, a part of it whose rest is not shown, and a total of both."""
    rows = [*zip(wholes, parts, strict=True), (sum(wholes), sum(parts))]
    values = {}
    for r, (whole, part) in enumerate(rows):
        values |= {(r, 0): whole, (r, 1): part, (r, 2): whole - part}
    last = len(rows) - 1
    lines = [{(r, 1): 1, (r, 2): 1, (r, 0): -1} for r in range(len(rows))]
    lines += [{**{(r, c): 1 for r in range(last)}, (last, c): -1} for c in range(3)]
    unseen = frozenset((r, 2) for r in range(len(rows)))
    return Grid(values, tuple(lines), unseen, frozenset({(last, 0), (last, 1)}))


def other_values(grid: Grid, hidden: frozenset, place: tuple) -> list[int]:
    """What an attacker cannot rule out for a place besides its true value, looking two up and two down everywhere."""
    true = grid.values[place]
    known = {p: v for p, v in grid.values.items() if p not in hidden | grid.unseen}
    if place in known:
        return []
    guesses = [value for value in candidates(grid, place) if value != true]
    return [value for value in guesses if fits(grid, {**known, place: value})]


def candidates(grid: Grid, place: tuple) -> list[int]:
    """Values near the true one, that first; everyone knows that a hidden figure is at least 1 unless it is nothing."""
    true = grid.values[place]
    lowest = 1 if true and place not in grid.unseen else 0
    return [value for value in (true, true + 1, true - 1, true + 2, true - 2) if value >= lowest]


def fits(grid: Grid, known: dict) -> bool:
    """Whether the remaining places can be filled so that every line adds up; tries everything."""
    for line in grid.lines:
        missing = [place for place in line if place not in known]
        total = sum(known[p] * f for p, f in line.items() if p in known)
        if not missing and total:
            return False
        if len(missing) == 1:  # follows from the others
            value = -total * line[missing[0]]
            return value in candidates(grid, missing[0]) and fits(grid, {**known, missing[0]: value})
    todo = sorted(grid.values.keys() - known.keys())
    return not todo or any(fits(grid, {**known, todo[0]: value}) for value in candidates(grid, todo[0]))


def assert_nothing_small_is_known(grid: Grid) -> None:
    hidden = choose_hidden(grid, THRESHOLD)
    for place, value in grid.values.items():
        if 0 < value < THRESHOLD:
            assert other_values(grid, hidden, place), f"{place} = {value} follows from the visible figures"


def test_a_table_without_small_figures_stays_whole():
    assert choose_hidden(two_way([[10, 20], [30, 0]]), THRESHOLD) == frozenset()


def test_one_small_figure_takes_three_others_with_it():
    hidden = choose_hidden(two_way([[1, 20, 5], [30, 40, 6], [50, 60, 9]]), THRESHOLD)
    assert (0, 0) in hidden
    assert len(hidden) == 4
    assert not hidden & {(3, 3), (0, 3), (3, 0)}


def test_two_ones_that_make_two_are_not_enough():
    # Knowing that hidden figures are at least 1, a hidden pair with the sum 2 is 1 and 1.
    grid = Grid({(0,): 1, (1,): 1, (2,): 9, (3,): 11}, ({(0,): 1, (1,): 1, (2,): 1, (3,): -1},), sums=frozenset({(3,)}))
    assert choose_hidden(grid, THRESHOLD) == {(0,), (1,), (2,)}


def test_a_small_rest_hides_the_part():
    hidden = choose_hidden(with_part([10, 20, 30], [9, 11, 12]), THRESHOLD)
    assert (0, 1) in hidden
    assert len([place for place in hidden if place[1] == 1]) >= 2


def test_a_figure_alone_needs_no_company():
    assert choose_hidden(Grid({(0,): 2, (1,): 7}, ()), THRESHOLD) == {(0,)}


def test_a_grid_that_does_not_add_up_is_refused():
    with pytest.raises(ReportError, match="ergeben nicht ihre Summe"):
        Grid({(0,): 1, (1,): 2}, ({(0,): 1, (1,): -1},))


def test_a_visible_line_leaves_no_move():
    grid = two_way([[1, 2], [3, 4]])
    assert find_move(grid, (0, 0), [(0, 0), (0, 1)]) == frozenset()


@settings(max_examples=150, deadline=None, database=None)
@given(
    st.integers(2, 3).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 6), min_size=width, max_size=width), min_size=2, max_size=3)
    )
)
def test_no_attacker_finds_a_small_figure_in_a_two_way_table(body):
    assert_nothing_small_is_known(two_way(body))


@settings(max_examples=150, deadline=None, database=None)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=3))
def test_no_attacker_finds_a_small_rest(pairs):
    wholes = [max(pair) for pair in pairs]
    assert_nothing_small_is_known(with_part(wholes, [min(pair) for pair in pairs]))


def test_the_attacker_is_worth_something():
    grid = two_way([[1, 5], [4, 7]])
    assert other_values(grid, frozenset({(0, 0), (0, 1)}), (0, 0)) == []
    assert other_values(grid, frozenset({(0, 0), (0, 1), (1, 0), (1, 1)}), (0, 0)) == [2, 3]
