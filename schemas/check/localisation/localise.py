"""Which cells of a return are probably wrong: `localise(reading, broken, last)`. It suggests and never changes a value.

Where linked rules are broken together, the fewest cells that could be wrong are sought, each weighted by how far it can
be trusted, and for these the values nearest to what stands there with which every rule holds. This is the error
localisation problem of Fellegi and Holt (1976, see schemas.check.rule.Edit) as a mixed integer programme, as T. de Waal, J.
Pannekoek and S. Scholtus describe it in the "Handbook of Statistical Data Editing and Imputation" (2011).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from schemas.check.catalogue import CHECKS
from schemas.check.localisation.programme import Programme, Variable
from schemas.check.rule import RETURN
from schemas.files.reading import Reading
from schemas.form.forms import TABLES

_MOST_ALTERNATIVES = 3  # more would help nobody
_MOST_GROUPS = 20  # in the order of the form; a return with more of them was not filled in by mistake
_MOST_CELLS = 200  # linked with each other; our longest forms have 160
_MOST_BROKEN = 10  # rules of a group: one wrong cell breaks some, more of them are no slip
_MOST_CHANGES = 5  # in a set: to be told of more would help nobody, and their search may take minutes
_STEADY_WEIGHT = 1.5  # of a cell that is what it was last month; any other weighs 1
_NEAR = 1e-6


class Spot(NamedTuple):
    """A cell of a reading: table, row from 0, column."""

    table: str
    position: int
    column: str


@dataclass(frozen=True)
class Correction:
    """A cell that may be wrong, what stands there, and the nearest value with which all rules hold."""

    spot: Spot
    value: float
    suggested: float


@dataclass(frozen=True)
class Constraint:
    """One edit on actual cells: the weighted sum is at most 0, or 0; `rule` is where it comes from."""

    rule: str
    weights: Mapping[Spot, int]
    is_equation: bool

    def is_broken(self, values: Mapping[Spot, float]) -> bool:
        """Whether these values break it."""
        total = sum(weight * values[spot] for spot, weight in self.weights.items())
        return abs(total) > _NEAR if self.is_equation else total > _NEAR


Last = Mapping[Spot, float]


def localise(
    reading: Reading, refused: Collection[tuple[str, str]] = (), last: Last | None = None, spoiled: Collection[str] = ()
) -> list[list[list[Correction]]]:
    """For each group of linked rules of which two or more are broken: the smallest sets of cells that would mend it.

    Args:
        reading: what the file says.
        refused: table and column of cells that could not be read; rules about them say nothing.
        last: what stood in a cell last month.
        spoiled: rules about sums that lack a refused row: nothing can be said by them.

    Returns:
        A list for each group, at most 20; in it one set of changes, or up to three where several weigh the same; none
        where more than five cells would have to change. Groups of more than 200 cells or ten broken rules are left out.
    """
    values = dict(_values(reading))
    constraints = [
        one
        for one in _constraints(reading)
        if one.rule not in spoiled and not any((spot.table, spot.column) in refused for spot in one.weights)
    ]
    found: list[list[list[Correction]]] = []
    for group in _linked(constraints):
        if len(found) == _MOST_GROUPS:
            break
        spots = {spot for one in group for spot in one.weights}
        if len(spots) <= _MOST_CELLS and 1 < sum(one.is_broken(values) for one in group) <= _MOST_BROKEN:
            found.append(_smallest_sets(group, {spot: values[spot] for spot in sorted(spots, key=_order)}, last or {}))
    return found


def _values(reading: Reading) -> Iterator[tuple[Spot, float]]:
    for name, part in reading.tables.items():
        for column in TABLES[name].figures:
            for position, value in enumerate(part.values[column.name]):
                if isinstance(value, int | float):
                    yield Spot(name, position, column.name), value


def _constraints(reading: Reading) -> Iterator[Constraint]:
    """Every linear edit on the cells that are filled in; one whose side is empty has nothing to be mended by a value."""
    values = dict(_values(reading))
    for rule in CHECKS.values():
        if rule.edit is None:
            continue
        for cells in _places(rule.table, rule.edit.weights(), reading, values):
            weights = {spot: weight for spot, weight in cells.items() if spot in values}
            if {1, -1} <= set(weights.values()):
                yield Constraint(rule.id, weights, rule.edit.is_equation)


def _places(
    table: str, weights: Mapping[str, int], reading: Reading, values: Mapping[Spot, float]
) -> Iterator[dict[Spot, int]]:
    """The cells of an edit: those of each row, or all of the summed columns."""
    if table == RETURN:
        columns = {tuple(name.split("__")): weight for name, weight in weights.items()}
        yield {spot: columns[spot.table, spot.column] for spot in values if (spot.table, spot.column) in columns}
    elif table in reading.tables:
        for position in range(len(reading.tables[table].rows)):
            yield {Spot(table, position, name): weight for name, weight in weights.items()}


def _linked(constraints: Sequence[Constraint]) -> list[list[Constraint]]:
    """The constraints in groups that share cells."""
    leader: dict[Spot, Spot] = {}
    for constraint in constraints:
        spots = list(constraint.weights)
        for one, other in pairwise([spots[0], *spots]):
            leader[_head(leader, other)] = _head(leader, one)
    groups: dict[Spot, list[Constraint]] = {}
    for constraint in constraints:
        groups.setdefault(_head(leader, next(iter(constraint.weights))), []).append(constraint)
    return list(groups.values())


def _head(leader: dict[Spot, Spot], spot: Spot) -> Spot:
    while leader.setdefault(spot, spot) != spot:
        leader[spot] = leader[leader[spot]]
        spot = leader[spot]
    return spot


# The programme: the first half of its variables are the new values, the second whether, or by how much, they change.


def _smallest_sets(group: Sequence[Constraint], values: Mapping[Spot, float], last: Last) -> list[list[Correction]]:
    """All sets of least weight, up to three, each with the nearest values."""
    weights = {spot: _weigh(spot, value, last) for spot, value in values.items()}
    sets: list[list[Correction]] = []
    least: float | None = None
    while len(sets) < _MOST_ALTERNATIVES:
        changed = _fewest(group, values, weights, [{change.spot for change in one} for one in sets])
        weight = sum(weights[spot] for spot in changed)
        if not changed or (least is not None and weight > least + _NEAR):
            break
        least = weight
        nearest = _nearest(group, values, changed)
        if not nearest:
            break
        sets.append(nearest)
    # in the order of the form, whatever the solver found first
    return sorted(sets, key=lambda one: [_order(change.spot) for change in one])


def _weigh(spot: Spot, value: float, last: Last) -> float:
    before = last.get(spot)
    return _STEADY_WEIGHT if before is not None and abs(before - value) < _NEAR else 1.0


def _fewest(
    group: Sequence[Constraint],
    values: Mapping[Spot, float],
    weights: Mapping[Spot, float],
    excluded: Sequence[Collection[Spot]],
) -> set[Spot]:
    """The spots of a set of least weight with which every rule can hold; empty where there is none but `excluded`."""
    spots = list(values)
    count = len(spots)
    flags = [Variable(1.0, weights[spot], is_whole=True) for spot in spots]
    programme = Programme([_value_of(spot) for spot in spots] + flags)
    _hold(programme, group, spots)
    for at, (spot, value) in enumerate(values.items()):  # a value moves only where its flag is set
        programme.at_most({at: 1, count + at: value - _most(spot)}, value)
        programme.at_most({at: -1, count + at: -value}, -value)
    programme.at_most({count + at: 1 for at in range(count)}, _MOST_CHANGES)
    for one in excluded:
        programme.at_most({count + spots.index(spot): 1 for spot in one}, len(one) - 1)
    solution = programme.solve()
    return {spots[at] for at in range(count) if solution[count + at] > 0.5} if solution else set()


def _nearest(group: Sequence[Constraint], values: Mapping[Spot, float], changed: Collection[Spot]) -> list[Correction]:
    """The values of the changed cells that are nearest to what stands there, all rules kept; none where it takes long."""
    spots = list(values)
    count = len(spots)
    moves = [Variable(abs(values[spot]) + _most(spot) if spot in changed else 0.0, 1.0) for spot in spots]
    programme = Programme([_value_of(spot) for spot in spots] + moves)
    _hold(programme, group, spots)
    for at, value in enumerate(values.values()):
        programme.at_most({at: 1, count + at: -1}, value)
        programme.at_most({at: -1, count + at: -1}, -value)
    solution = programme.solve()
    if solution is None:
        return []
    return [Correction(spot, values[spot], round(solution[at], 2)) for at, spot in enumerate(spots) if spot in changed]


def _hold(programme: Programme, group: Sequence[Constraint], spots: Sequence[Spot]) -> None:
    """Every rule of the group holds."""
    at = {spot: number for number, spot in enumerate(spots)}
    for constraint in group:
        weights = {at[spot]: float(weight) for spot, weight in constraint.weights.items()}
        (programme.equals if constraint.is_equation else programme.at_most)(weights, 0.0)


def _value_of(spot: Spot) -> Variable:
    return Variable(_most(spot), is_whole=TABLES[spot.table].column(spot.column).dtype == "Int64")


def _most(spot: Spot) -> float:
    """The largest value that its column allows."""
    return float(TABLES[spot.table].column(spot.column).meaning.maximum or 1_000_000)


def _order(spot: Spot) -> tuple[int, int, int]:
    columns = TABLES[spot.table].columns
    return list(TABLES).index(spot.table), spot.position, columns.index(TABLES[spot.table].column(spot.column))
