"""How a rule has served: what became of all that it found. Ways in: `Hit`, `count_hits`, `RuleRecord.proposal`. Pure.

A rule costs a call or a letter each time. One that is mostly explained asks about what is usual; one that nearly always
finds a mistake could send the return back at once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from schemas.check.catalogue import CATALOGUE
from schemas.check.rule import Check
from schemas.finding import Severity
from schemas.form.forms import FORMS

Outcome = Literal["corrected", "explained", "waived", "dropped", "told", "open"]
GERMAN: dict[Outcome, str] = {
    "corrected": "berichtigt",
    "explained": "erläutert",
    "waived": "ausgenommen",
    "dropped": "Regel geändert",
    "told": "nur Hinweis",
    "open": "offen",
}
LEAST_DECIDED = 20  # fewer hits that somebody decided on say nothing of a rule
MOSTLY = 0.8  # of them


@dataclass(frozen=True)
class Hit:
    """What a rule found in the return of a respondent and month, once for each place, and what became of it.

    `effect` is how much larger (or smaller) the figure was in the end, in its unit; None where it is no figure.
    """

    rule: str
    month: str
    respondent: str
    outcome: Outcome
    effect: float | None = None


@dataclass(frozen=True)
class RuleRecord:
    """Of how many returns a rule was `asked`, in how many it was `hit`, what became of its hits, and their effect."""

    rule: str
    asked: int
    returns: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    effect: float | None = None

    @property
    def proposal(self) -> str:
        """What its record speaks for, in German; empty where it is too short or says nothing."""
        rule = CATALOGUE.get(self.rule)
        agreed = self.outcomes["explained"] + self.outcomes["waived"]
        decided = agreed + self.outcomes["corrected"]
        if rule is None or rule.severity == Severity.INFORMATION or decided + self.outcomes["open"] < LEAST_DECIDED:
            return ""
        if self.outcomes["open"] >= MOSTLY * (decided + self.outcomes["open"]):
            return "anders fragen: meist kam keine Antwort"
        if decided < LEAST_DECIDED:
            return ""
        if agreed >= MOSTLY * decided:
            return "milder: meist stimmte die Angabe"
        is_sharper = rule.severity == Severity.WARNING and self.outcomes["corrected"] >= MOSTLY * decided
        return "schärfer: meist war es ein Fehler" if is_sharper else ""


def forms_of(rule: str) -> frozenset[str]:
    """The forms that a rule is asked of; all where it looks at the file, its head or whatever it says."""
    known = CATALOGUE.get(rule)
    cells = known.cells if isinstance(known, Check) else ()
    tables = {known.table, *(cell.partition("__")[0] for cell in cells)} if isinstance(known, Check) else set()
    own = frozenset(form.name for form in FORMS.values() if not tables.isdisjoint(one.name for one in form.tables))
    return own or frozenset(FORMS)


def count_hits(hits: Iterable[Hit], returns: Mapping[str, int], rules: Iterable[str]) -> list[RuleRecord]:
    """The record of each of these rules, in their order.

    Args:
        hits: everything that was found.
        returns: how many returns with figures came, by form.
        rules: ids, also of rules that found nothing.
    """
    by_rule: dict[str, list[Hit]] = {rule: [] for rule in rules}
    for hit in hits:
        if hit.rule in by_rule:
            by_rule[hit.rule].append(hit)
    return [_record_of(rule, own, returns) for rule, own in by_rule.items()]


def _record_of(rule: str, hits: list[Hit], returns: Mapping[str, int]) -> RuleRecord:
    asked = sum(count for form, count in returns.items() if form in forms_of(rule))
    effects = [hit.effect for hit in hits if hit.effect is not None]
    return RuleRecord(
        rule,
        asked,
        len({(hit.respondent, hit.month) for hit in hits}),
        Counter(hit.outcome for hit in hits),
        round(sum(effects), 2) if effects else None,
    )
