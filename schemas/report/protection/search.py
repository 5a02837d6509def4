"""Which figures to keep back, found step by step: where the best choice takes too long. One way in: `search_withheld`.

Always the smallest of those that help, sums last: so that few persons are missing and sentences keep their figures.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from schemas.report.protection.attack import attack, is_narrow, narrow_down
from schemas.report.protection.model import Model, is_sum
from schemas.report.protection.trace import Figure, Line
from schemas.report.protection.withholding import Withholding

WORTH = 5  # what a cell costs beside the persons in it


def search_withheld(model: Model, new: Iterable[Figure], least: int, seconds: float) -> Withholding:
    """What to keep back of the figures that only the `new` report prints; what was not settled in time is open."""
    until = time.monotonic() + seconds
    silent = model.without(new)
    choice = _Choice(model, frozenset(new), least)
    choice.mend_lines()
    found = attack(choice.model, least, until - time.monotonic())
    known: set[Figure] = set()
    while found.narrow:
        known |= attack(silent, least, until - time.monotonic(), found.narrow.keys() - known).narrow.keys()
        chosen = choice.mend_around(sorted(found.narrow.keys() - known))
        if not chosen:
            break
        again = attack(choice.model, least, until - time.monotonic(), {*found.narrow, *found.open, *chosen})
        found = replace(again, attacked=found.attacked)
    return Withholding(frozenset(name for name, _ in choice.gone), choice.model, found, frozenset(known))


class _Choice:
    """The model with what has been kept back so far."""

    def __init__(self, model: Model, new: frozenset[Figure], least: int) -> None:
        self.model, self.new, self.least = model, new, least
        self.gone: set[Figure] = set()
        self.lines_of: dict[Figure, list[Line]] = {}
        for line in model.lines:
            for figure in line:
                self.lines_of.setdefault(figure, []).append(line)

    def mend_lines(self) -> None:
        """Keep back until no line by itself makes a figure narrow: always what costs least for the lines it mends."""
        bad = [line for line in self.model.lines if self._is_bad(self.model, line)]
        while bad:
            mended = {one: self._mended(one, bad) for one in {figure for line in bad for figure in line} & self.new}
            useful = {one: number for one, number in mended.items() if number}
            if not useful:
                return
            self.keep_back(min(useful, key=lambda one: (is_sum(one), (one[1] + WORTH) / useful[one], one)))
            bad = [line for line in bad if self._is_bad(self.model, line)]

    def mend_around(self, narrow: Iterable[Figure]) -> list[Figure]:
        """Keep back the cheapest near each of these figures; returns what was kept back."""
        chosen: list[Figure] = []
        for figure in narrow:
            near = self._near(figure)
            if near and near.isdisjoint(chosen):
                chosen.append(min(near, key=lambda one: (is_sum(one), one[1], one)))
        for one in chosen:
            self.keep_back(one)
        return chosen

    def keep_back(self, one: Figure) -> None:
        """It and what else the report says under the same name."""
        same = [figure for figure in self.new if figure[0] == one[0]]
        self.new -= set(same)
        self.gone |= set(same)
        self.model = self.model.without(same)

    def _is_bad(self, model: Model, line: Line) -> bool:
        left = narrow_down({figure: model.bounds[figure] for figure in line}, [line])
        return any(is_narrow(model, figure, left[figure], self.least) for figure in line)

    def _mended(self, one: Figure, bad: Iterable[Line]) -> int:
        without = [line for line in bad if one in line]
        model = _small(self.model, chain.from_iterable(without)).without([one])
        return sum(not self._is_bad(model, line) for line in without)

    def _near(self, figure: Figure) -> set[Figure]:
        """What can still be kept back in the lines of a figure, further out where nothing is."""
        reached, lines = {figure}, self.lines_of.get(figure, [])
        while True:
            near = {other for line in lines for other in line}
            if near & self.new or near <= reached:
                return near & self.new
            reached |= near
            lines = [line for other in reached for line in self.lines_of.get(other, ())]


def _small(model: Model, figures: Iterator[Figure]) -> Model:
    bounds = {figure: model.bounds[figure] for figure in figures}
    return replace(model, bounds=bounds, printed=model.printed & bounds.keys(), lines=())
