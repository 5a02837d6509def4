"""Chapter 1 of the report, changes: each key figure against another month, on the panel and beside it.

One way in: `change_table(summary, before, least)`, one table for each month that is compared with. Its change is that of
the panel (schemas.report.panel); what the others add to the difference of the totals stands in a column of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from schemas.form.forms import FORMS, TABLES
from schemas.german import format_month, format_number, format_plain
from schemas.report.cell import Mark, ReportCell, Sign, to_cell
from schemas.report.model import FigureKind, ReportColumn, ReportRow, ReportTable, row
from schemas.report.panel import Panel, compare_months, who_answered
from schemas.report.plan import KEY_FIGURES, KeyFigure, key_figures_in
from schemas.report.returns import EVERYBODY, overall_coverage
from schemas.report.summary import Summary
from schemas.report.tables import kind_of, share_of, share_of_persons
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


@dataclass(frozen=True)
class Least:
    """What the policy asks of a figure: respondents of a panel for a change, and answers in percent for a total."""

    panel: int
    answers_pct: float


LAST_MONTH = Comparison("change_month", "Veränderung zum Vormonat", 1)
LAST_YEAR = Comparison("change_year", "Veränderung zum Vorjahresmonat", 12)


def change_table(summary: Summary, comparison: Comparison, least: Least) -> ReportTable:
    """Each key figure in two months: all answers, those of the panel and its change, and what the others add.

    A panel of fewer respondents than `least` tells no change, unless it is all who owe.
    """
    before, now = months = shift_month(summary.month, -comparison.months_back), summary.month
    titles = [format_month(month, short=True) for month in months]
    rows = tuple(_row(figure, summary, months, least) for figure in key_figures_in(now))
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
            ReportColumn("left", "damals", "count", group=OTHERS, description=f"nur {titles[0]} beantwortet"),
            ReportColumn("joined", "jetzt", "count", group=OTHERS, description=f"nur {titles[1]} beantwortet"),
            ReportColumn(
                "rest", "Beitrag", "change", group=OTHERS, change_of=("now", "before", "panel_now", "panel_before")
            ),
        ),
        rows=rows,
        notes=(*_notes(least), *_break_notes(months), *_grown_notes(rows, summary), *_exempt_notes(summary, months)),
    )


def _amount(name: str, title: str, group: str) -> ReportColumn:
    return ReportColumn(name, title, "value", group=group)


def _row(figure: KeyFigure, summary: Summary, months: tuple[str, str], least: Least) -> ReportRow:
    before, now = (figure_cell(figure, summary, month, least.answers_pct) for month in months)
    if figure.total.startswith("returns."):  # a rate is of all who owe, and nobody's answer
        values = (SENSELESS, before, now, _difference(now, before), SENSELESS, SENSELESS, SENSELESS)
        return row(figure.title, before, now, *values, key=figure.key, kind=figure_kind(figure))
    panel = compare_months(summary.answers, columns_of(figure), months)
    is_told = panel.n >= max(1, min(least.panel, owed_of(figure, summary, summary.month)))
    parts = _told(figure, panel, before, now) if is_told else (UNRELIABLE,) * 4
    if before.value is None or now.value is None:
        parts = (None,) * 4
    first, second, change, rest = parts
    number = ReportCell(panel.n, mark=Mark.REVISED if _has_grown(panel, figure, summary, months) else Mark.NONE)
    panel_cells = (number, first, second, change, panel.left, panel.joined, rest)
    return row(figure.title, before, now, *panel_cells, key=figure.key, kind=figure_kind(figure))


def _has_grown(panel: Panel, figure: KeyFigure, summary: Summary, months: tuple[str, str]) -> bool:
    """Whether the version before this one compared fewer respondents: a change may then read otherwise."""
    if summary.earlier is None or summary.month not in summary.versions:
        return False
    return panel.n > compare_months(summary.earlier.answers, columns_of(figure), months).n


def _told(figure: KeyFigure, panel: Panel, before: ReportCell, now: ReportCell) -> tuple[object, ...]:
    """The panel's figure in both months, its change, and the rest of the difference of the totals."""
    first, second = (to_cell(_amount_of(figure, sums)) for sums in (panel.before, panel.now))
    change = _difference(second, first)
    return first, second, change, difference(_difference(now, before), change)


def _amount_of(figure: KeyFigure, sums: Sequence[float]) -> object:
    return sums[0] if figure.of is None else share_of_persons(*sums)


def _difference(now: ReportCell, before: ReportCell) -> float | None:
    values = [cell.value if isinstance(cell.value, int | float) else None for cell in (now, before)]
    return difference(*values)


def owed_of(figure: KeyFigure, summary: Summary, month: str) -> int:
    """How many owe the figure for a month; nobody where it is not asked."""
    if not figure.is_asked(month):
        return 0
    table = TABLES[figure.total.partition(".")[0]]
    kinds = tuple(name for name, form in FORMS.items() if table in form.tables)
    return summary.counts_of(month, kinds)[1]


def _notes(least: Least) -> tuple[str, ...]:
    return (
        "Veränderung: bei denen, die in beiden Monaten alle ihre Zeilen der Spalte (bei Anteilen beider Spalten) ausfüllten.",
        "Beitrag der übrigen: durch fehlende, verspätete, unvollständige oder zusätzliche Meldungen, Ferien, Schließzeiten.",
        (
            f"( ): weniger als {format_plain(least.answers_pct)} % derer, die es schulden, haben vollständig geantwortet; "
            f"/: keine Aussage möglich, in beiden Monaten antworteten weniger als {format_number(least.panel)}, nicht alle."
        ),
    )


def _break_notes(months: tuple[str, str]) -> Iterator[str]:
    """Key figures that only one of the months asks for: they begin or end there, and nothing continues them."""
    for figure in KEY_FIGURES:
        was_asked, is_asked = (figure.is_asked(month) for month in months)
        if was_asked and not is_asked:
            yield f"Bruch: „{figure.title}“ wurde im {format_month(months[0])} noch erhoben, jetzt nicht mehr."
        elif is_asked and not was_asked:
            yield f"Bruch: „{figure.title}“ wurde im {format_month(months[0])} noch nicht erhoben und wird nicht verglichen."


def _grown_notes(rows: Sequence[ReportRow], summary: Summary) -> tuple[str, ...]:
    if not any(cell.mark == Mark.REVISED for line in rows for cell in line.cells):
        return ()
    return (f"r: es werden mehr Berichtsstellen verglichen als in Fassung {summary.versions[summary.month]}.",)


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


def figure_cell(figure: KeyFigure, summary: Summary, month: str, answers_pct: float) -> ReportCell:
    """A key figure of a month over all answers; a share over those who answered both parts.

    It is limited where fewer answered wholly than `answers_pct` of those who owe it.
    """
    if figure.total.startswith("returns."):
        return to_cell(share_of(*(total_of(name, summary, month) for name in columns_of(figure))))
    value: object = total_of(figure.total, summary, month)
    if figure.of is not None:
        value = share_of_persons(*_parts(figure, summary, month))
    cell = to_cell(value)
    answered = len(who_answered(summary.answers, columns_of(figure), month))
    owed = owed_of(figure, summary, month)
    is_limited = cell.value is not None and answered * 100 < owed * answers_pct
    return replace(cell, sign=Sign.LIMITED) if is_limited else cell


def _parts(figure: KeyFigure, summary: Summary, month: str) -> list[float | None]:
    panel = compare_months(summary.answers, columns_of(figure), (month, month))
    return list(panel.now) if panel.n else [None, None]


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
