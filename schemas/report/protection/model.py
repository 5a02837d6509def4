"""All counts of persons of some reports as one system of whole numbers: what an outsider knows of them.

One way in: `build_model(traces)`. What a report adds to it is its trace (schemas.report.protection.trace).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from schemas.report.protection.trace import Bound, Figure, Line, Trace

HIDDEN = "/nicht aufgeführt"


@dataclass(frozen=True)
class Model:
    """The figures with what is printed of them: the least and the most that each can be, `inf` where nothing says.

    `promised` names those that were rounded in two ways so that both together leave less than either, with what the finer
    one leaves. `silent` is what was known before the report that is about to say more. `harmless` may be known exactly.
    """

    bounds: Mapping[Figure, Bound]
    printed: frozenset[Figure]
    lines: tuple[Line, ...]
    promised: Mapping[Figure, Bound] = field(default_factory=dict)
    silent: "Model | None" = field(default=None, compare=False)
    harmless: frozenset[Figure] = frozenset()

    def promise(self, figure: Figure) -> Bound:
        """What a printed figure should leave."""
        return self.promised.get(figure, self.bounds[figure])

    def unprinted(self, figure: Figure) -> Bound:
        """What is known of a figure where the new report does not print it."""
        return self.silent.bounds.get(figure, (0, inf)) if self.silent else (0, inf)

    def without(self, figures: Iterable[Figure]) -> "Model":
        """The model where the new report does not print these."""
        gone, before = frozenset(figures), self.silent or Model({}, frozenset(), ())
        bounds = {one: self.unprinted(one) if one in gone else bound for one, bound in self.bounds.items()}
        promised = {one: bound for one, bound in self.promised.items() if one not in gone}
        promised |= {one: bound for one, bound in before.promised.items() if one in gone}
        printed = (self.printed - gone) | (gone & before.printed)
        return replace(self, bounds=bounds, printed=printed, promised=promised)

    def around(self, figures: Iterable[Figure]) -> "Model":
        """What hangs together with these figures through lines: nothing else can tell anything of them."""
        lines_of: dict[Figure, list[Line]] = {}
        for line in self.lines:
            for figure in line:
                lines_of.setdefault(figure, []).append(line)
        reached: set[Figure] = set()
        todo = [figure for figure in figures if figure in self.bounds]
        while todo:
            figure = todo.pop()
            if figure not in reached:
                reached.add(figure)
                todo += [other for line in lines_of.get(figure, ()) for other in line if other not in reached]
        bounds = {figure: bound for figure, bound in self.bounds.items() if figure in reached}
        lines = tuple(line for line in self.lines if not reached.isdisjoint(line))
        promised = {figure: bound for figure, bound in self.promised.items() if figure in reached}
        return replace(self, bounds=bounds, printed=self.printed & reached, lines=lines, promised=promised)


def build_model(traces: Sequence[Trace]) -> Model:
    """What follows from reports with these traces together."""
    bounds: dict[Figure, Bound] = {}
    finest: dict[Figure, Bound] = {}
    for trace in traces:
        for figure, bound in trace.printed.items():
            bounds[figure] = meet_bounds(bounds.get(figure, bound), bound)
            finest[figure] = min(finest.get(figure, bound), bound, key=lambda one: (one[1] - one[0], one))
    promised = {figure: bound for figure, bound in finest.items() if bound != bounds[figure]}
    printed = frozenset(figure for figure, (_, high) in bounds.items() if high < inf)  # else it is a gap, at least 1
    lines: dict[frozenset[tuple[Figure, int]], Line] = {}
    for line in [*(line for trace in traces for line in trace.lines), *_gathered_lines(traces, printed, bounds)]:
        lines[frozenset(line.items())] = line
        for figure in line:
            bounds.setdefault(figure, (0, inf))
    return Model(bounds, printed, tuple(lines.values()), promised)


def meet_bounds(first: Bound, second: Bound) -> Bound:
    """What two of them leave together."""
    return max(first[0], second[0]), min(first[1], second[1])


def _gathered_lines(
    traces: Sequence[Trace], printed: Collection[Figure], bounds: dict[Figure, Bound]
) -> Iterator[Line]:
    """What is gathered in "Übrige" adds up to it: codes that another table prints, and those that stand nowhere."""
    for row in (row for trace in traces for row in trace.gathered):
        shown = {figure: 1 for figure in row.members if figure in printed and figure != row.whole}
        rest = dict(figure for figure in row.members if figure not in shown)
        if rest:
            hidden = (f"{row.whole[0]}{HIDDEN} {'+'.join(sorted(rest))}", sum(rest.values()))
            bounds[hidden] = (0, max(row.most - row.each * len(shown), hidden[1]))
            shown[hidden] = 1
        if sum(value for _, value in shown) == row.whole[1]:
            yield {**shown, row.whole: -1}


def is_sum(figure: Figure) -> bool:
    """Whether it is the sum of a month: its name has a month and a column, and no rows."""
    return figure[0].count("/") < 2
