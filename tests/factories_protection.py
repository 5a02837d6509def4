"""Small systems of figures as an outsider has them, and reports of small cities to attack."""

from schemas.report.protection.model import Model
from tasks.report.protect import round_to

BASE = 5


def printed_bounds(value, base=BASE):
    """What a printed figure leaves."""
    shown = round_to(value, base)
    return max(0, shown - base // 2), shown + base - 1 - base // 2


def one_line(parts):
    """Parts a, b, c and their total, all of them printed."""
    figures = [(name, value) for name, value in zip("abc", parts, strict=False)]
    total = ("total", sum(parts))
    line = {**dict.fromkeys(figures, 1), total: -1}
    return Model({one: printed_bounds(one[1]) for one in line}, frozenset(line), (line,))


def two_way(body):
    """A table with sums of rows and columns, all printed."""
    full = [[*row, sum(row)] for row in body]
    full.append([sum(column) for column in zip(*full, strict=True)])
    name = [[(f"m/t/{r}{c}", value) for c, value in enumerate(row)] for r, row in enumerate(full)]
    lines = [{**dict.fromkeys(row[:-1], 1), row[-1]: -1} for row in name]
    lines += [{**dict.fromkeys(column[:-1], 1), column[-1]: -1} for column in zip(*name, strict=True)]
    figures = [one for row in name for one in row]
    return Model({one: printed_bounds(one[1]) for one in figures}, frozenset(figures), tuple(lines))
