"""The months of the year on which sums of money rest: which are recorded, in which enough answered, how that is said.

Ways in: `recorded_months`, `year_coverage` and `year_notes` for a table, `bracket_cells` for its total.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from schemas.form.forms import Table
from schemas.german import format_month, format_number, format_plain, join_words
from schemas.report.cell import Sign
from schemas.report.model import Coverage, ReportRow
from schemas.report.summary import Summary
from schemas.report.text.coverage import kinds_of
from schemas.time.month import shift_month


def recorded_months(year: pd.DataFrame, summary: Summary) -> list[str]:
    """The months of the year that can have been spent in: those since spending is known or was owed."""
    owed = {one.month for one in summary.counts if one.expected and one.month[:4] == summary.month[:4]}
    if year.empty:
        return []
    month, months = min({str(year["month"].min()), *owed}), []
    while month <= summary.month:
        months.append(month)
        month = shift_month(month, 1)
    return months


def year_coverage(table: Table, year: pd.DataFrame, summary: Summary) -> Coverage:
    """Returns in force of all recorded months, of those owed."""
    counts = [summary.counts_of(month, kinds_of(table)) for month in recorded_months(year, summary) or [summary.month]]
    return Coverage(sum(there for there, _ in counts), sum(owed for _, owed in counts), "Meldungen dieser Monate")


def thin_months(
    table: Table, year: pd.DataFrame, columns: Sequence[str], summary: Summary, answers_pct: float
) -> list[str]:
    """The recorded months in which fewer than `answers_pct` of those who owe them answered all of these columns."""
    return [
        month
        for month in recorded_months(year, summary)
        if _answered(table, year, columns, summary, month) * 100
        < summary.counts_of(month, kinds_of(table))[1] * answers_pct
    ]


def _answered(table: Table, year: pd.DataFrame, columns: Sequence[str], summary: Summary, month: str) -> int:
    """In a list whoever has no row says nothing, which is an answer; a prefilled table asks for each row."""
    is_then = (year["month"] == month).to_numpy(dtype=bool)
    people = year["respondent_id"][is_then]
    has_gap = np.logical_or.reduce([year[name].isna().to_numpy()[is_then] for name in columns])
    gaps, kinds = int(people[has_gap].nunique()), kinds_of(table)
    said = int(people.nunique()) + summary.nil_of(month, kinds)
    return (said if table.is_prefilled else summary.counts_of(month, kinds)[0]) - gaps


def year_notes(
    table: Table, year: pd.DataFrame, columns: Sequence[str], summary: Summary, answers_pct: float
) -> tuple[str, ...]:
    """Since when spending is recorded, on how many of those months the sums rest, and which months are thin."""
    months = recorded_months(year, summary)
    if not months:
        return ()
    thin = thin_months(table, year, columns, summary, answers_pct)
    since = () if months[0].endswith("-01") else (f"Ausgaben sind erfasst ab {format_month(months[0])}.",)
    rest = f"Beruht auf {format_number(len(months) - len(thin))} von {format_number(len(months))} Monaten"
    if not thin:
        return (*since, f"{rest}.")
    names = join_words([format_month(month) for month in thin])
    few = f"weniger als {format_plain(answers_pct)} % derer, die es schulden, haben vollständig geantwortet"
    return (*since, f"{rest}; ( ): {few} für {names}.")


def bracket_cells(line: ReportRow, places: Sequence[int]) -> ReportRow:
    """The row with brackets around these cells, where there are figures."""
    cells = [
        replace(cell, sign=Sign.LIMITED) if place in places and cell.value is not None else cell
        for place, cell in enumerate(line.cells)
    ]
    return replace(line, cells=tuple(cells))
