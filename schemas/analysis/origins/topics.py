"""The cells of the topics: the chain of language support, and tables of facts month by month."""

from schemas.analysis.origin import Origin, Respondents, Returns, Worked
from schemas.analysis.origins.figures import change_origin, total_origin
from schemas.analysis.origins.told import Told
from schemas.analysis.question import Filter, Question
from schemas.report.changes import LAST_MONTH
from schemas.report.model import CellRef
from schemas.report.panel import who_answered
from schemas.report.plan import KeyFigure
from schemas.report.topics.chain import owing_kinds, share_of_step
from schemas.report.topics.plan import CHAIN, COURSES, FIGURES
from schemas.report.topics.trends import TOGETHER, course_columns


def chain_origin(cell: CellRef, told: Told) -> "Origin | None":
    """A step: how many, of whom, its share and change, who answered and who owes it."""
    step = next(one for one in CHAIN if one.key == cell.row)
    figure = FIGURES[step.key]
    if cell.column in {"change", "n"}:
        return change_origin(CellRef(LAST_MONTH.table, step.key, cell.column), told)
    if cell.column in {"whole", "share"}:
        if step.of is None:
            return None
        asked = KeyFigure("", "", step.of) if cell.column == "whole" else share_of_step(step)
        return total_origin(asked, told.month, told)
    answered = who_answered(told.summary.answers, (figure.total,), told.month, wholly=False)
    origins: dict[str, Origin] = {
        "now": total_origin(figure, told.month, told),
        "answered": Respondents("haben geantwortet", frozenset(answered)),
        "owed": Returns("expected", told.month, owing_kinds(figure)),
    }
    return origins[cell.column]


def course_origin(cell: CellRef, told: Told) -> Origin:
    """A sum of a month, or of all months in the table, of one code or all."""
    planned = next(one for one in COURSES if one.id == cell.table)
    name, code = next((name, code) for column, name, code in course_columns(planned) if column == cell.column)
    filters: dict[str, Filter] = {} if code == TOGETHER else {planned.by: code}
    if cell.row != "total":
        return Question(planned.table, name, cell.row, filters)
    first = told.true.table(cell.table).rows[0].key
    return Worked("sum", (Question(planned.table, name, told.month, filters, since=first),))
