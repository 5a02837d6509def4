"""Chapter 9 of the report, revisions: what earlier reports said otherwise, against which version, and why it changed."""

from collections.abc import Iterator
from dataclasses import replace

from schemas.form.forms import TABLES
from schemas.german import format_date, format_month
from schemas.report.cell import to_cell
from schemas.report.changes import difference, figure_cell, figure_kind
from schemas.report.model import FigureKind, ReportColumn, ReportRow, ReportTable, row
from schemas.report.plan import KEY_FIGURES, PLAN, KeyFigure, Share
from schemas.report.returns import EVERYBODY, overall_coverage
from schemas.report.summary import Revision, Summary
from schemas.report.tables import kind_of, spoken_of
from schemas.report.words import table_texts

REVISIONS = "revisions"  # the table's id
FIRST = "Dies ist der erste Bericht: es gibt keine früheren Zahlen."
FIGURES = {figure.total if figure.of is None else figure.key: figure for figure in KEY_FIGURES}
PRINTED = {
    f"{planned.table}.{name}"
    for planned in PLAN
    for measure in planned.measures
    for name in ((measure.numerator, measure.denominator) if isinstance(measure, Share) else (measure,))
}


def revisions_table(summary: Summary) -> ReportTable:
    """Figures of published months that are others now; differences of protected values, worked out again there."""
    return drop_unchanged(
        ReportTable(
            id=REVISIONS,
            title="Geänderte Zahlen früherer Berichte",
            period="alle veröffentlichten Berichtsmonate im Verlauf",
            unit="siehe Zeile",
            source=EVERYBODY,
            coverage=overall_coverage(summary),
            columns=(
                ReportColumn("month", "Monat"),
                ReportColumn("figure", "Zahl"),
                ReportColumn("before", "bisher", "value"),
                ReportColumn("now", "jetzt", "value"),
                ReportColumn("change", "Änderung", "change", change_of=("now", "before")),
                ReportColumn("version", "gegenüber"),
                ReportColumn("cause", "Grund"),
            ),
            rows=tuple(_revision_rows(summary)),
        )
    )


def drop_unchanged(table: ReportTable) -> ReportTable:
    """The table without rows in which nothing reads otherwise than before; told by what is printed."""
    change = table.column_index("change")
    rows = tuple(
        line
        for line, texts in zip(table.rows, table_texts(table), strict=True)
        if not texts[change].startswith("±0") and texts[change - 2] != texts[change - 1]
    )
    return replace(table, rows=rows)


def _revision_rows(summary: Summary) -> Iterator[ReportRow]:
    """Key figures first, in their order, then the other totals that are printed; month after month."""
    order = list(FIGURES)

    def place(one: Revision) -> tuple[str, int]:
        return one.month, order.index(one.total) if one.total in FIGURES else len(order)

    for one in sorted(summary.revisions, key=place):
        if one.total in FIGURES:
            yield _figure_row(one, FIGURES[one.total], summary)
        elif one.total in PRINTED and (told := _told_total(one.total)):
            yield _row(one, *told, one.total.replace(".", "_"), (one.before, one.now), summary)


def _figure_row(one: Revision, figure: KeyFigure, summary: Summary) -> ReportRow:
    values: tuple[object, object] = (one.before, one.now)
    if figure.of is not None and summary.earlier is not None:
        values = (figure_cell(figure, summary.earlier, one.month, 0), figure_cell(figure, summary, one.month, 0))
    return _row(one, figure.title, figure_kind(figure), figure.key, values, summary)


def _row(  # noqa: PLR0913, PLR0917 - a figure with both its values
    one: Revision, title: str, kind: FigureKind, key: str, values: tuple[object, object], summary: Summary
) -> ReportRow:
    counted = ((one.late, "Nachmeldung"), (one.resubmitted, "Ersatzmeldung"))
    causes = [f"{number} {word}{'en' if number > 1 else ''}" for number, word in counted if number]
    cells = [to_cell(value) for value in values]
    before, now = (float(cell.value) if isinstance(cell.value, int | float) else None for cell in cells)
    cause, version = " und ".join(causes) or "Register", summary.versions.get(one.month, "vorigem Bericht")
    parts = (*cells, difference(now, before), version, cause)
    return row(format_month(one.month, short=True), title, *parts, key=f"{one.month}_{key}", kind=kind)


def _told_total(total: str) -> tuple[str, FigureKind] | None:
    """How a total is called and what it holds; None of what is no sum (a median)."""
    name, _, column_name = total.partition(".")
    table = TABLES[name]
    if column_name == "rows":
        return f"{table.title}: Zahl der Zeilen ({table.counted})", "count"
    column = table.column(column_name)
    return (
        None if column.meaning.kind == "ratio" else (f"{table.title}: {spoken_of(table, column)[0]}", kind_of(column))
    )


def about_revisions(summary: Summary) -> str:
    """What the chapter compares with."""
    if summary.previous_vintage is None:
        return FIRST
    day = format_date(summary.previous_vintage.date())
    return f"Verglichen wird mit dem, was bis zum letzten Bericht vom {day} berichtet war."


def release_note(summary: Summary, version: str) -> str:
    """What a later version says on its cover."""
    if version == "1.0":
        return ""
    replaced = f"Diese Fassung ersetzt alle früheren Fassungen des Berichts für {format_month(summary.month)}."
    against = f" gegenüber {summary.versions[summary.month]}" if summary.month in summary.versions else ""
    return f"{replaced} Was sich{against} geändert hat, steht in Abschnitt 9."
