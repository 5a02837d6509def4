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
