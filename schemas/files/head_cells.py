"""Where the head of a form says who reports what: `find_head`. Pure: a sheet in, cells by head column out.

The value stands beside its label, in the label's own cell behind a colon, or below where labels stand side by side.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.files.areas import Texts
from schemas.files.headings import head_label
from schemas.files.workbook import Cell, CellPlace, Sheet

_REACH = 6  # so many cells to the right of a label its value may stand (merged labels)

Found = tuple[str, CellPlace, Cell]


@dataclass(frozen=True)
class _Labels:
    sheet: Sheet
    texts: Texts

    def at(self, row: int, column: int) -> bool:
        """Whether the cell (from 0) is a label of the head, with or without its value behind a colon."""
        line = self.texts[row]
        return column < len(line) and bool(line[column]) and head_label(line[column].partition(":")[0]) is not None

    def stand_across(self, row: int) -> bool:
        """Whether the labels stand side by side in one row, so that the values stand below."""
        return sum(self.at(row, column) for column in range(len(self.texts[row]))) >= 2


def find_head(sheet: Sheet, texts: Texts, rows: Sequence[int]) -> dict[str, list[tuple[CellPlace, Cell]]]:
    """Every value of the head in these rows (from 0), by head column; a label without a value is not there."""
    labels = _Labels(sheet, texts)
    head: dict[str, list[tuple[CellPlace, Cell]]] = {}
    for row in rows:
        for column, text in enumerate(texts[row]):
            if text and (found := _find_value(labels, row, column, text)):
                head.setdefault(found[0], []).append(found[1:])
    return head


def _find_value(labels: _Labels, row: int, column: int, text: str) -> Found | None:
    name = head_label(text)
    if name is None:
        label, _, rest = text.partition(":")
        name = head_label(label) if rest.strip() else None
        return (name, CellPlace(labels.sheet.name, row + 1, column + 1), rest.strip()) if name else None
    return _find_beside(labels, name, row, column) or _find_below(labels, name, row, column)


def _find_beside(labels: _Labels, name: str, row: int, column: int) -> Found | None:
    cells = labels.sheet.rows[row]
    for right in range(column + 1, min(column + 1 + _REACH, len(cells))):
        if cells[right] != "":
            is_label = labels.at(row, right)
            return None if is_label else (name, CellPlace(labels.sheet.name, row + 1, right + 1), cells[right])
    return None


def _find_below(labels: _Labels, name: str, row: int, column: int) -> Found | None:
    below = labels.sheet.rows[row + 1] if row + 1 < len(labels.sheet.rows) else []
    if column >= len(below) or below[column] == "" or labels.at(row + 1, column) or not labels.stand_across(row):
        return None
    return name, CellPlace(labels.sheet.name, row + 2, column + 1), below[column]
