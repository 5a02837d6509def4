"""Mark what is provisional (p) and what reads otherwise than in the last report (r), by what is printed.

Ways in: `mark_report(report, policy)` after protection; `without_marks(section)` is the same figures without them.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from config.policy import Policy
from schemas.report.cell import Mark, ReportCell
from schemas.report.changes import LAST_MONTH, LAST_YEAR
from schemas.report.model import Report, ReportRow, ReportTable, Section
from schemas.report.plan import PLAN, PROGRESS
from schemas.report.revisions import FIGURES, REVISIONS
from schemas.report.text.frames import has_table
from schemas.report.topics.chain import NAME as CHAIN
from schemas.report.topics.plan import TRENDS
from schemas.time.deadlines import Cycle
from schemas.time.month import shift_month

UNMARKED = {"2", "9"}  # chapters that tell what came in, which is as it was on that day
OF_TREND = {planned.id: {one.key: one.total for one in planned.figures if one.of is None} for planned in TRENDS}
OF_PLAN = {planned.id: planned.table for planned in PLAN}
PANELS = {"change": "n", "change_year": "n_year"}  # a change -> on how many it rests
BACK = {comparison.table: comparison.months_back for comparison in (LAST_MONTH, LAST_YEAR)}


def mark_report(report: Report, policy: Policy) -> Report:
    """The report with p at its totals before the cut-off, and r at what section 9 lists and at panels that grew."""
    is_early = date.fromisoformat(report.vintage[:10]) <= Cycle.of(report.month, policy.calendar).cutoff
    own = Mark.PROVISIONAL if report.status == "vorläufig" and is_early else Mark.NONE
    revised = {line.key for line in report.table(REVISIONS).rows} if has_table(report, REVISIONS) else set()

    def mark(table: ReportTable, line: ReportRow, column: str) -> Mark:
        if number := PANELS.get(column) if table.id in {"key_figures", *BACK} else None:
            return line.cells[table.column_index(number)].mark
        told = _told(report, table, line, column)
        if told is None:
            return Mark.NONE
        month, key = told
        return Mark.REVISED if f"{month}_{key}" in revised else own if month == report.month else Mark.NONE

    sections = tuple(
        section if section.number in UNMARKED else _map_marks(section, mark, is_kept=True)
        for section in report.sections
    )
    return replace(report, sections=sections)


def without_marks(section: Section) -> Section:
    """The section as it would be if no figure were provisional or revised."""
    return _map_marks(section, lambda *_: Mark.NONE, is_kept=False)


def _told(report: Report, table: ReportTable, line: ReportRow, column: str) -> tuple[str, str] | None:
    """Of which month a cell is and how section 9 calls it; None where it is no total."""
    if table.id in OF_TREND:
        totals = OF_TREND[table.id]
        return (line.key, _name(totals[column])) if column in totals else None
    if table.id in {CHAIN, PROGRESS}:
        return (report.month, line.key) if column == "now" else None
    if table.id == "key_figures" or table.id in BACK:
        months = {"now": report.month, "before": shift_month(report.month, -BACK.get(table.id, 1))}
        return (months[column], line.key) if column in months else None
    if line.role != "total":
        return None
    return report.month, _name(f"{OF_PLAN.get(table.id, table.id)}.{column}")


def _name(total: str) -> str:
    return FIGURES[total].key if total in FIGURES else total.replace(".", "_")


def _map_marks(section: Section, mark: Callable[[ReportTable, ReportRow, str], Mark], *, is_kept: bool) -> Section:
    """The section with other marks; with `is_kept` a cell that has one already keeps it."""

    def marked(table: ReportTable, line: ReportRow, place: int) -> ReportCell:
        cell = line.cells[place]
        if not isinstance(cell.value, int | float) or (is_kept and cell.mark):
            return cell
        return replace(cell, mark=mark(table, line, table.columns[place].id))

    blocks = tuple(
        replace(block, rows=tuple(
            replace(line, cells=tuple(marked(block, line, place) for place in range(len(line.cells))))
            for line in block.rows
        )) if isinstance(block, ReportTable) else block
        for block in section.blocks
    )  # fmt: skip
    return replace(section, blocks=blocks)
