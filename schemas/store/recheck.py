"""A file that is checked again: a new submission of the same bytes, while the old one stays what it was.

So nothing that was known is changed: `enter_rechecks` makes the new ones, `is_last_check` leaves out those that were
checked again since. `submission.recheck_of` names the submission with which the file came.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Insert, and_, exists, func, insert, literal, select

from schemas.form.submission import State
from schemas.store import warehouse as w


def file_number(submission: FromClause = w.submission) -> ColumnElement[int]:
    """The submission with which the file came: its place in the order of arrival, however often it is checked."""
    return func.coalesce(submission.c.recheck_of, submission.c.submission_id)


def is_last_check(by: datetime | None = None) -> ColumnElement[bool]:
    """Whether a submission's file was not checked again since, nor waits for it; with `by`: not checked again by then."""
    later = w.submission.alias("later")
    again = and_(later.c.recheck_of == file_number(), later.c.submission_id > w.submission.c.submission_id)
    return ~exists().where(again if by is None else and_(again, later.c.checked_at <= by))


def enter_rechecks(submissions: Iterable[int]) -> Insert:
    """The statement that makes these submissions' files wait for the next run, in the order in which they came."""
    old = w.submission.alias("old")
    newest: Any = select(func.max(w.submission.c.submission_id)).scalar_subquery()
    kept = ("sha256", "named_month", "byte_count", "file", "received_at")
    place = func.row_number().over(order_by=(file_number(old), old.c.submission_id))
    rows = select(
        newest + place, *(old.c[name] for name in kept), literal(State.RECEIVED.value), file_number(old)
    ).where(old.c.submission_id.in_(list(submissions)))
    return insert(w.submission).from_select(["submission_id", *kept, "state", "recheck_of"], rows)
