"""Answer every submission that was checked: folder under `replies/`, row, and mail. Way in: `answer_waiting`.

An answer is written once for each check. A run that is killed leaves nothing but folders without a row: they are
written again, with the same bytes. What the archive has lost waits until it is back or given up by name.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from pathlib import Path

from sqlalchemy import Engine

from config.address import plain_address, plain_addresses
from config.policy import Policy
from config.settings import Settings
from schemas.answer.case import Case
from schemas.answer.changes import Facts, find_changed_cells
from schemas.answer.totals import control_totals
from schemas.answer.words import MACHINE, OWN_PAGE, RECEIPT, REPORT, write_mail
from schemas.files.reading import Reading
from schemas.files.workbook import Workbook
from schemas.mail.mail import Attachment, Letter, Mail, copy_ids, message_id
from schemas.mail.message import plain_line
from tasks.archived import find_archived, find_gone, is_erased
from tasks.centre import read_sender_name
from tasks.existing_warehouse import KEPT_FOR
from tasks.intake.clean import clean
from tasks.intake.extract import extract
from tasks.intake.reading import open_file
from tasks.intake.worker import JobLimits, run_jobs
from tasks.letters.annotate.workbook import annotate
from tasks.letters.outbox import enqueue_mails
from tasks.letters.replaced_facts import read_replaced_facts
from tasks.letters.reply.folder import folder_of, name_workbook, write_files
from tasks.letters.reply.own_page import write_own_page
from tasks.letters.reply.page import write_reply_page
from tasks.letters.reply.waiting import (
    CentreContact,
    StoredAnswer,
    list_cases,
    list_unanswered,
    newest_versions,
    store_answers,
)
from tasks.letters.write_letter import write_letter
from tasks.warehouse import writing

MOST_SIGNS = 300  # of a subject


@dataclass(frozen=True)
class Job:
    """One answer to be written: the case, the archived file (None: not opened again), and where everything lies."""

    case: Case
    path: Path | None
    replies: Path
    folder: str
    earlier: Facts
    max_bytes: int


@dataclass(frozen=True)
class WrittenAnswer:
    """An answer whose folder is there: its mail's words, what goes with it, and the address in the return."""

    letter: Letter
    text: str
    html: str
    attachments: tuple[tuple[str, str], ...]  # name and sha256
    contact: str | None


@dataclass
class Answered:
    """How many answers of each kind were written, how many mails, and on which our own program failed."""

    kinds: Counter[str] = field(default_factory=Counter)
    mails: int = 0
    faults: dict[str, Exception] = field(default_factory=dict)


def answer_waiting(
    engine: Engine,
    settings: Settings,
    policy: Policy,
    at: datetime,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Answered:
    """Answer what was checked and not answered yet, or was checked again since.

    Args:
        engine: the warehouse; the caller holds its lock.
        settings: folders, limits, and who writes the mails.
        policy: the calendar, for deadlines.
        at: when the answers count as written.
        progress: is told how many of how many are done.
    """
    answered, batches, done = Answered(), list_unanswered(engine), 0
    lost, _ = find_gone(engine, settings.archive, at - KEPT_FOR) if batches else ({}, 0)
    batches = [kept for batch in batches if (kept := [number for number in batch if number not in lost])]
    newest = newest_versions(engine, chain.from_iterable(batches))
    office = read_office(engine, settings, policy)
    for batch in batches:
        progress(done, sum(map(len, batches)))
        _answer_batch(engine, settings, list_cases(engine, batch, policy, office), newest, at, answered)
        done += len(batch)
    return answered


def read_office(engine: Engine, settings: Settings, policy: Policy) -> CentreContact:
    """Who answers."""
    name = read_sender_name(engine, settings.centre, policy.report)
    return CentreContact(name, settings.mail_from if settings.can_mail else "")


def _answer_batch(  # noqa: PLR0913, PLR0917 - what a run knows, and what came of it
    engine: Engine, settings: Settings, cases: Sequence[Case], newest: set[int], at: datetime, answered: Answered
) -> None:
    """Folders first, brought to disk, then all rows and mails in one transaction; older versions get no mail."""
    earlier = read_replaced_facts(engine, {case.earlier for case in cases if case.earlier is not None})
    jobs = [_job(settings, case, earlier.get(case.earlier or 0, {})) for case in cases]
    written = list(_write_all(jobs, settings, answered))
    os.sync()
    with writing(engine) as connection:
        mails = [_copies(settings, job, done) if job.case.submission_id in newest else [] for job, done in written]
        kept = [
            StoredAnswer(job.case, job.folder, copies[0].message_id if copies else None)
            for (job, _), copies in zip(written, mails, strict=True)
        ]
        store_answers(connection, kept, at)
        answered.mails += enqueue_mails(connection, chain.from_iterable(mails), at)
    answered.kinds.update(job.case.kind for job, _ in written)


def _job(settings: Settings, case: Case, earlier: Facts) -> Job:
    is_opened = case.is_readable and case.kind != "set_aside"
    path = find_archived(settings.archive, case.sha256) if is_opened else None
    path = path if path and path.is_file() and not is_erased(path) else None
    return Job(case, path, settings.replies, folder_of(case), earlier, settings.max_bytes)


def _write_all(jobs: Sequence[Job], settings: Settings, answered: Answered) -> Iterator[tuple[Job, WrittenAnswer]]:
    """Each answer that could be written. A file that costs too much is answered without being opened."""
    limits = JobLimits(settings.workers, settings.file_seconds, settings.file_memory_mb)
    outcomes = run_jobs(write_answer, [(job,) for job in jobs], limits)
    for job, outcome in zip(jobs, outcomes, strict=True):
        try:
            yield job, write_answer(replace(job, path=None)) if outcome.exceeded else outcome.result()
        except Exception as error:  # noqa: BLE001 - whatever it is, the others must have their answers
            answered.faults[f"{job.case.submission_id} ({job.case.file_name})"] = error


def write_answer(job: Job) -> WrittenAnswer:
    """Write one answer's folder. It opens a stranger's file: to be called in a bounded child process."""
    book = open_file(job.path, job.case.file_name, job.max_bytes) if job.path else None
    reading = clean(extract(book)) if book else None
    files = _answer_files(job, book, reading)
    attached = tuple(name for name in files if name != MACHINE)  # for machines, which look into the folder
    letter = write_mail(job.case, attached)
    text, html = write_letter(letter)
    mail = "\n".join([f"Betreff: {letter.subject}", *(f"Anlage: {name}" for name in attached), "", text])
    digests = write_files(job.replies, job.folder, files | {"mail.txt": mail.encode(), "mail.html": html.encode()})
    contact = reading.contact_email if reading else None
    return WrittenAnswer(letter, text, html, tuple((name, digests[name]) for name in attached), contact)


def _answer_files(job: Job, book: Workbook | None, reading: Reading | None) -> dict[str, bytes]:
    """The files that say what stands in the return; somebody whose return it may not be gets none."""
    case = job.case
    if case.kind == "set_aside":
        return {}
    files: dict[str, bytes] = {}
    if case.needs_workbook and book and reading and (annotated := annotate(book, reading, case)):
        files[name_workbook(case.file_name)] = annotated
    totals = control_totals(reading) if reading else ()
    changes = find_changed_cells(job.earlier, reading) if reading and case.earlier is not None else None
    page = write_reply_page(case, totals, changes, has_workbook=bool(files))
    files[RECEIPT if case.kind == "receipt" else REPORT] = page.encode()
    if case.own:
        files[OWN_PAGE] = write_own_page(case, case.own).encode()
    findings = [finding.as_record() for finding in case.findings]
    files[MACHINE] = (json.dumps(findings, ensure_ascii=False, indent=1) + "\n").encode()
    return files


def _copies(settings: Settings, job: Job, done: WrittenAnswer) -> list[Mail]:
    """The mail of one answer, once for each address."""
    recipients = list_recipients(settings, job.case, done.contact) if settings.can_mail else []
    case, folder = job.case, (settings.replies / job.folder).relative_to(settings.home).as_posix()
    domain = settings.mail_from.rpartition("@")[2]
    first = message_id(domain, case.kind, case.submission_id, case.checked_at.isoformat())
    return [
        Mail(
            message_id=name,
            kind=case.kind,
            recipient=recipient,
            subject=plain_line(done.letter.subject)[:MOST_SIGNS],
            text=done.text,
            html=done.html,
            attachments=tuple(Attachment(name, f"{folder}/{name}", digest) for name, digest in done.attachments),
            month=None if case.kind == "set_aside" else case.month,
            respondent_id=None if case.kind == "set_aside" else case.respondent,
            submission_id=case.submission_id,
        )
        for name, recipient in zip(copy_ids(first), recipients, strict=False)
    ]


def list_recipients(settings: Settings, case: Case, contact: str | None) -> list[str]:
    """Who sent it; where it is proven whose it is, who is named in it and whom the warehouse knows: never ourselves.

    `contact` is who is named in it.
    Nothing goes to an address that only a file names. What nobody sent by mail and nothing proves is for staff.
    """
    known = (contact, case.contact) if case.is_proven else ()
    addresses = [plain_address(case.sender), *(address for one in known for address in plain_addresses(one))]
    others = {one.casefold(): one for one in addresses if one}
    others.pop(settings.mail_from.casefold(), None)
    return list(others.values()) or list(plain_addresses(settings.staff_email))
