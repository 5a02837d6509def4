"""What a submission changes against the one that it replaces: `find_changed_cells`, and in words `say_changes`. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from schemas.answer.totals import write_value
from schemas.files.reading import CellValue, Reading, TableReading
from schemas.form.forms import TABLES, Table

RowKey: TypeAlias = tuple[str, ...]
Facts: TypeAlias = Mapping[str, Mapping[RowKey, Mapping[str, CellValue]]]
"""The facts of one submission: by table and row key the values by column."""


@dataclass(frozen=True)
class ChangedCell:
    """One value that is another now; `cell` is where the new one stands, None where its row or cell is gone.

    `kind` is "changed", "added" or "removed": the row that it stands in. A row that came or went without a value has one
    without a column.
    """

    table: str
    sheet: str
    cell: str | None
    row: str
    column: str
    old: str
    new: str
    kind: str


@dataclass(frozen=True)
class ChangedRow:
    """The changes of one row in words: where it stands, what happened to it, and its values."""

    place: str
    what: str
    cells: tuple[str, ...]


def say_changes(changes: Sequence[ChangedCell]) -> tuple[ChangedRow, ...]:
    """One entry for each row: „Neue Zeile“ with its values, or each value as it was and as it is."""
    rows = groupby(changes, key=lambda one: (one.table, one.row, one.kind))
    return tuple(
        ChangedRow(f"{table}: {row}", _WHAT[kind], tuple(_say_cell(one) for one in cells if one.column))
        for (table, row, kind), cells in rows
    )


_WHAT = {"changed": "Geändert", "added": "Neue Zeile", "removed": "Zeile entfällt"}


def _say_cell(one: ChangedCell) -> str:
    if one.kind == "added":
        return f"{one.column}: {one.new}"
    if one.kind == "removed":
        return f"{one.column}: {one.old}"
    return f"{one.column}{f' (Zelle {one.cell})' if one.cell else ''}: bisher {one.old}, jetzt {one.new}"


def facts_of(reading: Reading) -> dict[str, dict[RowKey, dict[str, CellValue]]]:
    """What a reading says, as the warehouse would hold it."""
    return {name: dict(_rows(TABLES[name], part)) for name, part in reading.tables.items()}


def find_changed_cells(old: Facts, reading: Reading) -> tuple[ChangedCell, ...]:
    """Every value that differs, in the order of the form, rows that are gone last in their table."""
    new = facts_of(reading)
    found: list[ChangedCell] = []
    for name, table in TABLES.items():
        before, after = old.get(name, {}), new.get(name, {})
        for at, key in enumerate(after):
            kind = "changed" if key in before else "added"
            found += _compare(table, key, (before.get(key, {}), after[key]), (kind, reading.tables[name], at))
        for key in before:
            if key not in after:
                found += _compare(table, key, (before[key], {}), ("removed", reading.tables.get(name), None))
    return tuple(found)


def _rows(table: Table, part: TableReading) -> Iterator[tuple[RowKey, dict[str, CellValue]]]:
    names = [column.name for column in table.columns]
    for at in range(len(part.rows)):
        values = {name: part.values[name][at] for name in names}
        yield tuple(str(values[key.name]) for key in table.keys), values


def _compare(
    table: Table,
    key: RowKey,
    values: tuple[Mapping[str, CellValue], Mapping[str, CellValue]],
    place: tuple[str, TableReading | None, int | None],
) -> Iterator[ChangedCell]:
    (old, new), (kind, part, at) = values, place
    label = ", ".join(write_value(column, code) for column, code in zip(table.keys, key, strict=True))
    sheet = part.sheet if part else ""
    differing = [
        column
        for column in table.columns
        if not column.is_key and not _is_same(old.get(column.name), new.get(column.name))
    ]
    for column in differing:
        cell = part.address(at, column.name) if part and at is not None else None
        shown = write_value(column, old.get(column.name)), write_value(column, new.get(column.name))
        yield ChangedCell(table.title, sheet, cell, label, column.title, *shown, kind)
    if kind != "changed" and not differing:
        yield ChangedCell(table.title, sheet, None, label, "", "leer", "leer", kind)


def _is_same(before: CellValue, after: CellValue) -> bool:
    """Money comes back from the warehouse as it went in, but for the last bit."""
    if isinstance(before, int | float) and isinstance(after, int | float):
        return abs(before - after) < 0.000_5
    return before == after
