"""How the queries of a month's returns stand. Ways in: `read_asked` (open ones), `read_explained` (explained jumps)."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select

from schemas.finding import Severity
from schemas.report.gate.evidence import ByTotal
from schemas.store import warehouse as w
from schemas.store.history import in_force, people_at

_JUMP = "%\\_JUMPS"  # rules that ask about a stock's jump (schemas/check/column_rules.py)


def read_asked(connection: Connection, centre_id: str, month: str, vintage: datetime) -> ByTotal:
    """By column, whose return in force has an open query about it."""
    return _read(connection, centre_id, month, vintage, w.finding.c.answer.is_(None))


def read_explained(connection: Connection, centre_id: str, month: str, vintage: datetime) -> ByTotal:
    """By column, whose return in force has a jump that was explained or let pass."""
    is_jump = w.finding.c.rule.like(_JUMP, escape="\\")
    return _read(connection, centre_id, month, vintage, w.finding.c.answer.is_not(None) & is_jump)


def _read(connection: Connection, centre_id: str, month: str, vintage: datetime, which: ColumnElement[bool]) -> ByTotal:
    sent, found, people = w.submission, w.finding, people_at(vintage)
    query = (
        select(found.c.table, found.c.column, sent.c.respondent_id)
        .join(sent, sent.c.submission_id == found.c.submission_id)
        .join(people, people.c.respondent_id == sent.c.respondent_id)
        .where(sent.c.month == month, people.c.centre_id == centre_id, in_force(vintage), which)
        .where(found.c.severity == Severity.WARNING.value, found.c.table.is_not(None), found.c.column.is_not(None))
        .distinct()
    )
    by_column: dict[str, set[str]] = {}
    for table, column, respondent in connection.execute(query):
        by_column.setdefault(f"{table}.{column}", set()).add(respondent)
    return {column: frozenset(names) for column, names in by_column.items()}
