"""Chapter 1 of the report, changes: each key figure against another month, on the panel and beside it.

One way in: `change_table(summary, before, least)`, one table for each month that is compared with. Its change is that of
the panel (schemas.report.panel); what the others add to the difference of the totals stands in a column of its own.
"""

from dataclasses import dataclass

import pandas as pd

from schemas.form.forms import FORMS, TABLES
from schemas.german import format_month, format_number
from schemas.report.cell import ReportCell, Sign
from schemas.report.model import FigureKind, ReportColumn, ReportRow, ReportTable, row
from schemas.report.panel import Panel, compare_months
from schemas.report.plan import KEY_FIGURES, KeyFigure
from schemas.report.returns import EVERYBODY, overall_coverage
from schemas.report.summary import Summary
from schemas.report.tables import kind_of, share_of
from schemas.time.month import shift_month

PANEL, ALL, OTHERS = "dieselben Berichtsstellen", "alle Antworten", "übrige"
SENSELESS = ReportCell(None, Sign.SENSELESS)
UNRELIABLE = ReportCell(None, Sign.UNRELIABLE)


@dataclass(frozen=True)
class Comparison:
    """What the report compares a month with."""

    table: str
    title: str
    months_back: int


LAST_MONTH = Comparison("change_month", "Veränderung zum Vormonat", 1)
LAST_YEAR = Comparison("change_year", "Veränderung zum Vorjahresmonat", 12)


def change_table(summary: Summary, comparison: Comparison, least: int) -> ReportTable:
    """Each key figure in two months: all answers, those of the panel and its change, and what the others add.

    `least`: a panel of fewer respondents tells no change, unless it is all who owe.
    """
    before, now = months = shift_month(summary.month, -comparison.months_back), summary.month
    titles = [format_month(month, short=True) for month in months]
    return ReportTable(
        id=comparison.table,
        title=comparison.title,
        period=f"{format_month(before)} und {format_month(now)}",
        unit="siehe Zeile",
        source=EVERYBODY,
        coverage=overall_coverage(summary),
        columns=(
            ReportColumn("figure", "Kennzahl"),
            *(_amount(name, title, ALL) for name, title in zip(("before", "now"), titles, strict=True)),
            ReportColumn("n", "Anzahl", "count", group=PANEL),
            *(_amount(name, title, PANEL) for name, title in zip(("panel_before", "panel_now"), titles, strict=True)),
            ReportColumn("change", "Veränderung", "change", group=PANEL, change_of=("panel_now", "panel_before")),
            ReportColumn("left", f"nur {titles[0]}", "count", group=OTHERS),
            ReportColumn("joined", f"nur {titles[1]}", "count", group=OTHERS),
            ReportColumn(
                "rest", "Beitrag", "change", group=OTHERS, change_of=("now", "before", "panel_now", "panel_before")
            ),
        ),
        rows=tuple(_row(figure, summary, months, least) for figure in KEY_FIGURES),
        notes=(*_notes(least), *_exempt_notes(summary, months)),
    )


def _amount(name: str, title: str, group: str) -> ReportColumn:
    return ReportColumn(name, title, "value", group=group)


def _row(figure: KeyFigure, summary: Summary, months: tuple[str, str], least: int) -> ReportRow:
    before, now = (figure_value(figure, summary, month) for month in months)
    if figure.total.startswith("returns."):  # a rate is of all who owe, and nobody's answer
        values = (SENSELESS, before, now, difference(now, before), SENSELESS, SENSELESS, SENSELESS)
        return row(figure.title, before, now, *values, key=figure.key, kind=figure_kind(figure))
    panel = compare_months(summary.answers, columns_of(figure), months)
    is_told = panel.n >= max(1, min(least, _owed(figure, summary)))
    parts = _told(figure, panel, before, now) if is_told else (UNRELIABLE,) * 4
    if before is None or now is None:
        parts = (None,) * 4
    first, second, change, rest = parts
    panel_cells = (panel.n, first, second, change, panel.left, panel.joined, rest)
    return row(figure.title, before, now, *panel_cells, key=figure.key, kind=figure_kind(figure))


def _told(figure: KeyFigure, panel: Panel, before: float | None, now: float | None) -> tuple[object, ...]:
    """The panel's figure in both months, its change, and the rest of the difference of the totals."""
    first, second = (_of_panel(figure, sums) for sums in (panel.before, panel.now))
    change = difference(second, first)
    return first, second, change, difference(difference(now, before), change)


def _of_panel(figure: KeyFigure, sums: tuple[float, ...]) -> float | None:
    if figure.of is None:
        return sums[0]
    share = share_of(*sums)
    return share if isinstance(share, float) else None


def _owed(figure: KeyFigure, summary: Summary) -> int:
    """How many owe the figure for the month of the report."""
    table = TABLES[figure.total.partition(".")[0]]
    kinds = tuple(name for name, form in FORMS.items() if table in form.tables)
    return summary.counts_of(summary.month, kinds)[1]


def _notes(least: int) -> tuple[str, ...]:
    return (
        "Veränderung: bei denen, die in beiden Monaten alle ihre Zeilen der Spalte (bei Anteilen beider Spalten) ausfüllten.",
        "Beitrag der übrigen: durch fehlende, verspätete, unvollständige oder zusätzliche Meldungen, Ferien, Schließzeiten.",
        f"/: keine Aussage möglich; in beiden Monaten antworteten weniger als {format_number(least)} und nicht alle.",
    )


def _exempt_notes(summary: Summary, months: tuple[str, str]) -> tuple[str, ...]:
    """Who owed nothing in one of the months, and so is missing in the comparison for no fault."""
    exempt = {month: sum(one.exempt for one in summary.counts if one.month == month) for month in months}
    return tuple(
        f"Im {format_month(month)} schuldeten {format_number(number)} Berichtsstellen keine Meldung (Schulferien, "
        "Schließzeit oder geschlossen)."
        for month, number in exempt.items()
        if number
    )


def columns_of(figure: KeyFigure) -> tuple[str, ...]:
    """The column of a key figure, or the two of a share."""
    return (figure.total,) if figure.of is None else (figure.total, figure.of)


def figure_value(figure: KeyFigure, summary: Summary, month: str) -> float | None:
    """A key figure of a month, over all answers."""
    value = total_of(figure.total, summary, month)
    if figure.of is None:
        return value
    share = share_of(value, total_of(figure.of, summary, month))
    return share if isinstance(share, float) else None


def total_of(name: str, summary: Summary, month: str) -> float | None:
    """The sum of a column in a month; None where nobody answered or the month lies before the trend."""
    if name.startswith("returns."):
        accepted, expected = summary.counts_of(month)
        return float(accepted if name == "returns.accepted" else expected) if expected else None
    if month not in summary.totals.index:
        return None
    value = summary.totals.loc[month, name]
    return None if pd.isna(value) else float(value)  # type: ignore[arg-type]


def figure_kind(figure: KeyFigure) -> FigureKind:
    """How a key figure is shown and protected."""
    if figure.of:
        return "share"
    table, _, column = figure.total.partition(".")
    return kind_of(TABLES[table].column(column))


def difference(now: float | None, before: float | None) -> float | None:
    """Now less before; missing where one of them is."""
    return None if now is None or before is None else now - before
