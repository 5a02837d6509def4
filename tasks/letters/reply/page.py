"""The page that goes with a mail: receipt or validation report, self-contained (`antwort.html.j2`): `write_reply_page`.

Everything that came from outside is escaped; the page can load nothing and holds no script. What is to be done comes
first, what only a hotline asks for last. On a phone each row of a table becomes a card.
"""

import re
from collections.abc import Sequence

from schemas.answer.allowed import say_allowed
from schemas.answer.case import MOST, Case, weight
from schemas.answer.changes import ChangedCell, say_changes
from schemas.answer.placing import name_weight, plain_sentence
from schemas.answer.totals import TableTotal
from schemas.answer.words import answer_title, describe_return, format_day, next_steps, say_nil, verdict
from schemas.finding import Severity
from schemas.german import format_moment, format_month
from tasks.templates import template_beside

_MOST_CHANGES = 1_000
_NAME_PARTS = re.compile(r"(?<=[_\-])(?=\w)|(?=\.[a-z]{3,4}\b)")


def write_reply_page(
    case: Case, totals: Sequence[TableTotal], changes: Sequence[ChangedCell] | None, *, has_workbook: bool
) -> str:
    """The whole page as text.

    Args:
        case: whose, for when, what became of it, and the findings.
        totals: what we read.
        changes: against the version that it replaces; None where nobody could compare them.
        has_workbook: whether the annotated workbook goes with it.
    """
    return template_beside(__file__, "antwort.html.j2").render(
        case=case, heading=answer_title(case), whose=describe_return(case), tone=_tone(case), verdict=verdict(case),
        facts=_facts(case), has_workbook=has_workbook,
        steps=next_steps(case) if has_workbook or not case.is_readable else (),
        most=MOST, weight=weight, name_weight=name_weight, plain_sentence=plain_sentence, say_allowed=say_allowed,
        changes=changes, rows=say_changes((changes or ())[:_MOST_CHANGES]), most_changes=_MOST_CHANGES,
        nil=say_nil(case),
        totals=totals, format_moment=format_moment, format_month=format_month, split_name=_split_name,
    )  # fmt: skip


def _tone(case: Case) -> str:
    if case.kind == "report":
        return "error"
    return "warning" if case.count(Severity.WARNING) else "good"


def _facts(case: Case) -> tuple[tuple[str, str], ...]:
    """What only a hotline asks for, and what no list of sendings says."""
    listed = (
        ("Datei", case.file_name),
        ("Eingegangen", format_moment(case.received_at)),
        ("Geprüft", format_moment(case.checked_at)),
    )
    return (
        *(() if case.sendings else listed),
        ("Abgabetermin", format_day(case.deadline)),
        ("Kennung der Lieferung", f"{case.submission_id}, {case.sha256[:12]}"),
    )


def _split_name(name: str) -> list[str]:
    """A file's name in parts between which a line may end, so that no word of it is torn."""
    return _NAME_PARTS.split(name)
