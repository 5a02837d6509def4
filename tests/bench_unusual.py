"""How well planted errors are found: `python -m tests.bench_unusual`.

Invented cities (tasks.invent) report for 25 months. In the last one, every tenth return gets an error of one kind, all
others are clean; a return counts as found where a method flags anything in it. So the rivals flag a return where any
count of it is beyond their usual cut-off against the same 24 months and, in the last columns, beyond the cut-off that
served them best on the tuning cities. Nothing was tuned on the cities that are judged: all numbers of
schemas.check.unusual and those best cut-offs come from seeds 101 to 103 (`--tune`), the table is of seeds 1 to 3.
"""

import argparse
import sys
import warnings
from functools import cache
from itertools import product
from random import Random

import numpy as np
import pandas as pd

from schemas.check.unusual.history import PAST, CountHistory, counts_of
from schemas.check.unusual.patterns import find_unusual
from schemas.check.unusual.score import LEAST_PAST, measure
from schemas.form.forms import FORMS
from schemas.time.month import shift_month
from tasks.invent.association import is_resting
from tasks.invent.chance import chance
from tasks.invent.city import invent_city
from tasks.invent.month import MISSING, true_rows
from tasks.invent.season import is_closed

JUDGED, TUNED = (1, 2, 3), (101, 102, 103)
MONTHS = ("2026-03", "2026-08", "2026-11")  # a quiet one, a new Kita year after the holidays, a busy one
KINDS = ("school", "daycare", "association")
EVERY = 10  # of so many returns one is planted
LEAST_DRIFTING, DRIFT, DRIFT_MONTHS = 20, 0.05, 7
USUAL = {"z-score": 3.0, "modified z": 3.5, "min-max": 0.0}
BEST = {"z-score": 5.31, "modified z": 19.15, "min-max": 1.0}  # by --tune
OURS = "ours"


def main(*words):
    parser = argparse.ArgumentParser()
    parser.add_argument("--tune", action="store_true", help="the tuning cities, and the best cut-offs of the rivals")
    parser.add_argument("--cities", type=int, default=len(JUDGED))
    asked = parser.parse_args(words)
    trials = list(run((TUNED if asked.tune else JUDGED)[: asked.cities]))
    cuts = {name: best_cut(trials, name) for name in USUAL} if asked.tune else BEST
    if asked.tune:
        say(f"best cut-offs: {cuts}")
    show(trials, cuts)


def say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


# --- what is judged ----------


def run(seeds, months=MONTHS):
    """One trial for each city, month, kind of respondent and kind of error."""
    for seed, month in product(seeds, months):
        for kind in KINDS:
            clean = make_histories(seed, kind, month)
            for number, (error, plant) in enumerate(ERRORS.items()):
                histories = {name: copy_of(history) for name, history in clean.items()}
                planted = plant_in(histories, plant, number, chance(seed, month, kind, error))
                yield judge(histories, error, planted)


def judge(histories, error, planted):
    """Who was planted, and by method the score of each return, or that it is flagged."""
    yardsticks = {name: measure(history) for name, history in histories.items()}
    found = list(find_unusual(list(histories.values()), yardsticks))
    rules = {}
    for one in found:
        rules.setdefault(one.respondent, set()).add(one.rule)
    scores = {name: worst(histories, rival) for name, rival in RIVALS.items()}
    return {"error": error, "planted": planted, "asked": set(scores["z-score"]), "rules": rules, "scores": scores}


def worst(histories, rival):
    """The highest score of any count in each return."""
    found = {}
    for history in histories.values():
        past, now = history.counts[:, :, :-1], history.counts[:, :, -1]
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a count of which nothing was ever said has no mean
            score = rival(past, now)
        is_long = np.isfinite(past).sum(axis=2) >= LEAST_PAST
        score = np.where(is_long & np.isfinite(now) & ~np.isnan(score), score, -1)
        for respondent, rows in history.by_respondent():
            if np.isfinite(now[rows]).any():
                found[respondent] = max(found.get(respondent, -1), float(score[rows].max()))
    return found


# --- the rivals: textbook, on the counts as they are ----------


def z_score(past, now):
    """Distance from the mean in standard deviations; none where all months were the same."""
    distance, spread = np.abs(now - np.nanmean(past, axis=2)), np.nanstd(past, axis=2, ddof=1)
    return np.where(spread > 0, distance / spread, np.nan)


def modified_z_score(past, now):
    """Iglewicz and Hoaglin (1993), with the mean distance where the median distance is 0."""
    middle = np.nanmedian(past, axis=2)
    apart = np.abs(past - middle[:, :, None])
    mad, mean = np.nanmedian(apart, axis=2), np.nanmean(apart, axis=2)
    spread = np.where(mad > 0, mad / 0.6745, mean * 1.253314)
    return np.where(spread > 0, np.abs(now - middle) / spread, np.nan)


def min_max(past, now):
    """How far outside of what there was, in shares of its span; where that is nothing, in persons."""
    low, high = np.nanmin(past, axis=2), np.nanmax(past, axis=2)
    return np.maximum(now - high, low - now) / np.maximum(high - low, 1)


RIVALS = {"z-score": z_score, "modified z": modified_z_score, "min-max": min_max}


# --- the cities ----------


@cache
def make_histories(seed, kind, month):
    months = [shift_month(month, number - PAST) for number in range(PAST + 1)]
    frames = make_frames(seed, kind)
    form = FORMS[kind]
    tables = [table for table in form.tables if counts_of(table)]
    return {table.name: CountHistory.of(table, frames[table.name], months) for table in tables}


@cache
def make_frames(seed, kind):
    """All returns of a kind from the first month to the last, by table."""
    city, rows = invent_city(seed), {table.name: [] for table in FORMS[kind].tables}
    places = [place for place in city.places if place.kind == kind]
    month = shift_month(min(MONTHS), -PAST)
    while month <= max(MONTHS):
        for place in places:
            if has_sent(seed, place, month):
                for name, lines in true_rows(city, place, month).items():
                    rows[name] += [{"respondent": place.respondent, "month": month, **line} for line in lines]
        month = shift_month(month, 1)
    return {name: as_frame(FORMS[kind].table(name), lines) for name, lines in rows.items()}


def has_sent(seed, place, month):
    if is_closed(place.respondent, place.kind, month) or chance(seed, place, month, "missing").random() < MISSING:
        return False
    return place.kind != "association" or not is_resting(seed, place, month)


def as_frame(table, lines):
    names = ["respondent", "month", *(column.name for column in table.columns)]
    frame = pd.DataFrame(lines, columns=names)
    return frame.astype({column.name: column.dtype for column in table.columns})


def copy_of(history):
    return CountHistory(history.table, history.rows, history.counts.copy())


# --- the errors; each says whether it could be made ----------


def plant_in(histories, plant, number, stream):
    """The error in every tenth return; which return differs from error to error."""
    present = sorted(worst(histories, min_max))
    planted = set()
    for respondent in present[number::EVERY]:
        own = {
            name: history.counts[rows]
            for name, history in histories.items()
            for one, rows in history.by_respondent()
            if one == respondent
        }
        if plant(own, stream):
            planted.add(respondent)
    return planted


def main_table(own):
    values = next(iter(own.values()))
    return values, [row for row in range(len(values)) if np.isfinite(values[row, :, -1]).any()]


def factor_10(own, stream: Random):
    """One digit too many or, of a number with two digits or more, one too few."""
    places = [(name, row, column) for name, values in own.items()
              for row, column in np.argwhere(np.nan_to_num(values[:, :, -1]) >= 1)]  # fmt: skip
    if not places:
        return False
    name, row, column = stream.choice(places)
    before = own[name][row, column, -1]
    own[name][row, column, -1] = before // 10 if before >= 10 and stream.random() < 0.5 else before * 10
    return True


def swapped_columns(own, stream):
    """Two columns of the main table that are asked and have different sums."""
    values, rows = main_table(own)
    sums, is_asked = np.nansum(values[rows, :, -1], axis=0), np.isfinite(values[rows, :, -1]).any(axis=0)
    asked = list(np.flatnonzero(is_asked))
    pairs = [(one, two) for one in asked for two in asked if one < two and sums[one] != sums[two]]
    if not pairs:
        return False
    one, two = stream.choice(pairs)
    values[:, [one, two], -1] = values[:, [two, one], -1]
    return True


def shifted_row(own, stream):
    """From some row on all figures of the main table stand a row too low; the last one's in the first of these."""
    values, rows = main_table(own)
    if len(rows) < 2:
        return False
    moved = rows[stream.randrange(len(rows) - 1) :]
    values[moved, :, -1] = values[[moved[-1], *moved[:-1]], :, -1]
    return True


def copied_month(own, stream):
    """All of last month once more, with none, one or two cells written anew."""
    if not any(np.isfinite(values[:, :, -2]).any() for values in own.values()):
        return False
    for values in own.values():
        values[:, :, -1] = values[:, :, -2]
    values, _ = main_table(own)
    cells = [tuple(cell) for cell in np.argwhere(values[:, :, -1] >= 1)]
    for row, column in stream.sample(cells, min(len(cells), stream.randrange(3))):
        values[row, column, -1] += stream.choice((-1, 1))
    return True


def grade_twice(own, stream):
    """A row of the main table has the figures of another one."""
    values, rows = main_table(own)
    if len(rows) < 2:
        return False
    source, target = stream.sample(rows, 2)
    if np.array_equal(values[source, :, -1], values[target, :, -1], equal_nan=True):
        return False
    values[target, :, -1] = values[source, :, -1]
    return True


def slow_drift(own, stream):
    """A count of 20 or more grows or falls by 5 % a month beside what it should be, for seven months."""
    values, _ = main_table(own)
    places = np.argwhere(np.nan_to_num(values[:, :, -DRIFT_MONTHS:]).min(axis=2) >= LEAST_DRIFTING)
    if not len(places):
        return False
    row, column = stream.choice(list(map(tuple, places)))
    factor = 1 + DRIFT if stream.random() < 0.5 else 1 - DRIFT
    months = np.arange(1, DRIFT_MONTHS + 1)
    values[row, column, -DRIFT_MONTHS:] = np.round(values[row, column, -DRIFT_MONTHS:] * factor**months)
    return True


ERRORS = {
    "factor 10": factor_10,
    "swapped columns": swapped_columns,
    "shifted row": shifted_row,
    "last month's copy": copied_month,
    "one grade twice": grade_twice,
    "slow drift": slow_drift,
}


# --- how it is judged ----------


def flagged(trial, method, cut):
    if method == OURS:
        return set(trial["rules"])
    return {name for name, score in trial["scores"][method].items() if score > cut}


def rate(trials, method, cut=None):
    """Precision, recall, F1 and false alarms in 1,000 clean returns."""
    right = wrong = planted = clean = 0
    for trial in trials:
        found = flagged(trial, method, cut) & trial["asked"]
        right += len(found & trial["planted"])
        wrong += len(found - trial["planted"])
        planted += len(trial["planted"])
        clean += len(trial["asked"] - trial["planted"])
    precision, recall = right / max(right + wrong, 1), right / max(planted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"precision": precision, "recall": recall, "f1": f1, "alarms": 1000 * wrong / max(clean, 1)}


def best_cut(trials, method):
    """The cut-off with the highest mean F1 over the kinds of error."""
    seen = np.concatenate([list(trial["scores"][method].values()) for trial in trials])
    cuts = np.unique(np.round(np.quantile(seen[np.isfinite(seen)], np.linspace(0.5, 1, 60)), 2))
    return float(max(cuts, key=lambda cut: sum(rate(own, method, cut)["f1"] for own in by_error(trials).values())))


def by_error(trials):
    return {error: [one for one in trials if one["error"] == error] for error in ERRORS}


def show(trials, cuts):
    """One table, a kind of error a line: F1 (precision, recall, false alarms in 1,000 clean returns) of each method."""
    methods = [(OURS, None), *USUAL.items(), *((name, cuts[name]) for name in USUAL)]
    heads = [name if cut is None else f"{name} > {cut:g}" for name, cut in methods]
    say(f"{'planted of all':<32}" + "".join(f"{head:<26}" for head in heads))
    for error, own in by_error(trials).items():
        planted, asked = (sum(len(one[part]) for one in own) for part in ("planted", "asked"))
        rates = [rate(own, method, cut) for method, cut in methods]
        cells = [f"{one['f1']:.2f} ({one['precision']:.2f}, {one['recall']:.2f}, {one['alarms']:.0f})" for one in rates]
        say(f"{f'{error}, {planted} of {asked}':<32}" + "".join(f"{cell:<26}" for cell in cells))
        for head, one in zip(heads[1:], rates[1:], strict=True):
            if one["f1"] >= rates[0]["f1"]:
                say(f"  not better than {head}")


if __name__ == "__main__":
    main(*sys.argv[1:])
