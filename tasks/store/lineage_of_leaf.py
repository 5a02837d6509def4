"""What stands behind one part of a figure, whatever it counts. Ways in: `trace_leaf`, and `amount_of` for its sum."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

from config.codes import CodeList
from schemas.analysis.origin import Leaf, Respondents, Returns
from tasks.store.lineage import SourceRow, sum_rows, trace
from tasks.store.lineage_of_returns import name_respondents, trace_returns


def trace_leaf(  # noqa: PLR0913 - of what, as known when, by which places
    engine: Engine,
    centre_id: str,
    leaf: Leaf,
    vintage: datetime | None,
    *,
    before: datetime | None = None,
    places: CodeList | None = None,
) -> list[SourceRow]:
    """Every row, return, file or respondent behind a part; `before`: the vintage of the report before."""
    if isinstance(leaf, Respondents):
        return name_respondents(engine, leaf)
    known = before if leaf.is_before else vintage
    if isinstance(leaf, Returns):
        return trace_returns(engine, centre_id, leaf, known)
    return trace(engine, centre_id, leaf, known, places)


def amount_of(leaf: Leaf, sources: Sequence[SourceRow]) -> float | None:
    """The sum of what is known; nothing counted, and nothing said by those who answered, is none."""
    is_counted = isinstance(leaf, Respondents | Returns) or leaf.column == "rows" or bool(leaf.whose)
    return 0.0 if is_counted and sum_rows(sources) is None else sum_rows(sources)
