"""Who owed a return of a month, as the register knew it at a vintage. One way in: `read_owing(view, month, calendar)`.

The ledger says who owes as of today; an estimate that is told once more needs to know who did then.
"""

import json
from datetime import date

from sqlalchemy import func, select

from config.policy import Calendar
from schemas.store.history import respondent_history
from schemas.time.month import last_day
from schemas.time.obligation import Span, obligation
from tasks.report.seen.view import View


def read_owing(view: View, month: str, calendar: Calendar) -> frozenset[str]:
    """The respondents of the centre whose spans cover the month's reference date and no closure does."""
    table, people, day = respondent_history, view.people, last_day(month)
    number = func.max(table.c.number)
    known = select(table.c.respondent_id, number.label("number")).where(
        (table.c.recorded_at <= view.vintage) | (table.c.number == 1)
    )
    newest = known.group_by(table.c.respondent_id).subquery()
    query = (
        select(table.c.respondent_id, people.c.kind, table.c.spans)
        .join(newest, (newest.c.respondent_id == table.c.respondent_id) & (newest.c.number == table.c.number))
        .join(people, people.c.respondent_id == table.c.respondent_id)
        .where(people.c.centre_id == view.centre_id)
    )
    verdicts = {
        name: obligation(name, kind, _read_spans(spans), calendar.closures, day)
        for name, kind, spans in view.connection.execute(query)
    }
    return frozenset(name for name, verdict in verdicts.items() if verdict and verdict.is_owed)


def _read_spans(written: str | None) -> list[Span]:
    """None where the entry is older than its spans: nobody is taken to owe then."""
    return [
        Span(date.fromisoformat(first), date.fromisoformat(last) if last else None, successor)
        for first, last, successor in json.loads(written or "[]")
    ]
