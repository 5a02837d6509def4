"""Chapter 2 of the report, returns and data quality: who reported, how the rate went, what was found, what was waived."""

from dataclasses import replace

from config.codes import code_list
from schemas.form.forms import FORMS, is_kind_asked
from schemas.german import format_date, format_month
from schemas.report.model import Coverage, ReportColumn, ReportRow, ReportTable, row
from schemas.report.summary import Counts, Summary, Waived
from schemas.report.tables import share_of

EVERYBODY = "alle Meldebögen"


def overall_coverage(summary: Summary) -> Coverage:
    """Coverage over all kinds of respondents."""
    return Coverage(*summary.counts_of(summary.month))


def returns_table(summary: Summary) -> ReportTable:
    """Returns owed, in force, nil, late and returned, by kind."""
    counts = [one for one in summary.counts if one.month == summary.month]
    titles = code_list("kind").titles
    rows = [_returns_row(titles[one.kind], [one], one.kind) for one in counts]
    rows.append(_returns_row("Insgesamt", counts, "total"))
    return ReportTable(
        id="returns_by_kind",
        title="Meldungen nach Art der Berichtsstelle",
        period=f"Berichtsmonat {format_month(summary.month)}",
        unit="Meldungen",
        source=EVERYBODY,
        coverage=overall_coverage(summary),
        columns=(
            ReportColumn("kind", "Art der Berichtsstelle"),
            ReportColumn("expected", "erwartet", "count"),
            ReportColumn("accepted", "angenommen", "count"),
            ReportColumn("nil", "darunter Fehlanzeigen", "count"),
            ReportColumn("late", "darunter nach dem Abgabetermin", "count"),
            ReportColumn("returned", "zur Berichtigung zurückgegeben", "count"),
            ReportColumn("outstanding", "nicht eingegangen", "count"),
            ReportColumn("rate", "Rücklaufquote", "share", "%", share_of=("accepted", "expected")),
        ),
        rows=tuple(rows),
        notes=("Eine Fehlanzeige ist eine Meldung: ausdrücklich nichts zu berichten.", *_exempt_note(counts)),
    )


def _exempt_note(counts: list[Counts]) -> tuple[str, ...]:
    """Who owes nothing is no gap in the rate."""
    exempt = sum(one.exempt for one in counts)
    if not exempt:
        return ()
    who = "Eine Berichtsstelle schuldet" if exempt == 1 else f"{exempt} Berichtsstellen schulden"
    return (f"{who} für diesen Monat keine Meldung (Schulferien, Schließzeit oder geschlossen).",)


def _returns_row(label: str, counts: list[Counts], key: str) -> ReportRow:
    expected, accepted, nil, late, returned = (
        sum(getattr(one, name) for one in counts) for name in ("expected", "accepted", "nil", "late", "returned")
    )
    values = (expected, accepted, nil, late, returned, expected - accepted - returned, share_of(accepted, expected))
    return row(label, *values, key=key, role="total" if key == "total" else "body")


def rate_trend(summary: Summary) -> ReportTable:
    """Reporting rate (I09) by kind, month by month."""
    months = [month for month in summary.totals.index if summary.counts_of(month)[1]]
    kinds, rows = [kind for kind in FORMS if any(is_kind_asked(kind, month) for month in months or [summary.month])], []
    for month in months:
        rates = [share_of(*summary.counts_of(month, (kind,))) for kind in kinds]
        rows.append(row(format_month(month, short=True), *rates, share_of(*summary.counts_of(month)), key=month))
    return ReportTable(
        id="rate_trend",
        title="Rücklaufquote im Verlauf",
        period=f"{format_month(months[0] if months else summary.month)} bis {format_month(summary.month)}",
        unit="Prozent",
        source=EVERYBODY,
        coverage=overall_coverage(summary),
        columns=(
            ReportColumn("month", "Monat"),
            *(ReportColumn(kind, code_list("kind").titles[kind], "share", "%") for kind in kinds),
            ReportColumn("all", "alle", "share", "%"),
        ),
        rows=tuple(rows),
    )


def intake_table(summary: Summary) -> ReportTable:
    """Submissions and findings by kind."""
    names = ("submissions", "returned", "superseded", "errors", "warnings", "informations")
    titles = ("Lieferungen", "zurückgegeben", "durch neuere ersetzt", "Fehler", "Rückfragen", "Hinweise")
    rows = [
        row(code_list("kind").titles[one.kind], *(getattr(one, name) for name in names), key=one.kind)
        for one in summary.intake
    ]
    sums = [sum(getattr(one, name) for one in summary.intake) for name in names]
    return ReportTable(
        id="intake",
        title="Lieferungen und Befunde",
        period=f"Berichtsmonat {format_month(summary.month)}, bis zum Datenstand",
        unit="Anzahl",
        source="Prüfprotokolle",
        coverage=overall_coverage(summary),
        columns=(
            ReportColumn("kind", "Art der Berichtsstelle"),
            *(ReportColumn(name, title, "count") for name, title in zip(names, titles, strict=True)),
        ),
        rows=(*rows, row("Insgesamt", *sums, key="total", role="total")),
        notes=("Ein Fehler gibt die Lieferung zur Berichtigung zurück, eine Rückfrage bittet um Erläuterung.",),
    )


def annotate_waivers(table: ReportTable, form_table: str | None, summary: Summary) -> ReportTable:
    """A table of the report with a note for each waiver that its figures rest on; None means all of the month's."""
    ours = [one for one in summary.waived if form_table in {None, one.table}]
    return replace(table, notes=(*table.notes, *(_note(one) for one in ours))) if ours else table


def _note(waived: Waived) -> str:
    word = "einer Meldung" if waived.returns == 1 else f"{waived.returns} Meldungen"
    end = "" if waived.reason.rstrip().endswith((".", "!", "?")) else "."
    return (
        f"Ausnahme von der Prüfregel {waived.rule} bei {word} (bis {format_date(waived.expires_on)}): "
        f"{waived.reason.rstrip()}{end}"
    )
