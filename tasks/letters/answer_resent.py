"""Tell who sends an old file once more that a newer one stays in force. One way in: `answer_resent`.

The same bytes are not checked again and have no answer of their own; without a word their sender would think that they
count. There is a mail and no folder: what was found in the file was said when it first came.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, select

from config.policy import Policy
from config.settings import Settings
from schemas.answer.case import Case
from schemas.answer.words import write_resent
from schemas.mail.mail import Mail, copy_ids, message_id
from schemas.mail.message import plain_line
from schemas.store import warehouse as w
from schemas.store.correspondence import incoming
from schemas.store.recheck import file_number, is_last_check
from tasks.letters.answer import MOST_SIGNS, list_recipients, read_office
from tasks.letters.outbox import enqueue_mails
from tasks.letters.reply.waiting import list_cases
from tasks.letters.write_letter import write_letter
from tasks.warehouse import writing

_WITHIN = timedelta(days=7)  # what came earlier is no news
_BATCH = 250


def answer_resent(engine: Engine, settings: Settings, policy: Policy, at: datetime) -> int:
    """Write a mail for each old file that came again after a newer one was accepted; returns how many are new.

    Args:
        engine: the warehouse; the caller holds its lock.
        settings: who writes the mails; without a mail server nobody is told.
        policy: the calendar, and what the centre is called.
        at: when the mails count as written.
    """
    resent = _list_resent(engine, at - _WITHIN) if settings.can_mail else []
    office, written = read_office(engine, settings, policy), 0
    for start in range(0, len(resent), _BATCH):
        some = resent[start : start + _BATCH]
        cases = list_cases(engine, [row.submission_id for row in some], policy, office)
        known = {case.submission_id: case for case in cases}
        mails = [mail for row in some for mail in _mails(settings, known[row.submission_id], row)]
        with writing(engine) as connection:
            written += enqueue_mails(connection, mails, at)
    return written


def _list_resent(engine: Engine, since: datetime) -> list[Row[Any]]:
    """Files that came again after they were checked: the last check of each, which arrival, when, and from whom."""
    sent, again = w.submission, w.delivery
    query = (
        select(sent.c.submission_id, again.c.incoming_id, again.c.seen_at, again.c.file, incoming.c.sender)
        .join_from(sent, again, again.c.submission_id == file_number())
        .join(incoming, incoming.c.incoming_id == again.c.incoming_id)
        .where(again.c.seen_at > since, again.c.seen_at > sent.c.checked_at, is_last_check())
        .order_by(again.c.incoming_id, sent.c.submission_id)
    )
    with engine.connect() as connection:
        return list(connection.execute(query))


def _mails(settings: Settings, case: Case, came: Row[Any]) -> list[Mail]:
    """The mail, once for each address; none where no newer file had been accepted by then."""
    if case.newer is None or case.newer.checked_at > came.seen_at:
        return []
    case = replace(case, file=came.file, received_at=came.seen_at, sender=came.sender or case.sender)
    letter = write_resent(case)
    text, html = write_letter(letter)
    domain = settings.mail_from.rpartition("@")[2]
    first = message_id(domain, case.kind, case.submission_id, "again", came.incoming_id)
    about: dict[str, Any] = {
        "month": case.month, "respondent_id": case.respondent, "submission_id": case.submission_id,
    }  # fmt: skip
    subject = plain_line(letter.subject)[:MOST_SIGNS]
    return [
        Mail(name, case.kind, recipient, subject, text, html, **about)
        for name, recipient in zip(copy_ids(first), list_recipients(settings, case, None), strict=False)
    ]
