"""How a goal stands in a month, by plain rules. One way in: `judge_goal(followed, cell, month)`.

A figure that is missing, or that too few answered, is not known: nothing is called missed for returns that are not there.
"""

from enum import StrEnum

from config.aims.concept import Goal, Milestone
from schemas.report.cell import ReportCell, Sign
from schemas.review.goals import Followed


class GoalState(StrEnum):
    """How a goal stands, in the words of the report."""

    REACHED = "erreicht"
    ON_THE_WAY = "auf dem Weg"
    BEHIND = "hinter dem Plan"
    NOT_DUE = "noch nichts fällig"
    UNKNOWN = "nicht bekannt"


RULES = (
    (GoalState.REACHED, "Die Kennzahl steht beim Zielwert oder jenseits davon."),
    (GoalState.ON_THE_WAY, "Der zuletzt fällige Meilenstein ist erreicht."),
    (GoalState.BEHIND, "Der zuletzt fällige Meilenstein (nach Ablauf des Zieljahres: das Ziel) ist nicht erreicht."),
    (GoalState.NOT_DUE, "Noch kein Meilenstein ist fällig, und der Zielwert ist nicht erreicht."),
    (
        GoalState.UNKNOWN,
        "Die Kennzahl liegt nicht vor, zu wenige haben sie beantwortet, oder sie zählt seit einem Bruch etwas anderes.",
    ),
)


def judge_goal(followed: Followed, cell: ReportCell, month: str) -> GoalState:
    """How the goal stands by what is printed in a month."""
    goal, value = followed.goal, cell.value
    if not isinstance(value, int | float) or cell.sign == Sign.LIMITED or is_broken(goal, month):
        return GoalState.UNKNOWN
    if is_met(followed, value, goal.target):
        return GoalState.REACHED
    due = due_step(goal, month)
    if due is None:
        return GoalState.NOT_DUE
    return GoalState.ON_THE_WAY if is_met(followed, value, due.value) else GoalState.BEHIND


def is_broken(goal: Goal, month: str) -> bool:
    """Whether the figure counts something else by then than base and target mean."""
    return any(one.month <= month for one in goal.breaks)


def due_step(goal: Goal, month: str) -> Milestone | None:
    """The milestone that was due last, or the target once its year is over; None where nothing is due yet."""
    return next((one for one in reversed(goal.steps) if one.month <= month), None)


def is_met(followed: Followed, value: float, wanted: float) -> bool:
    """Whether a printed value is at a value of the concept or beyond it, in the direction of the goal."""
    line = followed.as_printed(wanted)
    return value >= line if followed.goal.grows else value <= line
