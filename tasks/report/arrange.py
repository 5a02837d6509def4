"""Which rows a table lists and in which order, and what it keeps back: by what is printed, never by what is true.

Ways in, for tasks.report.protect: `gather_report` before counts are rounded, `rank_rows` and `withhold_medians` after.
"""

from collections.abc import Sequence
from dataclasses import replace

from schemas.report.cell import ReportCell, Sign
from schemas.report.model import Report, ReportRow, ReportTable, cell_kind

ADDING = ("persons", "count", "hours", "eur", "fte")
LAST = ("nan", "<NA>", "other", "remaining")  # who names no code, and what is no code by itself


def gather_report(report: Report, base: int) -> Report:
    """The report with all its codes listed as they are printed when counts are rounded to multiples of `base`."""
    sections = (
        replace(
            section,
            blocks=tuple(gather_unseen(one, base) if isinstance(one, ReportTable) else one for one in section.blocks),
        )
        for section in report.sections
    )
    return replace(report, sections=tuple(sections))


def gather_unseen(table: ReportTable, base: int) -> ReportTable:
    """Codes that would print nothing but 0 stand in one row: that they are listed would tell that there is somebody."""
    unseen = [line for line in table.rows if _is_unseen(table, line, base)] if table.is_by_code else []
    if not unseen:
        return table
    seen = [line for line in table.rows if line not in unseen]
    totals = [line for line in seen if line.role == "total"]
    body = [line for line in seen if line.role != "total"]
    return replace(table, rows=(*body, _gather(table, unseen, seen), *totals))


def rank_rows(table: ReportTable) -> ReportTable:
    """The largest printed figure first, codes that print the same in the order of their codes."""
    if table.ranked_by is None:
        return table
    place = table.column_index(table.ranked_by)

    def order(line: ReportRow) -> tuple[bool, int, float, str]:
        value = line.cells[place].value
        size = float(value) if isinstance(value, int | float) else 0.0
        return line.role == "total", LAST.index(line.key) + 1 if line.key in LAST else 0, -size, line.key

    return replace(table, rows=tuple(sorted(table.rows, key=order)))


def withhold_medians(table: ReportTable, most: int) -> ReportTable:
    """A median of a handful is the value of one of them: it is told only where more than `most` are printed."""
    medians = {c: table.column_index(column.median_of) for c, column in enumerate(table.columns) if column.median_of}
    rows = tuple(
        replace(line, cells=tuple(_withhold(line, c, medians.get(c), most) for c in range(len(line.cells))))
        for line in table.rows
    )
    return replace(table, rows=rows) if medians else table


def _withhold(line: ReportRow, c: int, place: int | None, most: int) -> ReportCell:
    if place is None or line.cells[c].value is None:
        return line.cells[c]
    number = line.cells[place].value
    is_told = isinstance(number, int | float) and number > most
    return line.cells[c] if is_told else ReportCell(None, Sign.UNKNOWN)


def _is_unseen(table: ReportTable, line: ReportRow, base: int) -> bool:
    if line.role != "body" or line.key in LAST:
        return False
    kinds = [cell_kind(table, line, c) for c in range(len(line.cells))]
    figures = [
        float(cell.value) if kind != "persons" else float(cell.value) // (base - base // 2)
        for cell, kind in zip(line.cells, kinds, strict=True)
        if isinstance(cell.value, int | float) and kind in ADDING
    ]
    return bool(figures) and not any(figures)


def _gather(table: ReportTable, unseen: Sequence[ReportRow], seen: Sequence[ReportRow]) -> ReportRow:
    cells = [_add(table, unseen, c) for c in range(1, len(table.columns))]
    key = "remaining" if any(line.key == "other" for line in seen) else "other"
    return ReportRow((ReportCell("Übrige"), *cells), key=key)


def _add(table: ReportTable, lines: Sequence[ReportRow], c: int) -> ReportCell:
    """What the rows come to together: counts add up, shares are of their parts, a median of medians is none."""
    cells = [line.cells[c] for line in lines]
    kind = cell_kind(table, lines[0], c)
    if kind == "share":
        parts = [cell.parts for cell in cells if cell.parts]
        top, whole = (sum(part[place] for part in parts) for place in (0, 1))
        return ReportCell(top / whole, parts=(top, whole)) if whole else ReportCell(None, Sign.SENSELESS)
    values = [cell.value for cell in cells if isinstance(cell.value, int | float)]
    if kind not in ADDING:
        return ReportCell(None, Sign.SENSELESS)
    return ReportCell(sum(values)) if values else ReportCell(None, Sign.UNKNOWN)
