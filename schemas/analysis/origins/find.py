"""Of what a cell is made, whatever its table. One way in: `find_origin(cell, told)`.

Tables of facts follow their plan; each of the others says in its module of this folder of what its columns are made.
"""

from collections.abc import Callable, Mapping

from schemas.analysis.origin import Origin
from schemas.analysis.origins.figures import (
    accuracy_origin,
    change_origin,
    goal_origin,
    key_origin,
    revision_origin,
    trend_origin,
)
from schemas.analysis.origins.funds import funds_origin, sources_origin, statement_origin
from schemas.analysis.origins.planned import planned_origin
from schemas.analysis.origins.returns import intake_origin, rate_origin, returns_origin
from schemas.analysis.origins.told import Told
from schemas.analysis.origins.topics import chain_origin, course_origin
from schemas.report.model import CellRef
from schemas.report.plan import PLAN, PROGRESS
from schemas.report.topics.chain import NAME as CHAIN
from schemas.report.topics.estimates import NAME as ESTIMATES
from schemas.report.topics.plan import COURSES, TRENDS

PLANNED = {planned.id: planned for planned in PLAN}
SPECIAL: Mapping[str, Callable[[CellRef, Told], "Origin | None"]] = {
    "key_figures": key_origin,
    PROGRESS: goal_origin,
    "change_month": change_origin,
    "change_year": change_origin,
    **dict.fromkeys((planned.id for planned in TRENDS), trend_origin),
    **dict.fromkeys((planned.id for planned in COURSES), course_origin),
    CHAIN: chain_origin,
    ESTIMATES: accuracy_origin,
    "returns_by_kind": returns_origin,
    "rate_trend": rate_origin,
    "intake": intake_origin,
    "funds_by_source": sources_origin,
    "funds_by_line": funds_origin,
    "funds_by_component": funds_origin,
    "grants": funds_origin,
    "statement": statement_origin,
    "revisions": revision_origin,
}


def find_origin(cell: CellRef, told: Told) -> "Origin | None":
    """Of what the cell is made; None for one in which a figure would have no sense."""
    if cell.table in PLANNED:
        return planned_origin(PLANNED[cell.table], cell, told)
    return SPECIAL[cell.table](cell, told)
