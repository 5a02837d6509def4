"""The counts of persons of a table and the lines in which they add up: rows to the total, parts to their whole.

Ways in: `persons_places(table)` and `build_grid(table)`, for hiding figures and for the attack on them.
"""

from collections.abc import Iterator

from schemas.report.model import ReportTable, cell_kind
from schemas.report.suppression import Grid, GridLine, GridPlace


def persons_places(table: ReportTable) -> Iterator[GridPlace]:
    """The places of all counts of persons (not of their changes, nor of what another table prints and this repeats)."""
    own = [c for c, one in enumerate(table.columns) if one.kind != "change" and not (one.same_as or one.is_given)]
    for r, line in enumerate(table.rows):
        for c in own:
            if cell_kind(table, line, c) == "persons" and isinstance(line.cells[c].value, int | float):
                yield r, c


def build_grid(table: ReportTable) -> Grid:
    """The counts of persons of a table and all lines in which they add up: rows to the total, parts to their whole."""
    values: dict[GridPlace, int] = {(r, c): int(table.rows[r].cells[c].value or 0) for r, c in persons_places(table)}
    rests = dict(_rests(table, values))
    values |= {place: values[whole] - values[part] for place, (part, whole) in rests.items()}
    lines: list[GridLine] = [{place: 1, part: 1, whole: -1} for place, (part, whole) in rests.items()]
    lines += _partitions(table, values)
    lines += _totals(table, values)
    adding = [line for line in lines if sum(values[place] * factor for place, factor in line.items()) == 0]
    sums = {place for line in adding for place, factor in line.items() if factor < 0} - set(rests)
    return Grid(values, tuple(adding), frozenset(rests), frozenset(sums))


def _rests(table: ReportTable, values: dict[GridPlace, int]) -> Iterator[tuple[GridPlace, tuple[GridPlace, GridPlace]]]:
    """What remains of a whole beside its part, as (place of the rest, (part, whole)): columns, then "darunter" rows."""
    for (r, c), value in values.items():
        whole = table.columns[c].part_of
        wholes = ((r, table.column_index(whole)) if whole else None, (_body_above(table, r), c))
        for number, place in enumerate(wholes):
            if place in values and values[place] >= value:
                yield (r, c, number), ((r, c), place)


def _body_above(table: ReportTable, r: int) -> int:
    """The body row that a "darunter" row belongs to; -1 for every other row."""
    if table.rows[r].role != "part":
        return -1
    return next((above for above in range(r - 1, -1, -1) if table.rows[above].role == "body"), -1)


def _partitions(table: ReportTable, values: dict[GridPlace, int]) -> Iterator[GridLine]:
    wholes = sorted({column.adds_to for column in table.columns if column.adds_to})
    for whole in wholes:
        target = table.column_index(whole)
        parts = [c for c, column in enumerate(table.columns) if column.adds_to == whole]
        for r in range(len(table.rows)):
            if (r, target) in values:
                yield {**{(r, c): 1 for c in parts if (r, c) in values}, (r, target): -1}


def _totals(table: ReportTable, values: dict[GridPlace, int]) -> Iterator[GridLine]:
    """Each column down to its total, the rests of parts too."""
    for total in (r for r, line in enumerate(table.rows) if line.role == "total"):
        for suffix in {place[1:] for place in values if place[0] == total}:
            body = [r for r, line in enumerate(table.rows) if line.role == "body" and (r, *suffix) in values]
            yield {**{(r, *suffix): 1 for r in body}, (total, *suffix): -1}
