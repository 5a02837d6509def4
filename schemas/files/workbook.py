"""A file between opening and cleaning: `Workbook` as opened, `Extract` with its form, head and tables found.

Rows and columns of `Sheet.rows` start at A1, so that index + 1 is what the respondent sees.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

from schemas.files.reading import Explanation
from schemas.finding import Finding, cell_address

MAX_BYTES = 20_000_000  # a filled form has 40 KB, one with pasted pictures some MB
MAX_UNPACKED_BYTES = 300_000_000  # what a workbook may become when it is unpacked
MAX_ROWS = 10_000  # the official directory has 5,407 schools; what lies below is a stray cell
MAX_COLUMNS = 256
MAX_SHEETS = 100  # our largest form has seven
MAX_FAR = 1_000  # cells that lie beyond and are named as stray; of more than these somebody would miss figures
MAX_TEXT = 32_767  # characters of one cell, what Excel itself allows
MAX_DATA_ROWS = 1_000  # of all tables of a file; the longest has 120 keys, an association some dozen offers


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell without a usable value: an error (`text` is "#DIV/0!"), a formula whose result was not saved, or a value
    (`text`) that the file holds and the library does not give.
    """

    kind: Literal["error", "formula", "lost"]
    text: str = ""

    def __str__(self) -> str:
        """What the respondent sees in the cell."""
        return self.text or ("Formel" if self.kind == "formula" else "einen Wert")


Place = tuple[int, int]  # row and column from 1
Cell = int | float | str | bool | date | datetime | time | timedelta | Fault

Held = str | Fault  # what a file holds in a cell: a text, or a fault that says what is written there


@dataclass
class Concealed:
    """The rows and columns of a sheet that are hidden, from 1."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)


@dataclass
class Sheet:
    """One sheet; `name` is "" for csv; `far` are the addresses of cells too far away to be read.

    `concealed` are its hidden rows and columns, from 1, `commented` the addresses of cells with a comment.
    """

    name: str
    rows: list[list[Cell]]
    is_hidden: bool = False
    far: tuple[str, ...] = ()
    concealed: Concealed = field(default_factory=Concealed)
    commented: frozenset[str] = frozenset()


@dataclass
class Workbook:
    """One opened file. `is_text`: a csv, in which every number is text and no finding for it."""

    file: str
    sha256: str
    sheets: list[Sheet] = field(default_factory=list)
    is_1904: bool = False
    is_text: bool = False
    findings: list[Finding] = field(default_factory=list)
    is_readable: bool = True


class CellPlace(NamedTuple):
    """A cell of one sheet, row and column from 1."""

    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        """As the respondent sees it, for example C14."""
        return cell_address(self.row, self.column)


@dataclass
class FoundTable:
    """One table as found: `columns` and `factors` by column name, `rows` and `totals` as (sheet row, cells)."""

    name: str
    sheet: str
    header_row: int
    columns: dict[str, int]
    factors: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[int, dict[str, Cell]]] = field(default_factory=list)
    totals: list[tuple[int, dict[str, Cell]]] = field(default_factory=list)


@dataclass
class Extract:
    """What was found in one file, still as written.

    `head` holds every cell found for a head column, `hidden` the hidden sheet's, `seen` the tables whose headings were
    found, also those that could not be taken, `explanations` what stands in a Prüfprotokoll that came back
    (`is_answer`).
    """

    file: str
    sha256: str
    form: str | None = None
    form_version: str | None = None
    head: dict[str, list[tuple[CellPlace, Cell]]] = field(default_factory=dict)
    hidden: dict[str, tuple[CellPlace, Cell]] = field(default_factory=dict)
    tables: dict[str, FoundTable] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    is_answer: bool = False
    explanations: tuple[Explanation, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    is_1904: bool = False
    is_text: bool = False
    is_readable: bool = True


@dataclass
class SheetScan:
    """What calamine does not tell of one sheet: faults by (row, column) from 1, addresses of cells too far away.

    `count` is how many cells hold something, -1 where that has to be looked up in `held`, cell by cell.
    """

    faults: dict[Place, Fault] = field(default_factory=dict)
    far: list[str] = field(default_factory=list)
    concealed: Concealed = field(default_factory=Concealed)
    commented: frozenset[str] = frozenset()
    count: int = 0
    held: Iterable[tuple[Place, Held]] = ()


@dataclass
class Scan:
    """What calamine does not tell of a workbook: `content` without far cells, and the scans in the sheets' order."""

    content: bytes
    sheets: list[SheetScan] = field(default_factory=list)
    is_1904: bool = False
    is_locked: bool = False
