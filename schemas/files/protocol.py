"""The sheet "Prüfprotokoll" that comes back with a corrected workbook: `is_protocol`, and `read_protocol`.

Pure. The sheet is ours: none of its cells is data, and the only thing that counts is what the respondent wrote into the
column "Erläuterung". A row is known by its rule and what it is about, wherever it was moved to.
"""

from collections.abc import Iterator

from schemas.files.reading import Explanation
from schemas.files.values import is_withheld, parse_text, tidy, write_cell
from schemas.files.workbook import Cell, Sheet

SHEET = "Prüfprotokoll"
EXPLANATION, RULE, SUBJECT, VALUE = "Erläuterung", "Regel", "Gegenstand", "Wert wie gelesen"
MOST_SIGNS = 1_000  # of one explanation
MOST_EXPLANATIONS = 200  # in one file; nobody explains more, and all are remembered
_NEEDED = {EXPLANATION, RULE, SUBJECT}


def is_protocol(sheet: Sheet) -> bool:
    """Whether a sheet is the Prüfprotokoll, by its name (also "Prüfprotokoll (2)", a copy) and its headings."""
    return sheet.name.startswith(SHEET) and _find_headings(sheet) is not None


def read_protocol(sheet: Sheet) -> Iterator[Explanation]:
    """The explanations in a Prüfprotokoll; rows without a text, a rule or a subject say nothing."""
    found = _find_headings(sheet)
    if found is None:
        return
    header, columns = found
    for row in sheet.rows[header + 1 :]:
        rule, subject = (_as_written(_cell(row, columns[name])) for name in (RULE, SUBJECT))
        text = str(parse_text(_cell(row, columns[EXPLANATION])).value or "")[:MOST_SIGNS].strip()
        if (
            rule
            and subject
            and text
            and not is_withheld(text)
            and len(rule) <= MOST_SIGNS
            and len(subject) <= MOST_SIGNS
        ):
            value = _as_written(_cell(row, columns[VALUE])) if VALUE in columns else ""
            yield Explanation(rule, subject, value or None, text)


def _find_headings(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of the headings (from 0), and where each stands."""
    for number, row in enumerate(sheet.rows):
        columns = {tidy(cell): at for at, cell in enumerate(row) if isinstance(cell, str)}
        if columns.keys() >= _NEEDED:
            return number, columns
    return None


def _cell(row: list[Cell], at: int) -> Cell:
    return row[at] if at < len(row) else ""


def _as_written(cell: Cell) -> str:
    """Our own words, letter by letter; some programs make a number of a value."""
    return cell if isinstance(cell, str) else write_cell(cell)
