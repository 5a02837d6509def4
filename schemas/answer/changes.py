"""What a submission changes against the one that it replaces, cell by cell. One way in: `find_changed_cells`. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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

    `kind` is "changed", "added" or "removed": the row that it stands in.
    """

    table: str
    sheet: str
    cell: str | None
    row: str
    column: str
    old: str
    new: str
    kind: str


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
    for column in table.columns:
        before, after = old.get(column.name), new.get(column.name)
        if column.is_key or _is_same(before, after):
            continue
        cell = part.address(at, column.name) if part and at is not None else None
        sheet = part.sheet if part else ""
        shown = write_value(column, before), write_value(column, after)
        yield ChangedCell(table.title, sheet, cell, label, column.title, *shown, kind)


def _is_same(before: CellValue, after: CellValue) -> bool:
    """Money comes back from the warehouse as it went in, but for the last bit."""
    if isinstance(before, int | float) and isinstance(after, int | float):
        return abs(before - after) < 0.000_5
    return before == after
