"""Put a batch of checked readings into the warehouse. One way in: `store_batch(engine, readings, verdicts, at)`.

A batch is one transaction: its submissions, findings, facts and returns are there together or not at all. A
submission that is stored already is left alone, so that storing twice equals storing once: what is to be checked again
becomes a submission of its own (schemas.store.recheck), and what was known stays known.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from schemas.files.reading import Reading, TableReading
from schemas.finding import Finding, Severity
from schemas.form.forms import TABLES
from schemas.form.submission import IN_FORCE, State
from schemas.mail.message import plain_addresses
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from schemas.store.history import after_reports
from schemas.store.partitions import add_years
from schemas.store.recheck import file_number
from tasks.warehouse import load_rows, writing


class Judged(Protocol):
    """What the check says of a reading (tasks.check.check.Verdict)."""

    @property
    def state(self) -> State:
        """The state it comes to."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings."""

    @property
    def digest(self) -> str:
        """The digest of the figures."""

    @property
    def figures(self) -> int:
        """How many figures there are."""


@dataclass(frozen=True)
class Stored:
    """How many submissions came to which state."""

    states: dict[str, int]

    def __str__(self) -> str:
        return (
            ", ".join(f"{number} {State(state).german}" for state, number in sorted(self.states.items()))
            or "nichts Neues"
        )


def store_batch(
    engine: Engine, numbers: Sequence[int], readings: Sequence[Reading], verdicts: Sequence[Judged], at: datetime
) -> Stored:
    """Store the readings of the submissions `numbers`; one that is stored already is left alone.

    `at` is when they are accepted: at the earliest after the newest report, whose figures must stay what they were
    even when a run that catches up says an earlier day.
    """
    with writing(engine) as connection:  # of its own: making a partition keeps readers waiting
        add_years(connection, {reading.month for reading in readings if reading.month})
    with writing(engine) as connection:
        at = after_reports(connection.scalar(select(func.max(w.publication.c.vintage))), at)
        waiting = _waiting(connection, numbers)
        pairs = sorted((number, place) for place, number in enumerate(numbers) if number in waiting)
        kinds = {row.respondent_id: row.kind for row in connection.execute(select(w.respondent))}
        for number, place in pairs:
            _store(connection, number, readings[place], verdicts[place], kinds, at)
        _insert_facts(connection, [(number, readings[place], verdicts[place]) for number, place in pairs])
    return Stored(dict(Counter(verdicts[place].state.value for _, place in pairs)))


def read_arrivals(engine: Engine, numbers: Sequence[int]) -> dict[int, datetime]:
    """When each of these submissions came."""
    sent = w.submission
    query = select(sent.c.submission_id, sent.c.received_at).where(sent.c.submission_id.in_(numbers))
    with engine.connect() as connection:
        return {row.submission_id: row.received_at for row in connection.execute(query)}


def _waiting(connection: Connection, numbers: Sequence[int]) -> set[int]:
    """Those of the submissions that were received and not yet stored."""
    table = w.submission
    query = select(table.c.submission_id).where(
        table.c.state == State.RECEIVED.value, table.c.submission_id.in_(numbers)
    )
    return set(connection.scalars(query))


def _store(  # noqa: PLR0913, PLR0917 - one submission with all that belongs to it
    connection: Connection, submission_id: int, reading: Reading, verdict: Judged, kinds: dict[str, str], at: datetime
) -> None:
    counts = Counter(finding.severity for finding in verdict.findings if finding.is_open)
    connection.execute(
        update(w.submission)
        .where(w.submission.c.submission_id == submission_id)
        .values(
            state=verdict.state.value,
            form=reading.form,
            form_version=reading.form_version,
            respondent_id=reading.respondent,
            month=reading.month,
            reference_date=reading.reference_date,
            is_nil=reading.is_nil,
            remarks=reading.remarks,
            digest=verdict.digest,
            figures=verdict.figures,
            errors=counts[Severity.ERROR],
            warnings=counts[Severity.WARNING],
            informations=counts[Severity.INFORMATION],
            checked_at=at,
            accepted_at=at if verdict.state in IN_FORCE else None,
        )
    )
    store_findings(connection, submission_id, verdict.findings)
    if verdict.state == State.SET_ASIDE:
        return  # nobody knows whose it is: it changes no return and no contact
    _store_explanations(connection, submission_id, reading, at)
    if reading.respondent and kinds.get(reading.respondent) == reading.form and reading.month:
        _enter_return(connection, submission_id, reading, verdict.state, at)


def store_findings(connection: Connection, submission_id: int, findings: Iterable[Finding]) -> None:
    """Write a submission's findings, in their order."""
    records = [{"number": number, **finding.as_record()} for number, finding in enumerate(findings, 1)]
    names = [name for name in w.finding.columns.keys() if records and name in records[0]]  # noqa: SIM118 - no dict
    rows = ((submission_id, *(record[name] for name in names)) for record in records)
    load_rows(connection, w.finding, ["submission_id", *names], rows)


def _store_explanations(connection: Connection, submission_id: int, reading: Reading, at: datetime) -> None:
    """What the respondent wrote about warnings: remembered for the months to come."""
    if not (reading.explanations and reading.respondent and reading.month):
        return
    rows = {
        (one.rule, one.subject): {
            "submission_id": submission_id,
            "rule": one.rule,
            "subject": one.subject,
            "respondent_id": reading.respondent,
            "month": reading.month,
            "value": one.value,
            "text": one.text,
            "given_at": at,
        }
        for one in reading.explanations
    }
    connection.execute(insert(c.explanation), list(rows.values()))


def _enter_return(connection: Connection, submission_id: int, reading: Reading, state: State, at: datetime) -> None:
    """Say in the ledger which submission is in force; a newer accepted one supersedes the older, which stays.

    What is sent back makes no debt: it is noted only where a return is owed.
    """
    table = w.return_
    key = (table.c.month == reading.month) & (table.c.respondent_id == reading.respondent)
    row = connection.execute(select(table).where(key)).mappings().one_or_none()
    if row is None and state not in IN_FORCE:
        return
    if row is None:
        connection.execute(
            insert(table),
            {
                "month": reading.month,
                "respondent_id": reading.respondent,
                "form": reading.form,
                "state": State.EXPECTED.value,
                "entered_at": at,
            },
        )
    in_force = row["submission_id"] if row else None
    known = (submission_id, in_force, row["latest_submission_id"] if row else None)
    newest_first = _newest_first(connection, known)
    latest = newest_first[0]
    changes: dict[str, Any] = {"latest_submission_id": latest}
    if state in IN_FORCE and in_force in newest_first[: newest_first.index(submission_id)]:
        _supersede(connection, submission_id, at)  # it waited, and a newer one was accepted meanwhile
    elif state in IN_FORCE:
        _supersede(connection, in_force, at)
        changes |= {"submission_id": submission_id, "state": state.value}
        changes |= _arrival(connection, submission_id, reading, row)
        _keep_contact(connection, reading)
    elif in_force is None and (row is None or row["is_owed"]):
        changes["state"] = state.value
    connection.execute(update(table).where(key).values(**changes))


def _newest_first(connection: Connection, submissions: Iterable[int | None]) -> list[int]:
    """In the order in which the files came; of one file that was checked several times, the last check first."""
    table = w.submission
    query = (
        select(table.c.submission_id)
        .where(table.c.submission_id.in_({one for one in submissions if one is not None}))
        .order_by(file_number().desc(), table.c.submission_id.desc())
    )
    return list(connection.scalars(query))


def _supersede(connection: Connection, submission_id: int | None, at: datetime) -> None:
    if submission_id is not None:
        connection.execute(
            update(w.submission)
            .where(w.submission.c.submission_id == submission_id)
            .values(state=State.SUPERSEDED.value, superseded_at=at)
        )


def _arrival(connection: Connection, submission_id: int, reading: Reading, row: Any) -> dict[str, Any]:
    """The first accepted submission decides whether the return came late."""
    if row is not None and row["first_received_at"] is not None:
        return {}
    received = connection.scalar(
        select(w.submission.c.received_at).where(w.submission.c.submission_id == submission_id)
    )
    deadline = connection.scalar(select(w.month.c.deadline).where(w.month.c.month == reading.month))
    is_late = bool(deadline and received and received.date() > deadline)
    return {"first_received_at": received, "is_late": is_late}


def _keep_contact(connection: Connection, reading: Reading) -> None:
    """The newest contact replaces the older; contacts live apart from the facts."""
    if not (reading.contact_name or reading.contact_email):
        return
    key = w.contact.c.respondent_id == reading.respondent
    old = connection.execute(select(w.contact).where(key)).mappings().one_or_none()
    is_usable = bool(plain_addresses(reading.contact_email))
    connection.execute(delete(w.contact).where(key))
    connection.execute(
        insert(w.contact),
        {
            "respondent_id": reading.respondent,
            "name": reading.contact_name or (old["name"] if old else None),
            "email": reading.contact_email if is_usable else old["email"] if old else None,
            "phone": old["phone"] if old else None,
        },
    )


def _insert_facts(connection: Connection, stored: list[tuple[int, Reading, Judged]]) -> None:
    """All facts of the batch, one statement a table."""
    for name, facts in w.FACTS.items():
        rows = [
            row
            for submission_id, reading, verdict in stored
            if verdict.state in IN_FORCE and name in reading.tables
            for row in _fact_rows(submission_id, reading, reading.tables[name])
        ]
        if rows:
            load_rows(connection, facts, facts.columns.keys(), rows)


def _fact_rows(submission_id: int, reading: Reading, table: TableReading) -> Iterable[tuple[Any, ...]]:
    """In the order of the fact table's columns."""
    values = [table.values[column.name] for column in TABLES[table.name].columns]
    for place, sheet_row in enumerate(table.rows):
        figures = (column[place] for column in values)
        yield (reading.month, reading.respondent, submission_id, *figures, table.sheet, sheet_row)
