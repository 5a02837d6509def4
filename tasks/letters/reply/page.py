"""The page that goes with a mail: receipt or validation report, self-contained (`antwort.html.j2`): `write_reply_page`.

Everything that came from outside is escaped; the page can load nothing and holds no script.
"""

from collections.abc import Sequence

from schemas.answer.case import MOST, Case, weight
from schemas.answer.changes import ChangedCell
from schemas.answer.placing import name_weight, plain_sentence
from schemas.answer.totals import TableTotal
from schemas.answer.words import answer_title, describe_return, format_day, next_steps, verdict
from schemas.finding import Severity
from schemas.german import format_moment
from tasks.templates import template_beside

_MOST_CHANGES = 1_000
_KINDS = {"changed": "geändert", "added": "neue Zeile", "removed": "Zeile entfällt"}


def write_reply_page(
    case: Case, totals: Sequence[TableTotal], changes: Sequence[ChangedCell], *, has_workbook: bool
) -> str:
    """The whole page as text.

    Args:
        case: whose, for when, what became of it, and the findings.
        totals: what we read.
        changes: against the version that it replaces.
        has_workbook: whether the annotated workbook goes with it.
    """
    return template_beside(__file__, "antwort.html.j2").render(
        case=case, heading=answer_title(case), whose=describe_return(case), tone=_tone(case), verdict=verdict(case),
        facts=_facts(case), has_workbook=has_workbook,
        steps=next_steps(case) if has_workbook or not case.is_readable else (),
        most=MOST, weight=weight, name_weight=name_weight, plain_sentence=plain_sentence,
        changes=changes, most_changes=_MOST_CHANGES, kinds=_KINDS,
        totals=totals, sums=_sums,
    )  # fmt: skip


def _tone(case: Case) -> str:
    if case.kind == "report":
        return "error"
    return "warning" if case.count(Severity.WARNING) else "good"


def _facts(case: Case) -> tuple[tuple[str, str], ...]:
    return (
        ("Datei", case.file_name),
        ("Eingegangen", format_moment(case.received_at)),
        ("Geprüft", format_moment(case.checked_at)),
        ("Abgabetermin", format_day(case.deadline)),
        ("Kennung der Lieferung", f"{case.submission_id}, {case.sha256[:12]}"),
    )


def _sums(total: TableTotal) -> str:
    return "\n".join(f"{column}: {value}" for column, value in total.sums) or "–"
