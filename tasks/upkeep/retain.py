"""Erase addresses and raw files older than the policy allows; the figures stay. Ways in: `find_expired`, `erase`.

The warehouse goes first, in one transaction; the files follow. A run that is killed in between is made up for by the
next: which files are too old follows from rows that stay.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Engine, Table, and_, case, delete, exists, func, or_, select, update

from config.policy import Retention
from schemas.check.level0 import COLUMN_PERSON
from schemas.form.submission import State
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from schemas.time.month import month_of
from tasks.archived import REFUSED_FOR_PERSONS, erase_locked, find_archived, is_erased, lock_submissions
from tasks.warehouse import writing

ERASED = "gelöscht"
_DECISIONS = (c.clearance, c.discard, w.report_release, w.replay)  # whose name may go; what was decided, and why, stays


@dataclass(frozen=True)
class Places:
    """The folders of the home in which something may be too old."""

    archive: Path
    replies: Path
    forms: Path


@dataclass(frozen=True)
class Expired:
    """What is older than the policy allows: rows, and the files and folders behind them.

    `remarks` are texts that somebody wrote: remarks, explanations, and what findings quote.
    """

    contacts: int
    senders: int
    mails: int
    remarks: int
    names: int
    files: tuple[Path, ...]
    folders: tuple[Path, ...]
    persons: tuple[int, ...] = ()  # submissions that list persons, of which nothing is to be kept

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to erase."""
        return not (
            self.contacts
            or self.senders
            or self.mails
            or self.remarks
            or self.names
            or self.files
            or self.folders
            or self.persons
        )


def find_expired(engine: Engine, places: Places, retention: Retention, day: date) -> Expired:
    """What `erase` would erase on that day; nothing is changed."""
    contacts, files = _limits(retention, day)
    with engine.connect() as connection:
        return Expired(
            contacts=_count(connection, w.contact, _old_contacts(contacts)),
            senders=_count(connection, c.incoming, _old_senders(contacts)),
            mails=_count(connection, c.outbox, _old_mails(contacts)),
            remarks=_count(connection, w.submission, _old_remarks(files))
            + _count(connection, c.explanation, _old_explanations(files))
            + _count(connection, w.finding, _old_findings(files))
            + _count(connection, w.shadow_finding, _old_shadows(files)),
            names=_count(connection, c.waiver, _old_waivers(files))
            + sum(_count(connection, table, _old_decisions(table, files)) for table in _DECISIONS),
            files=tuple(_old_files(connection, places.archive, files)),
            folders=tuple(_old_folders(connection, places, files)),
            persons=tuple(_refused(connection, places.archive) if retention.person_files == "erased" else ()),
        )


def erase(engine: Engine, places: Places, retention: Retention, day: date) -> Expired:
    """Erase it; returns what was erased."""
    expired = find_expired(engine, places, retention, day)
    contacts, files = _limits(retention, day)
    with writing(engine) as connection:
        connection.execute(delete(w.contact).where(_old_contacts(contacts)))
        connection.execute(update(c.incoming).where(_old_senders(contacts)).values(sender=None))
        empty = {"recipient": ERASED, "subject": "", "text": "", "html": "", "attachments": "[]"}
        connection.execute(update(c.outbox).where(_old_mails(contacts)).values(**empty))
        connection.execute(update(w.submission).where(_old_remarks(files)).values(remarks=None))
        connection.execute(update(c.explanation).where(_old_explanations(files)).values(text=ERASED))
        answer = case((w.finding.c.answer.is_not(None), ERASED))  # it stays settled
        told = {"value": None, "message": ERASED, "hint": "", "answer": answer}
        connection.execute(update(w.finding).where(_old_findings(files)).values(**told))
        connection.execute(update(w.shadow_finding).where(_old_shadows(files)).values(value=None))
        connection.execute(update(c.waiver).where(_old_waivers(files)).values(given_by=ERASED))
        for table in _DECISIONS:
            connection.execute(update(table).where(_old_decisions(table, files)).values(given_by=ERASED))
    for folder in expired.folders:
        shutil.rmtree(folder, ignore_errors=True)
    for path in expired.files:
        path.unlink(missing_ok=True)
    erase_locked(places.archive, lock_submissions(engine, places.archive, expired.persons))
    return expired


def _limits(retention: Retention, day: date) -> tuple[datetime, datetime]:
    """What is older than the first is too old for an address, older than the second for a file."""
    return _years_before(day, retention.contact_years), _years_before(day, retention.file_years)


def _years_before(day: date, years: int) -> datetime:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return datetime.combine(day.replace(year=day.year - years, day=last), time())


def _old_contacts(limit: datetime) -> ColumnElement[bool]:
    """Whoever has sent nothing since then and owes nothing any more."""
    sent, span = w.submission, w.respondent_span
    wrote = exists().where(sent.c.respondent_id == w.contact.c.respondent_id, sent.c.received_at >= limit)
    owes = exists().where(
        span.c.respondent_id == w.contact.c.respondent_id,
        or_(span.c.valid_to.is_(None), span.c.valid_to >= limit.date()),
    )
    return and_(~wrote, ~owes)


def _old_senders(limit: datetime) -> ColumnElement[bool]:
    return and_(c.incoming.c.received_at < limit, c.incoming.c.sender.is_not(None))


def _old_mails(limit: datetime) -> ColumnElement[bool]:
    """The row stays, so that nobody is written to twice."""
    table = c.outbox
    done = or_(table.c.sent_at.is_not(None), table.c.given_up_at.is_not(None))
    return and_(table.c.created_at < limit, done, table.c.recipient != ERASED)


def _old_remarks(limit: datetime) -> ColumnElement[bool]:
    return and_(w.submission.c.received_at < limit, w.submission.c.remarks.is_not(None))


def _old_explanations(limit: datetime) -> ColumnElement[bool]:
    return and_(c.explanation.c.given_at < limit, c.explanation.c.text != ERASED)


def _old_findings(limit: datetime) -> ColumnElement[bool]:
    """A name may have stood in a cell where a number belongs, and the sentence says what stood there."""
    old = select(w.submission.c.submission_id).where(w.submission.c.received_at < limit)
    return and_(w.finding.c.submission_id.in_(old), w.finding.c.message != ERASED)


def _old_shadows(limit: datetime) -> ColumnElement[bool]:
    old = select(w.submission.c.submission_id).where(w.submission.c.received_at < limit)
    return and_(w.shadow_finding.c.submission_id.in_(old), w.shadow_finding.c.value.is_not(None))


def _old_waivers(limit: datetime) -> ColumnElement[bool]:
    return and_(c.waiver.c.expires_on < limit.date(), c.waiver.c.given_by != ERASED)


def _old_decisions(table: Table, limit: datetime) -> ColumnElement[bool]:
    return and_(table.c.given_at < limit, table.c.given_by != ERASED)


def _count(connection: Connection, table: Table, where: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(table).where(where)) or 0


def _old_files(connection: Connection, archive: Path, limit: datetime) -> Iterable[Path]:
    """Bytes that nobody has sent since then, neither as a file nor in a mail, and that wait for nothing."""
    old: set[str] = set()
    young: set[str] = set(
        connection.scalars(select(w.submission.c.sha256).where(w.submission.c.state == State.RECEIVED.value))
    )
    for table in (w.submission, c.incoming):
        old |= set(connection.scalars(select(table.c.sha256).where(table.c.received_at < limit)))
        young |= set(connection.scalars(select(table.c.sha256).where(table.c.received_at >= limit)))
    return sorted(path for digest in old - young if (path := find_archived(archive, digest)).exists())


def _refused(connection: Connection, archive: Path) -> Iterable[int]:
    """What was refused since it lists persons, came before the policy said so, and is still there."""
    sent, found = w.submission, w.finding
    query = (
        select(sent.c.submission_id, sent.c.sha256)
        .join(found, found.c.submission_id == sent.c.submission_id)
        .where(found.c.rule == COLUMN_PERSON, sent.c.state.in_(REFUSED_FOR_PERSONS))
        .distinct()
    )
    for number, digest in connection.execute(query):
        path = find_archived(archive, digest)
        if path.is_file() and not is_erased(path):
            yield number


def _old_folders(connection: Connection, places: Places, limit: datetime) -> Iterable[Path]:
    """Answers to what came before then, and the forms of months before then."""
    query = (
        select(c.answer.c.folder)
        .join(w.submission, w.submission.c.submission_id == c.answer.c.submission_id)
        .where(w.submission.c.received_at < limit)
    )
    answers = [places.replies / folder for folder in connection.scalars(query)]
    months = [path for path in places.forms.glob("20??-??") if path.name < month_of(limit.date())]
    return sorted(path for path in (*answers, *months) if path.is_dir())
