"""Ask the rules about unusual counts: `find_unusual_counts(readings, frames, pasts)` gives findings by reading."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from schemas.check.batch import place_of
from schemas.check.missing.before import say_key
from schemas.check.unusual.history import PAST, CountHistory, counts_of
from schemas.check.unusual.patterns import Unusual, find_judged, find_unusual
from schemas.check.unusual.rules import UNUSUAL, Past
from schemas.check.unusual.score import Yardstick, measure
from schemas.files.reading import Reading
from schemas.finding import Finding
from schemas.form.forms import FORMS, Table
from schemas.time.month import shift_month
from tasks.check.say import where


def find_unusual_counts(
    readings: Sequence[Reading], frames: Mapping[str, pd.DataFrame], pasts: Mapping[tuple[str, str], Past]
) -> dict[int, list[Finding]]:
    """What is unusual in the readings of which a past is known, by form and month; of a nil return nothing is said.

    `frames` are the tables of the readings (schemas.check.batch).
    """
    found: dict[int, list[Finding]] = defaultdict(list)
    for form, histories, yardsticks in _histories(readings, frames, pasts):
        for one in find_unusual(histories, yardsticks):
            number, table = int(one.respondent), FORMS[form].table(one.table)
            finding = _finding(readings[number], table, _position(frames[one.table], table, one), one)
            found[number].append(finding)
    return found


def count_judged(
    rule: str, readings: Sequence[Reading], frames: Mapping[str, pd.DataFrame], pasts: Mapping[tuple[str, str], Past]
) -> int:
    """Of how many readings a rule about unusual counts can say anything: the others were not asked."""
    parts = _histories(readings, frames, pasts)
    return sum(len(find_judged(rule, histories, yardsticks)) for _, histories, yardsticks in parts)


def _histories(
    readings: Sequence[Reading], frames: Mapping[str, pd.DataFrame], pasts: Mapping[tuple[str, str], Past]
) -> Iterator[tuple[str, list[CountHistory], dict[str, Yardstick]]]:
    """By form and month the histories of those of whom a past is known, with the yardsticks of their peers."""
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, reading in enumerate(readings):
        key = reading.form or "", reading.month or ""
        if reading.respondent and reading.is_readable and not reading.is_nil and key in pasts:
            numbers[key].append(number)
    for (form, month), own in numbers.items():
        who = pd.DataFrame({"name": [str(readings[number].respondent) for number in own], "reading": own})
        yield form, *_of_form(who, frames, form, month, pasts[form, month])


def _of_form(
    who: pd.DataFrame, frames: Mapping[str, pd.DataFrame], form: str, month: str, past: Past
) -> tuple[list[CountHistory], dict[str, Yardstick]]:
    """Each reading as if it were a respondent: two files of one are compared with its past, not with each other."""
    months = [shift_month(month, number - PAST) for number in range(PAST + 1)]
    histories: list[CountHistory] = []
    yardsticks: dict[str, Yardstick] = {}
    for table in FORMS[form].tables:
        frame = frames[table.name]
        now = frame[frame["reading"].isin(who["reading"])]
        if table.name in past.own and not now.empty:
            before = past.own[table.name].rename(columns={"respondent": "name"}).merge(who, on="name")
            both = pd.concat([before, now], ignore_index=True)
            histories.append(CountHistory.of(table, both.assign(respondent=both["reading"].astype(str)), months))
            yardsticks[table.name] = measure(CountHistory.of(table, past.peers[table.name], months))
    return histories, yardsticks


def _position(frame: pd.DataFrame, table: Table, one: Unusual) -> int | None:
    """Where in the reading the row of that key stands; None for a whole table."""
    keys = [frame[column.name] == value for column, value in zip(table.keys, one.key, strict=False)]
    rows = frame[(frame["reading"] == int(one.respondent)) & pd.concat(keys, axis=1).all(axis=1)] if keys else frame[:0]
    return None if rows.empty else int(rows["position"].iloc[-1])


def _finding(reading: Reading, table: Table, position: int | None, one: Unusual) -> Finding:
    rule, column = UNUSUAL[one.rule], one.column or counts_of(table)[0].name
    sheet, cell, row = place_of(reading, table.name, column, position)
    cells = reading.tables[table.name].values[column]  # noqa: PD011 - no frame
    value = cells[position] if position is not None and one.column else None
    words = {name: _say_word(table, one, word) for name, word in one.words}
    row_said = say_key(table, one.key) if one.key else ""
    said = rule.sentence.format(column=table.column(column).title, row=row_said, value=value, **words)
    return Finding(
        file=reading.file, form=reading.form, respondent=reading.respondent, month=reading.month,
        table=table.name, sheet=sheet, cell=cell, row=row, column=column, rule=rule.id, severity=rule.severity,
        value=None if value is None else str(value), message=where(table.name, sheet, cell, {}) + said, hint=rule.hint,
        subject=f"{table.name}.{column}[{'|'.join(one.key)}]",
    )  # fmt: skip


def _say_word(table: Table, one: Unusual, word: str) -> str:
    """The other column by its title, the other row by its key, a figure as it is."""
    if one.rule == "COLUMNS_SWAPPED":
        return table.column(word).title
    return say_key(table, word.split("|")) if one.rule == "ROW_REPEATED" else word
