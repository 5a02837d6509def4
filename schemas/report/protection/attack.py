"""The attack: within which interval each figure lies for somebody who knows a `Model`. One way in: `attack(model, least)`.

First line by line: what the others leave to each figure. Then HiGHS is asked for possible truths in which figures are at the
ends of what is promised: many at once, up for some and down for others, and at last each that was never there by itself,
one of each component at a time, since those have nothing to do with each other.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, floor, inf
from random import Random
from typing import Any, TypeAlias

import numpy as np

from schemas.report.protection.model import HIDDEN, Model
from schemas.report.protection.trace import Figure, Line

Interval: TypeAlias = tuple[float, float]
Truth: TypeAlias = np.ndarray  # what could be true: of each figure of a system, in their order
ROUNDS = 40  # questions for many figures at once at most; as long as each finds something
PASSES = 30  # over all lines at most; each is right, more are narrower


@dataclass(frozen=True)
class Findings:
    """How many figures were attacked, the intervals of those narrower than promised, those that the time was up for."""

    attacked: int
    narrow: Mapping[Figure, Interval]
    open: frozenset[Figure] = frozenset()

    @property
    def exact(self) -> int:
        """How many have one value left."""
        return sum(low == high for low, high in self.narrow.values())


def attack(
    model: Model,
    least: int,
    seconds: float = inf,
    only: Iterable[Figure] | None = None,
    truths: list[Truth] | None = None,
) -> Findings:
    """Which figures are known better than promised: what is printed better than it was rounded, what is not to fewer
    than `least` values.

    `only`: ask about these figures alone, with all the others in the model. `truths`: what was found possible under the
    same lines with other figures printed, so that it is not asked for again; those of this model are added.
    """
    tied = {figure for line in model.lines for figure in line if HIDDEN not in figure[0]}
    asked = sorted(tied if only is None else tied.intersection(only))
    total = len(model.bounds) if only is None else len(asked)
    left = narrow_down(model.bounds, model.lines)
    narrow = {figure: left[figure] for figure in asked if is_narrow(model, figure, left[figure], least)}
    search = _Search(model, left, least, time.monotonic() + seconds, [] if truths is None else truths)
    found, unknown = search.run([figure for figure in asked if figure not in narrow])
    return Findings(total, narrow | found, unknown)


def narrow_down(bounds: Mapping[Figure, Interval], lines: Iterable[Line]) -> dict[Figure, Interval]:
    """What the lines leave to each figure, taken one by one: never less than what is possible."""
    left: dict[Figure, Interval] = dict(bounds)
    todo = list(lines)
    lines_of: dict[Figure, list[Line]] = {}
    for line in todo:
        for figure in line:
            lines_of.setdefault(figure, []).append(line)
    for _ in range(PASSES):
        changed = {figure for line in todo for figure in _narrow_line(line, left)}
        todo = list({id(line): line for figure in changed for line in lines_of[figure]}.values())
        if not todo:
            break
    return left


def _narrow_line(line: Line, left: dict[Figure, Interval]) -> list[Figure]:
    """Narrow the figures of a line down to what the others leave; returns those that changed."""
    spans = {figure: sorted((factor * left[figure][0], factor * left[figure][1])) for figure, factor in line.items()}
    changed = []
    for figure, factor in line.items():
        others = [span for other, span in spans.items() if other != figure]
        ends = sorted((-sum(low for low, _ in others) / factor, -sum(high for _, high in others) / factor))
        low, high = max(left[figure][0], _up(ends[0])), min(left[figure][1], _down(ends[1]))
        if (low, high) != left[figure]:
            left[figure] = (low, high)
            spans[figure] = sorted((factor * low, factor * high))
            changed.append(figure)
    return changed


def _up(value: float) -> float:
    return value if abs(value) == inf else ceil(value)


def _down(value: float) -> float:
    return value if abs(value) == inf else floor(value)


def is_narrow(model: Model, figure: Figure, left: Interval, least: int) -> bool:
    """Whether less than promised is left of a figure."""
    if figure in model.printed:
        return left != model.promise(figure)
    return figure not in model.harmless and left[1] - left[0] < least - 1


@dataclass
class _Search:
    """The questions, and how far each figure was in any answer so far, the truth among them."""

    model: Model
    left: Mapping[Figure, Interval]
    least: int
    until: float
    truths: list[Truth]
    figures: list[Figure] = field(init=False)

    def __post_init__(self) -> None:
        self.figures = sorted({figure for line in self.model.lines for figure in line})
        self.place = {figure: number for number, figure in enumerate(self.figures)}
        self.least_seen = self.most_seen = np.array([value for _, value in self.figures])
        self.system: dict[str, Any] = {}
        low, high = np.array([self.left[one] for one in self.figures]).reshape(-1, 2).T
        for truth in self.truths:
            if ((low <= truth) & (truth <= high)).all():
                self._see(truth)

    def _see(self, truth: Truth) -> None:
        self.least_seen, self.most_seen = np.minimum(self.least_seen, truth), np.maximum(self.most_seen, truth)

    def seen(self, one: int) -> Interval:
        """The least and the most of a figure in any answer so far."""
        return int(self.least_seen[one]), int(self.most_seen[one])

    def run(self, wanted: Iterable[Figure]) -> tuple[dict[Figure, Interval], frozenset[Figure]]:
        """Those of `wanted` that are narrow, and those that there was no time for."""
        places = [self.place[figure] for figure in wanted]
        chance = Random(len(places))  # noqa: S311 - which way to ask is no secret, and the same each time
        for _ in range(ROUNDS):
            missing = [(one, way) for one in places for way in self._missing(one)]
            if not missing or not self._ask({one: way for one, way in missing if chance.random() < 0.6}):
                break
            if len(missing) == sum(len(self._missing(one)) for one in places):
                break
        return self._ask_alone([one for one in places if self._missing(one)])

    def _ask_alone(self, places: list[int]) -> tuple[dict[Figure, Interval], frozenset[Figure]]:
        """The last question of each figure: where it does not get now, it never is."""
        if not places:
            return {}, frozenset()
        waiting: dict[int, list[tuple[int, int]]] = {}
        component, narrow, unknown = self._components(), set(), set()
        for one in places:
            waiting.setdefault(component[one], []).extend((one, way) for way in self._missing(one))
        while waiting:
            now = [questions.pop(0) for questions in waiting.values()]
            waiting = {number: questions for number, questions in waiting.items() if questions}
            now = [(one, way) for one, way in now if way in self._missing(one)]
            answered = not now or self._ask(dict(now))
            missed = {one for one, way in now if way in self._missing(one)}
            narrow |= missed if answered else set()
            unknown |= set() if answered else missed
        narrow = {one for one in narrow - unknown if self._missing(one)}
        return {self.figures[one]: self.seen(one) for one in narrow}, frozenset(self.figures[one] for one in unknown)

    def _components(self) -> list[int]:
        """The number of the component of each figure: what hangs together through lines."""
        from scipy.sparse.csgraph import connected_components

        self._prepare()
        matrix = self.system["constraints"].A
        _, labels = connected_components(abs(matrix.T) @ abs(matrix), directed=False)
        return [int(label) for label in labels]

    def _missing(self, one: int) -> list[int]:
        """Which ways (1 up, -1 down) a figure has not been as far as was promised."""
        figure, (low, high) = self.figures[one], self.seen(one)
        if figure not in self.model.printed:
            return [1, -1] if is_narrow(self.model, figure, (low, high), self.least) else []
        first, last = self.model.promise(figure)
        return [*([1] if high < last else []), *([-1] if low > first else [])]

    def _prepare(self) -> None:
        from scipy.optimize import Bounds, LinearConstraint
        from scipy.sparse import csr_array

        if self.system:
            return
        lines = self.model.lines
        cells = [
            (number, self.place[figure], factor) for number, line in enumerate(lines) for figure, factor in line.items()
        ]
        rows, columns, factors = zip(*cells, strict=True)
        matrix = csr_array((factors, (rows, columns)), shape=(len(lines), len(self.figures)), dtype=float)
        most = 2 * max(value for _, value in self.figures) + 100  # HiGHS has no end of what is not printed
        low, high = zip(*(self.left[figure] for figure in self.figures), strict=True)
        self.system = {
            "constraints": LinearConstraint(matrix, 0, 0),
            "bounds": Bounds(list(low), [min(end, most) for end in high]),
            "integrality": [1] * len(self.figures),
        }

    def _ask(self, ways: Mapping[int, int]) -> bool:
        """An answer in which these figures go as far as they can together; False if the time was up."""
        from scipy.optimize import milp

        self._prepare()
        seconds = self.until - time.monotonic()
        if seconds <= 0:
            return False
        goal = np.zeros(len(self.figures))
        goal[list(ways)] = [-way for way in ways.values()]
        found = milp(goal, options={} if seconds == inf else {"time_limit": seconds}, **self.system)
        if found.x is None:
            return False
        self.truths.append(np.rint(found.x).astype(int))
        self._see(self.truths[-1])
        return bool(found.status == 0)
