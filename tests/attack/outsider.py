"""An outsider: has nothing but the files of report folders, knows how counts are protected, and solves what is left.

Ways in: `read_folder(files)`, `intervals(tables)` and, where counts are hidden, `leftovers(tables)`. It shares no code
with what protects the reports, and knows of forms only what everybody does: that rows add up to their total, that parts
are no more than their whole, and which tables count the same persons.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import StringIO
from math import inf

from scipy.optimize import Bounds, LinearConstraint, milp

BASE = 5
MANY = 10_000  # more persons than there are in any of these cities
PARTS = {  # column of a part -> column of its whole
    "children_female": "children",
    "foreign_origin_parent": "children",
    "certified_support_need": "children",
    "pupils_female": "pupils",
    "migration_background": "pupils",
    "first_support": "pupils",
    "first_support_female": "first_support",
    "german_class": "first_support",
    "participants_female": "participants",
    "participants_under_27": "participants",
    "participants_60_and_over": "participants",
    "arrivals_female": "arrivals",
}


SAME = {  # tables -> who is counted in them, and by what
    **dict.fromkeys(("pupils_by_type", "support_by_type", "movement_by_type"), ("schools", "type")),
    "support_by_grade": ("schools", "grade"),
    **dict.fromkeys(("offers_by_field", "youth_by_field", "seniors_by_field"), ("offers", "field")),
    "offers_by_component": ("offers", "component"),
    "offers_by_target": ("offers", "target"),
}
DISJOINT = (("participants_under_27", "participants_60_and_over", "participants"),)


TRENDED = {  # of `trend` and `ages_trend`: what it is
    "certified_support_need": ("children_by_age", "total", "certified_support_need"),
    "first_support": ("schools", "total", "first_support"),
    "arrivals": ("schools", "total", "arrivals"),
    "participants": ("offers", "total", "participants"),
    "young": ("offers", "total", "participants_under_27"),
    "old": ("offers", "total", "participants_60_and_over"),
}


def read_folder(files):
    """Table -> rows, each as column -> text, of `daten/*.csv` by name."""
    return {
        name.removesuffix(".csv"): list(csv.DictReader(StringIO(data.decode())))
        for name, data in files.items()
        if name.endswith(".csv") and name not in {"codes.csv", "report.csv"}
    }


def count_columns(rows):
    """Columns of whole numbers with signs beside them that add up to a total row."""
    names = [name for name in rows[0] if f"{name}_sign" in rows[0]] if rows else []
    return [name for name in names if all(row[name].lstrip("-").isdigit() for row in rows if row[name])]


def left_by_rounding(text, base=BASE):
    """What a printed count leaves; everything where nothing is printed."""
    return (max(0, int(text) - base // 2), int(text) + base - 1 - base // 2) if text else (0, inf)


def left_by_hiding(text):
    """A count is printed as it is, or hidden, and then it is somebody: a true 0 never is."""
    return (int(text), int(text)) if text else (1, MANY)


def read_trend(tables, month, left=left_by_rounding):
    """What a later report says of a month: what is counted, where -> what that leaves."""
    rows = [row for name in ("trend", "ages_trend") for row in tables[name] if row["row_key"] == month]
    return {what: left(row[name]) for row in rows for name, what in TRENDED.items() if row.get(name)}


def two_ways(first, second, bases):
    """Counts that were rounded in two ways, and of which both together leave less than either: place -> interval."""
    found = {}
    for table in first.keys() & second.keys():
        others = {row["row_key"]: row for row in second[table]}
        for row in first[table]:
            for name in count_columns(first[table]) if row["row_key"] in others else ():
                texts = row[name], others[row["row_key"]][name]
                spans = [left_by_rounding(text, base) for text, base in zip(texts, bases, strict=True)]
                both = max(low for low, _ in spans), min(high for _, high in spans)
                if both not in spans and all(texts):
                    found[place(table, row, name)] = both
    return found


def is_rounded(rows, name, base=BASE):
    """Whether a column holds rounded counts of persons: all of them are multiples, and there are some."""
    values = [int(row[name]) for row in rows if row[name]]
    return bool(values) and all(value % base == 0 for value in values) and any(values)


def is_told(rows, name):
    """Whether a column holds counts of persons, of which some may be hidden; where all are, it tells nothing."""
    return name in {*PARTS, *PARTS.values()} and any(row[name] for row in rows)


@dataclass(frozen=True)
class Way:
    """What an outsider knows of how counts are protected: which columns are, and what a printed text leaves."""

    is_counted: Callable[[list[dict[str, str]], str], bool]
    left: Callable[[str], tuple[float, float]]


HIDDEN = Way(is_told, left_by_hiding)


def rounded_by(base):
    """The way of multiples."""
    return Way(partial(is_rounded, base=base), partial(left_by_rounding, base=base))


def intervals(tables, known=None, earlier=None, is_changed=None, base=BASE):
    """What is counted, where -> what is promised of it, and what an outsider can narrow it down to.

    `known`: what other reports leave of it, which is no promise of what is printed here, by multiples of `base`.
    `earlier`: the version before, of whose counts only those that `is_changed` names were other ones.
    """
    bounds, lines = read_all(rounded_by(base), tables, earlier, is_changed)
    promised = {one: left for one, left in bounds.items() if left[1] < inf}
    for one, left in (known or {}).items():
        narrow(bounds, one, left)
        promised.setdefault(one, left)
    return {one: (left, solve(one, bounds, lines)) for one, left in promised.items()}


def leftovers(tables, known=None, earlier=None, is_changed=None):
    """What is counted, where -> what an outsider can narrow it down to, where small counts are hidden."""
    bounds, lines = read_all(HIDDEN, tables, earlier, is_changed)
    for one, left in (known or {}).items():
        narrow(bounds, one, left)
    return {one: left if left[0] == left[1] else solve(one, bounds, lines) for one, left in bounds.items()}


def read_all(way, tables, earlier=None, is_changed=None):
    """All that one version tells, or two together: bounds of what is counted, and how it hangs together."""
    bounds, lines = {}, []
    read_tables(way, tables, bounds, lines)
    if earlier:
        old_bounds, old_lines = {}, []
        read_tables(way, earlier, old_bounds, old_lines)
        then = {one: ("1.0", *one) if is_changed(one) else one for one in old_bounds}
        for one, left in old_bounds.items():
            narrow(bounds, then[one], left)
        lines += [({then[one]: by for one, by in line.items()}, *ends) for line, *ends in old_lines]
    return bounds, lines


def read_tables(way, tables, bounds, lines):
    """Add what a report prints to what is known, and how its counts hang together."""
    for table, rows in tables.items():
        if any(row["row_role"] == "total" for row in rows):
            columns = [name for name in count_columns(rows) if way.is_counted(rows, name)]
            for one, text in read_counts(table, rows, columns):
                narrow(bounds, one, way.left(text))
            lines += read_lines(table, rows, columns)
    lines += disjoint_parts(bounds)


def narrow(bounds, one, left):
    least, most = bounds.get(one, (0, inf))
    bounds[one] = (max(least, left[0]), min(most, left[1]))


def read_counts(table, rows, columns):
    for name in columns:
        for row in rows:
            yield place(table, row, name), row[name]


def read_lines(table, rows, columns):
    """Columns down to their totals, and parts that are no more than their whole."""
    for name in columns:
        body = [place(table, row, name) for row in rows if row["row_role"] == "body"]
        (total,) = [place(table, row, name) for row in rows if row["row_role"] == "total"]
        yield {**dict.fromkeys(body, 1), total: -1}, 0, 0
    for part, whole in PARTS.items():
        for row in rows if part in columns and whole in columns else ():
            yield {place(table, row, whole): 1, place(table, row, part): -1}, 0, inf


def disjoint_parts(bounds):
    """Nobody is young and old."""
    for first, second, whole in DISJOINT:
        for one in [one for one in bounds if one[2] == whole]:
            parts = [(*one[:2], name) for name in (first, second)]
            if all(part in bounds for part in parts):
                yield {one: 1, **dict.fromkeys(parts, -1)}, 0, inf


def place(table, row, name):
    """What a cell counts: the same in all tables that count the same persons, but for what is gathered in each."""
    who, by = SAME.get(table, (table, ""))
    if row["row_role"] == "total":
        return who, "total", name
    gathered = table if not row["row_code"] else ""
    return who, f"{by}/{row['row_key']}/{gathered}", name


def solve(one, bounds, lines):
    """The least and the most that a figure can be."""
    near = reachable(one, lines)
    names = sorted(near)
    place = {name: number for number, name in enumerate(names)}
    used = [line for line in lines if near & line[0].keys()]
    if not used:
        return bounds[one]
    matrix = [[line.get(name, 0) for name in names] for line, _, _ in used]
    low, high = zip(*(bounds[name] for name in names), strict=True)
    limits = LinearConstraint(matrix, [least for _, least, _ in used], [most for _, _, most in used])
    ends = []
    for way in (1, -1):
        goal = [way if number == place[one] else 0 for number in range(len(names))]
        found = milp(goal, integrality=[1] * len(names), bounds=Bounds(low, high), constraints=limits)
        ends.append(round(found.x[place[one]]) if found.x is not None else None)
    return tuple(ends)


def reachable(one, lines):
    """What hangs together with a figure."""
    near, todo = {one}, True
    while todo:
        fresh = {other for line, _, _ in lines if near & line.keys() for other in line} - near
        near, todo = near | fresh, bool(fresh)
    return near
