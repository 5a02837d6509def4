"""Chapter 1 of the report, at a glance: key figures compared."""

from collections.abc import Mapping, Sequence

from schemas.german import format_date, format_month
from schemas.report.cell import ReportCell, Sign
from schemas.report.changes import LAST_MONTH, LAST_YEAR, Comparison, figure_kind
from schemas.report.model import KeyFigures, ReportColumn, ReportRow, ReportTable, row
from schemas.report.plan import KEY_FIGURES, KeyFigure, key_figures_in
from schemas.report.returns import EVERYBODY, overall_coverage
from schemas.report.summary import Summary
from schemas.report.topics.estimates import Estimate
from schemas.time.month import last_day


def key_figures() -> KeyFigures:
    """The figures shown large at the top."""
    large = tuple(figure.key for figure in KEY_FIGURES if figure.is_large)
    return KeyFigures("glance", "key_figures", large, "figure", "now", "change", "n")


def key_table(summary: Summary, changes: tuple[ReportTable, ...], estimates: Sequence[Estimate] = ()) -> ReportTable:
    """Each key figure now, and its changes with the panel's size as the tables of changes (schemas.report.changes) say.

    Where there are estimates they stand in a column of their own, so that a total is what was reported.
    """
    estimated = {one.figure.key: one.cell for one in estimates}
    return ReportTable(
        id="key_figures",
        title="Kennzahlen im Vergleich",
        period=f"{format_month(summary.month)}, Bestände am Stichtag {format_date(last_day(summary.month))}",
        unit="siehe Zeile",
        source=EVERYBODY,
        coverage=overall_coverage(summary),
        columns=(
            ReportColumn("figure", "Kennzahl"),
            ReportColumn("now", format_month(summary.month, short=True), "value"),
            *([ReportColumn("estimate", "geschätzt für alle", "value")] if estimates else []),
            *_change_columns(LAST_MONTH, ("change", "n"), "zum Vormonat"),
            *_change_columns(LAST_YEAR, ("change_year", "n_year"), "zum Vorjahresmonat"),
        ),
        rows=tuple(_key_row(figure, changes, estimated) for figure in key_figures_in(summary.month)),
        notes=(
            "Veränderungen: dieselben n Berichtsstellen in beiden Monaten, siehe die folgenden Tabellen.",
            *(
                ["s: geschätzt, als hätten alle geantwortet, die es schulden; Methode und Genauigkeit: Anhang."]
                if estimates
                else []
            ),
        ),
    )


def _change_columns(comparison: Comparison, names: tuple[str, str], group: str) -> tuple[ReportColumn, ...]:
    change, number = names
    return (
        ReportColumn(change, "Veränderung", "change", group=group, same_as=(comparison.table, "change")),
        ReportColumn(number, "n", "count", group=group, description="Berichtsstellen, die verglichen werden"),
    )


def _key_row(figure: KeyFigure, changes: tuple[ReportTable, ...], estimated: Mapping[str, ReportCell]) -> ReportRow:
    """The cells are those of the tables of changes, so that a change is worked out once."""
    cells = [changes[0].cell(figure.key, "now")]
    if estimated:
        cells.append(estimated.get(figure.key, ReportCell(None, Sign.SENSELESS)))
    for table in changes:
        cells += [table.cell(figure.key, "change"), table.cell(figure.key, "n")]
    return row(figure.title, *cells, key=figure.key, kind=figure_kind(figure))
