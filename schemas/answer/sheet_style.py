"""How a sheet that was sent looks when it goes back: `style_sheet`. Pure: no cell's value is decided here.

Where it holds a table of the form it looks as in our form (`schemas.form.layout`); anything else is plain and tidy. Rows
and columns count from 0, as XlsxWriter counts.
"""

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from schemas.answer.placing import CellPosition
from schemas.files.headings import is_own_total, is_total
from schemas.files.reading import Reading, TableReading
from schemas.files.values import write_cell
from schemas.files.workbook import Cell, Sheet
from schemas.form import layout
from schemas.form.forms import FORMS, TABLES, Column, Table, with_columns
from schemas.form.layout import offer_places, plan_table
from schemas.form.submission import HEAD

FREE = "free"  # what stands somewhere in a sheet of its own
_MOST_LOOKED_AT = 200  # rows from which the width of a plain column is guessed
_HEAD_COLUMNS = {column.title: column for column in HEAD}
_SECTIONS = ("Angaben zur Meldung", "So füllen Sie den Bogen aus", "Die Blätter dieses Bogens")


@dataclass
class SheetStyle:
    """One sheet's looks: style by cell (empty input cells included), sizes, limits, and what the form adds."""

    styles: dict[CellPosition, str] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    default_height: float | None = None
    merges: dict[int, int] = field(default_factory=dict)  # a row, merged from its first to this column
    limits: list[tuple[int, int, int, int, dict[str, Any]]] = field(default_factory=list)
    conditions: list[tuple[int, int, int, int, str, dict[str, Any]]] = field(default_factory=list)  # with a style
    totals: dict[CellPosition, str] = field(default_factory=dict)
    notes: dict[CellPosition, str] = field(default_factory=dict)
    links: dict[CellPosition, str] = field(default_factory=dict)
    frozen: CellPosition | None = None
    is_form: bool = False
    is_wide: bool = True


def style_sheet(sheet: Sheet, reading: Reading, places: Collection[str] = ()) -> SheetStyle:
    """Say how a sheet looks, by what was recognised in it; `places` are what the centre's list of places offers."""
    looks = SheetStyle()
    parts = sorted(
        (part for part in reading.tables.values() if part.sheet == sheet.name), key=lambda part: part.header_row
    )
    if sheet.name == layout.HEAD_SHEET and _text(sheet, 0, 0) in {form.title for form in FORMS.values()}:
        _style_head(looks, sheet)
    for part, limit in zip(parts, [*(other.header_row - 1 for other in parts[1:]), len(sheet.rows)], strict=False):
        _style_table(looks, sheet, part, limit, places)
    if len(parts) == 1 and _is_ours(sheet, parts[0]):
        _style_form(looks, sheet, parts[0])
    for column, width in _widths(sheet):
        looks.widths.setdefault(column, width)
    return looks


def cell_at(sheet: Sheet, row: int, column: int) -> Cell:
    """A cell; "" where there is none."""
    line = sheet.rows[row] if row < len(sheet.rows) else []
    return line[column] if column < len(line) else ""


def _text(sheet: Sheet, row: int, column: int) -> str:
    cell = cell_at(sheet, row, column)
    return cell if isinstance(cell, str) else ""


# A table of the form


def _style_table(looks: SheetStyle, sheet: Sheet, part: TableReading, limit: int, places: Collection[str]) -> None:
    table, total = _table_of(part), _find_total(sheet, part, limit)
    first, last = part.header_row, total - 1 if total else _last_row(sheet, part, limit)
    plan = offer_places(plan_table(table, max(1, last - first + 1)), places)
    for at, column in enumerate(table.columns):
        if column.name not in part.columns:
            continue
        place, kind = part.columns[column.name] - 1, _style_of(table, column)
        looks.styles[first - 1, place] = "header_key" if column.is_key else "header"
        looks.styles |= {(row, place): kind for row in range(first, last + 1)}
        looks.widths[place] = plan.widths[at]
        if kind != "label" and last >= first:
            looks.limits.append((first, place, last, place, dict(plan.validations[at])))
        if total:
            looks.styles[total, place] = f"total_{column.meaning.decimals}" if plan.totals[at] else "total"
        if not column.is_number:
            _make_room(looks, sheet, (first, last, place))
    looks.heights[first - 1] = plan.header_height
    if looks.frozen is None and first <= 30:
        looks.frozen = (first, 0)


def _table_of(part: TableReading) -> Table:
    """The table as the form was laid out that came back: without what was not asked then."""
    table = TABLES[part.name]
    names = (one.name for one in table.columns if not one.meaning.asked or one.name in part.columns)
    return with_columns(table.name, tuple(names))


def _make_room(looks: SheetStyle, sheet: Sheet, area: tuple[int, int, int]) -> None:
    """Rows as high as their longest text needs when it is wrapped."""
    first, last, place = area
    for row in range(first, last + 1):
        if (lines := math.ceil(len(_text(sheet, row, place)) * 1.1 / (looks.widths[place] - 2))) > 1:
            looks.heights[row] = max(looks.heights.get(row, 0.0), min(lines, 10) * 13.0 + 4)


def _style_of(table: Table, column: Column) -> str:
    if column.is_key and table.is_prefilled:
        return "label"
    return f"input_{column.meaning.decimals}" if column.is_number else "input"


def _find_total(sheet: Sheet, part: TableReading, limit: int) -> int | None:
    """The row of the form's own sums."""
    place = min(part.columns.values(), default=1) - 1
    for row in range(part.header_row, limit):
        if (text := _text(sheet, row, place)) and is_own_total(text):
            return row
    return None


def _last_row(sheet: Sheet, part: TableReading, limit: int) -> int:
    """The table's last row: the last that was read, and those below it that were left empty or refused."""
    last = max(part.rows, default=part.header_row) - 1
    while last + 1 < limit and _belongs(sheet, part, last + 1):
        last += 1
    return last


def _belongs(sheet: Sheet, part: TableReading, row: int) -> bool:
    """Whether a row has a key that the table knows, or a label with figures that is no sum."""
    table = TABLES[part.name]
    keys = [(key.code_list, write_cell(cell_at(sheet, row, part.columns[key.name] - 1))) for key in table.keys
            if key.name in part.columns]  # fmt: skip
    if any(codes and codes.find(label) is not None for codes, label in keys):
        return True
    figures = (cell_at(sheet, row, part.columns[one.name] - 1) for one in table.figures if one.name in part.columns)
    label = next((label for _, label in keys if label), "")
    return bool(label) and not is_total(label, is_free=keys[0][0] is None) and any(cell != "" for cell in figures)


# Our own form


def _is_ours(sheet: Sheet, part: TableReading) -> bool:
    """Whether the table stands where our form has it, with all its columns."""
    table = _table_of(part)
    places = {column.name: at for at, column in enumerate(table.columns, start=1)}
    return (
        part.header_row == layout.HEADER_ROW + 1
        and part.columns == places
        and _text(sheet, 0, 0).strip() == table.title
    )


def _style_form(looks: SheetStyle, sheet: Sheet, part: TableReading) -> None:
    """What our form has beside the table itself: title, marks, notes, sums, marks of what does not fit."""
    looks.is_form = True
    total = _find_total(sheet, part, len(sheet.rows))
    last = total - 1 if total else max([*part.rows, part.header_row + 1]) - 1
    plan = plan_table(_table_of(part), max(1, last - layout.FIRST_ROW + 1))
    for row, style, height in ((0, "title", 26), (1, "who", 18), (2, "plain", plan.description_height)):
        looks.styles[row, 0], looks.heights[row] = style, height
        if all(cell_at(sheet, row, at) == "" for at in range(1, plan.last_column + 1)):
            looks.merges[row] = plan.last_column
    for at in range(len(plan.table.columns)):
        looks.styles[layout.MARK_ROW, at] = "mark"
        looks.notes[layout.HEADER_ROW, at] = plan.notes[at]
        if total and plan.totals[at]:
            looks.totals[total, at] = plan.totals[at]
    looks.conditions += [(layout.FIRST_ROW, at, last, at, "wrong", options) for at, options in plan.conditions]
    if plan.hint:
        grey: dict[str, Any] = {"type": "formula", "criteria": plan.hint}
        area = (layout.FIRST_ROW, len(plan.table.keys), last, len(plan.table.columns) - 1)
        looks.conditions.append((*area, "hint", grey))
    looks.frozen = (layout.FIRST_ROW, len(plan.table.keys))
    looks.default_height = 17.0


def _style_head(looks: SheetStyle, sheet: Sheet) -> None:
    """The sheet "Meldung": who reports, and how the form is filled in."""
    looks.is_form, looks.is_wide, looks.widths = True, False, {0: 34, 1: 66}
    kinds = {0: ("title", 30.0), 1: ("who", 18.0), 2: ("plain", 17.0)}
    contents = False
    for row in range(len(sheet.rows)):
        text = _text(sheet, row, 0)
        if row in kinds or text.partition(". ")[2] in layout.INSTRUCTIONS:
            looks.styles[row, 0], looks.heights[row] = kinds.get(row, ("plain", 30.0 if len(text) > 120 else 17.0))
            if cell_at(sheet, row, 1) == "":
                looks.merges[row] = 1
        elif text in _SECTIONS:
            contents = text == _SECTIONS[2]
            looks.styles[row, 0] = looks.styles[row, 1] = "section"
        elif text in _HEAD_COLUMNS:
            _style_field(looks, row, _HEAD_COLUMNS[text])
        elif contents and text in layout.SHEETS.values():
            looks.styles[row, 0], looks.styles[row, 1], looks.links[row, 0] = "link", "plain", text


def _style_field(looks: SheetStyle, row: int, column: Column) -> None:
    kinds = {"remarks": "input_tall", "reference_date": "label_date"}
    is_own = column.name in layout.OWN_FIELDS
    looks.styles[row, 0] = "label"
    looks.styles[row, 1] = kinds.get(column.name, "input" if is_own else "label")
    looks.heights[row] = 64 if column.name == "remarks" else 19
    if is_own:
        looks.limits.append((row, 1, row, 1, layout.limit_cells(column)))


# Anything else


def _widths(sheet: Sheet) -> Iterator[tuple[int, float]]:
    longest: dict[int, int] = {}
    for row in sheet.rows[:_MOST_LOOKED_AT]:
        for at, cell in enumerate(row):
            if cell != "":
                longest[at] = max(longest.get(at, 0), len(str(cell)))
    for at, characters in longest.items():
        yield at, min(max(characters * 1.1 + 2, 9.0), 42.0)
