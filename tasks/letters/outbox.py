"""The outbox: every mail is in the warehouse before it is sent. Way in: `enqueue_mails`; `read_outbox` for staff.

A mail is known by its Message-ID, which is fixed for its occasion: what was written once is never written again.
`tasks.letters.send` hands the mails to the mail server.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, and_, func, insert, select

from schemas.mail.mail import Mail
from schemas.store.correspondence import outbox

_MOST_IDS = 500  # in one query
_WAITING = and_(outbox.c.sent_at.is_(None), outbox.c.given_up_at.is_(None))


def enqueue_mails(connection: Connection, mails: Iterable[Mail], at: datetime) -> int:
    """Write mails that are new by their Message-ID, due at once; returns how many. The caller's transaction commits."""
    wanted = {mail.message_id: mail for mail in mails}
    present = known_mails(connection, wanted)
    new = [_row(mail, at) for name, mail in wanted.items() if name not in present]
    if new:
        connection.execute(insert(outbox), new)
    return len(new)


def known_mails(connection: Connection, message_ids: Iterable[str]) -> set[str]:
    """Which of these Message-IDs the outbox holds already, sent or not."""
    names, known = sorted(set(message_ids)), set[str]()
    for start in range(0, len(names), _MOST_IDS):
        some = names[start : start + _MOST_IDS]
        known |= set(connection.scalars(select(outbox.c.message_id).where(outbox.c.message_id.in_(some))))
    return known


def read_outbox(engine: Engine, month: str | None = None, since: datetime | None = None) -> dict[str, Any]:
    """What staff have to know of the outbox; a mail waits or is lost whatever its month, and many have none.

    `waiting` and `oldest` (ISO) of all that is not sent yet, `sent` of a month, and since a moment, where one is given:
    `maybe_twice` (sent again after a run that ended before it knew whether the server had taken the mail), and the
    `undeliverable` ones, newest first, with the words of the server.
    """
    its = outbox.c.month == month if month else outbox.c.message_id.is_not(None)
    start = since or datetime(1970, 1, 1)
    gone, again = outbox.c.given_up_at >= start, and_(outbox.c.sent_at >= start, outbox.c.may_be_sent.is_(True))
    shown = ("kind", "month", "respondent_id", "recipient", "subject", "attempts", "given_up_at", "last_reply")
    query = select(*(outbox.c[name] for name in shown)).where(gone).order_by(outbox.c.given_up_at.desc())
    with engine.connect() as connection:
        waiting, oldest = connection.execute(select(func.count(), func.min(outbox.c.created_at)).where(_WAITING)).one()
        sent = connection.scalar(select(func.count()).where(outbox.c.sent_at.is_not(None), its))
        twice = connection.scalar(select(func.count()).where(again))
        rows = [dict(row) for row in connection.execute(query).mappings()]
    return {
        "waiting": waiting,
        "oldest": oldest.isoformat() if oldest else None,
        "sent": sent,
        "maybe_twice": twice,
        "undeliverable": [{**row, "given_up_at": row["given_up_at"].isoformat()} for row in rows],
    }


def _row(mail: Mail, at: datetime) -> dict[str, Any]:
    fields = asdict(mail)
    fields["attachments"] = json.dumps(fields["attachments"], ensure_ascii=False)
    return fields | {"created_at": at, "attempts": 0, "may_be_sent": False, "next_attempt_at": at}
