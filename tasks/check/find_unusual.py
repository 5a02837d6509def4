"""Ask the rules about unusual counts: `find_unusual_counts(readings, pasts)` gives findings by place in the list."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from schemas.check.batch import place_of, table_frames
from schemas.check.missing import say_key
from schemas.check.unusual.panel import PAST, Panel, counts_of
from schemas.check.unusual.patterns import Unusual, find_unusual
from schemas.check.unusual.rules import UNUSUAL, Past
from schemas.check.unusual.score import measure
from schemas.files.reading import Reading
from schemas.finding import Finding
from schemas.form.forms import FORMS, Table
from schemas.time.month import shift_month
from tasks.check.say import where


def find_unusual_counts(readings: Sequence[Reading], pasts: Mapping[tuple[str, str], Past]) -> dict[int, list[Finding]]:
    """What is unusual in the readings of which a past is known, by form and month; of a nil return nothing is said."""
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, one in enumerate(readings):
        if one.respondent and one.is_readable and not one.is_nil and (one.form or "", one.month or "") in pasts:
            numbers[one.form or "", one.month or ""].append(number)
    found: dict[int, list[Finding]] = defaultdict(list)
    for (form, month), own in numbers.items():
        for place, finding in _find([readings[number] for number in own], form, month, pasts[form, month]):
            found[own[place]].append(finding)
    return found


def _find(readings: Sequence[Reading], form: str, month: str, past: Past) -> Iterator[tuple[int, Finding]]:
    """Each with the place of its reading: two of one respondent are compared with its past, not with each other."""
    frames = table_frames(readings)
    who = pd.DataFrame({"name": [str(one.respondent) for one in readings], "reading": range(len(readings))})
    months = [shift_month(month, number - PAST) for number in range(PAST + 1)]
    panels, yardsticks = [], {}
    for table in FORMS[form].tables:
        if table.name in past.own and not frames[table.name].empty:
            before = past.own[table.name].rename(columns={"respondent": "name"}).merge(who, on="name")
            both = pd.concat([before, frames[table.name]], ignore_index=True)
            panels.append(Panel.of(table, both.assign(respondent=both["reading"].astype(str)), months))
            yardsticks[table.name] = measure(Panel.of(table, past.peers[table.name], months))
    for one in find_unusual(panels, yardsticks):
        place, table = int(one.respondent), FORMS[form].table(one.table)
        yield place, _finding(readings[place], table, _position(frames[one.table], table, one), one)


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
