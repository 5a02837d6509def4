"""What submissions said that were replaced since. One way in: `read_replaced_facts(engine, submissions)`.

`schemas.answer.changes` compares it with the newer version.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Engine, select

from schemas.answer.changes import RowKey
from schemas.files.reading import CellValue
from schemas.form.forms import TABLES
from schemas.store import warehouse as w

_MOST = 500  # submissions in one query

StoredFacts = dict[str, dict[RowKey, dict[str, CellValue]]]


def read_replaced_facts(engine: Engine, submissions: Collection[int]) -> dict[int, StoredFacts]:
    """The facts of each of these submissions, by table and row key; one without facts (a nil return) has no entry."""
    wanted, facts = sorted(submissions), dict[int, StoredFacts]()
    if not wanted:
        return facts
    with engine.connect() as connection:
        for name, table in TABLES.items():
            names = [column.name for column in table.columns]
            stored = w.FACTS[name]
            for start in range(0, len(wanted), _MOST):
                query = (
                    select(stored.c.submission_id, *(stored.c[column] for column in names))
                    .where(stored.c.submission_id.in_(wanted[start : start + _MOST]))
                    .order_by(stored.c.submission_id, stored.c.source_row)
                )
                for number, *values in connection.execute(query):
                    row: dict[str, Any] = dict(zip(names, values, strict=True))
                    key = tuple(str(row[column.name]) for column in table.keys)
                    facts.setdefault(number, {}).setdefault(name, {})[key] = row
    return facts
