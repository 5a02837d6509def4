"""Areas of a workbook, and which of its formulas count with cells that are empty because nothing is known. Pure.

To a spreadsheet an empty cell is 0: what such a formula comes to is no figure. Ways in: `read_area`, `find_misled`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from schemas.finding import column_number

MOST_CELLS = 100_000  # of a named area: more is a whole column or sheet, and no place for a list
MOST_ROWS = 1_048_576  # of a sheet
SheetCell: TypeAlias = tuple[str, int, int]
"""A cell: its sheet, row and column, from 1."""

_SHEET = r"(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!"
_AREA = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
_CELLS = re.compile(
    rf"(?<![\w.$])(?:{_SHEET})?(\$?)([A-Z]{{1,3}})(\$?)(\d+)(?::(\$?)([A-Z]{{1,3}})(\$?)(\d+))?(?![\w.(!])"
)
_COLUMNS = re.compile(rf"(?<![\w.$:])(?:{_SHEET})?\$?([A-Z]{{1,3}}):\$?([A-Z]{{1,3}})(?![\w.(!])")
_NAME = re.compile(r"[^\W\d][\w.]*")
_TEXT = re.compile(r'"[^"]*"')


class NamedArea(NamedTuple):
    """An area: its sheet, first row and column, and last ones, from 1."""

    sheet: str
    row: int
    column: int
    last_row: int
    last_column: int

    def meets(self, other: "NamedArea") -> bool:
        """Whether they have a cell in common."""
        rows = self.row <= other.last_row and other.row <= self.last_row
        columns = self.column <= other.last_column and other.column <= self.last_column
        return self.sheet == other.sheet and rows and columns

    def holds(self, spot: SheetCell) -> bool:
        """Whether a cell lies in it."""
        return self.meets(NamedArea(*spot, *spot[1:]))


def read_area(reference: str) -> NamedArea | None:
    """The area that a name stands for; None where that is no place, or no small one."""
    match = _AREA.fullmatch(reference)
    if match is None:
        return None
    row, column = int(match[4]), column_number(match[3])
    last_row, last_column = (int(match[6]), column_number(match[5])) if match[5] else (row, column)
    is_area = (last_row - row + 1) * (last_column - column + 1) in range(1, MOST_CELLS)
    return NamedArea(_sheet(match, ""), row, column, last_row, last_column) if is_area else None


def find_misled(
    formulas: Mapping[SheetCell, tuple[str, SheetCell]], empty: Collection[SheetCell], names: Mapping[str, NamedArea]
) -> list[SheetCell]:
    """The formulas that count with an empty cell, or with what such a formula comes to.

    Args:
        formulas: by their cells the text and the cell for which it was written.
        empty: cells whose figure is not known.
        names: named areas, their names folded.
    """
    reads = {spot: list(_read_by(spot, *said, names)) for spot, said in formulas.items()}
    misled: set[SheetCell] = set()
    grown = set(empty)
    while grown:
        grown = {
            spot
            for spot, areas in reads.items()
            if spot not in misled and any(area.holds(one) for area in areas for one in grown)
        }
        misled |= grown
    return sorted(misled)


def _read_by(spot: SheetCell, text: str, origin: SheetCell, names: Mapping[str, NamedArea]) -> Iterator[NamedArea]:
    """What a formula reads; one that asks whether a cell is empty knows what to do."""
    if '""' in text or "ISBLANK(" in text:
        return
    bare = _TEXT.sub(" ", text)
    down, right = spot[1] - origin[1], spot[2] - origin[2]
    for match in _CELLS.finditer(bare):
        first = _place(match.group(3, 4, 5, 6), down, right)
        last = _place(match.group(7, 8, 9, 10), down, right) if match[8] else first
        yield NamedArea(_sheet(match, spot[0]), *first, *last)
    for match in _COLUMNS.finditer(bare):
        first, last = (1, column_number(match[3])), (MOST_ROWS, column_number(match[4]))
        yield NamedArea(_sheet(match, spot[0]), *first, *last)
    yield from (names[said] for one in _NAME.findall(bare) if (said := one.casefold()) in names)


def _place(parts: tuple[str, ...], down: int, right: int) -> tuple[int, int]:
    """Row and column of `$B7` in a formula that was written so many rows and columns away."""
    fixed_column, letters, fixed_row, digits = parts
    return int(digits) + (0 if fixed_row else down), column_number(letters) + (0 if fixed_column else right)


def _sheet(match: re.Match[str], own: str) -> str:
    return match[1].replace("''", "'") if match[1] else match[2] or own
