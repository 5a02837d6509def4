"""Mails that an address refused, once more to who the register names now. One way in: `readdress_refused`."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, and_, insert, or_, select

from config.address import plain_addresses
from config.policy import Calendar
from schemas.mail.addressee import NOTHING_CAME
from schemas.mail.mail import message_id
from schemas.store import warehouse as w
from schemas.store.correspondence import outbox
from schemas.time.deadlines import Cycle
from tasks.letters.outbox import known_mails
from tasks.warehouse import writing

_WITHIN = timedelta(days=30)  # for what was refused earlier nobody waits
_ANSWERS = ("receipt", "report", "set_aside")
_SAME = ("kind", "month", "respondent_id", "submission_id")  # mails about one and the same
_UNSENT = {"attempts": 0, "attempted_at": None, "may_be_sent": False, "given_up_at": None, "last_reply": None}


def readdress_refused(engine: Engine, calendar: Calendar, sender: str, at: datetime) -> int:
    """Write the invitations and answers that an address refused to those of the same respondent that never got them.

    Only what still holds: an invitation up to the deadline while nothing came, the answer to what came last. A reminder
    needs none of this, since the next one goes to the new address anyway. Returns how many were written.

    Args:
        engine: the warehouse; the caller holds its lock.
        calendar: the policy's, which knows the deadline.
        sender: our own address, which is nobody's in the register.
        at: when the mails count as written.
    """
    with writing(engine) as connection:
        refused = [row for row in _refused(connection, at) if _still_holds(row, calendar, at)]
        mails = {mail["message_id"]: mail for row in refused for mail in _again(connection, row, sender, at)}
        new = [mails[name] for name in sorted(mails.keys() - known_mails(connection, mails))]
        if new:
            connection.execute(insert(outbox), new)
    return len(new)


def _refused(connection: Connection, at: datetime) -> list[RowMapping]:
    """Mails that a server would not take, with the addresses of their respondents as the register has them."""
    its = and_(w.return_.c.respondent_id == outbox.c.respondent_id, w.return_.c.month == outbox.c.month)
    invited = and_(outbox.c.kind == "invitation", w.return_.c.state.in_([state.value for state in NOTHING_CAME]))
    answered = and_(outbox.c.kind.in_(_ANSWERS), outbox.c.submission_id == w.return_.c.latest_submission_id)
    query = (
        select(outbox, w.contact.c.email.label("registered"))
        .join(w.return_, its)
        .join(w.contact, w.contact.c.respondent_id == outbox.c.respondent_id)
        .where(outbox.c.given_up_at > at - _WITHIN, outbox.c.attempts > 0, or_(invited, answered))
        .order_by(outbox.c.message_id)
    )
    return list(connection.execute(query).mappings())


def _still_holds(row: RowMapping, calendar: Calendar, at: datetime) -> bool:
    return row["kind"] in _ANSWERS or Cycle.of(row["month"], calendar).invites(at.date())


def _again(connection: Connection, row: RowMapping, sender: str, at: datetime) -> Iterator[dict[str, Any]]:
    """The mail as it is, to each address of the register to which none of its kind about the same went."""
    same = [outbox.c[name].is_not_distinct_from(row[name]) for name in _SAME]
    written = connection.scalars(select(outbox.c.recipient).where(*same))
    had = {recipient.casefold() for recipient in (*written, sender)}
    for to in plain_addresses(row["registered"]):
        if to.casefold() not in had:
            name = message_id(sender.rpartition("@")[2], row["kind"], "readdressed", *(row[one] for one in _SAME), to)
            mail = {column.name: row[column.name] for column in outbox.c}
            yield mail | _UNSENT | {"message_id": name, "recipient": to, "created_at": at, "next_attempt_at": at}
