"""All counts of persons of some reports as one system of whole numbers: what an outsider knows of them.

One way in: `build_model(editions, base)`. A `Figure` is what is counted and how many it truly are: printed in two tables, in two
versions or for two months it is one unknown as long as nothing about it changed, which an outsider is taken to know.
Lines are those that hold in the true figures; so the truth is always among what the outsider deems possible.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TypeAlias

from config.codes import CodeList
from schemas.form.forms import TABLES
from schemas.report.model import Report, ReportTable
from schemas.report.plan import PLAN
from schemas.report.protection.grid import build_grid
from schemas.report.protection.quantities import CountPlace, members_of, name_counts
from schemas.report.tables import labels_of

Figure: TypeAlias = tuple[str, int]
Line: TypeAlias = Mapping[Figure, int]  # comes to nothing
REST, HIDDEN = " ohne ", "/nicht aufgeführt"

DISJOINT = (
    ("offers.participants", ("offers.participants_under_27", "offers.participants_60_and_over")),
    ("school_pupils.first_support", ("school_pupils.german_class", "school_pupils.german_group")),
)
"""Wholes and parts of them in which nobody is twice, though they are not all."""
ASKED_TWICE = (
    ("school_arrivals.arrivals", "school_pupils.arrivals"),
    ("daycare_languages.children", "daycare_children.other_family_language"),
    ("daycare_places.places_occupied", "daycare_children.children"),
)
"""Totals that the forms ask for in two tables, and about whose difference there are queries (schemas/check)."""


@dataclass(frozen=True)
class Edition:
    """A report with all its true figures, the same as it lists its rows, and as it is printed."""

    raw: Report
    listed: Report
    printed: Report


@dataclass(frozen=True)
class Model:
    """The figures with what is printed of them: the least and the most that each can be, `inf` where nothing says."""

    bounds: Mapping[Figure, tuple[float, float]]
    printed: frozenset[Figure]
    lines: tuple[Line, ...]

    def without(self, figures: Iterable[Figure]) -> "Model":
        """The model where these are not printed."""
        gone = frozenset(figures)
        bounds = {figure: (0, inf) if figure in gone else bound for figure, bound in self.bounds.items()}
        return Model(bounds, self.printed - gone, self.lines)


def build_model(editions: Sequence[Edition], base: int) -> Model:
    """What follows from these reports, whose counts are rounded to multiples of `base`."""
    bounds: dict[Figure, tuple[float, float]] = {}
    printed: set[Figure] = set()
    lines: dict[frozenset[tuple[Figure, int]], Line] = {}
    for edition in editions:
        names = name_counts(edition.raw, edition.listed)
        for figure, value in _printed_figures(edition, names):
            bounds[figure] = (max(0, value - base // 2), value + base - 1 - base // 2)
            printed.add(figure)
        for line in _all_lines(edition, names):
            lines[frozenset(line.items())] = line
    for line in [*lines.values(), *_gathered_lines(editions, printed, bounds, base)]:
        lines[frozenset(line.items())] = line
        for figure in line:
            bounds.setdefault(figure, (0, inf))
    return Model(bounds, frozenset(printed), tuple(lines.values()))


def _printed_figures(edition: Edition, names: Mapping[CountPlace, str]) -> Iterator[tuple[Figure, int]]:
    """Each figure with what is printed of it, where anything is."""
    shown = {table.id: table for table in edition.printed.tables()}
    for (table_id, key, column), name in names.items():
        true = edition.listed.table(table_id).cell(key, column).value
        if table_id in shown and any(line.key == key for line in shown[table_id].rows):
            value = shown[table_id].cell(key, column).value
            if isinstance(value, int | float) and isinstance(true, int | float):
                yield (name, int(true)), int(value)


def _all_lines(edition: Edition, names: Mapping[CountPlace, str]) -> Iterator[Line]:
    known: dict[str, int] = {}
    for table in edition.listed.tables():
        yield from _table_lines(table, names)
    for (table_id, key, column), name in names.items():
        known[name] = int(edition.listed.table(table_id).cell(key, column).value or 0)
    yield from _disjoint_lines(known)
    yield from _equal_lines(known)


def _table_lines(table: ReportTable, names: Mapping[CountPlace, str]) -> Iterator[Line]:
    """The lines of a table, and for each part the rest of its whole."""
    grid = build_grid(table)
    for line in grid.lines:
        figures: dict[Figure, int] = defaultdict(int)
        for place, factor in line.items():
            figures[_figure_at(table, place, grid.values[place], names)] += factor
        if any(figures.values()):
            yield {figure: factor for figure, factor in figures.items() if factor}


def _figure_at(table: ReportTable, place: tuple[int, ...], value: int, names: Mapping[CountPlace, str]) -> Figure:
    """The figure of a place; the place of a rest has a third number (schemas.report.protection.grid)."""
    line, column = table.rows[place[0]], table.columns[place[1]]
    name = names[table.id, line.key, column.id]
    if len(place) == 2:
        return name, value
    part = int(line.cells[place[1]].value or 0)
    return f"{name}{REST}{column.part_of if place[2] == 0 else 'darunter'} ({part} von {part + value})", value


def _disjoint_lines(known: Mapping[str, int]) -> Iterator[Line]:
    for whole, parts in DISJOINT:
        for name, value in known.items():
            month, _, rest = name.partition("/")
            total, _, rows = rest.partition("/")
            names = [f"{month}/{part}/{rows}".rstrip("/") for part in parts]
            if total == whole and all(one in known for one in names):
                left = value - sum(known[one] for one in names)
                if left >= 0:
                    counts = "+".join(str(known[one]) for one in names)
                    unseen = (f"{name}{REST}{'+'.join(parts)} ({counts} von {value})", left)
                    yield {**{(one, known[one]): 1 for one in names}, unseen: 1, (name, value): -1}


def _equal_lines(known: Mapping[str, int]) -> Iterator[Line]:
    for first, second in ASKED_TWICE:
        for name, value in known.items():
            month, _, total = name.partition("/")
            other = f"{month}/{second}"
            if total == first and known.get(other) == value:
                yield {(name, value): 1, (other, value): -1}


def _gathered_lines(
    editions: Sequence[Edition], printed: set[Figure], bounds: dict[Figure, tuple[float, float]], base: int
) -> Iterator[Line]:
    """What is gathered in "Übrige" adds up to it: codes that another table prints, and those that stand nowhere.

    Each of the latter would print 0; how many they are an outsider sees from the list of codes at most.
    """
    for edition in editions:
        names = name_counts(edition.raw, edition.listed)
        for (table_id, key, column), name in names.items():
            members = members_of(name)
            if not members:
                continue
            raw = edition.raw.table(table_id)
            values = {one: int(raw.cell(one.rpartition("=")[2], column).value or 0) for one in members}
            shown = {figure: 1 for figure in values.items() if figure in printed}
            rest = {one: value for one, value in values.items() if (one, value) not in printed}
            whole = (name, int(edition.listed.table(table_id).cell(key, column).value or 0))
            if rest:
                hidden = (f"{name}{HIDDEN} {'+'.join(sorted(rest))}", sum(rest.values()))
                most = (base - base // 2 - 1) * _unlisted(edition.listed.table(table_id))
                bounds[hidden] = (0, max(most, hidden[1]))
                shown[hidden] = 1
            if sum(value for _, value in shown) == whole[1]:
                yield {**shown, whole: -1}


def _unlisted(table: ReportTable) -> float:
    """How many codes of its list a table does not name; without end where there is no list."""
    planned = next(one for one in PLAN if one.id == table.id)
    labels: CodeList | None = labels_of(TABLES[planned.table], planned.by)
    return inf if labels is None else len(labels.titles) - sum(line.key in labels.titles for line in table.rows)
