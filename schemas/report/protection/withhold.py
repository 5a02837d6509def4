"""Which figures of a report are not printed, so that no other is known better than promised. One way in: `choose_withheld`.

Only the new report can still keep something back, and keeping back never tells anybody more. So whatever is narrow because of
it can be mended here; what is narrow without any of its figures was so before, and no report can change that.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from schemas.report.protection.attack import Findings, attack, is_narrow, narrow_down
from schemas.report.protection.model import Figure, Line, Model

WORTH = 5  # what a cell costs beside the persons in it


def choose_withheld(
    model: Model, new: Iterable[Figure], least: int, seconds: float
) -> tuple[frozenset[str], Findings, frozenset[Figure]]:
    """The names of the figures to keep back, of those that only the `new` report prints; what is narrow all the same, and
    which of that was so before.

    The smallest first of those that help, sums last: so that few persons are missing and sentences keep their figures.
    """
    choice = _Choice(model, frozenset(new), least)
    choice.mend_lines()
    found = attack(choice.model, least, seconds)
    known = _known_before(model, frozenset(new), least, seconds, found.narrow)
    while narrow := [figure for figure in found.narrow if figure not in known]:
        asked = {*found.narrow, *found.open, *choice.mend_around(narrow)}
        again = attack(choice.model, least, seconds, asked)
        found = Findings(found.attacked, again.narrow, again.open)
    return frozenset(name for name, _ in choice.gone), found, known


def _known_before(
    model: Model, new: frozenset[Figure], least: int, seconds: float, narrow: Iterable[Figure]
) -> frozenset[Figure]:
    """Which would be narrow if the new report printed nothing at all."""
    asked = list(narrow)
    return frozenset(attack(model.without(new), least, seconds, asked).narrow) if asked else frozenset()


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
    return Model(bounds, model.printed & bounds.keys(), ())


def is_sum(figure: Figure) -> bool:
    """Whether it is the sum of a month: its name has a month and a column, and no rows."""
    return figure[0].count("/") < 2
