"""How many persons a report keeps back, and how many it would have to: `measure_loss(candidate)`."""

from dataclasses import dataclass, replace
from math import inf

from schemas.report.protection.optimum import LOSSES, choose_cheapest
from schemas.report.protection.search import search_withheld
from schemas.report.protection.withhold import choose_withheld
from tasks.report.seen.series import Candidate, frame_choice

MOST = 1.05  # times what the tables lose by themselves, and what linking them needs


@dataclass(frozen=True)
class Loss:
    """Persons in what is kept back, each figure once.

    `single`: the best choice for each table by itself; `linked`: for all tables with all that is out; `kept`: as it is
    delivered, within its limits; `searched`: where the best choice takes too long.
    """

    single: int
    linked: int
    kept: int
    searched: int

    def is_fair(self, kept):
        return kept <= MOST * self.single + max(0, self.linked - self.single)


def measure_loss(candidate):
    disclosure, choice = candidate.disclosure, frame_choice(candidate)
    least = disclosure.least_values

    def lost(names):
        return sum(value for name, value in choice.new if name in names)

    def best(model, new):
        return choose_cheapest(model, new, least, LOSSES["persons"], inf).names

    alone = frozenset()
    for one in candidate.raw.tables():
        own = frame_choice(Candidate(only(candidate.raw, one.id), disclosure, kept_back=choice.kept))
        alone |= best(own.model, own.new & choice.new) if own.model.lines else frozenset()
    kept = choose_withheld(choice.model, choice.new, least, disclosure.attack_seconds)
    searched = search_withheld(choice.model, choice.new, least, disclosure.attack_seconds)
    return Loss(lost(alone), lost(best(choice.model, choice.new)), lost(kept.names), lost(searched.names))


def only(raw, table_id):
    """A report that has nothing but this table."""
    sections = tuple(
        replace(section, blocks=tuple(one for one in section.blocks if getattr(one, "id", None) == table_id))
        for section in (*raw.sections, raw.annex)
    )
    return replace(raw, sections=sections[:-1], annex=sections[-1])
