"""Where the tables of a form stand in a sheet: `find_areas`. Pure: texts in, places out; rows count from 0.

A table is found by the headings of its columns, in one to three lines, wherever they stand; it reaches down to the
next table. Of several readings the one that recognises most columns holds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.files.headings import (
    HeadingLine,
    Match,
    count_tables,
    fold_label,
    head_label,
    is_heading,
    match_block,
    titles,
)
from schemas.files.values import is_blank
from schemas.files.workbook import CellPlace, FoundTable, Sheet
from schemas.form.forms import KINDS, TABLES, Table

_MAX_HEADER_LINES = 3
_WHOSE = re.compile(r"\(([^()]{6,20})\) · [^\W\d]+ \d{4}$")

Texts = list[HeadingLine]


@dataclass
class Area:
    """One table's place in a sheet: its header's rows and the rows below it, up to the next table."""

    match: Match
    top: int
    header: int
    end: int = 0


def find_areas(texts: Texts, filled: Sequence[int]) -> list[Area]:
    """The tables of one sheet from the top down.

    Args:
        texts: the sheet's tidied texts; anything else is the empty text.
        filled: how many cells of each row hold something, texts or figures.
    """
    areas: list[Area] = []
    for number in _possible_headers(texts):
        if (not areas or number > areas[-1].header) and (area := _header_at(texts, number)):
            areas.append(area)
    for area, following in zip(areas, [*areas[1:], None], strict=False):  # the last one has none
        area.end = _end_of(texts, filled, area, following)
    return areas


def _possible_headers(texts: Texts) -> list[int]:
    """The rows that have a heading or stand above one; of a text all alone in the last row nothing can begin.

    Nor does it with the line that says whose the form is: no other file has the same, and to match it costs the most.
    """
    headed = [number for number, line in enumerate(texts) if any(map(is_heading, filter(None, line)))]
    near = sorted({*headed, *(number - 1 for number in headed if number)})
    return [
        number
        for number in near
        if any(texts[number])
        and (number + 1 < len(texts) or sum(map(bool, texts[number])) > 1)
        and not (number not in headed and any(map(says_whose, texts[number])))
    ]


def says_whose(text: str) -> bool:
    """Whether it is the line of our forms that says whose each is, with its number and the month."""
    found = _WHOSE.search(text)
    return found is not None and any(kind.numbers.is_shaped(found[1]) for kind in KINDS.values())


def _header_at(texts: Texts, number: int) -> Area | None:
    """The header of a table that begins in this row, of one or more lines."""
    best: Area | None = None
    for lines in range(1, _MAX_HEADER_LINES + 1):
        block = tuple(texts[number : number + lines])
        if len(block) < lines or not any(block[-1]) or (best and not count_tables(block[-1])):
            break
        for name in _candidates(block):
            match = match_block(block, name)
            area = Area(match, number, number + lines - 1)
            if match.is_header and (best is None or _rank(area) > _rank(best)):
                best = area
    return None if best and _begins_later(texts, best) else best


def _begins_later(texts: Texts, area: Area) -> bool:
    """Whether the header's first line adds nothing: it is the last row of the table above."""
    if area.top == area.header:
        return False
    rest = match_block(tuple(texts[area.top + 1 : area.header + 1]), area.match.table)
    return len(rest.columns) >= len(area.match.columns)


def _candidates(block: tuple[HeadingLine, ...]) -> list[str]:
    """The tables that any line of the block has a heading of, in the order of the forms."""
    found = set[str]().union(*map(count_tables, block))
    return [name for name in TABLES if name in found]


def _rank(area: Area) -> tuple[int, int, int, int]:
    """More columns recognised are better; with as many, fewer left over, then fewer lines."""
    match = area.match
    whole = -len(TABLES[match.table].columns)  # a table that is complete before a larger one that is not
    return len(match.columns), -len(match.unknown) - len(match.twice), whole, area.top - area.header


def _end_of(texts: Texts, filled: Sequence[int], area: Area, following: Area | None) -> int:
    """The first row that no longer belongs to the table: the next one's header or title, or a head that stands below."""
    limit = following.top if following else len(texts)
    for number in range(limit - 1, area.header, -1):
        if following is None or filled[number] > 1:
            break
        if filled[number] and fold_label(next(filter(None, texts[number]), "")) in titles():
            limit = number
    for number in range(area.header + 1, limit):
        if filled[number] <= 2 and texts[number] and head_label(texts[number][0]) in {"respondent", "month"}:
            return number
    return limit


def find_concealed(sheet: Sheet, taken: FoundTable, table: Table) -> list[str]:
    """The addresses of the figures that stand in hidden rows or columns."""
    hidden, places = sheet.concealed, {column.name: taken.columns.get(column.name, 0) for column in table.figures}
    return [
        CellPlace("", row, at).address
        for row, cells in (taken.rows if hidden.rows or hidden.columns else ())
        for name, at in places.items()
        if (row in hidden.rows or at in hidden.columns) and not is_blank(cells.get(name, ""))
    ]
