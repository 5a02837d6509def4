"""A centre at a vintage, and the sums of its months then. Ways in: `View`, `month_totals(view, months)`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Subquery, func, select

from schemas.form.forms import TABLES, Table
from schemas.frame import rows_frame
from schemas.store import warehouse as w
from schemas.store.history import in_force, people_at


@dataclass(frozen=True)
class View:
    """A connection with the centre and the vintage that every query asks for."""

    connection: Connection
    centre_id: str
    vintage: datetime

    @property
    def people(self) -> Subquery:
        """The respondents as they were known then."""
        return people_at(self.vintage)


def month_totals(view: View, months: Sequence[str]) -> pd.DataFrame:
    """Sums by month over all respondents, and the number of rows of each table as `<table>.rows`."""
    parts = [_table_totals(view, table, months) for table in TABLES.values()]
    frame = pd.concat(parts, axis="columns").reindex(list(months))
    return frame.astype("Float64")


def _table_totals(view: View, table: Table, months: Sequence[str]) -> pd.DataFrame:
    facts, people = w.FACTS[table.name], view.people
    sums = [func.sum(facts.c[column.name]) for column in table.figures]
    query = (
        select(facts.c.month, func.count(), *sums)
        .join(people, people.c.respondent_id == facts.c.respondent_id)
        .join(w.submission, w.submission.c.submission_id == facts.c.submission_id)
        .where(facts.c.month.in_(months), people.c.centre_id == view.centre_id, in_force(view.vintage))
        .group_by(facts.c.month)
    )
    names = ["rows", *(column.name for column in table.figures)]
    dtypes = {"month": "string", **{f"{table.name}.{name}": "Float64" for name in names}}
    decimals = {f"{table.name}.{column.name}": column.meaning.decimals for column in table.figures}
    # Each engine adds up floats in its own way: only as many decimals as were reported are the same for all.
    return rows_frame(view.connection.execute(query), dtypes).set_index("month").round(decimals)
