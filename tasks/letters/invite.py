"""Invitations, reminders and the phone list, without Prefect: `invite_month`, `remind_month`, `escalate_month`.

Each may be called as often as one likes: a letter has its Message-ID by its occasion, so what was written once is not
written again, and a run that was killed is made up for by the next. Sending is another step: nothing is sent here.
"""

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine

from config.address import plain_address
from config.places import place_list
from config.policy import Policy
from config.settings import Settings
from schemas.answer.words import WORKBOOK
from schemas.form.filling import school_key_rows
from schemas.form.forms import FORMS, KINDS
from schemas.form.submission import State
from schemas.mail.addressee import NOTHING_CAME, Addressee, day_due, days_overdue, is_to_be_reminded
from schemas.mail.letters import escalation, invitation, reminder
from schemas.mail.mail import Attachment, Letter, Mail, Occasion, copy_ids, message_id
from schemas.mail.phone_list import KNOWN_MONTHS, Call, rank_missing
from schemas.mail.submission_key import submission_key
from schemas.time.deadlines import Cycle
from tasks.atomic_files import write_file
from tasks.centre import read_sender_name
from tasks.letters.addressees import read_addressees
from tasks.letters.last_month import read_last_rows, read_last_values
from tasks.letters.make_forms import FormTarget, write_forms
from tasks.letters.outbox import enqueue_mails, known_mails
from tasks.letters.write_letter import write_letter
from tasks.letters.write_phone_list import write_phone_list
from tasks.secret import key_secret
from tasks.store.source_status import await_sources
from tasks.warehouse import writing


@dataclass(frozen=True)
class LetterContext:
    """Where letters are written: warehouse, installation, policy, who writes, the month's days, the moment.

    `is_asked`: by a person, who knows what is missing.
    """

    engine: Engine
    settings: Settings
    policy: Policy
    name: str
    cycle: Cycle
    at: datetime
    is_asked: bool = True

    @classmethod
    def of(cls, engine: Engine, settings: Settings, policy: Policy, month: str, at: datetime) -> "LetterContext":
        """What the letters of a month need."""
        name = read_sender_name(engine, settings.centre, policy.report)
        return cls(engine, settings, policy, name, Cycle.of(month, policy.calendar), at)

    def addressees(self) -> list[Addressee]:
        """Everybody who owes the month's return. Our own address is none: our mailbox would take the form in."""
        ours = self.settings.mail_from.casefold()
        people = read_addressees(self.engine, self.settings.centre, self.cycle.month)
        return [replace(one, emails=tuple(to for to in one.emails if to.casefold() != ours)) for one in people]

    def await_sources(self, day: date) -> None:
        """Whoever sent it in time is not called late because we could not read it.

        Raises:
            OutageError: a source is away; nothing is written, and the day is made up for.
        """
        if not self.is_asked:
            await_sources(self.engine, "Erinnerungen und Telefonliste warten", partial=WrittenLetters(day=day))

    def id_of(self, kind: Occasion, *parts: object) -> str:
        """The Message-ID of an occasion of this month."""
        return message_id(self.settings.mail_from.rpartition("@")[2], kind, *parts, self.cycle.month)


@dataclass(frozen=True)
class WrittenLetters:
    """What a run wrote: forms, letters, and the respondents that have no usable e-mail address.

    `day` is the policy's day that a reminder or a phone list is for; None where none is due.
    """

    forms: int = 0
    letters: int = 0
    unreachable: tuple[str, ...] = ()
    day: date | None = None


def invite_month(context: LetterContext) -> WrittenLetters:
    """From opening to deadline: everybody's form, and a letter to those of whom nothing came."""
    if not context.cycle.invites(context.at.date()):
        return WrittenLetters()
    people = context.addressees()
    ids = {one.respondent_id: context.id_of("invitation", one.respondent_id) for one in people}
    known = _known(context, ids.values())
    invited = {name for name, its in ids.items() if its in known}
    forms = provide_forms(context, people, keep=invited)
    waiting = [one for one in people if one.state in NOTHING_CAME and one.respondent_id not in invited]
    written = ((one, invitation(one, context.cycle, context.name), _form_path(context, one)) for one in waiting)
    letters = _put(context, "invitation", ids, written)
    return WrittenLetters(forms, letters, _unreachable(waiting))


def remind_month(context: LetterContext) -> WrittenLetters:
    """On the policy's days: a letter to each respondent that owed its return the day before, and to no other.

    Whose return was sent back gets its own workbook once more, with its wrong cells marked; all others an empty form.
    """
    today = context.at.date()
    day = day_due(context.policy.calendar.reminder_days, context.cycle, today)
    if day is None:
        return WrittenLetters()
    people = [one for one in context.addressees() if is_to_be_reminded(one, day)]
    ids = {one.respondent_id: context.id_of("reminder", one.respondent_id, day) for one in people}
    known = _known(context, ids.values())
    waiting = [one for one in people if ids[one.respondent_id] not in known]
    if waiting:
        context.await_sources(day)
    forms = provide_forms(context, waiting, keep=ids)
    letters = _put(context, "reminder", ids, (_reminder(context, one) for one in waiting))
    return WrittenLetters(forms, letters, _unreachable(waiting), day)


def escalate_month(context: LetterContext) -> WrittenLetters:
    """On the policy's days: one letter to staff with the phone list, where returns are missing."""
    day = day_due(context.policy.calendar.escalation_days, context.cycle, context.at.date())
    recipient = plain_address(context.settings.staff_email)
    if day is None or recipient is None or not context.settings.can_mail:
        return WrittenLetters(day=day)
    name = context.id_of("escalation", context.settings.centre, day)
    calls = phone_list(context)
    if not calls or name in _known(context, [name]):
        return WrittenLetters(day=day)
    context.await_sources(day)
    letter = escalation(Counter(call.addressee.kind for call in calls), context.cycle, context.at.date(), context.name)
    folder = context.settings.forms / context.cycle.month
    path = folder / f"Telefonliste_{context.cycle.month}_{day:%d-%m-%Y}.xlsx"
    folder.mkdir(parents=True, exist_ok=True)
    write_file(path, write_phone_list(calls, context.cycle.month))
    mail = _mail(context, "escalation", name, recipient, letter, _attach(context, path), None)
    with writing(context.engine) as connection:
        return WrittenLetters(letters=enqueue_mails(connection, [mail], context.at), day=day)


def phone_list(context: LetterContext) -> list[Call]:
    """Whom to call, in which order; for `remind` and `status` too."""
    missing = [one for one in context.addressees() if one.is_missing]
    indicators = sorted({name for kind in KINDS.values() for name in kind.main})
    values = read_last_values(context.engine, context.settings.centre, context.cycle.month, indicators, KNOWN_MONTHS)
    return rank_missing(missing, values, days_overdue(context.cycle, context.at.date()))


def provide_forms(context: LetterContext, people: Iterable[Addressee], keep: Collection[str] = ()) -> int:
    """See that everybody's form of the month lies in the home; returns how many were written.

    Those of `keep` stay as they are if they are there: mails that wait in the outbox refer to their very bytes.
    """
    folder = context.settings.forms / context.cycle.month
    needed = [one for one in people if one.respondent_id not in keep or not _form_path(context, one).exists()]
    if not needed:
        return 0
    return len(write_forms(form_targets(context, needed), folder))


def form_targets(context: LetterContext, people: Iterable[Addressee]) -> Iterator[FormTarget]:
    """The forms of some respondents: with their submission key and last month's stocks as hints."""
    secret = key_secret(context.settings.key_file, os.environ)
    hints = read_last_rows(context.engine, context.cycle.month)
    places = place_list(context.policy.places)
    for one in people:
        head = _head(context.cycle, one) | {
            "submission_key": submission_key(secret, one.respondent_id, context.cycle.month)
        }
        keys = school_key_rows(one.school_type) if one.school_type else {}
        mine = hints.get(one.respondent_id, {})
        limits = context.policy.thresholds
        yield FormTarget(FORMS[one.kind], head, key_rows=keys, hints=mine, places=places, thresholds=limits)


def _head(cycle: Cycle, one: Addressee) -> dict[str, str]:
    return {
        "respondent": one.respondent_id,
        "respondent_name": one.name,
        "month": cycle.month,
        "reference_date": cycle.reference_date.isoformat(),
        "deadline": cycle.deadline.isoformat(),
        "contact_name": one.contact or "",
        "contact_email": "; ".join(one.emails),
        "nil_return": "no",
    }


def _form_path(context: LetterContext, one: Addressee) -> Path:
    head = {"respondent": one.respondent_id, "month": context.cycle.month}
    return context.settings.forms / context.cycle.month / FormTarget(FORMS[one.kind], head).file_name


def _marked_workbook(context: LetterContext, one: Addressee) -> Path | None:
    """The workbook that went back with the last validation report, if that is how it stands."""
    if one.state is not State.RETURNED or one.reply is None:
        return None
    return next(iter(sorted((context.settings.replies / one.reply).glob(f"*{WORKBOOK}"))), None)


def _known(context: LetterContext, ids: Iterable[str]) -> set[str]:
    with context.engine.connect() as connection:
        return known_mails(connection, ids)


def _reminder(context: LetterContext, one: Addressee) -> tuple[Addressee, Letter, Path]:
    own = _marked_workbook(context, one)
    letter = reminder(one, context.cycle, context.at.date(), context.name, with_own=own is not None)
    return one, letter, own or _form_path(context, one)


def _put(
    context: LetterContext, kind: Occasion, ids: Mapping[str, str], letters: Iterable[tuple[Addressee, Letter, Path]]
) -> int:
    """Letters of one kind with what goes with each into the outbox, to every address, all or none."""
    if not context.settings.can_mail:
        return 0
    mails = [
        _mail(context, kind, name, email, letter, _attach(context, path), to)
        for to, letter, path in letters
        for name, email in zip(copy_ids(ids[to.respondent_id]), to.emails, strict=False)
    ]
    with writing(context.engine) as connection:
        return enqueue_mails(connection, mails, context.at)


def _mail(  # noqa: PLR0913, PLR0917 - what a mail is made of
    context: LetterContext,
    kind: Occasion,
    name: str,
    recipient: str,
    letter: Letter,
    attached: Attachment,
    to: Addressee | None,
) -> Mail:
    text, html = write_letter(letter)
    return Mail(
        message_id=name,
        kind=kind,
        recipient=recipient,
        subject=letter.subject,
        text=text,
        html=html,
        attachments=(attached,),
        month=context.cycle.month,
        respondent_id=to.respondent_id if to else None,
    )


def _attach(context: LetterContext, path: Path) -> Attachment:
    digest = sha256(path.read_bytes()).hexdigest()
    return Attachment(path.name, path.relative_to(context.settings.home).as_posix(), digest)


def _unreachable(people: Iterable[Addressee]) -> tuple[str, ...]:
    return tuple(one.respondent_id for one in people if not one.emails)
