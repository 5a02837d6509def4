"""The lines of a form's tables on the hidden sheet: `lay_out_table` reads a table's cells and says which rows count.

Each table has a line for its headings and one for each of its rows. There every column of the table has some columns:
the cell as it stands there ("X"), a figure's text without its unit ("D") and decimals ("G"), what was read ("V"), what was reported last month ("L"). Last month's rows stand in the
order in which the form was made; where such a row is now says its column "P".
"""

from dataclasses import dataclass, field
from itertools import groupby

from schemas.check.live import cells
from schemas.check.live.draft import NIL, Draft, Formula, letters
from schemas.files.headings import FAR_BELOW
from schemas.files.values import units_of
from schemas.form import layout
from schemas.form.forms import Column, Table

STOCK = "stock"


@dataclass
class TableLines:
    """A table's lines: `header` and from `first` to `last`; `columns` are the sheet's columns by what stands there.

    `spoiling` are the columns of answers after which sums say nothing: by the column they are about, None for all.
    """

    table: Table
    header: int
    rows: int
    columns: dict[str, str] = field(default_factory=dict)
    spoiling: list[tuple[str | None, str]] = field(default_factory=list)
    twice: str = "0"  # more than 0 where a row stands twice; a formula

    @property
    def sheet(self) -> str:
        """The table's own sheet."""
        return layout.SHEETS[self.table.name]

    @property
    def first(self) -> int:
        """The line of the table's first row."""
        return self.header + 1

    @property
    def last(self) -> int:
        """The line of the table's last row."""
        return self.header + self.rows

    @property
    def stocks(self) -> list[Column]:
        """The columns that are asked about when they are missing."""
        return [column for column in self.table.figures if column.meaning.kind == STOCK]

    def sheet_column(self, column: Column) -> str:
        """Where the column stands in the table's own sheet."""
        return letters([one.name for one in self.table.columns].index(column.name) + 1)

    def at(self, name: str, line: int | None = None) -> str:
        """A cell of the line, of the first one if none is said; its column stays when a formula is copied down."""
        return f"${self.columns[name]}{line or self.first}"

    def head(self, name: str) -> str:
        """A cell of the line of the headings, wherever a formula is copied to."""
        return f"${self.columns[name]}${self.header}"

    def down(self, name: str) -> str:
        """All cells of a column."""
        return f"${self.columns[name]}${self.first}:${self.columns[name]}${self.last}"

    def across(self, kind: str, line: int | None = None, *, fixed: bool = False) -> str:
        """The cells of all figures in one line."""
        names = [column.name for column in self.table.figures]
        row = f"{'$' if fixed else ''}{line or self.first}"
        return f"${self.columns[kind + names[0]]}{row}:${self.columns[kind + names[-1]]}{row}"

    def answers(self, slot: str) -> str:
        """All answers of one question."""
        return f"${slot}${self.header}:${slot}${self.last}"

    def spoils(self, column: str) -> str:
        """More than 0 where the sum of a column lacks something that is said to be missing, or counts a row twice."""
        said = [f"COUNT({self.answers(slot)})" for about, slot in self.spoiling if about in {None, column}]
        return "+".join([self.head("U"), *said])

    def figures(self) -> str:
        """All that was read as figures."""
        names = [column.name for column in self.table.figures]
        return f"${self.columns['V' + names[0]]}${self.first}:${self.columns['V' + names[-1]]}${self.last}"


# What says of a row: W whether it is one at all, I whether it is read, F figures, H hints, R its key where it counts, N keys known, Z cells refused, U whether it could not
# be placed, K its key last month, S that key in words, P where it is now (from 1), Q in which row, A stocks it had, M
# stocks missing now. In the line of the headings the same of the whole table; there M says that the main figure is, and K
# which question is asked where nothing is left of the table.
_OF_ROW = "WFIHRNZUKSPQAM"


def lay_out_table(draft: Draft, table: Table, rows: int, lists: dict[str, str]) -> TableLines:
    """Read one table; `lists` are the cells of the code lists by name."""
    block = TableLines(table, draft.last_line + 1, rows)
    draft.last_line = block.last
    _name_columns(block)
    for line in range(block.header, block.last + 1):
        draft.put(line, 2, layout.HEADER_ROW + 1 + line - block.header)
    _read_cells(draft, block, lists)
    _count_row(draft, block)
    _count_table(draft, block)
    _find_last_month(draft, block)
    return block


def _name_columns(block: TableLines) -> None:
    every = [column.name for column in block.table.columns]
    figures = [column.name for column in block.table.figures]
    texts = [column for column in block.table.columns if not column.is_number]
    names = [*("X" + name for name in every), *(kind + name for kind in "DVLG" for name in figures), *_OF_ROW]
    names += [
        kind + column.name
        for column in texts
        for kind in ("TV" if column.meaning.codes or column.meaning.is_place else "V")
    ]
    block.columns = {name: letters(at) for at, name in enumerate(names, start=3)}


def _read_cells(draft: Draft, block: TableLines, lists: dict[str, str]) -> None:
    """The cells as they stand there, and what is read in them; like columns that stand together share a formula."""
    columns = block.table.columns
    area = f"Tabelle_{block.table.name}"
    draft.names[area] = f"='{block.sheet}'!$A:${block.sheet_column(columns[-1])}"
    rows = block.first, block.last
    for is_dated, some in groupby(columns, cells.may_be_date):
        run = ["X" + one.name for one in some]
        ends = block.columns[run[0]], block.columns[run[-1]]
        here = f"COLUMN()-{Draft.column_of(block.columns['X' + columns[0].name]) - 1}"
        draft.put_area(rows, ends, cells.raw(area, f"$B{block.first}", here, is_dated=is_dated))
    for (is_number, *_), some in groupby(columns, _reading):
        alike = list(some)
        if is_number:
            stands, written, whole = (block.at(kind + alike[0].name).lstrip("$") for kind in "XDG")
            formulas = {
                "D": cells.written_in(stands, alike[0]),
                "G": cells.whole_part(written),
                "V": cells.figure_in(stands, written, whole, alike[0]),
            }
            for kind, formula in formulas.items():
                if kind != "G" or not cells.has_no_decimals(alike[0]):
                    ends = block.columns[kind + alike[0].name], block.columns[kind + alike[-1].name]
                    draft.put_area(rows, ends, formula)
        for column in [] if is_number else alike:
            _read_text(draft, block, column, lists)


def _reading(column: Column) -> tuple[object, ...]:
    """What decides how a cell of the column is read."""
    return column.is_number, column.dtype, column.meaning.decimals, column.is_number and units_of(column)


def _read_text(draft: Draft, block: TableLines, column: Column, lists: dict[str, str]) -> None:
    stands = block.at("X" + column.name)
    if spelled := block.columns.get("T" + column.name):
        draft.put_down(block.first, block.last, spelled, cells.folded(stands))
    if column.meaning.codes:
        formula = cells.code_in(block.at("T" + column.name), lists[column.meaning.codes])
    else:
        formula = cells.text_in(stands)
    draft.put_down(block.first, block.last, block.columns["V" + column.name], formula)


def _count_row(draft: Draft, block: TableLines) -> None:
    table, read = block.table, block.across("V")
    keys = [block.at("V" + key.name) for key in table.keys]
    known = [f'AND({key}<>"",{key}<>"{cells.REFUSED}")' for key in keys]
    refused = {one.name: _is_refused(block, one) for one in table.columns if not one.is_number}
    without_key = [f'({block.at("F")}>0)*({key}="")' for key in keys]
    unplaced = "+".join([*(refused[key.name] for key in table.keys), *without_key])
    others = [said for name, said in refused.items() if name not in {key.name for key in table.keys}]
    counts = (
        f"{block.at('F')}>0" if table.is_prefilled else f"AND({block.at('W')},OR({block.at('F')}>0,{block.at('H')}=0))"
    )
    key_text = '&"|"&'.join(keys)
    formulas = {
        "I": f"IF(OR({block.at('F')}>0,{block.at('N' if table.keys[0].code_list else 'W')}),1,0)",
        "F": f'IF({block.at("W")},SUMPRODUCT(({read}<>"")*({read}<>"{cells.HINT}")),0)',
        "H": f'SUMPRODUCT(--({read}="{cells.HINT}"))',
        "N": "+".join(f"IF({one},1,0)" for one in known),
        "R": f'IF(AND({",".join(known)},{counts}),{key_text},"")',
        "U": unplaced,
        "Z": "+".join([block.at("U"), *others, f'({block.at("F")}>0)*SUMPRODUCT(--({read}="{cells.REFUSED}"))']),
    }
    for name, formula in formulas.items():
        draft.put_down(block.first, block.last, block.columns[name], formula)
    below = block.last if table.is_prefilled else block.first + FAR_BELOW - 1
    draft.put_down(block.first, below, block.columns["W"], _is_row(block, block.first))
    draft.put_down(below + 1, block.last, block.columns["W"], _is_row(block, below + 1))


def _is_row(block: TableLines, line: int) -> str:
    """Whether a line is a row of the table; a lone text after some blank ones is a remark."""
    table = block.table
    first, last = "X" + table.columns[0].name, "X" + table.columns[-1].name
    stands = f"{block.at(first, line)}:{block.at(last, line)}"
    labels = [f"IFERROR(LEN({block.at('X' + key.name, line)}),1)>0" for key in table.keys]
    signs, broken = ",".join([*labels, cells.has_digit(stands)]), f"SUMPRODUCT(--ISERROR({stands}))"
    said = f"{len(table.columns)}-COUNTBLANK({stands})-{broken}>0,OR({signs},{broken}>0)"
    if line > block.first:
        above = f"{block.at(first, line - FAR_BELOW)}:{block.at(last, line - 1)}"
        empty = f"COUNTBLANK({above})={FAR_BELOW * len(table.columns)}"
        lone = f"COUNTBLANK({stands})={len(table.columns) - 1}"
        said += f",NOT(AND({empty},{lone},COUNTBLANK({block.across('X', line)})={len(table.figures)}))"
    return f"AND({said})"


def _is_refused(block: TableLines, column: Column) -> str:
    """1 where a text shows an error, or is in no code list."""
    said = f"ISERROR({block.at('X' + column.name)})"
    if column.code_list:
        said += f'+({block.at("V" + column.name)}="{cells.REFUSED}")'
    return f"({block.at('I')}>0)*({said}>0)"


def _count_table(draft: Draft, block: TableLines) -> None:
    """In the line of the headings: figures that count, cells refused, rows that could not be placed."""
    figures, header = block.figures(), block.header
    draft.put(header, block.columns["F"], Formula(f'SUMPRODUCT(({block.down("R")}<>"")*ISNUMBER({figures}))'))
    for name in "ZU":
        draft.put(header, block.columns[name], Formula(f"SUM({block.down(name)})"))


def _find_last_month(draft: Draft, block: TableLines) -> None:
    """Where last month's rows are now, and how many of the stocks that they had are missing."""
    for line in range(block.first, block.last + 1):
        for name in ("K", "S", *("L" + stock.name for stock in block.stocks)):
            draft.put(line, block.columns[name], None)
    gone, had = block.across("V", block.header, fixed=True), block.across("L")
    place = block.at("P")
    here = f"INDEX({block.figures()},{place},0)"
    missing = f'SUMPRODUCT(({had}>0)*({gone}=0)*ISTEXT({here})*({here}<>"{cells.REFUSED}"))'
    rows = f"ROW({block.down('R')})-{block.header}"
    formulas = {
        "P": f'IF({block.at("K")}="",0,SUMPRODUCT(MAX(EXACT({block.down("R")},{block.at("K")})*({rows}))))',
        "Q": f"{layout.HEADER_ROW + 1}+{_row_of_key(block, rows) if block.table.is_prefilled else place}",
        "A": f"SUMPRODUCT(({had}>0)*({gone}=0))",
        "M": f"IF({place}=0,{block.at('A')},{missing})",
    }
    for name, formula in formulas.items():
        draft.put_down(block.first, block.last, block.columns[name], formula)
    for stock in block.stocks:
        draft.put(block.header, block.columns["L" + stock.name], Formula(f"SUM({block.down('L' + stock.name)})"))
        draft.put(block.header, block.columns["V" + stock.name], Formula(_column_gone(block, stock)))


def _row_of_key(block: TableLines, rows: str) -> str:
    """Where last month's row stands, filled in or not; 0 where its key is gone from the sheet, too."""
    keys = '&"|"&'.join(block.down("V" + key.name) for key in block.table.keys)
    return f"SUMPRODUCT(MAX(EXACT({keys},{block.at('K')})*({rows})))"


def _column_gone(block: TableLines, stock: Column) -> str:
    """1 where a column that several rows had is empty in all rows, though the table is not."""
    values, rows, had = block.down("V" + stock.name), block.down("R"), block.down("L" + stock.name)
    filled = f'SUMPRODUCT(({rows}<>"")*(ISNUMBER({values})+({values}="{cells.REFUSED}")))'
    asked = f"NOT({NIL}),{block.head('F')}>0,{block.head('M')}=0"
    return f'IF(AND({asked},{filled}=0,COUNTIF({had},">0")>1),1,0)'
