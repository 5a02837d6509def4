"""Which cells of a table must stay hidden so that nobody can work out a small figure.

One way in: `choose_hidden(grid, threshold)`. A `Grid` knows the figures and the lines in which they add up. The answer
is proven, not hoped for: for every small figure there is another table with the same visible figures and another
value in that place. It takes an attacker into account who knows that a hidden figure is at least 1.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas.report.cell import ReportError

GridPlace = tuple[int, ...]
GridLine = Mapping[GridPlace, int]

MAX_STEPS = 14
"""So many figures at most change together in a proof; longer ways exist only in tables with hardly anything hidden."""
MAX_TRIES = 4000
"""After so many tries a cell counts as not protected, and another one is hidden: slower to read, never less safe."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Figures by place, and the lines in which they add up to nothing (parts +1, their sum -1).

    `unseen`: figures that are never shown but follow from others (the rest of a part). `sums`: shown only if possible,
    so hidden last.
    """

    values: Mapping[GridPlace, int]
    lines: tuple[GridLine, ...]
    unseen: frozenset[GridPlace] = frozenset()
    sums: frozenset[GridPlace] = frozenset()

    def __post_init__(self) -> None:
        for line in self.lines:
            if sum(factor * self.values[place] for place, factor in line.items()):
                raise ReportError(f"Die Zellen {sorted(line)} ergeben nicht ihre Summe.")


def choose_hidden(grid: Grid, threshold: int) -> frozenset[GridPlace]:
    """The places to hide: all from 1 to under `threshold`, and as many others as the proof needs."""
    small = sorted(place for place, value in grid.values.items() if 0 < value < threshold)
    hidden = {place for place in small if place not in grid.unseen}
    safe: set[GridPlace] = set()
    for place in small:
        while place not in safe:
            moved = find_move(grid, place, hidden | grid.unseen)
            if moved:
                safe |= moved
            else:
                hidden.add(_next_to_hide(grid, place, hidden))
    return frozenset(hidden)


def find_move(grid: Grid, start: GridPlace, free: Iterable[GridPlace]) -> frozenset[GridPlace]:
    """Places that can all change by one, `start` among them, with every line still adding up; empty if there are none.

    Each place of the answer has then two possible values at least, as seen by someone who sees all but `free`.
    """
    loose = frozenset(free)
    search = _Search(grid, loose)
    for depth in range(1, MAX_STEPS + 1):
        for step in (1, -1):
            found = search.run({start: step}, depth)
            if found:
                return frozenset(found)
    return frozenset()


class _Search:
    """A depth-first search for a move, one line after the other; its tries are counted over all depths."""

    def __init__(self, grid: Grid, free: frozenset[GridPlace]) -> None:
        self.grid, self.free, self.tries = grid, free, 0
        self.lines_of: dict[GridPlace, list[GridLine]] = {}
        for line in grid.lines:
            for place in line:
                self.lines_of.setdefault(place, []).append(line)

    def run(self, move: dict[GridPlace, int], depth: int) -> dict[GridPlace, int] | None:
        self.tries += 1
        if self.tries > MAX_TRIES or not all(self._is_possible(place, step) for place, step in move.items()):
            return None
        broken = self._broken_line(move)
        if broken is None:
            return move
        if len(move) >= depth:
            return None
        line, surplus = broken
        for place, factor in line.items():
            if place in self.free and place not in move:
                found = self.run({**move, place: -factor if surplus > 0 else factor}, depth)
                if found:
                    return found
        return None

    def _broken_line(self, move: Mapping[GridPlace, int]) -> tuple[GridLine, int] | None:
        for place in move:
            for line in self.lines_of.get(place, ()):
                surplus = sum(line[other] * step for other, step in move.items() if other in line)
                if surplus:
                    return line, surplus
        return None

    def _is_possible(self, place: GridPlace, step: int) -> bool:
        """A hidden figure is never under 1 unless it is a true zero; a rest may fall to 0."""
        value = self.grid.values[place]
        lowest = 0 if place in self.grid.unseen or value == 0 else 1
        return value + step >= lowest


def _next_to_hide(grid: Grid, place: GridPlace, hidden: set[GridPlace]) -> GridPlace:
    """The cheapest visible cell near a place that can still be worked out: no sum, no zero, small."""
    reached = _neighbourhood(grid, place, hidden)
    near = {other for line in reached for other in line} - hidden - grid.unseen
    lonely = {
        other for line in reached if len([p for p in line if p in hidden or p in grid.unseen]) == 1 for other in line
    }
    candidates = (near & lonely) or near
    if not candidates:
        raise ReportError(f"Zelle {place} lässt sich nicht geheim halten.")
    return min(candidates, key=lambda p: (p in grid.sums, grid.values[p] == 0, grid.values[p], p))


def _neighbourhood(grid: Grid, place: GridPlace, hidden: set[GridPlace]) -> list[GridLine]:
    """All lines that hang together with a place through cells that are not visible."""
    loose = hidden | grid.unseen
    todo, seen, lines = [place], {place}, []
    while todo:
        current = todo.pop()
        for line in grid.lines:
            if current in line and line not in lines:
                lines.append(line)
                fresh = [other for other in line if other in loose and other not in seen]
                seen.update(fresh)
                todo.extend(fresh)
    return lines
