"""Counts against their own past and their peers: what is usual, how far a count is from it, when nothing is said."""

import numpy as np
import pytest

from schemas.check.unusual.history import CountHistory
from schemas.check.unusual.score import Yardstick, measure, median, score, stabilise
from schemas.form.forms import TABLES

TABLE = TABLES["teacher_training"]  # one count a row


def history_of(*rows):
    """One respondent a row, of which these are the counts, the judged month last."""
    values = np.array(rows, dtype=float)[:, None, :]
    return CountHistory(TABLE, tuple((f"{number:06d}", "demek") for number in range(len(rows))), values)


def seasonal(size):
    """Two years and a month in which the first month halves everything, as the one that is judged does."""
    return [size // 2 if month % 12 == 0 else size for month in range(25)]


def scores(history):
    return score(history, measure(history)).score[:, 0]


def test_a_poisson_count_varies_by_one_whatever_its_size():
    draw = np.random.default_rng(7)

    assert [np.std(stabilise(draw.poisson(mean, 4_000).astype(float))) for mean in (4, 40, 400)] == pytest.approx(
        [1] * 3, abs=0.07
    )


def test_a_count_as_always_has_no_score_and_one_with_a_digit_too_many_a_high_one():
    peers = [[20, 21, 19, 20] * 6 + [20]] * 9
    as_always, wrong = scores(history_of(*peers, [20, 21, 19, 20] * 6 + [200]))[[0, -1]]

    assert abs(as_always) < 0.5
    assert wrong > 20


def test_the_peers_say_what_a_month_of_holidays_does():
    """Who halves as all do is as expected; who for once does not is not."""
    peers = [seasonal(size) for size in range(30, 60, 2)]
    half, whole = scores(history_of(*peers, [*seasonal(40)[:-1], 40]))[[0, -1]]

    assert abs(half) < 0.5
    assert whole > 4


def test_one_person_more_is_never_unusual_not_even_where_there_never_was_one():
    steady = [[0] * 24 + [0]] * 9
    (score_of_one,) = scores(history_of(*steady, [0] * 24 + [1]))[-1:]

    assert 0 < score_of_one <= 1


def test_neither_a_trend_nor_a_new_level_widens_the_spread():
    yardstick = Yardstick(np.ones((1, 25)), np.array([0.3]))
    level = history_of([100] * 15 + [125] * 10)
    steady = history_of([125] * 25)

    assert score(level, yardstick).spread == pytest.approx(score(steady, yardstick).spread)
    assert score(level, yardstick).score == pytest.approx(0, abs=1e-6)


def test_one_wild_month_moves_neither_what_is_expected_nor_the_spread():
    yardstick = Yardstick(np.ones((1, 25)), np.array([0.3]))
    calm, wild = history_of([50] * 25), history_of([50] * 20 + [500] + [50] * 4)

    assert score(wild, yardstick).expected == pytest.approx(score(calm, yardstick).expected)
    assert score(wild, yardstick).spread == pytest.approx(score(calm, yardstick).spread)


@pytest.mark.parametrize("known", [0, 5], ids=["a new respondent", "five months"])
def test_of_a_short_past_nothing_is_said(known):
    peers = [[20] * 25] * 9
    short = [np.nan] * (24 - known) + [20] * known + [900]

    assert np.isnan(scores(history_of(*peers, short))[-1])


def test_a_few_peers_have_no_season():
    assert measure(history_of(*[seasonal(40)] * 7)).effect == pytest.approx(1)


def test_the_month_that_is_judged_changes_no_yardstick():
    one, other = (measure(history_of(*[[*seasonal(40)[:-1], last]] * 9)) for last in (3, 300))

    assert np.array_equal(one.effect, other.effect)
    assert np.array_equal(one.spread, other.spread)


def test_a_month_to_come_does_what_it_did_a_year_ago_times_the_growth_since():
    growing = [round(1_000 * 1.01**month) for month in range(25)]
    effect = measure(history_of(*[growing] * 9)).effect[0]

    assert effect[-1] / effect[-13] == pytest.approx(1.01**6, rel=0.01)  # the root of twelve months' growth


def test_before_a_year_is_over_a_month_does_what_the_last_ones_did():
    assert measure(history_of(*[[10] * 9] * 9)).effect[0, -1] == pytest.approx(1)


def test_nobody_has_said_anything_yet():
    empty = history_of(*[[np.nan] * 25] * 3)

    assert measure(empty).spread == pytest.approx(1)  # that of a Poisson count
    assert np.isnan(score(empty, measure(empty)).score).all()


def test_the_median_is_that_of_what_is_there():
    values = np.array([[3.0, np.nan, 1.0], [1.0, 2.0, 4.0], [np.nan] * 3, [np.nan, 7.0, np.nan]])

    assert median(values) == pytest.approx([2, 2, np.nan, 7], nan_ok=True)
