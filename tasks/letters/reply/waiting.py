"""Which submissions wait for an answer, and that they have it.

Ways in: `list_unanswered`, `newest_versions`, `list_cases`, `store_answers`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select

from config.policy import Calendar, Policy
from schemas.answer.case import UNPROVEN, Case
from schemas.answer.sent import Sending
from schemas.finding import Finding, Severity
from schemas.form.submission import State
from schemas.store import warehouse as w
from schemas.store.correspondence import answer, incoming
from schemas.store.recheck import file_number
from schemas.time.deadlines import Cycle
from tasks.letters.reply.own_page import read_own_pages
from tasks.letters.reply.sendings import choose_sendings, list_sendings


@dataclass(frozen=True)
class CentreContact:
    """Who answers: what the centre is called, and the address that the mails come from (empty: none are written)."""

    name: str
    email: str


@dataclass(frozen=True)
class StoredAnswer:
    """One answer as the warehouse keeps it; `message_id` is None where nobody could be written to."""

    case: Case
    folder: str
    message_id: str | None


def list_unanswered(engine: Engine, most: int = 250, most_told: int = 50_000) -> list[list[int]]:
    """Submissions that were checked and not answered yet, in the order of their numbers, in batches.

    A file that is checked again is a submission of its own, answered by itself. A batch has at most so many of them,
    and of figures and findings, since all of it is in memory together.
    """
    sent = w.submission
    findings = select(func.count()).where(w.finding.c.submission_id == sent.c.submission_id).scalar_subquery()
    query = (
        select(sent.c.submission_id, findings + func.coalesce(sent.c.figures, 0))
        .join_from(sent, answer, isouter=True)
        .where(sent.c.checked_at.is_not(None), answer.c.submission_id.is_(None))
        .order_by(sent.c.submission_id)
    )
    batches: list[list[int]] = []
    told = 0
    with engine.connect() as connection:
        for number, more in connection.execute(query):
            if not batches or len(batches[-1]) == most or told + more > most_told:
                batches.append([])
                told = 0
            batches[-1].append(number)
            told += more
    return batches


def newest_versions(engine: Engine, numbers: Iterable[int]) -> set[int]:
    """Of these submissions the last that each respondent sent for a month, and all whose sender nothing proves.

    However many versions came since the last run, one mail tells what came of them.
    """
    wanted, sent, people = set(numbers), w.submission, w.respondent
    query = (
        select(sent.c.submission_id, people.c.respondent_id, sent.c.month, sent.c.state)
        .join_from(sent, people, people.c.respondent_id == sent.c.respondent_id, isouter=True)
        .where(sent.c.submission_id >= min(wanted, default=0))
        .order_by(file_number(), sent.c.submission_id)
    )
    newest: dict[tuple[object, ...], int] = {}
    with engine.connect() as connection:
        for number, respondent, month, state in connection.execute(query):
            is_proven = respondent and month and state not in UNPROVEN
            if number in wanted:
                newest[(respondent, month) if is_proven else (number,)] = number
    return set(newest.values())


def list_cases(engine: Engine, numbers: Sequence[int], policy: Policy, office: CentreContact) -> list[Case]:
    """Everything that the answers to these submissions (some hundred at most) are made of, in their order."""
    with engine.connect() as connection:
        rows = connection.execute(_submissions(numbers)).all()
        findings = _findings(connection, rows)
        senders = _senders(connection, numbers)
        earlier = _earlier(connection, rows)
        sendings = list_sendings(connection, numbers)
    cases = [
        Case(
            **_facts(row, policy.calendar),
            office=office.name,
            office_email=office.email,
            places=tuple(place.title for place in policy.places),
            findings=tuple(findings[row.submission_id]),
            **earlier.get(row.submission_id, {}),
            sender=senders.get(row.submission_id),
        )
        for row in rows
    ]
    told = [_with_sendings(case, sendings.get(case.respondent or "", ())) for case in cases]
    if not policy.own_page.send:
        return told
    with engine.connect() as connection:
        own = read_own_pages(connection, told, policy)
    return [replace(case, own=own.get(case.submission_id)) for case in told]


def _with_sendings(case: Case, sendings: Sequence[Sending]) -> Case:
    """What the respondent sent goes to nobody whom only a file's name makes that respondent."""
    if not case.is_proven:
        return case
    return replace(case, sendings=choose_sendings(sendings, case.submission_id, case.month))


def store_answers(connection: Connection, kept: Iterable[StoredAnswer], at: datetime) -> None:
    """Write the rows of answers. The caller's transaction commits."""
    rows = [
        {
            "submission_id": one.case.submission_id,
            "kind": one.case.kind,
            "checked_at": one.case.checked_at,
            "written_at": at,
            "folder": one.folder,
            "message_id": one.message_id,
        }
        for one in kept
    ]
    if rows:
        connection.execute(insert(answer), rows)


# What a case is made of


def _submissions(numbers: Sequence[int]) -> Any:
    sent = w.submission
    return (
        select(sent, w.respondent.c.name, w.contact.c.email, w.month.c.deadline, w.month.c.cutoff)
        .join_from(sent, w.respondent, w.respondent.c.respondent_id == sent.c.respondent_id, isouter=True)
        .join(w.contact, w.contact.c.respondent_id == sent.c.respondent_id, isouter=True)
        .join(w.month, w.month.c.month == sent.c.month, isouter=True)
        .where(sent.c.submission_id.in_(numbers))
        .order_by(sent.c.submission_id)
    )


def _facts(row: Row[Any], calendar: Calendar) -> dict[str, Any]:
    deadline, cutoff = row.deadline, row.cutoff
    if row.month and deadline is None:
        cycle = Cycle.of(row.month, calendar)
        deadline, cutoff = cycle.deadline, cycle.cutoff
    return {
        "submission_id": row.submission_id,
        "sha256": row.sha256,
        "file": row.file,
        "state": State(row.state),
        "is_accepted": row.accepted_at is not None,
        "form": row.form,
        "respondent": row.respondent_id,
        "name": row.name,
        "month": row.month,
        "received_at": row.received_at,
        "checked_at": row.checked_at,
        "deadline": deadline,
        "cutoff": cutoff,
        "contact": row.email,
    }


def _findings(connection: Connection, rows: Iterable[Row[Any]]) -> dict[int, list[Finding]]:
    heads = {row.submission_id: {"form": row.form, "respondent": row.respondent_id, "month": row.month} for row in rows}
    names = [name for name in Finding.__dataclass_fields__ if name in w.finding.c]
    query = (
        select(w.finding.c.submission_id, *(w.finding.c[name] for name in names))
        .where(w.finding.c.submission_id.in_(heads))
        .order_by(w.finding.c.submission_id, w.finding.c.number)
    )
    found: dict[int, list[Finding]] = defaultdict(list)
    for number, *values in connection.execute(query):
        parts = dict(zip(names, values, strict=True))
        found[number].append(Finding(**heads[number], **(parts | {"severity": Severity(parts["severity"])})))
    return found


def _senders(connection: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """Who mailed each submission's file first, however often it was checked."""
    query = (
        select(w.submission.c.submission_id, incoming.c.sender)
        .join(w.delivery, w.delivery.c.submission_id == file_number())
        .join(incoming, incoming.c.incoming_id == w.delivery.c.incoming_id)
        .where(w.submission.c.submission_id.in_(numbers), incoming.c.sender.is_not(None))
        .order_by(w.delivery.c.seen_at.desc(), incoming.c.incoming_id.desc())
    )
    return {row.submission_id: row.sender for row in connection.execute(query)}  # the first one stays


def _earlier(connection: Connection, rows: Iterable[Row[Any]]) -> dict[int, dict[str, Any]]:
    """For each submission that was accepted the one accepted before it for the same respondent and month; is it nil?"""
    accepted = [row for row in rows if row.accepted_at is not None]
    sent = w.submission
    query = select(sent.c.submission_id, sent.c.is_nil, file_number(), sent.c.respondent_id, sent.c.month).where(
        sent.c.accepted_at.is_not(None),
        sent.c.respondent_id.in_({row.respondent_id for row in accepted}),
        sent.c.month.in_({row.month for row in accepted}),
    )
    known: dict[tuple[str, str], list[tuple[tuple[int, int], bool]]] = defaultdict(list)
    for number, is_nil, came_as, respondent, month in connection.execute(query):
        known[respondent, month].append(((came_as, number), is_nil))
    before = {}
    for row in accepted:
        own = row.recheck_of or row.submission_id, row.submission_id
        before[row.submission_id] = [one for one in known[row.respondent_id, row.month] if one[0] < own]
    last = {number: max(others) for number, others in before.items() if others}
    return {number: {"earlier": place[1], "was_nil": is_nil} for number, (place, is_nil) in last.items()}
