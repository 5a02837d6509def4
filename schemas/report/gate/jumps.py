"""Totals that jump: the change on the panel, held against the changes of the months before. One way in: `find_jumps`.

How far the months usually lie apart say their median and the median distance from it (MAD), which a single wild month does
not move; and what came before is no jump. What respondents explained themselves is taken out first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from config.policy import Policy
from schemas.form.forms import TABLES
from schemas.report.gate.evidence import Evidence, Observation
from schemas.report.gate.returns import main_columns, name_column
from schemas.report.panel import Answers, compare_months
from schemas.report.plan import KEY_FIGURES
from schemas.time.month import first_day, last_day, shift_month

NORMAL = 1.4826  # of a normal distribution the MAD times this is the standard deviation
WEEK = 7  # days
CALLED = 6  # so many of those that moved the total are named


@dataclass(frozen=True)
class _Change:
    """Of a panel's sum to the month before: as a share of it, and by how much."""

    share: float
    amount: float


def find_jumps(evidence: Evidence, *, is_main: bool) -> Iterator[Observation]:
    """The key figures that jump without an explanation, main ones or the others."""
    main = main_columns()
    for figure in KEY_FIGURES:
        is_counted = figure.of is None and not figure.total.startswith("returns.")
        if (
            is_counted
            and (figure.total in main) == is_main
            and _is_steady(evidence, figure.total, evidence.summary.month)
        ):
            yield from _find_jump(evidence, figure.total)


def _find_jump(evidence: Evidence, column: str) -> Iterator[Observation]:
    summary, gate = evidence.summary, evidence.policy.gate
    past, answers = _past_changes(evidence, column), _unexplained(evidence, column)
    now = _change(evidence, answers, column, summary.month)
    if now is None or len(past) < gate.jump_months:
        return
    usual = median(past)
    distances = [abs(share - usual) for share in past]
    distance = abs(now.share - usual)
    is_large = distance * 100 > gate.jump_pct and abs(now.amount) > evidence.policy.thresholds.jump_count
    if is_large and distance > max(gate.jump_spreads * NORMAL * median(distances), *distances):
        yield Observation(column, distance * 100, name_column(column), _movers(answers, column, summary.month))


def _past_changes(evidence: Evidence, column: str) -> list[float]:
    """Those of the trend's months before this one, but for months in which everything starts anew."""
    summary = evidence.summary
    months = [month for month in summary.totals.index if month < summary.month]
    steady = [month for month in months if _is_steady(evidence, column, month)]
    changes = [_change(evidence, summary.answers, column, month) for month in steady]
    return [change.share for change in changes if change is not None]


def _change(evidence: Evidence, answers: Answers, column: str, month: str) -> _Change | None:
    """Of the panel; None where it is too small to tell a change."""
    panel = compare_months(answers, (column,), (shift_month(month, -1), month))
    (before,), (now,) = panel.before, panel.now
    if panel.n < evidence.policy.report.least_panel or before <= 0:
        return None
    return _Change(now / before - 1, now - before)


def _unexplained(evidence: Evidence, column: str) -> Answers:
    """The answers of all but those who explained their jump in this month."""
    names = evidence.explained.get(column, frozenset())
    month = evidence.summary.month
    said = {(one, column): evidence.summary.answers.get((one, column), {}) for one in (shift_month(month, -1), month)}
    return {key: {name: one for name, one in each.items() if name not in names} for key, each in said.items()}


def _movers(answers: Answers, column: str, month: str) -> tuple[str, ...]:
    """Who moved the total most."""
    before, now = (answers.get((one, column), {}) for one in (shift_month(month, -1), month))
    moved = {name: abs(now[name].value - before[name].value) for name in before.keys() & now.keys()}
    return tuple(sorted(moved, key=lambda name: (-moved[name], name))[:CALLED])


def _is_steady(evidence: Evidence, column: str, month: str) -> bool:
    """Whether a figure may be held against the month before: not where all starts anew, nor a flow around holidays."""
    if int(month[5:]) in evidence.policy.thresholds.jump_exempt_months:
        return False
    table, _, name = column.partition(".")
    is_flow = TABLES[table].column(name).meaning.kind == "flow"
    return not (is_flow and any(_has_holidays(evidence.policy, one) for one in (shift_month(month, -1), month)))


def _has_holidays(policy: Policy, month: str) -> bool:
    """Whether a week and more of the month is a closure for a whole kind of respondent."""
    first, last = first_day(month), last_day(month)
    closed = [
        (min(one.last, last) - max(one.first, first)).days + 1
        for one in policy.calendar.closures
        if one.kind is not None
    ]
    return max(closed, default=0) >= WEEK
