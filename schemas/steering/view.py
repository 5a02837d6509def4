"""The steering view of a month as a whole. One way in: `build_steering(facts, policy, known)`."""

from collections.abc import Sequence
from dataclasses import dataclass

from config.policy import Policy
from schemas.form.forms import TABLES
from schemas.german import format_month, join_words
from schemas.steering.accounts import POTS
from schemas.steering.closers import Closer, find_closers, unknown_neighbours
from schemas.steering.cohort import cohorts_table, grades_table
from schemas.steering.facts import SteeringFacts, window
from schemas.steering.forecast import outlook_table
from schemas.steering.gaps import Shortfall, Unjudged, concerns, find_shortfalls
from schemas.steering.guard import Guard
from schemas.steering.needs import LANGUAGES, NEEDS, WAITING, languages_table, offers_table, places_table, waiting_table
from schemas.steering.network import NAME, follow_up_table, network_table
from schemas.steering.rules import DISTRICT, GapRule, read_rules
from schemas.steering.table import SteeringTable
from schemas.time.month import shift_month

MONTHS = 12
SECTIONS = {
    "needs": "Bedarf und Angebote",
    "chain": "Die Kette der Sprachförderung",
    "funds": "Mittel",
    "network": "Netzwerk",
}


@dataclass(frozen=True)
class ShownGap:
    """A gap with who could close it, and whether it was one a year ago (None: not known)."""

    gap: Shortfall
    closers: tuple[Closer, ...]
    was_there: bool | None = None


@dataclass(frozen=True)
class SteeringView:
    """All that the page says: gaps in their order, what could not be judged, the tables by section, what is wrong."""

    facts: SteeringFacts
    months: tuple[str, ...]
    guard: Guard
    rules: tuple[GapRule, ...]
    gaps: tuple[ShownGap, ...]
    unjudged: tuple[Unjudged, ...]
    closed: tuple[Shortfall, ...]
    sections: dict[str, tuple[SteeringTable, ...]]
    problems: tuple[str, ...]
    has_neighbours: bool

    @property
    def unrecorded(self) -> tuple[str, ...]:
        """Those of the months that count as now of which nothing is known at all."""
        return tuple(one for one in self.months if one not in self.facts.recorded)

    @property
    def is_blank(self) -> bool:
        """Whether of none of them anything is known."""
        return len(self.unrecorded) == len(self.months)

    @property
    def unrecorded_german(self) -> str:
        """The same as a sentence, empty where each is known."""
        if not self.unrecorded:
            return ""
        months = join_words([format_month(one) for one in self.unrecorded])
        return f"Nicht erfasst: {months}. Was damals angeboten wurde oder hinzukam, fehlt."

    @property
    def none_german(self) -> str:
        """What is said where there is no gap: that is no good news where nothing was asked or could be judged."""
        if not self.rules:
            return "In policy.toml ([steering], gaps) gilt keine Regel: ob es Lücken gibt, ist nicht gefragt."
        return f"Nach den Regeln gibt es keine Lücke{', die sich feststellen ließe' if self.unjudged else ''}."


def tables_of(rules: Sequence[GapRule]) -> frozenset[str]:
    """The form tables that the view needs: those of its own, and those of the rules."""
    own = {one.table for one in (*NEEDS, WAITING, *(measure for _, measure in LANGUAGES))}
    asked = {one.table for rule in rules for one in (rule.need, rule.supply) if one}
    return frozenset({*own, *asked, *POTS, NAME, "offers"}) & TABLES.keys()


def guard_of(policy: Policy) -> Guard:
    """How persons are shown inside; without a base of its own as in what leaves the centre."""
    return Guard(policy.steering.rounding_base or policy.disclosure.rounding_base, policy.steering.least_respondents)


def build_steering(facts: SteeringFacts, policy: Policy, known: Sequence[str]) -> SteeringView:
    """The view as of the facts; `known` are the months of which the warehouse holds anything."""
    chosen, guard = policy.steering, guard_of(policy)
    months = window(facts.month, chosen.months)
    rules, wrong = read_rules(chosen.gaps)
    gaps, unjudged = find_shortfalls(rules, facts, guard, months)
    before = _look_back(facts, guard, rules, chosen.months, known)
    judged: list[Shortfall | Unjudged] = [*gaps, *unjudged]
    return SteeringView(
        facts=facts,
        months=months,
        guard=guard,
        rules=rules,
        gaps=tuple(
            ShownGap(
                one,
                find_closers(one, facts, months, chosen.neighbours),
                None if before is None else any(concerns(one, old) for old in before),
            )
            for one in gaps
        ),
        unjudged=unjudged,
        closed=tuple(one for one in before or () if not any(concerns(one, now) for now in judged)),
        sections=_make_tables(facts, policy, known),
        problems=(*wrong, *unknown_neighbours(facts, chosen.neighbours), *_mixed(policy)),
        has_neighbours=bool(chosen.neighbours),
    )


def _make_tables(facts: SteeringFacts, policy: Policy, known: Sequence[str]) -> dict[str, tuple[SteeringTable, ...]]:
    """The tables by section, in their order."""
    chosen, guard = policy.steering, guard_of(policy)
    months = window(facts.month, chosen.months)
    return {
        "needs": (
            places_table(facts, guard, months),
            languages_table(facts, guard, months),
            waiting_table(facts, guard, months),
            offers_table(facts, months, "target_group"),
            offers_table(facts, months, DISTRICT),
        ),
        "chain": (grades_table(facts, guard, months, known), cohorts_table(facts, guard, months, known)),
        "funds": (outlook_table(facts, chosen.prior_months, chosen.least_trials),),
        "network": (network_table(facts), follow_up_table(facts)),
    }


def _look_back(
    facts: SteeringFacts, guard: Guard, rules: Sequence[GapRule], length: int, known: Sequence[str]
) -> tuple[Shortfall, ...] | None:
    """The gaps of a year ago, by the rules of today; None where a month of it is unknown: fewer months have less supply."""
    then = window(shift_month(facts.month, -MONTHS), length)
    return find_shortfalls(rules, facts, guard, then)[0] if set(then) <= set(known) else None


def _mixed(policy: Policy) -> tuple[str, ...]:
    base, outside = policy.steering.rounding_base, policy.disclosure
    if not base or outside.profile != "rounding" or base == outside.rounding_base:
        return ()
    return (
        (
            f"Diese Seite rundet auf Vielfache von {base}, die Berichte auf Vielfache von {outside.rounding_base}: wer beide hat, "
            "kann kleine Zahlen daraus erschließen (policy.toml, [steering], rounding_base)."
        ),
    )
