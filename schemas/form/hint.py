"""Last month's stock as a grey hint in a form's cell: `write_hint`, `is_hint`, and `suggests_rows` for a table.

A hint is a text, ‹123›, never a number: sums pass it over, and the reader takes a cell that still shows it for empty.
"""

from schemas.form.forms import Column, Table
from schemas.german import format_number

OPEN, CLOSE = "‹", "›"
BLANK_HINT = f"{OPEN}…{CLOSE}"  # marks a suggested row in which last month left no stock


def write_hint(column: Column, value: float) -> str:
    """Last month's value as it stands in the cell."""
    return f"{OPEN}{format_number(value, column.meaning.decimals)}{CLOSE}"


def is_hint(cell: object) -> bool:
    """Whether a cell still shows a hint; blanks around it do not matter."""
    text = cell.strip() if isinstance(cell, str) else ""
    return len(text) > 1 and text.startswith(OPEN) and text.endswith(CLOSE)


def hinted_columns(table: Table) -> tuple[Column, ...]:
    """The stocks: what was so last month is likely to be near it now. A flow starts anew and gets no hint."""
    return tuple(column for column in table.figures if column.meaning.kind == "stock")


def suggests_rows(table: Table) -> bool:
    """Whether last month's rows are offered again: where they hold stocks, or are themselves what is counted."""
    counts_rows = any(key.meaning.indicator for key in table.keys)
    return not table.is_prefilled and (bool(hinted_columns(table)) or counts_rows)
