"""What we read, in figures: the control totals of a receipt. One way in: `control_totals(reading)`. Pure."""

from dataclasses import dataclass

from schemas.files.reading import CellValue, Reading, TableReading
from schemas.form.forms import Column, Table, form_in
from schemas.form.layout import SHEETS
from schemas.german import format_count, format_number


@dataclass(frozen=True)
class TableTotal:
    """One table of the form: its rows, its figures, and the sum of each column that holds some, as German text.

    `rows` is None where the file lacks the table.
    """

    title: str
    sheet: str
    rows: int | None
    figures: int
    sums: tuple[tuple[str, str], ...]


def control_totals(reading: Reading) -> tuple[TableTotal, ...]:
    """Each table of the form in its order; nothing where no form was recognised."""
    if reading.form is None:
        return ()
    return tuple(_total(table, reading.tables.get(table.name)) for table in form_in(reading.form, reading.month).tables)


def _total(table: Table, part: TableReading | None) -> TableTotal:
    if part is None:
        return TableTotal(table.title, SHEETS[table.name], None, 0, ())
    filled = {
        column: [one for one in part.values[column.name] if isinstance(one, int | float)] for column in table.figures
    }
    sums = tuple((column.title, write_sum(column, found)) for column, found in filled.items() if found)
    return TableTotal(
        table.title, part.sheet or SHEETS[table.name], len(part.rows), sum(map(len, filled.values())), sums
    )


def write_sum(column: Column, found: list[int | float]) -> str:
    """The sum of a column; of a ratio, which nobody sums, how many there are."""
    if column.meaning.kind == "ratio":
        return format_count(len(found), "Angaben")
    return write_value(column, round(sum(found), 6))


def write_value(column: Column, value: CellValue) -> str:
    """A value as Germans write it: a code by its title, "leer" for none."""
    if value is None:
        return "leer"
    if isinstance(value, str):
        return column.say(value)
    return format_number(value, column.meaning.decimals if column.dtype != "Int64" else 0)
