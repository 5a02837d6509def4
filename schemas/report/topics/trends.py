"""Tables with a row a month, for the months of which returns are owed. Ways in: `trend_table` and `course_table`.

They are drawn as charts and not as small plots inside a table: great-tables' nanoplots tell their figures to a mouse only,
and have no place in the PDF.
"""

from collections.abc import Iterator

import pandas as pd

from config.codes import CodeList, code_list
from schemas.form.forms import TABLES, Table
from schemas.german import format_month
from schemas.report.cell import ReportCell, Sign
from schemas.report.changes import figure_cell
from schemas.report.model import Coverage, ReportColumn, ReportTable, row
from schemas.report.plan import KeyFigure
from schemas.report.returns import EVERYBODY
from schemas.report.summary import Summary
from schemas.report.tables import describe_source, kind_of, spoken_of
from schemas.report.text.coverage import kinds_of, limited_note
from schemas.report.topics.plan import PlannedCourse, PlannedTrend

TOGETHER = "total"  # the code that stands for all of them, in a column's id


def trend_table(planned: PlannedTrend, summary: Summary, answers_pct: float) -> ReportTable:
    """Totals month by month, and how many of those who owed have reported."""
    kinds = kinds_of_trend(planned)
    months = _owed_months(summary, kinds)
    rows = []
    for month in months:
        values = [figure_cell(figure, summary, month, answers_pct) for figure in planned.figures]
        rows.append(row(format_month(month, short=True), *values, *summary.counts_of(month, kinds), key=month))
    return ReportTable(
        id=planned.id,
        title=planned.title,
        period=f"{_span(months)}; Bestände je Stichtag, Zugänge je Monat",
        unit=planned.unit,
        source=describe_source(_table_of(planned.figures[0])) if kinds else EVERYBODY,
        coverage=Coverage(*summary.counts_of(summary.month, kinds)),
        columns=(
            ReportColumn("month", "Monat"),
            *(_trend_column(figure, planned) for figure in planned.figures),
            ReportColumn("accepted", "Meldungen", "count", group="Abdeckung"),
            ReportColumn("expected", "erwartet", "count", group="Abdeckung"),
        ),
        rows=tuple(rows),
        notes=(
            "Die Summen schwanken auch mit der Zahl der Meldungen; Veränderungen derselben Stellen: Abschnitt 1.",
            limited_note(answers_pct),
        ),
    )


def course_table(planned: PlannedCourse, summary: Summary) -> ReportTable:
    """A form table month by month, for each code and for all of them together."""
    table = TABLES[planned.table]
    kinds, frame = kinds_of(table), summary.courses[planned.table]
    months = _owed_months(summary, kinds)
    frame = frame.loc[frame["month"].isin(months), ["month", planned.by, *planned.split]]  # what is asked of it
    rows = [
        row(format_month(month, short=True), *_cells(planned, table, frame[frame["month"] == month]), key=month)
        for month in months
    ]
    if planned.is_summed and rows:
        rows.append(row("Summe", *_cells(planned, table, frame), key="total", role="total"))
    counts = [summary.counts_of(month, kinds) for month in months]
    return ReportTable(
        id=planned.id,
        title=planned.title,
        period=_span(months),
        unit=planned.unit,
        source=describe_source(table),
        coverage=Coverage(sum(one for one, _ in counts), sum(owed for _, owed in counts), "Meldungen dieser Monate"),
        columns=(ReportColumn("month", "Monat"), *_columns(planned, table)),
        rows=tuple(rows),
        notes=planned.notes,
    )


def kinds_of_trend(planned: PlannedTrend) -> tuple[str, ...]:
    """Whose returns a trend counts: those of the one kind that answers it, or everybody's (none is named)."""
    kinds = {kinds_of(_table_of(figure)) for figure in planned.figures}
    return kinds.pop() if len(kinds) == 1 else ()


def _owed_months(summary: Summary, kinds: tuple[str, ...]) -> list[str]:
    return [month for month in summary.totals.index if summary.counts_of(month, kinds)[1]] or [summary.month]


def _span(months: list[str]) -> str:
    return f"{format_month(months[0])} bis {format_month(months[-1])}"


def _table_of(figure: KeyFigure) -> Table:
    return TABLES[figure.total.partition(".")[0]]


def _trend_column(figure: KeyFigure, planned: PlannedTrend) -> ReportColumn:
    """A share names the columns of its parts, a part the column of its whole."""
    if figure.of is not None:
        ids = {one.total: one.key for one in planned.figures if one.of is None}
        return ReportColumn(figure.key, figure.title, "share", "%", share_of=(ids[figure.total], ids[figure.of]))
    table = _table_of(figure)
    column = table.column(figure.total.partition(".")[2])
    title, unit = spoken_of(table, column)
    ids = {one.total.partition(".")[2]: one.key for one in planned.figures if _table_of(one) is table}
    whole = next((ids[name] for name in column.meaning.part_of if name in ids), None)
    return ReportColumn(figure.key, figure.title or title, kind_of(column), unit, part_of=whole)


def course_columns(planned: PlannedCourse) -> Iterator[tuple[str, str, str]]:
    """(id, form column, code or "total") of each column of figures."""
    codes = _codes(planned).titles
    for name in planned.split:
        is_added = name not in dict(planned.medians)
        for code in (*((TOGETHER,) if is_added else ()), *codes):
            yield f"{name}_{code}", name, code


def _codes(planned: PlannedCourse) -> CodeList:
    table = TABLES[planned.table]
    return code_list(table.column(planned.by).meaning.codes or planned.by)


def _columns(planned: PlannedCourse, table: Table) -> Iterator[ReportColumn]:
    titles, medians = _codes(planned).titles, dict(planned.medians)
    for column_id, name, code in course_columns(planned):
        column = table.column(name)
        kind, (title, unit) = kind_of(column), spoken_of(table, column)
        yield ReportColumn(
            column_id,
            titles.get(code, "zusammen"),
            kind,
            unit,
            group=title if len(planned.split) > 1 else "",
            adds_to=f"{name}_{TOGETHER}" if kind == "persons" and code != TOGETHER else None,
            median_of=f"{medians[name]}_{code}" if name in medians else None,
        )


def _cells(planned: PlannedCourse, table: Table, frame: pd.DataFrame) -> Iterator[ReportCell]:
    """Of some months; what is a ratio stands for one month and code alone."""
    by_code = {TOGETHER: frame} | {code: frame[frame[planned.by] == code] for code in _codes(planned).titles}
    for _, name, code in course_columns(planned):
        total = by_code[code][name].sum(min_count=1)
        decimals = table.column(name).meaning.decimals
        yield ReportCell(None, Sign.UNKNOWN) if pd.isna(total) else ReportCell(_plain(total, decimals))


def _plain(total: float, decimals: int) -> int | float:
    return round(float(total), decimals) if decimals else int(total)
