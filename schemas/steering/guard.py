"""How persons are shown inside the house: `Guard`. What few respondents said is put together, then rounded.

No table sums up what it shows: where one group is left out, nothing tells it as a difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.report.protection.rounding import round_to
from schemas.steering.facts import Tally
from schemas.steering.rules import CITY, DISTRICT, SteeringMeasure


@dataclass(frozen=True)
class Shown:
    """A group as it may be shown: the names in it (several where they were put together), its value or None."""

    names: tuple[str, ...]
    value: float | None
    told: Tally


@dataclass(frozen=True)
class Guard:
    """The profile: counts of persons to multiples of `base`, and no sum of fewer than `least` respondents."""

    base: int
    least: int

    def round_persons(self, value: float, measure: SteeringMeasure) -> float:
        """A figure as it is printed."""
        return round_to(value, self.base) if measure.is_persons else value

    def bound(self, value: float, measure: SteeringMeasure) -> float:
        """What a single respondent has at most, as it may decide something: persons rounded up, which tells no true figure."""
        return -(-value // self.base) * self.base if measure.is_persons else value

    def _value(self, told: Tally, measure: SteeringMeasure) -> float | None:
        """Where nobody of those who owe an answer gave one, nothing is known; that is no zero."""
        return None if told.owing and not told.answered else self.round_persons(told.value, measure)

    def is_few(self, told: Tally, measure: SteeringMeasure) -> bool:
        """Whether a count of persons rests on so few that it could be that of a single school or association."""
        return measure.is_persons and not measure.is_of_centre and 0 < len(told.amounts) < self.least

    def show(self, groups: Mapping[str, Tally], measure: SteeringMeasure, by: str) -> list[Shown]:
        """The groups as they may be shown; places that few speak for become one group, the same codes are left out."""
        few = sorted(name for name, one in groups.items() if self.is_few(one, measure))
        rest = {name: one for name, one in groups.items() if name not in few}
        shown = [Shown((name,), self._value(one, measure), one) for name, one in rest.items()]
        if not few:
            return sorted(shown, key=lambda one: one.names)
        if by == DISTRICT:
            shown = self._put_together(few, groups, measure)
        elif by != CITY and self.is_few(_add([groups[name] for name in few]), measure):
            # Left alone they would be what all others lack of a total that is printed elsewhere: the smallest goes with them.
            smallest = min(rest, key=lambda name: (groups[name].value, name), default="")
            shown = [one for one in shown if one.names != (smallest,)]
        elif by == CITY:
            shown = [Shown((name,), None, groups[name]) for name in few]
        return sorted(shown, key=lambda one: one.names)

    def _put_together(self, few: list[str], groups: Mapping[str, Tally], measure: SteeringMeasure) -> list[Shown]:
        """Few and, as long as they are still few, the next smallest place with them."""
        together = list(few)
        others = sorted(set(groups) - set(few), key=lambda name: (len(groups[name].amounts), name))
        while others and self.is_few(_add([groups[name] for name in together]), measure):
            together.append(others.pop(0))
        joined = _add([groups[name] for name in together])
        value = None if self.is_few(joined, measure) else self._value(joined, measure)
        single = [Shown((name,), self._value(groups[name], measure), groups[name]) for name in others]
        return [*single, Shown(tuple(sorted(together)), value, joined)]


def _add(parts: list[Tally]) -> Tally:
    amounts: dict[str, float] = {}
    by_month: dict[tuple[str, str], float] = {}
    for one in parts:
        for name, amount in one.amounts.items():
            amounts[name] = amounts.get(name, 0) + amount
        for then, amount in one.by_month.items():
            by_month[then] = by_month.get(then, 0) + amount
    owing, answered, in_part = (
        frozenset().union(*(getattr(one, name) for one in parts)) for name in ("owing", "answered", "in_part")
    )
    return Tally(amounts, owing, answered, in_part, frozenset().union(*(one.lacking for one in parts)), by_month)
