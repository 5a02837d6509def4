"""What respondents sent and what became of it, as their answers list it. One way in: `list_sendings`."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from schemas.answer.case import UNPROVEN
from schemas.answer.sent import MOST_SENDINGS, Sending
from schemas.finding import SUBMISSION_KEY
from schemas.form.submission import IN_FORCE, State
from schemas.store import warehouse as w
from schemas.store.correspondence import answer
from schemas.store.recheck import file_number, is_last_check

_CHECKED = datetime(9999, 1, 1)  # a file that waits to be checked again is still what its last check said


def list_sendings(connection: Connection, numbers: Collection[int]) -> dict[str, list[Sending]]:
    """For the respondents of these submissions (some hundred at most) what they sent, the newest first.

    Those are their last files, these submissions, and what is in force for the same months. What nothing proves to be
    theirs is left out: whoever sent it named them, no more.
    """
    sent = w.submission
    asked = select(sent.c.respondent_id).where(sent.c.submission_id.in_(numbers))
    months = select(sent.c.month).where(sent.c.submission_id.in_(numbers))
    order = (file_number().desc(), sent.c.submission_id.desc())
    ranked = (
        select(*_columns(), func.row_number().over(partition_by=sent.c.respondent_id, order_by=order).label("rank"))
        .join_from(sent, answer, isouter=True)
        .where(sent.c.respondent_id.in_(asked), sent.c.checked_at.is_not(None), _is_proven())
        .where(or_(is_last_check(_CHECKED), sent.c.submission_id.in_(numbers)))
        .subquery()
    )
    in_force = and_(ranked.c.state.in_(IN_FORCE), ranked.c.month.in_(months))
    wanted = or_(ranked.c.rank <= MOST_SENDINGS, ranked.c.submission_id.in_(numbers), in_force)
    found: dict[str, list[Sending]] = defaultdict(list)
    for row in connection.execute(select(ranked).where(wanted).order_by(ranked.c.rank)):
        found[row.respondent_id].append(_sending(row))
    return found


def choose_sendings(sendings: Sequence[Sending], number: int, month: str | None) -> tuple[Sending, ...]:
    """What the answer to one submission lists: itself, what is in force for its month, and the newest others."""
    own = {one.came_as for one in sendings if one.submission_id == number}
    others = [one for one in sendings if one.came_as not in own]
    needed = {one.submission_id for one in others if one.is_in_force and one.month == month}
    newest = {one.submission_id for one in others[: MOST_SENDINGS - len(needed) - 1]}
    return tuple(one for one in sendings if one.submission_id in {number} | needed | newest)


def _columns() -> list[Any]:
    names = ("submission_id", "respondent_id", "file", "month", "state", "received_at", "checked_at")
    is_told = answer.c.message_id.is_not(None).label("is_told")
    return [*(w.submission.c[name] for name in names), file_number().label("came_as"), is_told]


def _is_proven() -> ColumnElement[bool]:
    """Its key fits, or nothing but its month is doubtful; of a file that did not open nobody knows whose it is."""
    sent, finding = w.submission, w.finding
    wrong_key = exists().where(
        finding.c.submission_id == sent.c.submission_id, finding.c.rule == SUBMISSION_KEY, finding.c.answer.is_(None)
    )
    return or_(sent.c.state.not_in(UNPROVEN), and_(sent.c.state == State.SET_ASIDE, ~wrong_key))


def _sending(row: Any) -> Sending:
    names = ("submission_id", "came_as", "file", "month", "received_at", "checked_at")
    return Sending(**{name: getattr(row, name) for name in names}, state=State(row.state), is_told=bool(row.is_told))
