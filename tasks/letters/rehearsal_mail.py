"""The rehearsal as a mail to staff, once a month. One way in: `write_rehearsal_mail`; sending is another step."""

from config.address import plain_address
from schemas.form.forms import KINDS
from schemas.german import format_number, format_share
from schemas.mail.addressee import Addressee, days_overdue
from schemas.mail.letters import Outlook, rehearsal
from schemas.mail.mail import Mail
from schemas.mail.phone_list import KNOWN_MONTHS, rank_missing
from schemas.report.gate.rehearsal import Rehearsal
from tasks.letters.invite import LetterContext
from tasks.letters.last_month import read_last_values
from tasks.letters.outbox import enqueue_mails
from tasks.letters.write_letter import write_letter
from tasks.warehouse import writing

CALLS = 6  # whom to call first; the phone list has all


def write_rehearsal_mail(context: LetterContext, found: Rehearsal | None) -> int:
    """Into the outbox, unless the month's is there already; returns how many mails were written."""
    recipient = plain_address(context.settings.staff_email)
    if found is None or recipient is None or not context.settings.can_mail:
        return 0
    told = Outlook(
        format_number(found.n),
        format_number(found.expected),
        format_share(found.n / found.expected),
        tuple(point.message for point in found.held),
        tuple(point.message for point in found.noted),
    )
    letter = rehearsal(context.cycle, told, _whom_to_call(context, found), context.name)
    text, html = write_letter(letter)
    name = context.id_of("rehearsal", context.settings.centre)
    mail = Mail(name, "rehearsal", recipient, letter.subject, text, html, month=context.cycle.month)
    with writing(context.engine) as connection:
        return enqueue_mails(connection, [mail], context.at)


def _whom_to_call(context: LetterContext, found: Rehearsal) -> list[Addressee]:
    """Those who lift what blocks, then the other missing ones; of each, who moves the totals most comes first."""
    ranks = {
        one: rank
        for one in context.addressees()
        if (rank := found.rank(one.respondent_id, one.kind, is_missing=one.is_missing)) is not None
    }
    indicators = sorted({name for kind in KINDS.values() for name in kind.main})
    values = read_last_values(context.engine, context.settings.centre, context.cycle.month, indicators, KNOWN_MONTHS)
    calls = rank_missing(ranks, values, days_overdue(context.cycle, context.at.date()))
    return sorted((call.addressee for call in calls), key=ranks.__getitem__)[:CALLS]
