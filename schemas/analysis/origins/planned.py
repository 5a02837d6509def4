"""The cells of the tables of facts: rows of one form table, chosen by what makes the report's rows."""

from schemas.analysis.origin import Origin, Worked
from schemas.analysis.origins.told import Told
from schemas.analysis.question import Filter, Question
from schemas.form.forms import TABLES
from schemas.report.model import CellRef
from schemas.report.plan import PlannedTable, Share

NOT_SAID = ("nan", "<NA>", "None")  # the key of rows that have no code, as pandas writes it


def planned_origin(planned: PlannedTable, cell: CellRef, told: Told) -> "Origin | None":
    """A sum of facts, or the two of a share over the rows that answer both; None for a total of ratios."""
    filters = _filters(planned, cell, told)
    measure = next(one for one in planned.measures if cell.column in {one, getattr(one, "id", None)})
    if isinstance(measure, Share):
        parts = (measure.numerator, measure.denominator), (measure.denominator, measure.numerator)
        return Worked(
            "ratio", tuple(Question(planned.table, one, told.month, filters, beside=other) for one, other in parts)
        )
    if measure == "funded":
        return Question(planned.table, "rows", told.month, {**filters, "is_funded_by_komm_an": "yes"})
    if measure != "rows" and TABLES[planned.table].column(measure).meaning.kind == "ratio" and cell.row == "total":
        return None
    return Question(planned.table, measure, told.month, filters)


def _filters(planned: PlannedTable, cell: CellRef, told: Told) -> dict[str, Filter]:
    if cell.row == "total":
        return {}
    if told.is_gathered(planned.id, cell.row):
        return {planned.by: tuple(map(_code, told.gathered(planned.id)))}
    return {planned.by: _code(cell.row)}


def _code(key: str) -> str | None:
    return None if key in NOT_SAID else key
