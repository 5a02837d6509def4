"""Which goals of a concept can be followed. One way in: `choose_goals(concept)`.

A goal has to name a key figure of the report (schemas.report.plan.KEY_FIGURES), in values that such a figure can have.
"""

from dataclasses import dataclass

from config.aims.concept import FILE, Concept, Goal
from schemas.files.persons import find_person
from schemas.report.changes import figure_kind
from schemas.report.plan import KEY_FIGURES, KeyFigure
from schemas.report.topics.plan import FIGURES

WHOLE = ("persons", "count", "days")


@dataclass(frozen=True)
class Followed:
    """A goal with its key figure."""

    goal: Goal
    figure: KeyFigure

    @property
    def is_share(self) -> bool:
        """Whether the goal is said in percent and the figure is a fraction."""
        return figure_kind(self.figure) == "share" or self.figure.total.startswith("returns.")

    def as_printed(self, value: float) -> int | float:
        """A value of the concept as the report's cells hold it: a share as a fraction of one."""
        if self.is_share:
            return round(value / 100, 6)
        return int(value) if figure_kind(self.figure) in WHOLE else value


def choose_goals(concept: Concept) -> tuple[tuple[Followed, ...], tuple[str, ...]]:
    """The goals that can be followed, in their order, and in German why the others cannot."""
    followed: dict[str, Followed] = {}
    left_out = list(concept.left_out)
    for goal in concept.goals:
        reason = _refuse(goal, followed)
        if reason:
            left_out.append(f"{FILE}, Ziel „{goal.id}“: {reason}; es wird nicht verfolgt.")
        else:
            followed[goal.indicator] = Followed(goal, FIGURES[goal.indicator])
    return tuple(followed.values()), (*left_out, *_find_persons(concept))


def _refuse(goal: Goal, followed: dict[str, Followed]) -> str:
    """Why a goal cannot be followed; empty where it can."""
    figure = FIGURES.get(goal.indicator)
    if figure is None:
        known = ", ".join(one.key for one in KEY_FIGURES)
        return f"eine Kennzahl „{goal.indicator}“ hat der Bericht nicht; möglich sind: {known}"
    if goal.indicator in followed:
        return f"{goal.indicator} hat schon das Ziel „{followed[goal.indicator].goal.id}“; Schritte dorthin sind milestones"
    values = [goal.base, *(one.value for one in goal.steps)]
    if Followed(goal, figure).is_share and max(values) > 100:
        return f"{goal.indicator} ist ein Anteil in Prozent, höchstens 100"
    if figure_kind(figure) in WHOLE and any(value % 1 for value in values):
        return f"{goal.indicator} wird in ganzen Zahlen gezählt"
    if _tells_person(goal.title, goal.responsible):
        return "title oder responsible nennt eine Person; dort steht eine Stelle oder Funktion"
    return ""


def _find_persons(concept: Concept) -> list[str]:
    """Measures and Schwerpunkte that name somebody: they stay, without what names them."""
    texts = [(f"Maßnahme {number}", one.title, one.responsible) for number, one in enumerate(concept.measures, 1)]
    texts += [(f"Schwerpunkt {number}", one.title, one.responsible) for number, one in enumerate(concept.focuses, 1)]
    return [
        f"{FILE}, {place}: title oder responsible nennt eine Person; das bleibt ungenannt."
        for place, *said in texts
        if _tells_person(*said)
    ]


def _tells_person(*texts: str) -> bool:
    return any(find_person(text) is not None for text in texts)


def without_person(text: str) -> str:
    """A text of the concept as it may be printed: nothing of somebody in it."""
    return "(nicht genannt)" if _tells_person(text) else text
