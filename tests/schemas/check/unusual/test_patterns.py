"""What no single cell tells: swapped columns, moved rows, a row twice, last month's copy, a drift."""

import numpy as np
import pytest

from schemas.check.unusual.history import CountHistory, counts_of
from schemas.check.unusual.patterns import find_unusual
from schemas.check.unusual.score import measure
from schemas.form.forms import TABLES

TABLE = TABLES["school_pupils"]
NAMES = [column.name for column in counts_of(TABLE)]
GRADES = ("01", "02", "03", "04")
SIZES = np.array([80, 40, 36, 26, 30, 12, 6, 4, 7, 5, 3, 2, 1])  # of the columns, in their order
MONTHS = 25


def make_history(schools=12):
    """Schools whose grades have sizes of their own; each month everything moves by one or two."""
    draw = np.random.default_rng(3)
    rows = [(f"{number:06d}", grade) for number in range(schools) for grade in GRADES]
    values = np.empty((len(rows), len(NAMES), MONTHS))
    for at, (number, grade) in enumerate(rows):
        size = SIZES * (0.7 + int(number) / 12) * (0.6 + int(grade) / 4)
        values[at] = np.round(size)[:, None] + draw.integers(-1, 2, (len(NAMES), MONTHS))
    return CountHistory(TABLE, tuple(rows), np.maximum(values, 0))


def found_in(history):
    yardsticks = {TABLE.name: measure(history)}
    return [(one.rule, one.respondent, one.key, one.column) for one in find_unusual([history], yardsticks)]


def column(name):
    return NAMES.index(name)


def test_a_month_as_always_has_nothing_unusual():
    assert found_in(make_history()) == []


def test_a_digit_too_many_is_one_finding_at_its_cell():
    history = make_history()
    history.counts[9, column("pupils"), -1] *= 10

    assert found_in(history) == [("UNUSUAL_COUNT", "000002", ("02",), "pupils")]


def test_what_was_expected_is_said_as_a_count():
    history = make_history()
    usual = np.median(history.counts[9, column("pupils"), :-1])
    history.counts[9, column("pupils"), -1] = 0
    (one,) = find_unusual([history], {TABLE.name: measure(history)})

    assert float(dict(one.words)["expected"]) == pytest.approx(usual, abs=3)


def test_swapped_columns_are_one_finding_that_names_both():
    history = make_history()
    pair = [column("migration_background"), column("first_support")]
    history.counts[8:12, pair, -1] = history.counts[8:12, pair[::-1], -1]
    (one,) = find_unusual([history], {TABLE.name: measure(history)})

    assert (one.rule, one.respondent, one.key, one.column) == ("COLUMNS_SWAPPED", "000002", (), "migration_background")
    assert dict(one.words) == {"other": "first_support"}


def test_figures_a_row_too_low_are_one_finding_at_the_first_of_them():
    history = make_history()
    history.counts[9:12, :, -1] = history.counts[[11, 9, 10], :, -1]

    assert found_in(history) == [("ROWS_SHIFTED", "000002", ("02",), "")]


def test_a_grade_with_the_figures_of_another_is_one_finding_at_the_second():
    history = make_history()
    history.counts[11, :, -1] = history.counts[9, :, -1]

    assert found_in(history) == [("ROW_REPEATED", "000002", ("04",), "")]


def test_two_grades_that_always_are_alike_are_as_always():
    history = make_history()
    history.counts[11] = history.counts[9]

    assert found_in(history) == []


def test_last_months_copy_is_found_though_a_cell_was_written_anew():
    history = make_history()
    history.counts[8:12, :, -1] = history.counts[8:12, :, -2]
    history.counts[8, column("pupils"), -1] += 1

    assert found_in(history) == [("COPY_OF_LAST_MONTH", "000002", (), "")]


def test_who_never_changes_much_sends_no_copy():
    history = make_history()
    history.counts[8:12] = history.counts[8:12, :, :1]

    assert found_in(history) == []


@pytest.mark.parametrize("factor", [1.05, 0.95])
def test_a_slow_drift_is_found_that_no_single_month_shows(factor):
    history = make_history()
    place = history.counts[9, column("pupils"), -7:]
    history.counts[9, column("pupils"), -7:] = np.round(place * factor ** np.arange(1, 8))

    assert ("SLOW_DRIFT", "000002", ("02",), "pupils") in found_in(history)


def test_what_came_back_to_where_it_was_drifts_no_more():
    history = make_history()
    place = history.counts[9, column("pupils"), -7:-1]
    history.counts[9, column("pupils"), -7:-1] = np.round(place * 1.05 ** np.arange(1, 7))

    assert "SLOW_DRIFT" not in {rule for rule, *_ in found_in(history)}


def test_a_wrong_count_would_not_fit_better_in_a_column_that_nobody_fills_in():
    history = make_history()
    history.counts[:, column("transitions")] = np.nan
    history.counts[8:12, column("pupils"), -1] += 60

    assert {rule for rule, *_ in found_in(history)} == {"UNUSUAL_COUNT"}


def test_a_column_filled_in_instead_of_its_neighbour_is_one_in_its_place():
    history = make_history()
    pair = [column("migration_background"), column("pupils_female")]
    history.counts[:, pair[1]] = np.nan
    history.counts[:, pair, -1] = history.counts[:, pair[::-1], -1]

    assert {rule for rule, *_ in found_in(history)} == {"COLUMNS_SWAPPED"}


def test_an_offer_under_another_name_is_no_moved_row():
    history = make_history()
    history.counts[11, :, -1] = history.counts[10, :, -1]
    history.counts[11, :, :-1], history.counts[10, :, -1] = np.nan, np.nan

    assert "ROWS_SHIFTED" not in {rule for rule, *_ in found_in(history)}


@pytest.mark.parametrize("known", [0, 5], ids=["a new school", "five months"])
def test_of_a_short_past_nothing_is_said(known):
    history = make_history()
    history.counts[8:12, :, : MONTHS - 1 - known] = np.nan
    history.counts[8:12, :, -1] *= 10

    assert found_in(history) == []


def test_what_was_left_out_is_asked_about_by_others():
    history = make_history()
    history.counts[8:12, :, -1] = np.nan

    assert found_in(history) == []
