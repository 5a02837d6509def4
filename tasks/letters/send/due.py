"""Hand what waits in the outbox to the mail server. One way in: `send_due(engine, home, server, at)`.

At least once: an attempt is committed before the mail is handed over, its end at once after it. A run that ends in
between leaves a mail of which nobody knows whether it arrived; it is sent again with the same Message-ID, marked as
such and counted. Neither addresses nor passwords are ever logged: what the server said is kept in the mail's row.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, and_, select, update

from config.address import plain_address
from config.errors import MailError
from config.settings import TIMEZONE
from schemas.mail.mail import next_attempt
from schemas.mail.message import build_message
from schemas.store.correspondence import outbox
from tasks.letters.send.server import Loss, MailConnection, MailServer, Refusal, connecting
from tasks.warehouse import writing

_OPEN = and_(outbox.c.sent_at.is_(None), outbox.c.given_up_at.is_(None))


@dataclass
class SendResult:
    """What became of the mails that were due; `trouble` is the German sentence why the run stopped before its end.

    `maybe_twice`: of those sent, mails that an earlier run may have delivered already. `faulty`: mails that could not
    be made, by Message-ID, with the reason: our own mistake.
    """

    sent: int = 0
    maybe_twice: int = 0
    postponed: int = 0
    given_up: int = 0
    faulty: dict[str, str] = field(default_factory=dict)
    trouble: str | None = None

    def problems(self) -> list[MailError]:
        """For a flow's end: where the server or a mail of ours is to blame."""
        if self.trouble:
            return [MailError(self.trouble)]
        if self.faulty:
            shown = " ".join(list(dict.fromkeys(self.faulty.values()))[:3])
            some = "Eine Mail ließ" if len(self.faulty) == 1 else f"{len(self.faulty)} Mails ließen"
            words = f"{some} sich nicht senden, alle anderen gingen hinaus. {shown}"
            return [MailError(words)]
        return []


def due_mails(engine: Engine, at: datetime) -> list[str]:
    """The Message-IDs of what is to be sent at `at`, oldest first."""
    query = select(outbox.c.message_id).where(_is_due(at)).order_by(outbox.c.created_at, outbox.c.message_id)
    with engine.connect() as connection:
        return list(connection.scalars(query))


def _is_due(at: datetime) -> ColumnElement[bool]:
    return and_(_OPEN, outbox.c.next_attempt_at <= at)


def send_due(engine: Engine, home: Path, server: MailServer, at: datetime) -> SendResult:
    """Send every mail that is due at `at`; whatever goes wrong, no mail is lost and the others go on."""
    done = SendResult()
    with connecting(server) as connection:
        for name in due_mails(engine, at):
            try:
                _send_one(_Work(engine, home, connection, at, done), name)
            except MailError as error:
                done.trouble = str(error)
                break
    done.faulty |= dict(_find_faulty(engine, home, at))
    return done


def _find_faulty(engine: Engine, home: Path, at: datetime) -> Iterator[tuple[str, str]]:
    """Mails that wait for a later attempt and could not be made now either: they are not well until then."""
    later = and_(_OPEN, outbox.c.next_attempt_at > at)
    with engine.connect() as connection:
        rows = connection.execute(select(outbox.c.message_id, outbox.c.attachments).where(later)).all()
    for row in rows:
        try:
            _read_attachments(home, row.attachments)
        except _AttachmentError as error:
            yield row.message_id, str(error)


@dataclass(frozen=True)
class _Work:
    """What the sending of one mail needs to know."""

    engine: Engine
    home: Path
    connection: MailConnection
    at: datetime
    done: SendResult

    def write(self, row: Row[Any], **values: Any) -> None:
        with writing(self.engine) as connection:
            connection.execute(update(outbox).where(outbox.c.message_id == row.message_id).values(**values))


def _send_one(work: _Work, name: str) -> None:
    # It was due when this run listed it; another run may be handing it over now, and has put it off.
    with work.engine.connect() as reading:
        row = reading.execute(select(outbox).where(outbox.c.message_id == name, _is_due(work.at))).one_or_none()
    if row is None:
        return
    recipient = plain_address(row.recipient)
    if recipient is None:
        _fail(work, row, "Das ist keine E-Mail-Adresse.", is_permanent=True)
        return
    try:
        message = _build(work, row, recipient)
    except _AttachmentError as error:
        work.done.faulty[name] = str(error)
        _fail(work, row, str(error))
        return
    work.connection.open()
    if _claim(work, row):
        _hand_over(work, row, recipient, message)


def _hand_over(work: _Work, row: Row[Any], recipient: str, message: bytes) -> None:
    try:
        said = work.connection.hand_over(recipient, message)
    except Refusal as refusal:
        _fail(work, row, refusal.said, is_permanent=refusal.is_permanent)
    except Loss as loss:
        _fail(work, row, "Die Verbindung brach ab.", is_uncertain=loss.is_uncertain)
        work.connection.count_loss()
    except MailError as error:
        # It was not about this mail: the attempt does not count, and the mail stays due.
        as_before = {name: getattr(row, name) for name in ("attempts", "next_attempt_at", "may_be_sent")}
        work.write(row, last_reply=str(error), **as_before)
        raise
    else:
        work.write(row, sent_at=work.at, last_reply=said, may_be_sent=row.may_be_sent)
        work.done.sent += 1
        work.done.maybe_twice += row.may_be_sent


def _claim(work: _Work, row: Row[Any]) -> bool:
    """Commit the attempt before it is made; False where another run was faster.

    It is put off at once as if it had failed, so that no other run sends the mail meanwhile.
    """
    attempts = row.attempts + 1
    later = next_attempt(attempts, work.at) or work.at
    unchanged = and_(outbox.c.message_id == row.message_id, outbox.c.attempts == row.attempts, _OPEN)
    begun = {"attempts": attempts, "attempted_at": work.at, "next_attempt_at": later, "may_be_sent": True}
    with writing(work.engine) as connection:
        return connection.execute(update(outbox).where(unchanged).values(**begun)).rowcount == 1


def _fail(work: _Work, row: Row[Any], said: str, *, is_permanent: bool = False, is_uncertain: bool = False) -> None:
    """Try again later, or give up: after about seven days, at once where the server will never take it."""
    attempts, may_be_sent = row.attempts + 1, row.may_be_sent or is_uncertain
    later = None if is_permanent else next_attempt(attempts, work.at)
    ending: dict[str, Any] = {"next_attempt_at": later} if later else {"given_up_at": work.at}
    work.write(row, attempts=attempts, attempted_at=work.at, last_reply=said, may_be_sent=may_be_sent, **ending)
    work.done.postponed += bool(later)
    work.done.given_up += not later


# The message


class _AttachmentError(Exception):
    """An attachment is not what was meant; the German sentence says which."""


def _build(work: _Work, row: Row[Any], recipient: str) -> bytes:
    server = work.connection.server
    return build_message(
        row.message_id,
        sender=Address(server.sender_name, addr_spec=server.mail_from),
        recipient=recipient,
        subject=row.subject,
        bodies=(row.text, row.html),
        attachments=_read_attachments(work.home, row.attachments),
        written=row.created_at.replace(tzinfo=TIMEZONE),
        is_again=row.may_be_sent,
    )


def _read_attachments(home: Path, written: str) -> list[tuple[str, bytes]]:
    return [(one["name"], _read(home, one["path"], one["sha256"])) for one in json.loads(written)]


def _read(home: Path, path: str, digest: str) -> bytes:
    """An attachment of the home, as it was when the mail was written."""
    file = (home / path).resolve()
    try:
        content = file.read_bytes() if file.is_relative_to(home.resolve()) else b""
    except OSError:
        content = b""
    if sha256(content).hexdigest() != digest:
        raise _AttachmentError(f"Die Anlage „{path}“ fehlt im Datenordner oder wurde dort verändert.")
    return content
