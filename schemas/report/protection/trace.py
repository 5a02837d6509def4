"""What a report adds to what an outsider knows: `trace_edition(edition, base)` returns a `Trace`.

A `Figure` is what is counted and how many it truly are: printed in two tables, in two versions or for two months it is one
unknown as long as nothing about it changed, which an outsider is taken to know. Lines are those that hold in the true figures;
so the truth is always among what the outsider deems possible. A trace is kept with its version (`write_trace`, `read_trace`),
so that no later report has to make the earlier ones again.
"""

import json
import zlib
from base64 import b85decode, b85encode
from collections import defaultdict
from collections.abc import Iterator, Mapping
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
Bound: TypeAlias = tuple[float, float]
REST = " ohne "

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
class Gathered:
    """The row "Übrige" of a column: its sum, the codes in it, the most that all may be that could be, and each of them."""

    whole: Figure
    members: tuple[Figure, ...]
    most: float
    each: int = 0  # reports from before this bookkeeping do not say it


@dataclass(frozen=True)
class Trace:
    """The figures that a report prints with what that leaves of each, its lines, and what is gathered in "Übrige"."""

    printed: Mapping[Figure, Bound]
    lines: tuple[Line, ...]
    gathered: tuple[Gathered, ...]


def trace_edition(edition: Edition, base: int) -> Trace:
    """What follows from a report by itself, whose counts are rounded to multiples of `base`."""
    names = name_counts(edition.raw, edition.listed)
    printed = {
        figure: (max(0, value - base // 2), value + base - 1 - base // 2)
        for figure, value in _printed_figures(edition, names)
    }
    return Trace(printed, tuple(_all_lines(edition, names)), tuple(_all_gathered(edition, names, base)))


def write_trace(trace: Trace) -> str:
    """A trace as a short text: each figure once, everything else by its number."""
    figures = sorted({*trace.printed, *(figure for line in trace.lines for figure in line),
                      *(one for row in trace.gathered for one in (row.whole, *row.members))})  # fmt: skip
    place = {figure: number for number, figure in enumerate(figures)}
    written = {
        "figures": figures,
        "printed": [[place[figure], *bound] for figure, bound in trace.printed.items()],
        "lines": [[[place[figure], factor] for figure, factor in line.items()] for line in trace.lines],
        "gathered": [
            [place[row.whole], [place[one] for one in row.members], None if row.most == inf else row.most, row.each]
            for row in trace.gathered
        ],
    }
    return b85encode(zlib.compress(json.dumps(written, ensure_ascii=False).encode(), 9)).decode()


def read_trace(written: str) -> Trace:
    """The same trace again."""
    known = json.loads(zlib.decompress(b85decode(written)))
    figures: list[Figure] = [(name, value) for name, value in known["figures"]]
    return Trace(
        {figures[number]: (low, high) for number, low, high in known["printed"]},
        tuple({figures[number]: factor for number, factor in line} for line in known["lines"]),
        tuple(
            Gathered(figures[whole], tuple(figures[one] for one in members), inf if most is None else most, *each)
            for whole, members, most, *each in known["gathered"]
        ),
    )


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
    whole = names[table.id, line.key, column.part_of] if place[2] == 0 and column.part_of else "darunter"
    return f"{name}{REST}{whole} ({part} von {part + value})", value


def _disjoint_lines(known: Mapping[str, int]) -> Iterator[Line]:
    for whole, parts in DISJOINT:
        for name, value in known.items():
            month, _, rest = name.partition("/")
            total, _, rows = rest.partition("/")
            written = {part: f"{month}/{part}/{rows}".rstrip("/") for part in parts} if total == whole else {}
            told = {part: one for part, one in written.items() if one in known}  # of the other nobody said anything
            names = list(told.values())
            if names:
                left = value - sum(known[one] for one in names)
                if left >= 0:
                    counts = "+".join(str(known[one]) for one in names)
                    unseen = (f"{name}{REST}{'+'.join(told)} ({counts} von {value})", left)
                    yield {**{(one, known[one]): 1 for one in names}, unseen: 1, (name, value): -1}


def _equal_lines(known: Mapping[str, int]) -> Iterator[Line]:
    for first, second in ASKED_TWICE:
        for name, value in known.items():
            month, _, total = name.partition("/")
            other = f"{month}/{second}"
            if total == first and known.get(other) == value:
                yield {(name, value): 1, (other, value): -1}


def _all_gathered(edition: Edition, names: Mapping[CountPlace, str], base: int) -> Iterator[Gathered]:
    """Each code that stands nowhere would print 0; which ones they can be an outsider sees from the other tables."""
    for (table_id, key, column), name in names.items():
        raw, listed = edition.raw.table(table_id), edition.listed.table(table_id)
        is_gathered = "=" in name and key not in _keys(edition.raw, table_id)
        members = members_of(name) or ((name,) if is_gathered else ())  # of one code its row has the name
        if members:
            values = tuple((one, int(raw.cell(one.rpartition("=")[2], column).value or 0)) for one in members)
            whole = (name, int(listed.cell(key, column).value or 0))
            each = base - base // 2 - 1
            yield Gathered(whole, values, each * _count_unlisted(edition, table_id), each)


def _count_unlisted(edition: Edition, table_id: str) -> float:
    """How many codes of its list a table may have left out; without end where there is no list.

    Of the same returns another table by the same codes that leaves out none names all that there are.
    """
    planned = next(one for one in PLAN if one.id == table_id)
    labels: CodeList | None = labels_of(TABLES[planned.table], planned.by)
    if labels is None:
        return inf
    listed = _keys(edition.listed, table_id)
    alike = (one.id for one in PLAN if (one.table, one.by) == (planned.table, planned.by))
    shown = {table.id for table in edition.listed.tables()}
    whole = [_keys(edition.listed, one) for one in alike
             if one in shown and _keys(edition.raw, one) <= _keys(edition.listed, one)]  # fmt: skip
    return min((len(codes - listed) for codes in [set(labels.titles), *whole]), default=inf)


def _keys(report: Report, table_id: str) -> set[str]:
    return {line.key for line in report.table(table_id).rows}
