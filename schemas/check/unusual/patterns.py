"""What no single cell tells: `find_unusual(histories, yardsticks)` gives all that is unusual in the last month of one kind.

A table is looked at as a whole first: are columns or rows in each other's place, is a row there twice? Where one of
these explains it, its cells are not named one by one. All of it rests on the one score of schemas.check.unusual.score.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from schemas.check.unusual.history import Array, CountHistory, counts_of
from schemas.check.unusual.score import LEAST_PAST, NORMAL, RECENT, Score, Yardstick, median, score, stabilise

FAR = 4.5  # spreads from which a single count is unusual
MOST = 5.0  # spreads that a cell counts for where a whole table is looked at: one wild cell must not decide
GAIN = 15.0  # squared spreads by which another order of columns or rows fits better
SHARE = 0.5  # of the misfit that may be left in that order
TWIN_CELLS = 3  # counts above 0 that two rows have to share
STILL = 3.5  # spreads fewer cells changed than usually do
SLACK, LEAST_SUM = 0.5, 4.0  # Page's k, and what a sum is at least compared with, in spreads
WILD = 3.0  # spreads that a month adds at most: one wild month is no drift
NEAR = 2.0  # spreads from what it was, within which a count does not drift
TIMES = 3.0  # the largest sum of its earlier months a drift comes to


@dataclass(frozen=True)
class Unusual:
    """What is unusual: by which rule, in whose table, row (its key) and column, with the words of the sentence."""

    rule: str
    respondent: str
    table: str
    key: tuple[str, ...] = ()
    column: str = ""
    words: tuple[tuple[str, str], ...] = ()


def find_unusual(histories: Sequence[CountHistory], yardsticks: Mapping[str, Yardstick]) -> Iterator[Unusual]:
    """Everything unusual in the last month of the histories of one form."""
    for history in histories:
        scored = score(history, yardsticks[history.table.name])
        for respondent, rows in history.by_respondent():
            found = list(_in_table(history, scored, respondent, rows))
            yield from found or _in_cells(history, scored, respondent, rows)
        yield from _drifting(history, scored, yardsticks[history.table.name])
    yield from _copied(histories)


def find_judged(rule: str, histories: Sequence[CountHistory], yardsticks: Mapping[str, Yardstick]) -> set[str]:
    """Of which respondents a rule can say anything: those with a past that is long enough for it, and a figure now."""
    judged = set()
    for history in histories:
        past = np.isfinite(history.counts)
        if rule == "COPY_OF_LAST_MONTH":
            can_tell = past[:, :, -1] & past[:, :, -2] & (past[:, :, :-1].sum(axis=2) > LEAST_PAST)
        elif rule == "SLOW_DRIFT":
            can_tell = past[:, :, -1] & (past[:, :, : -RECENT - 1].sum(axis=2) >= LEAST_PAST)
        else:
            can_tell = np.isfinite(score(history, yardsticks[history.table.name]).score)
        judged |= {respondent for respondent, rows in history.by_respondent() if can_tell[rows].any()}
    return judged


def _in_table(history: CountHistory, scored: Score, respondent: str, rows: slice) -> Iterator[Unusual]:
    given, expected, spread = scored.given[rows], scored.expected[rows], scored.spread[rows]
    if twin := _twin_rows(history.counts[rows], expected, spread):
        first, second = (history.rows[rows.start + place][1:] for place in twin)
        yield Unusual("ROW_REPEATED", respondent, history.table.name, second, "", (("other", "|".join(first)),))
        return
    if _misfit(given, expected, spread).sum() < GAIN:
        return  # no other order could fit so much better
    misfit = _misfit(given.T[:, None], expected.T[None], spread.T[None])  # column given, column expected
    if pair := _swapped(misfit):
        names = [counts_of(history.table)[place].name for place in pair]
        yield Unusual("COLUMNS_SWAPPED", respondent, history.table.name, (), names[0], (("other", names[1]),))
        return
    compared = np.flatnonzero((np.isfinite(given) & np.isfinite(expected)).any(axis=1))  # a new row is no moved one
    misfit = _misfit(given[compared, None], expected[None, compared], spread[None, compared])
    if moved := _moved(misfit):
        yield Unusual("ROWS_SHIFTED", respondent, history.table.name, history.rows[rows.start + compared[moved[0]]][1:])


def _misfit(given: Array, expected: Array, spread: Array) -> Array:
    """The capped squares of the scores, added up along the last axis.

    A count where none is expected fits as badly as can be, and so does none where one is: else whatever is wrong would
    fit better in an empty column.
    """
    squares = np.minimum(np.abs((given - expected) / spread), MOST) ** 2
    is_neither = np.isnan(given) & np.isnan(expected)
    total: Array = np.where(np.isfinite(squares), squares, np.where(is_neither, 0.0, MOST**2)).sum(axis=-1)
    return total


def _swapped(misfit: Array) -> tuple[int, int] | None:
    """The two columns that fit far better in each other's place."""
    own = np.diag(misfit)
    as_given, swapped = own[:, None] + own[None], misfit + misfit.T
    gain = as_given - swapped
    place = np.unravel_index(np.argmax(gain), gain.shape)
    if gain[place] < GAIN or swapped[place] > SHARE * as_given[place]:
        return None
    return int(min(place)), int(max(place))


def _moved(misfit: Array) -> list[int]:
    """The rows that fit far better in another's place."""
    from scipy.optimize import linear_sum_assignment  # half a second, for what is rarely looked at

    rows, best = linear_sum_assignment(misfit)
    moved = rows[rows != best]
    before, after = misfit[moved, moved].sum(), misfit[rows, best][moved].sum()
    return list(moved) if before - after >= GAIN and after <= SHARE * before else []


def _twin_rows(values: Array, expected: Array, spread: Array) -> tuple[int, int] | None:
    """Two rows with the same counts, which never were the same and of which one should be another."""
    now = values[:, :, -1]
    for first, second in combinations(range(len(now)), 2):
        if (now[first] > 0).sum() < TWIN_CELLS or not np.array_equal(now[first], now[second], equal_nan=True):
            continue
        pair, is_empty = [first, second], np.isnan(values[first]) & np.isnan(values[second])
        was_alike = ((values[first] == values[second]) | is_empty) & ~is_empty.all(axis=0)
        if not was_alike[:, :-1].all(axis=0).any() and _are_others(expected[pair], spread[pair]):
            return first, second
    return None


def _are_others(expected: Array, spread: Array) -> bool:
    apart = np.abs(expected[0] - expected[1]) / np.maximum(*spread)
    return bool(np.isfinite(apart).any() and np.nanmax(apart) > 2)


def _in_cells(history: CountHistory, scored: Score, respondent: str, rows: slice) -> Iterator[Unusual]:
    names = [column.name for column in counts_of(history.table)]
    far = np.argwhere(np.nan_to_num(np.abs(scored.score[rows])) > FAR)
    for row, column in far:
        y = scored.expected[rows][row, column]
        words = (("expected", f"{max(0, round((y / 2) ** 2 - 0.375))}"),)
        yield Unusual(
            "UNUSUAL_COUNT", respondent, history.table.name, history.rows[rows.start + row][1:], names[column], words
        )


def _drifting(history: CountHistory, scored: Score, yardstick: Yardstick) -> Iterator[Unusual]:
    """Page's CUSUM (1954) of the last months against the median of the year and a half before them."""
    names = [column.name for column in counts_of(history.table)]
    for row, column in np.argwhere(np.nan_to_num(drift(scored, yardstick)) > TIMES):
        respondent, *key = history.rows[row]
        yield Unusual("SLOW_DRIFT", respondent, history.table.name, tuple(key), names[column])


def drift(scored: Score, yardstick: Yardstick) -> Array:
    """By row and column the larger of both sums, up and down, at the last month, in the largest that there was before.

    NaN without a long past, and where the last month itself is where it was: then nothing drifts any more.
    """
    now = yardstick.effect[:, -1]
    levels = np.concatenate([scored.past, (scored.given / now)[:, :, None]], axis=2)
    earlier = scored.past[:, :, :-RECENT]
    base = np.where(np.isfinite(earlier).sum(axis=2) >= LEAST_PAST, median(earlier), np.nan)[:, :, None]
    apart = (levels - base) * now[:, None]
    spread = np.maximum(scored.spread, NORMAL * median(np.abs(apart[:, :, : -RECENT - 1])))
    sums = _cusum(apart / spread[:, :, None])
    before = np.maximum(sums[:, :, : -RECENT - 1].max(axis=2), LEAST_SUM)
    is_away = np.abs(apart[:, :, -1]) > NEAR * spread
    return np.where(is_away, sums[:, :, -1] / before, np.nan)


def _cusum(steps: Array) -> Array:
    """Page's two sums of what goes beyond the slack, the larger at each month; a month without a value adds nothing."""
    up, down = np.zeros(steps.shape[:2]), np.zeros(steps.shape[:2])
    sums = np.zeros(steps.shape)
    for month in range(steps.shape[2]):
        step = np.clip(np.nan_to_num(steps[:, :, month]), -WILD, WILD)
        up, down = np.maximum(0, up + step - SLACK), np.maximum(0, down - step - SLACK)
        sums[:, :, month] = np.maximum(up, down)
    return sums


def _copied(histories: Sequence[CountHistory]) -> Iterator[Unusual]:
    """Who changed hardly a cell since last month, though many usually do: their number is a count like any other."""
    changes: dict[str, list[Array]] = {}
    for history in histories:
        for respondent, rows in history.by_respondent():
            changes.setdefault(respondent, []).append(_changes(history.counts[rows]))
    for respondent, own in changes.items():
        is_known = np.isfinite(own).any(axis=0)
        if still(np.where(is_known, np.nansum(own, axis=0), np.nan)) > STILL:
            yield Unusual("COPY_OF_LAST_MONTH", respondent, histories[0].table.name)


def _changes(counts: Array) -> Array:
    """How many cells changed into each month but the first; NaN where nothing can be compared."""
    steps = np.diff(counts, axis=2)
    is_there = np.isfinite(steps)
    return np.where(is_there.any(axis=(0, 1)), (is_there & (steps != 0)).sum(axis=(0, 1)), np.nan)


def still(changes: Array) -> float:
    """How many spreads fewer cells changed into the last month than into those before; 0 where nothing can be said."""
    now, past = stabilise(changes[-1:])[0], stabilise(changes[:-1][np.isfinite(changes[:-1])])
    if len(past) < LEAST_PAST or np.isnan(now) or now >= past.min():
        return 0.0
    usual = np.median(past)
    spread = max(NORMAL * np.median(np.abs(past - usual)), 1.0)
    return float((usual - now) / spread)
