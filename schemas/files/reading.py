"""What one file said: `Reading`, with a `TableReading` for each table that was found in it.

The chain `tasks.intake.read` -> `tasks.intake.extract` -> `tasks.intake.clean` fills it; check and store build on it. It holds typed
values and, beside each, where the respondent sees it: sheet, row and column, counted from 1.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from schemas.finding import Finding, cell_address

CellValue = int | float | str | None
LeftOut = Mapping[str, tuple[tuple[str, ...], ...]]
"""The keys of rows that are missing from prefilled tables, by table."""
_CORRECTION = re.compile("korrektur|korrigier|berichtig|ersatzmeldung|nachmeldung", re.IGNORECASE)


@dataclass
class TableReading:
    """The rows of one table of a form; every column of the table is in `values`, None = missing.

    `sheet` is "" for csv; `columns` holds only those columns that the file has, with their sheet column from 1.
    `left_empty` are the prefilled rows that nobody filled in, by their key: they are no rows, but have their place.
    """

    name: str
    sheet: str
    header_row: int
    columns: dict[str, int]
    rows: list[int]
    values: dict[str, list[CellValue]]
    left_empty: dict[tuple[str, ...], int] = field(default_factory=dict)

    def address(self, position: int, column: str) -> str | None:
        """The cell ("C14") of a column in the data row at `position` (from 0); None where the file lacks the column."""
        place = self.columns.get(column)
        return None if place is None else cell_address(self.rows[position], place)


@dataclass(frozen=True)
class Explanation:
    """What a respondent wrote in the Prüfprotokoll about one warning: its rule, what it is about, the value, the text."""

    rule: str
    subject: str
    value: str | None
    text: str


@dataclass
class Reading:
    """One file as read: its head, its tables and the findings of level 0. `file` is its name, without folders."""

    file: str
    sha256: str
    form: str | None = None
    form_version: int | None = None
    respondent: str | None = None
    month: str | None = None
    reference_date: date | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    is_nil: bool = False
    remarks: str | None = None
    submission_keys: tuple[str, ...] = ()
    came_on: date | None = None  # None: as it is checked
    head_cells: dict[str, tuple[str, str]] = field(default_factory=dict)
    tables: dict[str, TableReading] = field(default_factory=dict)
    is_answer: bool = False  # it is the workbook that we sent, with the sheet Prüfprotokoll
    explanations: tuple[Explanation, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    is_readable: bool = True

    @property
    def is_correction(self) -> bool:
        """Whether remarks or the file's name say that it corrects what was sent before."""
        return any(_CORRECTION.search(text) for text in (self.remarks or "", self.file))
