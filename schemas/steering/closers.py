"""Who could close a gap: associations that work in a fitting field of action. One way in: `find_closers(gap, facts, ...)`.

Only what they offer is named, and where they sit; how many people come to them is nobody's business here. How near two
places are no register says: the policy's pairs of neighbours do, where the centre has written them down.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from config.codes import code_list
from schemas.german import join_words
from schemas.steering.facts import SteeringFacts
from schemas.steering.gaps import Shortfall
from schemas.steering.rules import DISTRICT, FIELD, ROWS, SteeringMeasure

MOST, MOST_IN_PLACE = 5, 2
OFFERS = SteeringMeasure("offers", ROWS)
NEARNESS = ("im Ort selbst", "Nachbarort", "anderer Ort", "")  # the last where the gap is that of no place


@dataclass(frozen=True)
class Closer:
    """An association, how near it is, and how many offers it has in which fields."""

    name: str
    place: str
    nearness: str
    offers: int
    fields: tuple[str, ...]

    @property
    def german(self) -> str:
        """One line about it."""
        what = "1 Angebot" if self.offers == 1 else f"{self.offers} Angebote"
        where = f"{self.place}, {self.nearness}" if self.nearness else self.place
        return f"{self.name} ({where}): {what} in {join_words(list(self.fields))}"


def find_closers(
    gap: Shortfall, facts: SteeringFacts, months: Sequence[str], neighbours: Collection[tuple[str, str]]
) -> tuple[Closer, ...]:
    """Up to five: two of the place itself, then of a neighbouring one, then of any other; who offers more comes first."""
    titles = code_list(FIELD).titles
    counts: dict[str, dict[str, int]] = {}
    for row in facts.newest_rows(OFFERS, months):
        field = row.values.get(FIELD)
        if field in gap.rule.closed_by and row.respondent in facts.members:
            own = counts.setdefault(row.respondent, {})
            own[field] = own.get(field, 0) + 1
    found = []
    for respondent, fields in counts.items():
        member = facts.members[respondent]
        near = _nearness(gap, member.place, neighbours)
        names = tuple(titles[one] for one in titles if one in fields)
        order = (near, -sum(fields.values()), member.name, respondent)
        found.append((order, Closer(member.name, member.place, NEARNESS[near], sum(fields.values()), names)))
    ordered = [closer for _, closer in sorted(found, key=lambda one: one[0])]
    here = [one for one in ordered if one.nearness == NEARNESS[0]]
    return tuple([*here[:MOST_IN_PLACE], *ordered[len(here) :]][:MOST])


def unknown_neighbours(facts: SteeringFacts, neighbours: Collection[tuple[str, str]]) -> tuple[str, ...]:
    """A sentence on each place of the policy's pairs that there is not."""
    names = dict.fromkeys(name for pair in neighbours for name in pair if name not in facts.places)
    return tuple(f"policy.toml ([steering], neighbours) nennt den Ort „{name}“, den es nicht gibt." for name in names)


def _nearness(gap: Shortfall, place: str, neighbours: Collection[tuple[str, str]]) -> int:
    if gap.rule.by != DISTRICT:
        return 3
    if place in gap.names:
        return 0
    return 1 if any({place, name} == set(pair) for pair in neighbours for name in gap.names) else 2
