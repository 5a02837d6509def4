"""A report as a mail with its PDF and its package. One way in: `mail_report`.

It goes through the outbox like every mail: one Message-ID a version, and the mail server's answer as receipt.
"""

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, select

from config.errors import UnreachableError
from config.policy import load_policy
from config.settings import Settings
from config.targets import Target
from schemas.mail.letters import report_letter
from schemas.mail.mail import Attachment, Mail, message_id
from schemas.store.correspondence import outbox
from tasks.centre import read_sender_name
from tasks.letters.outbox import enqueue_mails
from tasks.letters.write_letter import write_letter
from tasks.warehouse import writing


def mail_report(engine: Engine, settings: Settings, target: Target, row: Row[Any], at: datetime) -> str | None:
    """Put the mail into the outbox, once; returns the mail server's answer, None while there is none.

    Raises:
        UnreachableError: there is no mail server, or it will never take this mail.
    """
    if not settings.can_mail:
        raise UnreachableError("es ist kein Mailserver eingestellt (smtp_url und mail_from in settings.toml)")
    # The recipient is part of the name: one that was mistyped and refused says nothing about the right one.
    domain, version = settings.mail_from.partition("@")[2], (row.centre_id, row.month, row.version)
    name = message_id(domain, "dissemination", *version, target.name, target.recipient)
    with writing(engine) as connection:
        enqueue_mails(connection, [_write(engine, settings, target, row, name)], at)
        sent = connection.execute(select(outbox).where(outbox.c.message_id == name)).one()
    if sent.given_up_at is not None:
        raise UnreachableError(f"der Mailserver nimmt die Mail nicht an ({sent.last_reply})")
    return f"vom Mailserver angenommen: {sent.last_reply}" if sent.sent_at else None


def _write(engine: Engine, settings: Settings, target: Target, row: Row[Any], name: str) -> Mail:
    office = read_sender_name(engine, settings.centre, load_policy(settings.home).report)
    letter = report_letter(row.month, row.version, row.file, office)
    text, html = write_letter(letter)
    report = settings.reports / row.centre_id / row.month / f"v{row.version}" / "bericht.pdf"
    attached = (
        _attach(settings, report),
        Attachment(row.file, _below(settings, settings.packages / row.file), row.sha256),
    )
    return Mail(name, "dissemination", target.recipient, letter.subject, text, html, attached, month=row.month)


def _attach(settings: Settings, path: Path) -> Attachment:
    return Attachment(path.name, _below(settings, path), sha256(path.read_bytes()).hexdigest())


def _below(settings: Settings, path: Path) -> str:
    return path.relative_to(settings.home).as_posix()
