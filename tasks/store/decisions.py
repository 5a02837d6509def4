"""What staff decide by name: `accept_submission`, `discard_submission`, `grant_waiver`, `request_replay`, and lists.

`request_recheck` needs no name. Names are written down with reason and time. All but a discard lets the next run check
files again that were refused (schemas.store.recheck): nobody has to send anything twice, and the earlier check stays on
record.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, case, exists, func, insert, or_, select, update

from config.errors import UsageError
from schemas.check.catalogue import forms_of
from schemas.check.settle import Waiver, is_waivable
from schemas.finding import HELD, Severity
from schemas.form.submission import IN_FORCE, State
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from schemas.store.recheck import enter_rechecks, is_last_check
from tasks.archived import find_archived, is_erased, is_gone
from tasks.warehouse import writing

_OPEN = (State.RECEIVED.value, State.SET_ASIDE.value)


def accept_submission(engine: Engine, submission_id: int, by: str, reason: str, at: datetime) -> str:
    """Let a submission in that was set aside (schemas.finding.HELD); returns its file's name.

    Raises:
        UsageError: there is no such submission, it is not set aside, or nobody is named.
    """
    _require(by, reason)
    with writing(engine) as connection:
        row = _find_submission(connection, submission_id)
        if row.state != State.SET_ASIDE.value:
            raise UsageError(
                f"Die Lieferung {submission_id} ({row.file}) ist {State(row.state).german}, nicht zurückgestellt."
            )
        if not row.is_last:
            raise UsageError(f"Die Lieferung {submission_id} ({row.file}) ist schon zugelassen.")
        connection.execute(
            insert(c.clearance), {"submission_id": submission_id, "given_by": by, "reason": reason, "given_at": at}
        )
        connection.execute(enter_rechecks([submission_id]))
        return str(row.file)


def discard_submission(  # noqa: PLR0913, PLR0917 - a decision with all that it says
    engine: Engine, submission_id: int, by: str, reason: str, at: datetime, archive: Path | None = None
) -> str:
    """Give a submission up that waits, be it lost, or was set aside; returns its file's name.

    Of one that was dealt with and whose file the archive has lost only the file is given up: what was stored stays.

    Raises:
        UsageError: there is no such submission, something else became of it, or nobody is named.
    """
    _require(by, reason)
    sent, told = w.submission, exists().where(c.answer.c.submission_id == submission_id)
    with writing(engine) as connection:
        row = _find_submission(connection, submission_id)
        is_lost = archive is not None and is_gone(archive, row.sha256)
        if row.is_given_up or not row.is_last or not (row.state in _OPEN or is_lost):
            raise UsageError(
                f"Die Lieferung {submission_id} ({row.file}) ist {_become(row)}: abgeschrieben wird nur, was noch "
                "wartet, zurückgestellt ist, oder wessen Datei im Archiv fehlt."
            )
        decision = {"submission_id": submission_id, "given_by": by, "reason": reason, "given_at": at}
        connection.execute(insert(c.discard), decision)
        if row.state in _OPEN:
            # What was not answered yet is not answered any more: as if it had not been checked.
            given_up = {"state": State.WITHDRAWN.value, "checked_at": case((told, sent.c.checked_at))}
            connection.execute(update(sent).where(sent.c.submission_id == submission_id).values(given_up))
        return str(row.file)


def list_open(engine: Engine, gone: Iterable[int] = ()) -> list[dict[str, Any]]:
    """Every submission that waits, be it lost, or was set aside, and those whose files are `gone` (find_gone)."""
    table = w.submission
    query = select(*table.c["submission_id", "file", "state", "received_at"])
    wanted = table.c.state.in_(_OPEN) & is_last_check() | table.c.submission_id.in_(list(gone))
    with engine.connect() as connection:
        rows = connection.execute(query.where(wanted).order_by(table.c.submission_id))
        return [dict(row) for row in rows.mappings()]


def list_set_aside(engine: Engine) -> list[dict[str, Any]]:
    """Every submission that waits for somebody to accept it, or to leave it."""
    table = w.submission
    query = (
        select(
            table.c.submission_id, table.c.file, table.c.respondent_id, table.c.month, table.c.received_at,
            w.finding.c.message,
        )
        .join(w.finding, w.finding.c.submission_id == table.c.submission_id)
        .where(table.c.state == State.SET_ASIDE.value, w.finding.c.rule.in_(HELD), is_last_check())
        .order_by(table.c.submission_id)
    )  # fmt: skip
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def grant_waiver(engine: Engine, waiver: Waiver, by: str, at: datetime, archive: Path | None = None) -> tuple[int, int]:
    """Set a rule aside for a respondent; returns the waiver's number and how many returns are checked again.

    `waiver.waiver_id` is not looked at. The same waiver again is the same one.

    Raises:
        UsageError: the rule or the respondent does not exist, or the rule cannot be set aside.
    """
    _require(by, waiver.reason)
    _check(waiver, at.date())
    values = _row(waiver, by)
    with writing(engine) as connection:
        kind = connection.scalar(select(w.respondent.c.kind).filter_by(respondent_id=waiver.respondent))
        if kind is None:
            raise UsageError(f"Die Berichtsstelle {waiver.respondent} steht nicht im Register.")
        if kind not in forms_of(waiver.rule):
            raise UsageError(f"Den Meldebogen von {waiver.respondent} prüft die Regel „{waiver.rule}“ nicht.")
        number = connection.scalar(select(c.waiver.c.waiver_id).filter_by(**values))
        if number is None:
            number = (connection.scalar(select(func.max(c.waiver.c.waiver_id))) or 0) + 1
            connection.execute(insert(c.waiver), {"waiver_id": number, "given_at": at, **values})
        waiting = _with_bytes(connection, _refused_by(connection, waiver), archive)
        connection.execute(enter_rechecks(waiting))
    return number, len(waiting)


def request_recheck(engine: Engine, rule: str, month: str, archive: Path | None = None) -> int:
    """Let the next run check what was sent back for a rule, among others, in a month; returns how many files.

    For a rule that was put right: only an open error counts, and only the last check of a file.
    """
    sent, found = w.submission, w.finding
    refused = (
        select(sent.c.submission_id)
        .join(found, found.c.submission_id == sent.c.submission_id)
        .where(sent.c.state == State.RETURNED.value, sent.c.month == month, is_last_check())
        .where(found.c.rule == rule, found.c.severity == Severity.ERROR.value, found.c.answer.is_(None))
        .distinct()
    )
    with writing(engine) as connection:
        numbers = _with_bytes(connection, list(connection.scalars(refused)), archive)
        connection.execute(enter_rechecks(numbers))
    return len(numbers)


def list_concerned(engine: Engine, rule: str, since: str) -> dict[str, list[int]]:
    """What a rule is asked of, by month from `since` on: the returns in force, and those last sent back."""
    sent, owed = w.submission, w.return_
    is_its = or_(owed.c.submission_id == sent.c.submission_id, owed.c.latest_submission_id == sent.c.submission_id)
    query = (
        select(sent.c.month, sent.c.submission_id)
        .join(owed, is_its)
        .where(sent.c.month >= since, sent.c.form.in_(forms_of(rule)), is_last_check())
        .where(sent.c.state.in_([*IN_FORCE, State.RETURNED]))
        .distinct()
        .order_by(sent.c.month, sent.c.submission_id)
    )
    found: dict[str, list[int]] = defaultdict(list)
    with engine.connect() as connection:
        for month, number in connection.execute(query):
            found[month].append(number)
    return dict(found)


def request_replay(  # noqa: PLR0913, PLR0917 - a decision with all that it says
    engine: Engine, rule: str, since: str, numbers: Sequence[int], by: str, reason: str, at: datetime, archive: Path
) -> int:
    """Let the next run check these submissions again, decided by somebody; returns how many files.

    Raises:
        UsageError: nobody is named.
    """
    _require(by, reason)
    with writing(engine) as connection:
        again = _with_bytes(connection, list(numbers), archive)
        connection.execute(enter_rechecks(again))
        decision = {
            "rule": rule,
            "given_at": at,
            "since": since,
            "returns": len(again),
            "given_by": by,
            "reason": reason,
        }
        connection.execute(insert(w.replay), decision)
    return len(again)


def list_waivers(engine: Engine, day: date) -> list[dict[str, Any]]:
    """The waivers that still hold on a day."""
    query = select(c.waiver).where(c.waiver.c.expires_on >= day).order_by(c.waiver.c.waiver_id)
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def _with_bytes(connection: Connection, numbers: list[int], archive: Path | None) -> list[int]:
    """Those whose file is neither gone by policy nor lost: what cannot be read any more is not checked again."""
    if archive is None:
        return numbers
    sent = w.submission
    rows = connection.execute(select(sent.c.submission_id, sent.c.sha256).where(sent.c.submission_id.in_(numbers)))
    paths = {number: find_archived(archive, digest) for number, digest in rows}
    return [number for number, path in paths.items() if path.is_file() and not is_erased(path)]


def _become(row: Row[Any]) -> str:
    if row.is_given_up:
        return "schon abgeschrieben"
    return State(row.state).german if row.is_last else "schon noch einmal geprüft oder zugelassen"


def _find_submission(connection: Connection, submission_id: int) -> Row[Any]:
    table = w.submission
    given_up = exists().where(c.discard.c.submission_id == table.c.submission_id).label("is_given_up")
    query = select(table.c.file, table.c.state, table.c.sha256, is_last_check().label("is_last"), given_up)
    row = connection.execute(query.where(table.c.submission_id == submission_id)).one_or_none()
    if row is None:
        raise UsageError(f"Die Lieferung {submission_id} gibt es nicht.")
    return row


def _require(by: str, reason: str) -> None:
    if not by.strip() or not reason.strip():
        raise UsageError("Bitte Namen und Begründung angeben: --by NAME --reason GRUND")


def _check(waiver: Waiver, today: date) -> None:
    if not is_waivable(waiver.rule):
        raise UsageError(
            f"Die Regel „{waiver.rule}“ gibt es nicht, oder sie gilt für alle. "
            "Die Kennung einer Regel steht im Prüfprotokoll."
        )
    if waiver.month_to < waiver.month_from:
        raise UsageError("Der letzte Monat liegt vor dem ersten.")
    if waiver.expires_on < today:
        raise UsageError("Die Ausnahme wäre schon abgelaufen: bitte bei --until einen künftigen Tag angeben.")


def _row(waiver: Waiver, by: str) -> dict[str, Any]:
    return {
        "rule": waiver.rule,
        "respondent_id": waiver.respondent,
        "month_from": waiver.month_from,
        "month_to": waiver.month_to,
        "reason": waiver.reason,
        "given_by": by,
        "expires_on": waiver.expires_on,
    }


def _refused_by(connection: Connection, waiver: Waiver) -> list[int]:
    """The returns of its months whose latest submission was sent back, among others for this rule."""
    owed, sent, found = w.return_, w.submission, w.finding
    query = (
        select(sent.c.submission_id)
        .join(owed, owed.c.latest_submission_id == sent.c.submission_id)
        .join(found, found.c.submission_id == sent.c.submission_id)
        .where(owed.c.respondent_id == waiver.respondent, owed.c.month.between(waiver.month_from, waiver.month_to))
        .where(sent.c.state == State.RETURNED.value, found.c.rule == waiver.rule, is_last_check())
        .distinct()
    )
    return sorted(connection.scalars(query))
