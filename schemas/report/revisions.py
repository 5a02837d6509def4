"""Chapter 9 of the report, revisions: what earlier reports said otherwise, and why it changed."""

from schemas.german import format_date, format_month
from schemas.report.changes import difference, figure_kind
from schemas.report.model import ReportColumn, ReportRow, ReportTable, row
from schemas.report.plan import KEY_FIGURES, KeyFigure
from schemas.report.returns import EVERYBODY, overall_coverage
from schemas.report.summary import Revision, Summary


def revisions_table(summary: Summary) -> ReportTable:
    """Key figures of published months that are others now; differences of protected values, worked out again there."""
    shown = {figure.total: figure for figure in KEY_FIGURES if figure.of is None}
    rows = [_revision_row(one, shown[one.total]) for one in summary.revisions if one.total in shown]
    return ReportTable(
        id="revisions",
        title="Geänderte Kennzahlen früherer Berichte",
        period="alle veröffentlichten Berichtsmonate im Verlauf",
        unit="siehe Zeile",
        source=EVERYBODY,
        coverage=overall_coverage(summary),
        columns=(
            ReportColumn("month", "Monat"),
            ReportColumn("figure", "Kennzahl"),
            ReportColumn("before", "bisher", "value"),
            ReportColumn("now", "jetzt", "value"),
            ReportColumn("change", "Änderung", "change", change_of=("now", "before")),
            ReportColumn("cause", "Grund"),
        ),
        rows=tuple(rows),
    )


def _revision_row(one: Revision, figure: KeyFigure) -> ReportRow:
    counted = ((one.late, "Nachmeldung"), (one.resubmitted, "Ersatzmeldung"))
    causes = [f"{number} {word}{'en' if number > 1 else ''}" for number, word in counted if number]
    values = (one.before, one.now, difference(one.now, one.before), " und ".join(causes) or "Register")
    month, key = format_month(one.month, short=True), f"{one.month}_{figure.key}"
    return row(month, figure.title, *values, key=key, kind=figure_kind(figure))


def about_revisions(summary: Summary) -> str:
    """The sentence that opens the chapter."""
    if summary.previous_vintage is None:
        return "Dies ist der erste Bericht: es gibt keine früheren Zahlen."
    day = format_date(summary.previous_vintage.date())
    if not summary.revisions:
        return f"Seit dem letzten Bericht vom {day} hat sich keine frühere Zahl geändert."
    return f"Seit dem letzten Bericht vom {day} haben Nachmeldungen und Ersatzmeldungen frühere Zahlen geändert."


def release_note(summary: Summary, version: str) -> str:
    """What a later version says on its cover."""
    if version == "1.0":
        return ""
    return f"Diese Fassung ersetzt alle früheren Fassungen des Berichts für {format_month(summary.month)}. Was sich geändert hat, steht in Abschnitt 9."
