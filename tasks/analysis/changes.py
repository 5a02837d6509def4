"""What is new since a moment, for those who keep a copy: `list_changes(engine, since)`.

A copy is brought up to date by dropping the rows of every `superseded` submission and adding those of every `new` one.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, and_, or_, select

from schemas.store import warehouse as w
from schemas.store.history import in_force


@dataclass(frozen=True)
class SubmissionChange:
    """One submission whose figures came into force or went out of it."""

    change: str  # "new" or "superseded"
    at: datetime
    submission_id: int
    respondent_id: str
    month: str
    form: str


def list_changes(engine: Engine, since: datetime) -> list[SubmissionChange]:
    """Everything after `since`, in the order in which it happened; what came and went in between is not told."""
    table = w.submission
    came = and_(table.c.accepted_at > since, in_force())
    went = and_(table.c.superseded_at > since, table.c.accepted_at <= since)
    names = ("submission_id", "respondent_id", "month", "form", "accepted_at", "superseded_at")
    query = select(*table.c[names]).where(or_(came, went))
    with engine.connect() as connection:
        rows = list(connection.execute(query))
    changes = [
        SubmissionChange("superseded" if ended else "new", ended or began, *about) for *about, began, ended in rows
    ]
    return sorted(changes, key=lambda one: (one.at, one.change != "superseded", one.submission_id))
