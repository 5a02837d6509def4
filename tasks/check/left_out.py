"""Rows that a return leaves out of a prefilled table though the last one had them. One way in: `find_left_out`. Pure.

They are stored as rows without figures: what is missing stays open to whoever sums up, and is no smaller total.
"""

from collections.abc import Iterable

from config.policy import Thresholds
from schemas.check.batch import tables_lacking_rows
from schemas.check.missing.before import Previous, starts_anew, stocks_before
from schemas.files.reading import LeftOut, Reading, TableReading
from schemas.form.forms import Table, form_in


def find_left_out(reading: Reading, previous: Previous | None, thresholds: Thresholds) -> LeftOut:
    """What had a stock last time, or was left out then already; a 0 that is said ends it, and so does a new year.

    A table without any row is not answered at all, and in one with a row that nobody can place it may be that one.
    """
    if reading.form is None or reading.is_nil or starts_anew(previous, reading.month, thresholds):
        return {}
    unsure = tables_lacking_rows(reading)
    found = {}
    for table in form_in(reading.form, reading.month).tables:
        part = reading.tables.get(table.name)
        if table.is_prefilled and part and part.rows and table.name not in unsure:
            found[table.name] = tuple(sorted(set(_expected(table, previous, reading.month)) - set(_said(table, part))))
    return {name: keys for name, keys in found.items() if keys}


def _expected(table: Table, previous: Previous | None, month: str | None) -> Iterable[tuple[str, ...]]:
    yield from (key for key, stocks in stocks_before(table, previous, month).items() if stocks)
    frame = previous.facts.get(table.name) if previous else None
    if frame is not None and not frame.empty:
        figures = [frame[column.name].isna().to_numpy() for column in table.figures]
        open_rows = [at for at, nothing in enumerate(zip(*figures, strict=True)) if all(nothing)]
        for at in open_rows:
            yield tuple(str(frame[key.name].iloc[at]) for key in table.keys)


def _said(table: Table, part: TableReading) -> Iterable[tuple[str, ...]]:
    for at in range(len(part.rows)):
        yield tuple(str(part.values[key.name][at]) for key in table.keys)
