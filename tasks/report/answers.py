"""Who said what in the columns of the key figures. One way in: `read_answers(connection, centre, vintage, months)`.

One query for all months and columns: each part of it joins the returns in force with one table, whose primary key
begins with month, respondent and submission.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CTE, Connection, Select, and_, func, literal, select, union_all

from schemas.form.forms import FORMS, TABLES
from schemas.report.panel import Answer, Answers, to_answer
from schemas.report.plan import COMPARED
from schemas.store import warehouse as w
from schemas.store.history import in_force, people_at


def read_answers(connection: Connection, centre_id: str, vintage: datetime, months: Sequence[str]) -> Answers:
    """By month and column what each of the centre's respondents said, as known at the vintage."""
    returns = _returns(centre_id, vintage, months)
    found: dict[tuple[str, str], dict[str, Answer]] = {}
    query = union_all(*(_said(returns, column) for column in COMPARED))
    for column, month, respondent_id, row_count, answered, value in connection.execute(query):
        answer = to_answer(column.partition(".")[0], row_count, answered, value)
        if answer is not None and _is_asked(column, month):
            found.setdefault((month, column), {})[respondent_id] = answer
    return found


def _is_asked(column: str, month: str) -> bool:
    table, _, name = column.partition(".")
    return TABLES[table].column(name).is_asked(month)


def _returns(centre_id: str, vintage: datetime, months: Sequence[str]) -> CTE:
    table, people = w.submission, people_at(vintage)
    return (
        select(*table.c["submission_id", "respondent_id", "month", "form"])
        .join(people, people.c.respondent_id == table.c.respondent_id)
        .where(people.c.centre_id == centre_id, table.c.month.in_(months), in_force(vintage))
        .cte("returns")
    )


def _said(returns: CTE, column: str) -> Select[str, str, str, int, int, float]:
    """Of each return that holds the table: how many rows it has, how many of them say something, and their sum."""
    table, _, name = column.partition(".")
    facts = w.FACTS[table]
    figure, names = facts.c[name], ("month", "respondent_id", "submission_id")
    forms = [form.name for form in FORMS.values() if TABLES[table] in form.tables]
    return (
        select(
            literal(column).label("column"),
            returns.c.month,
            returns.c.respondent_id,
            func.count(facts.c.respondent_id).label("row_count"),
            func.count(figure).label("answered"),
            func.sum(figure).label("value"),
        )
        .join_from(returns, facts, and_(*(facts.c[one] == returns.c[one] for one in names)), isouter=True)
        .where(returns.c.form.in_(forms))
        .group_by(returns.c.month, returns.c.respondent_id)
    )
