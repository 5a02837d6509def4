"""Waivers as footnotes of the report: `annotate_waivers(table, form_table, summary)`."""

from dataclasses import replace

from schemas.german import format_date
from schemas.report.model import ReportTable
from schemas.report.summary import Summary, Waived


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
