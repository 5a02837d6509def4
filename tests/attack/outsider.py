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

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

BASE = 5
REST = "other"  # the row of all that is listed nowhere
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
    "recommendations_by_type": ("recommendations", "type"),
    "recommendations_by_grade": ("recommendations", "grade"),
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
    found = solve(promised, bounds, lines)
    return {one: (left, found[one]) for one, left in promised.items()}


def leftovers(tables, known=None, earlier=None, is_changed=None):
    """What is counted, where -> what an outsider can narrow it down to, where small counts are hidden."""
    bounds, lines = read_all(HIDDEN, tables, earlier, is_changed)
    for one, left in (known or {}).items():
        narrow(bounds, one, left)
    return solve(bounds, bounds, lines)


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
            lines += rest_lines(way, tables, table, columns) if way is not HIDDEN else ()
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


def rest_lines(way, tables, table, columns):
    """The most that stands nowhere: each code would print 0, and another table that lists all tells which there are."""
    who, listed = SAME.get(table), {row["row_key"] for row in tables[table]}
    others = [rows for other, rows in tables.items() if who and other != table and SAME.get(other) == who]
    known = [{row["row_key"] for row in rows if row["row_role"] == "body"} for rows in others]
    _, each = way.left("0")
    most = min((each * len(keys - listed) for keys in known if REST not in keys), default=inf)
    for row in tables[table] if REST in listed and most < inf else ():
        if row["row_key"] == REST:
            yield from (({place(table, row, name): 1}, 0, most) for name in columns)


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


def solve(asked, bounds, lines):
    """The least and the most that each of these can be; None where there is no end, or where nothing is possible."""
    found = {one: bounds[one] for one in asked}
    for names, used in connected(lines):
        part = Part(names, used, bounds)
        found |= {one: (part.end(one, 1), part.end(one, -1)) for one in names if one in found}
    return found


def connected(lines):
    """What hangs together: the figures of each part, and its lines."""
    names = sorted({one for line, _, _ in lines for one in line}, key=repr)
    number = {one: at for at, one in enumerate(names)}
    links = [(number[one], number[next(iter(line))]) for line, _, _ in lines for one in line]
    count, labels = connected_components(
        coo_array((np.ones(len(links)), np.array(links).reshape(-1, 2).T), shape=(len(names), len(names))),
        directed=False,
    )
    parts = [([], []) for _ in range(count)]
    for one, label in zip(names, labels, strict=True):
        parts[label][0].append(one)
    for line in lines:
        parts[labels[number[next(iter(line[0]))]]][1].append(line)
    return parts


class Part:
    """Figures that hang together; an end that any solution has reached before is not sought again."""

    def __init__(self, names, lines, bounds):
        self.number = {one: at for at, one in enumerate(names)}
        self.bounds = Bounds(*zip(*(bounds[one] for one in names), strict=True))
        cells = [(row, self.number[one], by) for row, (line, _, _) in enumerate(lines) for one, by in line.items()]
        rows, columns, values = zip(*cells, strict=True)
        matrix = coo_array((values, (rows, columns)), shape=(len(lines), len(names))).tocsr()
        self.lines = LinearConstraint(matrix, [least for _, least, _ in lines], [most for _, _, most in lines])
        self.least, self.most = np.full(len(names), inf), np.full(len(names), -inf)

    def end(self, one, way):
        """The least that a figure can be with `way` 1, the most with -1."""
        at = self.number[one]
        seen, farthest = (self.least, self.bounds.lb) if way == 1 else (self.most, self.bounds.ub)
        if seen[at] != farthest[at]:
            goal = np.zeros(len(self.number))
            goal[at] = way
            solved = milp(goal, integrality=np.ones_like(goal), bounds=self.bounds, constraints=self.lines)
            if solved.x is None:
                return None
            whole = np.round(solved.x)
            self.least, self.most = np.minimum(self.least, whole), np.maximum(self.most, whole)
            return int(whole[at])
        return int(farthest[at])
