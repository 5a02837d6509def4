"""The one model of the monthly report: what it says, free of how any renderer looks.

One way in: build a `Report` out of `Section`s with `ReportTable`s, `ReportChart`s, `KeyFigures` and `Definitions`;
`row(...)` makes a table row from plain values. `tasks.report.summarise` builds it, `tasks.report.protect` makes it safe to send,
`schemas.report.view` turns it into German strings for every renderer.

Two rules keep confidential figures in: charts and key figures name a table of the report instead of holding numbers,
and a number inside a sentence is a `CellRef`. So whatever protects the tables protects everything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NewType, TypeAlias

from config.cover import UNDECIDED, Cover, Terms
from schemas.report.cell import Mark, ReportCell, ReportError, to_cell

FigureKind: TypeAlias = Literal[
    "text", "count", "persons", "share", "ratio", "hours", "eur", "fte", "days", "change", "value"
]
"""What a column holds. `persons` is confidential; `share` is a fraction of one; `change` is the difference of the
columns in `change_of` or another table's; `value` takes its kind from each row (key figures mix persons, shares and euros)."""
ChartKind: TypeAlias = Literal["line", "grouped", "stacked", "ranking", "rate"]
Role: TypeAlias = Literal["body", "part", "total"]
Status: TypeAlias = Literal["vorläufig", "berichtigt", "endgültig"]
Block: TypeAlias = "ReportTable | ReportChart | KeyFigures | PointList | Definitions"

_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A column of a report table.

    `unit` is shown under the title ("Personen", "€"); `group` is a common heading above neighbours.
    How a persons column hangs together with others (needed to keep hidden figures hidden):
    `part_of`: a part of that column whose rest is not shown (weiblich of insgesamt);
    `adds_to`: all columns with the same `adds_to` together make up exactly that column;
    `share_of`: (numerator, denominator) of a share or ratio, the same column twice for a share of its own total;
    `median_of`: the column that counts those whose median this is;
    `change_of`: (now, before) of a change, or four: that of the first two less that of the last two;
    `same_as`: (table, column) where a change or value stands that is only repeated here, in the row of the same key;
    `is_given`: what somebody wants or set, and nobody answered: there is nothing in it to protect.
    """

    id: str
    title: str
    kind: FigureKind = "text"
    unit: str = ""
    group: str = ""
    description: str = ""
    part_of: str | None = None
    adds_to: str | None = None
    share_of: tuple[str, str] | None = None
    change_of: tuple[str, ...] | None = None
    same_as: tuple[str, str] | None = None
    median_of: str | None = None
    is_given: bool = False

    def __post_init__(self) -> None:
        _check_id(self.id, "Spalte")
        is_change = self.change_of is not None or (self.same_as is not None and self.kind != "value")
        if (self.kind == "change") != is_change:
            raise ReportError(f"Spalte {self.id}: die Art 'change' und change_of oder same_as gehören zusammen.")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row; `key` names it for references; `kind` is what its `value` columns hold.

    Role `total`: the sum of all body rows (where the column can be summed). `part`: a "darunter" row,
    a part of the body row above it that is contained in it already and so not added once more.
    """

    cells: tuple[ReportCell, ...]
    key: str = ""
    role: Role = "body"
    kind: FigureKind | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of those who owe a return are in a table's figures."""

    n: int
    expected: int
    what: str = "Meldungen"


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table with all that a reader must know to use it: reference date or period, unit, source, coverage.

    `is_by_code`: each body row is a code, which is listed only if it prints a figure. `ranked_by`: the column whose
    largest printed figure stands first.
    """

    id: str
    title: str
    period: str
    unit: str
    source: str
    coverage: Coverage
    columns: tuple[ReportColumn, ...]
    rows: tuple[ReportRow, ...]
    notes: tuple[str, ...] = ()
    mark: Mark = Mark.NONE
    is_by_code: bool = False
    ranked_by: str | None = None

    def __post_init__(self) -> None:
        _check_id(self.id, "Tabelle")
        for number, line in enumerate(self.rows, 1):
            if len(line.cells) != len(self.columns):
                raise ReportError(
                    f"Tabelle {self.id}, Zeile {number}: {len(line.cells)} Zellen statt {len(self.columns)}."
                )

    def column_index(self, column_id: str) -> int:
        """Where a column stands (0 is the first). Raises ReportError if there is none of that id."""
        for index, column in enumerate(self.columns):
            if column.id == column_id:
                return index
        raise ReportError(f"Tabelle {self.id} hat keine Spalte {column_id}.")

    def row_by_key(self, key: str) -> ReportRow:
        """The row of that key. Raises ReportError if there is none."""
        for line in self.rows:
            if line.key == key:
                return line
        raise ReportError(f"Tabelle {self.id} hat keine Zeile {key!r}.")

    def cell(self, key: str, column_id: str) -> ReportCell:
        """The cell of a row and a column. Raises ReportError if there is none."""
        return self.row_by_key(key).cells[self.column_index(column_id)]


@dataclass(frozen=True, slots=True)
class ReportChart:
    """A chart of a table of this report: `label` names the column of its categories, `values` its series.

    What it says to those who do not see it follows from its kind and its table (schemas.report.words).
    Kinds: `line` (rows are points in time), `grouped` and `stacked` (lying bars), `ranking` (lying bars, largest
    first, the first `limit`), `rate` (lying bars of shares from 0 to 100 %, with `target` as a line).
    Totals and "darunter" rows are not drawn, nor a ranking's row of the key `other`.
    """

    id: str
    title: str
    kind: ChartKind
    table: str
    label: str
    values: tuple[str, ...]
    limit: int = 12
    target: float | None = None

    def __post_init__(self) -> None:
        _check_id(self.id, "Diagramm")


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Large figures at the top of a section: the rows named by `keys` of a table, their `value` and `change` column.

    `panel` names the column that says of how many respondents the change is.
    """

    id: str
    table: str
    keys: tuple[str, ...]
    label: str
    value: str
    change: str | None = None
    panel: str | None = None
    change_note: str = "zum Vormonat"


@dataclass(frozen=True, slots=True)
class Definitions:
    """A list of terms and what they mean."""

    id: str
    title: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CellRef:
    """A figure of a table, to be written into a sentence; `is_size`: without its sign, since the words say the direction."""

    table: str
    row: str
    column: str
    is_size: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence with figures: `{0}`, `{1}` stand for the cells in `refs`. A plain str has no figures in it."""

    text: str
    refs: tuple[CellRef, ...] = ()


@dataclass(frozen=True, slots=True)
class PointList:
    """A short list of sentences under a heading."""

    id: str
    title: str
    items: tuple[str | Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter. `number` is "1" to "9", or "A" for the annex."""

    number: str
    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    paragraphs: tuple[str | Paragraph, ...] = ()

    def __post_init__(self) -> None:
        _check_id(self.id, "Abschnitt")


@dataclass(frozen=True, slots=True)
class Report:
    """One centre's report for a month (`2026-10`), in a version (`1.0`), as known at `vintage` (ISO with offset).

    `opening` is the page after the cover, which stands alone: no table is on it (schemas.report.text.tell).
    """

    centre_name: str
    ags8: str
    month: str
    version: str
    vintage: str
    status: Status
    sections: tuple[Section, ...]
    annex: Section
    title: str = "Monatsbericht"
    subtitle: str = "Sprache, Bildung, Begegnung und Teilhabe"
    signed_by: str = ""
    release_note: str = ""
    imprint: str = ""
    cover: Cover | None = None
    terms: Terms = UNDECIDED
    opening: Section | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)", self.vintage):
            raise ReportError(f"Der Datenstand {self.vintage!r} braucht Datum, Uhrzeit und Zeitzone.")
        parts = (*((self.opening,) if self.opening else ()), *self.all_sections())
        ids = [block.id for section in parts for block in section.blocks] + [section.id for section in parts]
        double = sorted({name for name in ids if ids.count(name) > 1})
        if double:
            raise ReportError(f"Doppelt vergebene Kennungen im Bericht: {', '.join(double)}.")

    def all_sections(self) -> tuple[Section, ...]:
        """The chapters and the annex."""
        return (*self.sections, self.annex)

    def tables(self) -> Iterator[ReportTable]:
        """All tables in the order of the report."""
        for section in self.all_sections():
            yield from (block for block in section.blocks if isinstance(block, ReportTable))

    def table(self, table_id: str) -> ReportTable:
        """The table of that id. Raises ReportError if there is none."""
        for table in self.tables():
            if table.id == table_id:
                return table
        raise ReportError(f"Der Bericht hat keine Tabelle {table_id}.")


ProtectedReport = NewType("ProtectedReport", Report)
"""A report that may leave the centre: tasks.report.protect makes it, sentences are added to it; renderers take no other."""


def row(*values: object, key: str = "", role: Role = "body", kind: FigureKind | None = None) -> ReportRow:
    """A row from plain values: cells stay, None becomes `.` (unknown), numpy and Decimal become plain numbers."""
    return ReportRow(tuple(to_cell(value) for value in values), key=key, role=role, kind=kind)


def cell_kind(table: ReportTable, line: ReportRow, index: int) -> FigureKind:
    """What a cell holds: its column's kind, in a `value` column its row's, in a change the kind it is a change of."""
    column = table.columns[index]
    if column.kind == "change" and column.change_of:
        return cell_kind(table, line, table.column_index(column.change_of[0]))
    return (line.kind or "count") if column.kind in ("change", "value") else column.kind


def _check_id(text: str, what: str) -> None:
    if not _ID.fullmatch(text):
        raise ReportError(f"{what}: die Kennung {text!r} darf nur a-z, 0-9 und _ enthalten.")
