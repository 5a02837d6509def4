"""Many readings as one frame a table: `table_frames(readings)` and `return_frame(readings)`.

A row keeps the number of its reading and its position there, so that a finding names its cell.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

from schemas.files.identity import respondent_in_name
from schemas.files.reading import CellValue, Reading, TableReading
from schemas.finding import Severity, cell_address
from schemas.form.forms import TABLES, Table
from schemas.frame import typed


def table_frames(readings: Sequence[Reading]) -> dict[str, pd.DataFrame]:
    """One frame a form table: `reading` (place in the list), `position` (row there from 0), `respondent`, `month`, columns."""
    return {name: _table_frame(table, readings) for name, table in TABLES.items()}


def _table_frame(table: Table, readings: Sequence[Reading]) -> pd.DataFrame:
    found = [
        (number, reading, reading.tables[table.name])
        for number, reading in enumerate(readings)
        if table.name in reading.tables
    ]
    numbers = [number for number, _, part in found for _ in part.rows]
    data: dict[str, Any] = {
        "reading": typed(numbers, "int64"),
        "position": typed([place for _, _, part in found for place in range(len(part.rows))], "int64"),
        "respondent": typed([readings[number].respondent for number in numbers], "string"),
        "month": typed([readings[number].month for number in numbers], "string"),
    }
    for column in table.columns:
        values: list[CellValue] = [value for _, _, part in found for value in part.values[column.name]]
        data[column.name] = typed(values, column.dtype)
    return pd.DataFrame(data)


def return_frame(readings: Sequence[Reading]) -> pd.DataFrame:
    """One row a reading: its head, how many figures it has, their digest, and the sum of every figure column."""
    frame = pd.DataFrame({
        "reading": typed(range(len(readings)), "int64"),
        "sha256": typed([reading.sha256 for reading in readings], "string"),
        "respondent": typed([reading.respondent for reading in readings], "string"),
        "month": typed([reading.month for reading in readings], "string"),
        "form": typed([reading.form for reading in readings], "string"),
        "reference_date": typed([day.isoformat() if (day := reading.reference_date) else None for reading in readings], "string"),
        "came_on": typed([day.isoformat() if (day := reading.came_on) else None for reading in readings], "string"),
        "is_correction": typed([reading.is_correction for reading in readings], "boolean"),
        "is_answer": typed([reading.is_answer for reading in readings], "boolean"),
        "named": typed([respondent_in_name(reading.file) for reading in readings], "string"),
        "is_nil": typed([reading.is_nil for reading in readings], "boolean"),
        "figures": typed([count_figures(reading) for reading in readings], "Int64"),
        "digest": typed([content_digest(reading) for reading in readings], "string"),
    })  # fmt: skip
    return frame.assign(**column_sums(readings))


def column_sums(readings: Sequence[Reading]) -> dict[str, pd.Series]:
    """The sum of each figure column by reading as `<table>__<column>`; missing where nothing was filled in."""
    sums = {}
    for table in TABLES.values():
        for column in table.figures:
            totals = [_total(reading, table.name, column.name) for reading in readings]
            sums[f"{table.name}__{column.name}"] = pd.Series(totals, dtype=column.dtype)
    return sums


def _total(reading: Reading, table: str, column: str) -> int | float | None:
    part = reading.tables.get(table)
    filled = [value for value in part.values[column] if isinstance(value, int | float)] if part else []
    return sum(filled) if filled else None


def count_figures(reading: Reading) -> int:
    """How many figures a reading holds."""
    return sum(
        value is not None
        for name, part in reading.tables.items()
        for column in TABLES[name].figures
        for value in part.values[column.name]
    )


def content_digest(reading: Reading) -> str:
    """What a return says, without where it stood: equal for two files with the same figures, whatever their layout."""
    content = {
        name: sorted(map(str, zip(*_said_in(part).values(), strict=True)))
        for name, part in reading.tables.items()
        if part.rows
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _said_in(part: TableReading) -> dict[str, list[CellValue]]:
    """Its columns, without those that are not asked in every month and say nothing: forms of other months lack them."""
    table = TABLES[part.name]
    return {
        name: values
        for name, values in part.values.items()
        if not table.column(name).meaning.asked or any(value is not None for value in values)
    }


def tables_lacking_rows(reading: Reading) -> frozenset[str]:
    """The tables of which a row, or all, could not be read: their sums are too small, and a row may only seem gone."""
    return frozenset(
        one.table
        for one in reading.findings
        if one.severity == Severity.ERROR
        and one.table in TABLES
        and (one.column is None or one.column in {key.name for key in TABLES[one.table].keys})
    )


def place_of(
    reading: Reading, table: str, column: str, position: int | None, key: tuple[str, ...] = ()
) -> tuple[str | None, str | None, int | None]:
    """Sheet, cell and row of a column: in the row at `position`, in the one of that key that was left empty, or at its
    heading where the whole column is meant.
    """
    if table == "head":
        sheet, cell = reading.head_cells.get(column, (None, None))
        return sheet, cell, int("".join(filter(str.isdigit, cell))) if cell else None
    part = reading.tables.get(table)
    if part is None:
        return None, None, None
    row = part.left_empty.get(key, part.header_row) if position is None else part.rows[position]
    at = part.columns.get(column)
    return part.sheet, cell_address(row, at) if at else None, row
