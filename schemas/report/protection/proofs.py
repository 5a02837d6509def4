"""Why a figure is narrow: which printed figures it follows from. Ways in: `Proofs(model, new, least)`, `line_reasons`.

The dual of a linear programme is the proof: the most that a figure can be follows from those ends of other figures whose
marginals are not nothing. As long as all of them are printed it stays proven, so one of them has to be kept back: this is
the capacity constraint of Fischetti and Salazar (2000) where each figure is either printed or not.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import Any, TypeAlias

from schemas.report.protection.attack import Interval
from schemas.report.protection.model import HIDDEN, Model
from schemas.report.protection.trace import Figure, Line

Reason: TypeAlias = frozenset[str]  # names: as long as all of them are printed, a figure is narrow
_NOTHING: Reason = frozenset()
SURE = 1e-6  # what HiGHS takes for nothing


@dataclass
class Proofs:
    """Proofs about a model of which some names are kept back, with the matrix of each part made once."""

    model: Model
    new: Collection[Figure]
    least: int
    _parts: dict[Figure, "_Part"] = field(default_factory=dict)

    def reasons(self, figure: Figure, left: Interval, gone: Collection[str]) -> Iterator[Reason]:
        """Reasons why this is `left` of a figure without what is `gone`, none of which has a name of another."""
        taken = frozenset(gone)
        while reason := self._reason(figure, left, taken):
            yield reason
            taken |= reason

    def _reason(self, figure: Figure, left: Interval, gone: frozenset[str]) -> Reason | None:
        """None where it is not narrow, as far as a linear programme can tell, or nothing new is to blame."""
        part = self._find_part(figure)
        model = part.model.without(one for one in self.new if one[0] in gone)
        free = {one for one in self.new if one[0] not in gone}
        own = _own(figure, free)
        kept = model.promise(figure) if figure in model.printed else None  # an end that is as promised needs no reason
        (low, because_low), (high, because_high) = (
            (left[side], _NOTHING) if kept and left[side] == kept[side] else part.find_end(model, figure, way, free)
            for side, way in enumerate((-1, 1))
        )
        return _blame(model, figure, (low, high), (because_low | own, because_high | own), self.least)

    def _find_part(self, figure: Figure) -> "_Part":
        if figure not in self._parts:
            part = _Part(self.model.around([figure]))
            self._parts |= dict.fromkeys(part.model.bounds, part)
        return self._parts[figure]


@dataclass
class _Part:
    """What hangs together through lines: nothing else can tell anything of its figures."""

    model: Model

    @cached_property
    def _figures(self) -> list[Figure]:
        return sorted({figure for line in self.model.lines for figure in line})

    @cached_property
    def _place(self) -> Mapping[Figure, int]:
        return {figure: number for number, figure in enumerate(self._figures)}

    @cached_property
    def _system(self) -> Mapping[str, Any]:
        from scipy.sparse import csr_array

        cells = [(r, self._place[one], by) for r, line in enumerate(self.model.lines) for one, by in line.items()]
        rows, columns, factors = zip(*cells, strict=True)
        shape = len(self.model.lines), len(self._figures)
        return {"A_eq": csr_array((factors, (rows, columns)), shape=shape, dtype=float), "b_eq": [0] * shape[0]}

    def find_end(self, model: Model, figure: Figure, way: int, free: Collection[Figure]) -> tuple[float, Reason]:
        """The least (-1) or the most (1) that a figure can be, and the names that this follows from."""
        from scipy.optimize import linprog

        goal = [0.0] * len(self._figures)
        goal[self._place[figure]] = -way
        bounds = [model.bounds[one] for one in self._figures]
        found = linprog(goal, bounds=bounds, method="highs", **self._system)
        if found.x is None:
            return way * inf, _NOTHING
        sides = zip(self._figures, found.lower.marginals, found.upper.marginals, strict=True)
        used = ((one, 0 if low > SURE else 1) for one, low, high in sides if low > SURE or high < -SURE)
        return -way * found.fun, frozenset(one[0] for one, side in used if one in free and _says(model, one, side))


def line_reasons(model: Model, line: Line, free: Collection[Figure], least: int) -> Iterator[Reason]:
    """Reasons why figures of a line are narrow by it alone."""
    for figure, factor in line.items():
        if HIDDEN in figure[0]:
            continue
        others = {one: by * (1 if factor < 0 else -1) for one, by in line.items() if one != figure}
        ends, because = [], []
        for side in (0, 1):
            used = {one: side if by > 0 else 1 - side for one, by in others.items()}
            worth = sum(by * model.bounds[one][used[one]] for one, by in others.items()) / abs(factor)
            ends.append(max(worth, model.bounds[figure][0]) if side == 0 else min(worth, model.bounds[figure][1]))
            because.append(
                frozenset(one[0] for one, end in used.items() if one in free and _says(model, one, end))
                | _own(figure, free)
            )
        reason = _blame(model, figure, (ends[0], ends[1]), (because[0], because[1]), least)
        if reason:
            yield reason


def _own(figure: Figure, free: Collection[Figure]) -> Reason:
    return frozenset({figure[0]}) if figure in free else _NOTHING


def _says(model: Model, figure: Figure, side: int) -> bool:
    """Whether this end of a figure is known because it is printed."""
    return model.bounds[figure][side] != model.unprinted(figure)[side]


def _blame(
    model: Model, figure: Figure, left: tuple[float, float], because: tuple[Reason, Reason], least: int
) -> Reason | None:
    """One end is enough to be better known than printed; of what is not printed, both together are too near."""
    if figure not in model.printed:
        is_known = figure not in model.harmless and left[1] - left[0] < least - 1 - SURE
        return because[0] | because[1] if is_known else None
    low, high = model.promise(figure)
    known = [*([because[0]] if left[0] > low + SURE else []), *([because[1]] if left[1] < high - SURE else [])]
    return min(known, key=lambda reason: (len(reason), sorted(reason)), default=None)
