"""How a rule has served: what became of all that it found. Ways in: `Hit`, `count_hits`, `propose`. Pure.

A rule costs a call or a letter each time. One that is mostly explained asks about what is usual; one that nearly always
finds a mistake could send the return back at once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from config.policy import Stage
from schemas.finding import Severity

Resolution = Literal["corrected", "explained", "waived", "dropped", "told", "open", "counted"]
GERMAN: dict[Resolution, str] = {
    "corrected": "berichtigt",
    "explained": "erläutert",
    "waived": "ausgenommen",
    "dropped": "Regel geändert",
    "told": "nur Hinweis",
    "open": "offen",
    "counted": "nur gezählt",
}
LEAST_DECIDED = 20  # fewer hits that somebody decided on say nothing of a rule
MOSTLY = 0.8  # of them
_LESS, _MORE = "milder", "schärfer"


@dataclass(frozen=True)
class Hit:
    """What a rule found in the return of a respondent and month, once for each place, and what became of it.

    `effect` is how much larger (or smaller) the figure was in the end, in its unit; None where it is no figure.
    """

    rule: str
    month: str
    respondent: str
    outcome: Resolution
    effect: float | None = None


@dataclass(frozen=True)
class RuleRecord:
    """Of how many returns a rule was `asked`, in how many it was `hit`, what became of its hits, and their effect."""

    rule: str
    asked: int
    returns: int = 0
    outcomes: Counter[Resolution] = field(default_factory=Counter)
    effect: float | None = None


def propose(record: RuleRecord, severity: Severity) -> str:
    """What its record speaks for, in German; empty where it is too short or says nothing."""
    agreed = record.outcomes["explained"] + record.outcomes["waived"]
    decided, unanswered = agreed + record.outcomes["corrected"], record.outcomes["open"]
    if severity == Severity.INFORMATION or decided + unanswered < LEAST_DECIDED:
        return ""
    if unanswered >= MOSTLY * (decided + unanswered):
        return "anders fragen: meist kam keine Antwort"
    if decided < LEAST_DECIDED:
        return ""
    if agreed >= MOSTLY * decided:
        return f"{_LESS}: meist stimmte die Angabe"
    is_sharper = severity == Severity.WARNING and record.outcomes["corrected"] >= MOSTLY * decided
    return f"{_MORE}: meist war es ein Fehler" if is_sharper else ""


def propose_stage(proposal: str, severity: Severity) -> Stage | None:
    """The stage that a proposal comes to; None where it is another question that has to be asked."""
    if proposal.startswith(_LESS):
        return "warning" if severity == Severity.ERROR else "shadow"
    return "error" if proposal.startswith(_MORE) else None


def count_hits(hits: Iterable[Hit], asked: Mapping[str, int]) -> list[RuleRecord]:
    """The record of each rule, also of one that found nothing; `asked` says of how many returns, and the order."""
    by_rule: dict[str, list[Hit]] = {rule: [] for rule in asked}
    for hit in hits:
        if hit.rule in by_rule:
            by_rule[hit.rule].append(hit)
    return [_record_of(rule, own, asked[rule]) for rule, own in by_rule.items()]


def _record_of(rule: str, hits: list[Hit], asked: int) -> RuleRecord:
    effects = [hit.effect for hit in hits if hit.effect is not None]
    return RuleRecord(
        rule,
        asked,
        len({(hit.respondent, hit.month) for hit in hits}),
        Counter(hit.outcome for hit in hits),
        round(sum(effects), 2) if effects else None,
    )
