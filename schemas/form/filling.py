"""Which value stands in which cell of a respondent's workbook: `place_values`, and `school_key_rows`.

Pure: values in, cells by sheet and address out. `tasks.letters.make_forms` puts them into the drawn template.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from config.codes import code_list
from schemas.finding import cell_address
from schemas.form import layout
from schemas.form.forms import Column, Form, Table
from schemas.form.hint import BLANK_HINT, hinted_columns, suggests_rows, write_hint
from schemas.form.submission import HEAD
from schemas.german import format_date, format_month

FormRows = Sequence[Mapping[str, object]]
Keys = Sequence[tuple[str, ...]]
Cells = dict[str, object]  # by address
Shape = tuple[tuple[Keys, int], ...]  # a table: its keys where it is prefilled, and how many rows it has

_STEP = 5  # blank rows below suggested ones, at least; and rows by which a sheet grows, so that few templates are drawn


@dataclass(frozen=True)
class FormValues:
    """One respondent's values: the template they need, cells for each sheet in order, texts for its marks."""

    shape: Shape
    sheets: tuple[Cells, ...]
    texts: dict[str, str]


def place_values(
    form: Form,
    head: Mapping[str, str],
    rows: Mapping[str, FormRows],
    key_rows: Mapping[str, Keys],
    hints: Mapping[str, FormRows],
) -> FormValues:
    """Arrange what `tasks.letters.make_forms.write_form` is given; its docstring says the arguments and errors."""
    keys = {table.name: _keys_of(table, key_rows) for table in form.tables}
    arranged = {
        table.name: _arrange(table, rows.get(table.name, ()), keys[table.name], hints.get(table.name, ()))
        for table in form.tables
    }
    return FormValues(
        shape=tuple((keys[name], len(lines)) for name, lines in arranged.items()),
        sheets=(
            _head_cells(head),
            *(_table_cells(table, arranged[table.name]) for table in form.tables),
            {},  # the lists are the template's own
            _meta_cells(form, head),
        ),
        texts={
            layout.WHO: _who(head),
            layout.DATES: _dates(head),
            layout.TITLE: f"{form.title} {format_month(head['month'])}",
        },
    )


def school_key_rows(school_type: str) -> dict[str, Keys]:
    """The grades that a school of this Schulform shows; raises KeyError for an unknown Schulform."""
    grades = code_list("school_type").extra[school_type]["grades"]
    return {"school_pupils": [(grade,) for grade in grades.split("|")]}


def _keys_of(table: Table, key_rows: Mapping[str, Keys]) -> tuple[tuple[str, ...], ...]:
    if not table.is_prefilled:
        return ()
    return tuple(key_rows.get(table.name) or layout.default_keys(table))


def _arrange(table: Table, rows: FormRows, keys: Keys, hints: FormRows) -> FormRows:
    """The rows as they stand in the sheet: a prefilled table in the order of its keys, else with empty rows below."""
    given = {_key_of(table, row): row for row in rows}
    last = {_key_of(table, row): _hint_row(table, row) for row in hints}
    if table.is_prefilled:
        if unknown := set(given) - set(keys):
            raise ValueError(f"{table.name}: der Bogen zeigt die Zeilen {sorted(unknown)} nicht.")
        names = [column.name for column in table.keys]
        return [{**last.get(key, {}), **given.get(key, {}), **dict(zip(names, key, strict=True))} for key in keys]
    suggested = [_mark(table, row) for key, row in last.items() if key not in given] if suggests_rows(table) else []
    written = [*rows, *suggested]
    more = max(0, len(written) + _STEP - table.capacity) if suggested else 0
    room = table.capacity + -(-more // _STEP) * _STEP
    return [*written, *({} for _ in range(room - len(written)))]


def _key_of(table: Table, row: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(str(row.get(column.name)) for column in table.keys)


def _hint_row(table: Table, row: Mapping[str, object]) -> Mapping[str, object]:
    """Last month's row: what describes it as it was, its stocks as hints, nothing of its flows."""
    described = {column.name: row.get(column.name) for column in table.columns if not column.is_number}
    stocks = {column: row.get(column.name) for column in hinted_columns(table)}
    shown = {column.name: write_hint(column, last) for column, last in stocks.items() if isinstance(last, int | float)}
    return {**(described if suggests_rows(table) else {}), **shown}


def _mark(table: Table, row: Mapping[str, object]) -> Mapping[str, object]:
    """A suggested row without any stock still shows that it is only a suggestion."""
    if any(column.name in row for column in table.figures):
        return row
    first = next(iter(hinted_columns(table)), table.figures[0])
    return {**row, first.name: BLANK_HINT}


def _head_cells(head: Mapping[str, str]) -> Cells:
    shown = {column.name: _show(column, head.get(column.name)) for column in HEAD}
    shown["month"] = format_month(head["month"])
    if day := head.get("reference_date"):
        shown["reference_date"] = date.fromisoformat(day)
    return {f"B{layout.FIRST_FIELD + 1 + at}": value for at, value in enumerate(shown.values())}


def _table_cells(table: Table, rows: FormRows) -> Cells:
    cells: Cells = {}
    for at, column in enumerate(table.columns, start=1):
        for row, values in enumerate(rows, start=layout.FIRST_ROW + 1):
            cells[cell_address(row, at)] = _show(column, values.get(column.name))
        figures = [row[column.name] for row in rows if isinstance(row.get(column.name), int | float)]
        if column.is_number and figures:
            cells[cell_address(layout.FIRST_ROW + len(rows) + 1, at)] = round(sum(figures), 6)  # type: ignore[arg-type]
    return cells


def _meta_cells(form: Form, head: Mapping[str, str]) -> Cells:
    values = {**head, "form": form.name, "form_version": str(form.version)}
    return {f"B{row}": values.get(name) for row, name in enumerate(layout.META_FIELDS, start=1)}


def _show(column: Column, value: object) -> object:
    """A code as its German title."""
    codes = column.code_list
    return codes.titles.get(str(value), value) if codes and value is not None else value


def _who(head: Mapping[str, str]) -> str:
    name = head.get("respondent_name") or head["respondent"]
    return f"{name} ({head['respondent']}) · {format_month(head['month'])}"


def _dates(head: Mapping[str, str]) -> str:
    parts = [("Stichtag", head.get("reference_date")), ("Abgabetermin", head.get("deadline"))]
    return " · ".join(f"{word} {format_date(date.fromisoformat(day))}" for word, day in parts if day)
