"""Chapter 1 of the report, at a glance: key figures compared, the trend, the opening sentence."""

import pandas as pd

from schemas.form.forms import TABLES
from schemas.german import format_date, format_month
from schemas.report.model import CellRef, FigureKind, KeyFigures, Paragraph, ReportColumn, ReportTable, row
from schemas.report.plan import KEY_FIGURES, TREND_TOTALS, KeyFigure
from schemas.report.returns import EVERYBODY, overall_coverage
from schemas.report.summary import Summary
from schemas.report.tables import kind_of, share_of
from schemas.time.month import last_day, shift_month


def key_figures() -> KeyFigures:
    """The figures shown large at the top."""
    large = tuple(figure.key for figure in KEY_FIGURES if figure.is_large)
    return KeyFigures("glance", "key_figures", large, "figure", "now", "change")


def key_table(summary: Summary) -> ReportTable:
    """Each key figure now, a month and a year ago."""
    month = summary.month
    months = (month, shift_month(month, -1), shift_month(month, -12))
    rows = []
    for figure in KEY_FIGURES:
        now, last, year = (_figure_value(figure, summary, one) for one in months)
        values = (now, last, difference(now, last), year, difference(now, year))
        rows.append(row(figure.title, *values, key=figure.key, kind=figure_kind(figure)))
    return ReportTable(
        id="key_figures",
        title="Kennzahlen im Vergleich",
        period=f"{format_month(month)}, Bestände am Stichtag {format_date(last_day(month))}",
        unit="siehe Zeile",
        source=EVERYBODY,
        coverage=overall_coverage(summary),
        columns=(
            ReportColumn("figure", "Kennzahl"),
            ReportColumn("now", format_month(month, short=True), "value"),
            ReportColumn("last_month", format_month(months[1], short=True), "value"),
            ReportColumn("change", "zum Vormonat", "change", change_of=("now", "last_month")),
            ReportColumn("last_year", format_month(months[2], short=True), "value"),
            ReportColumn("change_year", "zum Vorjahresmonat", "change", change_of=("now", "last_year")),
        ),
        rows=tuple(rows),
        notes=("Veränderungen hängen auch davon ab, wie viele Berichtsstellen gemeldet haben (siehe Abschnitt 2).",),
    )


def _figure_value(figure: KeyFigure, summary: Summary, month: str) -> float | None:
    value = _total(figure.total, summary, month)
    if figure.of is None:
        return value
    share = share_of(value, _total(figure.of, summary, month))
    return share if isinstance(share, float) else None


def _total(name: str, summary: Summary, month: str) -> float | None:
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


def trend_table(summary: Summary) -> ReportTable:
    """The most important totals month by month."""
    months = [month for month in summary.totals.index if summary.counts_of(month)[1]] or [summary.month]
    rows = []
    for month in months:
        values = [_total(total, summary, month) for total in TREND_TOTALS.values()]
        rows.append(row(format_month(month, short=True), *values, key=month))
    columns = [TABLES[total.partition(".")[0]].column(name) for name, total in TREND_TOTALS.items()]
    return ReportTable(
        id="trend",
        title="Verlauf wichtiger Zahlen",
        period=f"{format_month(months[0])} bis {format_month(months[-1])}; Bestände je Stichtag, Zugänge je Monat",
        unit="Personen",
        source=EVERYBODY,
        coverage=overall_coverage(summary),
        columns=(
            ReportColumn("month", "Monat"),
            *(ReportColumn(column.name, column.title, "persons", column.meaning.unit) for column in columns),
        ),
        rows=tuple(rows),
        notes=("Die Abdeckung gilt für den Berichtsmonat; die der früheren Monate steht in Abschnitt 2.",),
    )


def opening_sentences(summary: Summary) -> tuple[Paragraph, Paragraph]:
    """The sentences that open the report."""
    came = ("accepted", "expected", "rate")
    return (
        Paragraph(
            f"Für {format_month(summary.month)} liegen {{0}} von {{1}} Meldungen vor, "
            "das ist eine Rücklaufquote von {2}.",
            tuple(CellRef("returns_by_kind", "total", name) for name in came),
        ),
        Paragraph(
            "In der Erstförderung waren {0} Schülerinnen und Schüler, neu zugewandert kamen {1} hinzu.",
            (CellRef("key_figures", "S05", "now"), CellRef("key_figures", "S10", "now")),
        ),
    )
