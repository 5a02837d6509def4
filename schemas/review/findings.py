"""What became of a goal in a span of months. One way in: `review_goal(followed, series, measures, ...)`. Pure.

Whether and when it was met say all months of the record: the same whatever span is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from statistics import median

from config.aims.concept import Goal, Measure, Milestone
from schemas.report.cell import ReportCell, Sign
from schemas.review.goals import Followed
from schemas.review.level_shifts import LevelShift, Move, find_level_shifts
from schemas.review.progress import GoalState, is_broken, is_met, judge_goal
from schemas.review.series import MonthPoint, MonthState, Series
from schemas.review.turns import Turn, find_turns
from schemas.review.uncertainty import Estimate95, compare_medians
from schemas.time.month import shift_month

_YEAR = 12
_SMALL = 20.0  # a panel of fewer is measured as if it were this


@dataclass(frozen=True)
class StepResult:
    """A milestone, or the target, with the figure of its month: met or not, None where that is not known or not due."""

    step: Milestone
    value: float | None
    is_met: bool | None
    is_due: bool


@dataclass(frozen=True)
class StretchTurns:
    """The turns and jumps of the months between two cuts; turns are None where too few changes are known."""

    first: str
    last: str
    changes: int
    turns: tuple[Turn, ...] | None
    shifts: tuple[LevelShift, ...] = ()


@dataclass(frozen=True)
class BeforeAfter:
    """The same calendar months of two years: their values, and the difference of their medians; `reason` why there is none.

    `answered`: by how many respondents in the middle month of either.
    """

    title: str
    before: tuple[float, ...]
    after: tuple[float, ...]
    interval: Estimate95 | None
    reason: str = ""
    answered: tuple[float, float] = (0, 0)

    @property
    def are_others(self) -> bool:
        """Whether more than one in ten answered in one of the years alone: then the figures are not of the same ones."""
        return abs(self.answered[1] - self.answered[0]) > max(self.answered) / 10


@dataclass(frozen=True)
class GoalReview:
    """A goal with all that is found of it; `last` is the last month in which its figure is known.

    `standing` is how it stood when its target was due, or before that in the last month known.
    """

    followed: Followed
    series: Series
    measures: tuple[Measure, ...]
    standing: GoalState
    last: MonthPoint | None
    first_met: str
    steps: tuple[StepResult, ...]
    turns: tuple[StretchTurns, ...]
    compared: tuple[BeforeAfter, ...]


def review_goal(followed: Followed, series: Series, measures: Sequence[Measure]) -> GoalReview:
    """All that the months of the series say of a goal; `measures` are those for it."""
    goal = followed.goal
    usable = [one for one in series.record if one.usable is not None]
    met = (
        one.month
        for one in usable
        if not _counts_otherwise(followed, series, one.month) and _meets(followed, one, goal.target)
    )
    return GoalReview(
        followed=followed,
        series=series,
        measures=tuple(measures),
        standing=_stand(followed, series, usable),
        last=usable[-1] if usable else None,
        first_met=next(met, ""),
        steps=tuple(_judge_step(followed, series, step) for step in goal.steps),
        turns=tuple(_look_for_turns(followed, span) for span in series.spans),
        compared=tuple(_compare(series, goal, measures)),
    )


def standing_at(followed: Followed, series: Series, point: MonthPoint) -> GoalState:
    """How the goal stood in a month; not known behind a cut, where the figure counts something else."""
    if point.usable is None or _counts_otherwise(followed, series, point.month):
        return GoalState.UNKNOWN
    return judge_goal(followed, ReportCell(point.usable, Sign.NONE), point.month)


def _stand(followed: Followed, series: Series, usable: Sequence[MonthPoint]) -> GoalState:
    """How it stood when the target was due, whatever came later; before that, when it was last known."""
    due = followed.goal.steps[-1].month
    decides = [one for one in usable if one.month == due] if due <= series.points[-1].month else usable[-1:]
    return standing_at(followed, series, decides[0]) if decides else GoalState.UNKNOWN


def _list_moves(followed: Followed, span: Sequence[MonthPoint]) -> list[Move]:
    """The known changes on the panel: in percent of the panel's figure before, of a share in percentage points."""
    return [
        _move(one, one.change, is_share=followed.is_share)
        for one in span
        if one.change is not None and one.state == MonthState.KNOWN
    ]


def _move(point: MonthPoint, change: float, *, is_share: bool) -> Move:
    """Of a share as it is, else on a logarithmic scale."""
    if is_share:
        return Move(point.month, change * 100, change, point.step)
    level = point.level or 0.0
    before, now = max(level, _SMALL), max(level + change, _SMALL)
    return Move(point.month, change / before * 100, log(now / before), point.step / min(before, now))


def _counts_otherwise(followed: Followed, series: Series, month: str) -> bool:
    """Whether the figure counts something else by then than base and target mean."""
    return is_broken(followed.goal, month) or any(cut.month <= month for cut in series.cuts)


def _meets(followed: Followed, point: MonthPoint, wanted: float) -> bool:
    return point.usable is not None and is_met(followed, point.usable, wanted)


def _judge_step(followed: Followed, series: Series, step: Milestone) -> StepResult:
    if step.month > series.points[-1].month:
        return StepResult(step, None, None, is_due=False)
    point = next((one for one in series.record if one.month == step.month), None)
    if point is None or point.usable is None or _counts_otherwise(followed, series, step.month):
        return StepResult(step, point.usable if point else None, None, is_due=True)
    return StepResult(step, point.usable, _meets(followed, point, step.value), is_due=True)


def _look_for_turns(followed: Followed, span: Sequence[MonthPoint]) -> StretchTurns:
    """The change of the first month behind a cut is one across it: it is left out."""
    moves = _list_moves(followed, span[1:])
    turns = find_turns([(one.month, one.change) for one in moves])
    return StretchTurns(span[0].month, span[-1].month, len(moves), turns, find_level_shifts(moves))


def _compare(series: Series, goal: Goal, measures: Sequence[Measure]) -> list[BeforeAfter]:
    """The first with the last twelve months, and for each measure the year before it began with the year from then on."""
    first, last = series.points[0].month, series.points[-1].month
    whole = _set_side_by_side(series, "Erste und letzte zwölf Monate", first, shift_month(last, 1 - _YEAR))
    return [
        whole,
        *(
            _set_side_by_side(series, f"Vor und seit Beginn: {one.title}", shift_month(one.since, -_YEAR), one.since)
            for one in measures
            if one.goal == goal.id
        ),
    ]


def _set_side_by_side(series: Series, title: str, before: str, after: str) -> BeforeAfter:
    """Two years from these months on, by the calendar months that both know: so no season is taken for a change."""
    end = shift_month(after, _YEAR - 1)
    if before >= after or shift_month(before, _YEAR - 1) >= after:
        return BeforeAfter(title, (), (), None, "Die zwei Jahre überschneiden sich.")
    cut = next((one for one in series.cuts if before < one.month <= end), None)
    if cut:
        return BeforeAfter(title, (), (), None, f"Dazwischen liegt ein Bruch: {cut.reason}.")
    years = [series.between(start, shift_month(start, _YEAR - 1)) for start in (before, after)]
    sides = [{one.month[5:]: one for one in year if one.usable is not None} for year in years]
    shared = [month for month in sides[0] if month in sides[1]]
    first, second = (tuple(one for month in shared if (one := side[month].usable) is not None) for side in sides)
    answered = [median(side[month].answered for month in shared) for side in sides] if shared else [0, 0]
    interval = compare_medians(first, second)
    reason = "" if interval else "Zu wenige gemeinsame Monate sind bekannt."
    return BeforeAfter(title, first, second, interval, reason, (answered[0], answered[1]))
