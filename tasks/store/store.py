"""Put a batch of checked readings into the warehouse. One way in: `store_batch(engine, readings, verdicts, at)`.

A batch is one transaction: its submissions, findings, facts and returns are there together or not at all. A
submission that is stored already is left alone, so that storing twice equals storing once: what is to be checked again
becomes a submission of its own (schemas.store.recheck), and what was known stays known.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Table, and_, bindparam, delete, func, insert, select, update

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
        places = sorted((number, place) for place, number in enumerate(numbers) if number in waiting)
        batch = [(number, readings[place], verdicts[place]) for number, place in places]
        _say_checked(connection, batch, at)
        _load_findings(connection, ((number, verdict.findings) for number, _, verdict in batch))
        desk = _Desk.of(connection, [reading for _, reading, _ in batch], waiting, at)
        for number, reading, verdict in batch:
            _enter(desk, number, reading, verdict.state)
        desk.write()
        _insert_facts(connection, batch)
    return Stored(dict(Counter(verdict.state.value for _, _, verdict in batch)))


def read_arrivals(engine: Engine, numbers: Sequence[int]) -> dict[int, datetime]:
    """When each of these submissions came."""
    sent = w.submission
    query = select(sent.c.submission_id, sent.c.received_at).where(sent.c.submission_id.in_(numbers))
    with engine.connect() as connection:
        return {row.submission_id: row.received_at for row in connection.execute(query)}


def _waiting(connection: Connection, numbers: Sequence[int]) -> dict[int, datetime]:
    """Those of the submissions that were received and not yet stored, with when they came."""
    table = w.submission
    query = select(table.c.submission_id, table.c.received_at).where(
        table.c.state == State.RECEIVED.value, table.c.submission_id.in_(numbers)
    )
    return {number: received for number, received in connection.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def _say_checked(connection: Connection, batch: Sequence[tuple[int, Reading, Judged]], at: datetime) -> None:
    """What each submission says of itself, and what came of it."""
    rows = [_checked_row(number, reading, verdict, at) for number, reading, verdict in batch]
    _update_all(connection, w.submission, ("submission_id",), rows)


def _checked_row(submission_id: int, reading: Reading, verdict: Judged, at: datetime) -> dict[str, Any]:
    counts = Counter(finding.severity for finding in verdict.findings if finding.is_open)
    return {
        "submission_id": submission_id,
        "state": verdict.state.value,
        "form": reading.form,
        "form_version": reading.form_version,
        "respondent_id": reading.respondent,
        "month": reading.month,
        "reference_date": reading.reference_date,
        "is_nil": reading.is_nil,
        "remarks": reading.remarks,
        "digest": verdict.digest,
        "figures": verdict.figures,
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "informations": counts[Severity.INFORMATION],
        "checked_at": at,
        "accepted_at": at if verdict.state in IN_FORCE else None,
    }


def _update_all(connection: Connection, table: Table, keys: Sequence[str], rows: list[dict[str, Any]]) -> None:
    """Many rows of a table in one statement; all have the same columns."""
    if rows:
        fits = and_(*(table.c[name] == bindparam(f"key_{name}") for name in keys))
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name not in keys}
        marked = [{f"{'key' if name in keys else 'new'}_{name}": value for name, value in row.items()} for row in rows]
        connection.execute(update(table).where(fits).values(values), marked)


def store_findings(connection: Connection, submission_id: int, findings: Iterable[Finding]) -> None:
    """Write a submission's findings, in their order."""
    _load_findings(connection, [(submission_id, findings)])


def _load_findings(connection: Connection, found: Iterable[tuple[int, Iterable[Finding]]]) -> None:
    records = [
        {"submission_id": submission_id, "number": number, **finding.as_record()}
        for submission_id, findings in found
        for number, finding in enumerate(findings, 1)
    ]
    if not records:
        return
    names = [name for name in w.finding.columns.keys() if name in records[0]]  # noqa: SIM118 - no dict
    load_rows(connection, w.finding, names, ([record[name] for name in names] for record in records))


@dataclass
class _Desk:
    """What the ledger says of a batch's respondents, read once and written once.

    `returns` by month and respondent, `changed` those of them that became others, `superseded` submissions, `contacts`
    by respondent, `kinds` what the register says that each is.
    """

    connection: Connection
    at: datetime
    received: Mapping[int, datetime]
    kinds: dict[str, str]
    deadlines: dict[str, date]
    returns: dict[tuple[str, str], dict[str, Any]]
    contacts: dict[str, dict[str, Any]]
    changed: set[tuple[str, str]] = field(default_factory=set)
    superseded: list[int] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls, connection: Connection, readings: Sequence[Reading], received: Mapping[int, datetime], at: datetime
    ) -> "_Desk":
        names, months = {one.respondent or "" for one in readings}, {one.month or "" for one in readings}
        people, returns, contacts = w.respondent, w.return_, w.contact
        kinds = connection.execute(
            select(people.c.respondent_id, people.c.kind).where(people.c.respondent_id.in_(names))
        )
        owed = connection.execute(
            select(returns).where(returns.c.month.in_(months), returns.c.respondent_id.in_(names))
        )
        known = connection.execute(select(contacts).where(contacts.c.respondent_id.in_(names)))
        deadlines = connection.execute(select(w.month.c.month, w.month.c.deadline).where(w.month.c.month.in_(months)))
        return cls(
            connection,
            at,
            received,
            {row.respondent_id: row.kind for row in kinds},
            {row.month: row.deadline for row in deadlines},
            {(row["month"], row["respondent_id"]): dict(row) for row in owed.mappings()},
            {row["respondent_id"]: dict(row) for row in known.mappings()},
        )

    def write(self) -> None:
        """Put down what became of it."""
        names = ("submission_id", "latest_submission_id", "state", "first_received_at", "is_late")
        rows = [self.returns[key] for key in sorted(self.changed)]
        keys = ("month", "respondent_id")
        _update_all(self.connection, w.return_, keys, [{name: row[name] for name in (*keys, *names)} for row in rows])
        gone = {"state": State.SUPERSEDED.value, "superseded_at": self.at}
        replaced = [{"submission_id": number, **gone} for number in self.superseded]
        _update_all(self.connection, w.submission, ("submission_id",), replaced)
        if self.kept:
            self.connection.execute(delete(w.contact).where(w.contact.c.respondent_id.in_(self.kept)))
            self.connection.execute(insert(w.contact), [self.contacts[name] for name in sorted(self.kept)])


def _enter(desk: _Desk, submission_id: int, reading: Reading, state: State) -> None:
    if state == State.SET_ASIDE:
        return  # nobody knows whose it is: it changes no return and no contact
    _store_explanations(desk.connection, submission_id, reading, desk.at)
    if reading.respondent and desk.kinds.get(reading.respondent) == reading.form and reading.month:
        _enter_return(desk, submission_id, reading, (reading.month, reading.respondent), state)


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


def _enter_return(desk: _Desk, submission_id: int, reading: Reading, key: tuple[str, str], state: State) -> None:
    """Say in the ledger which submission is in force; a newer accepted one supersedes the older, which stays.

    What is sent back makes no debt: it is noted only where a return is owed.
    """
    if key not in desk.returns and state not in IN_FORCE:
        return
    row = desk.returns.get(key) or _make_return(desk, reading, key)
    in_force = row["submission_id"]
    newest_first = _newest_first(desk.connection, submission_id, {in_force, row["latest_submission_id"]})
    row["latest_submission_id"] = newest_first[0]
    desk.changed.add(key)
    if state in IN_FORCE and in_force in newest_first[: newest_first.index(submission_id)]:
        desk.superseded.append(submission_id)  # it waited, and a newer one was accepted meanwhile
    elif state in IN_FORCE:
        desk.superseded += [in_force] if in_force is not None else []
        row |= {"submission_id": submission_id, "state": state.value} | _arrival(desk, submission_id, row)
        _keep_contact(desk, reading, key[1])
    elif in_force is None and row["is_owed"]:
        row["state"] = state.value


def _make_return(desk: _Desk, reading: Reading, key: tuple[str, str]) -> dict[str, Any]:
    """One that nobody owed."""
    given = {"month": key[0], "respondent_id": key[1], "form": reading.form, "state": State.EXPECTED.value}
    desk.connection.execute(insert(w.return_), given | {"entered_at": desk.at})
    same = (w.return_.c.month == key[0]) & (w.return_.c.respondent_id == key[1])
    row = desk.returns[key] = dict(desk.connection.execute(select(w.return_).where(same)).mappings().one())
    return row


def _newest_first(connection: Connection, submission_id: int, others: Iterable[int | None]) -> list[int]:
    """In the order in which the files came; of one file that was checked several times, the last check first."""
    asked = {submission_id, *(one for one in others if one is not None)}
    if len(asked) == 1:
        return [submission_id]
    table = w.submission
    query = (
        select(table.c.submission_id)
        .where(table.c.submission_id.in_(asked))
        .order_by(file_number().desc(), table.c.submission_id.desc())
    )
    return list(connection.scalars(query))


def _arrival(desk: _Desk, submission_id: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """The first accepted submission decides whether the return came late."""
    if row["first_received_at"] is not None:
        return {}
    received, deadline = desk.received[submission_id], desk.deadlines.get(row["month"])
    return {"first_received_at": received, "is_late": bool(deadline and received.date() > deadline)}


def _keep_contact(desk: _Desk, reading: Reading, respondent: str) -> None:
    """The newest contact replaces the older; contacts live apart from the facts."""
    if not (reading.contact_name or reading.contact_email):
        return
    old = desk.contacts.get(respondent, {})
    is_usable = bool(plain_addresses(reading.contact_email))
    desk.kept.add(respondent)
    desk.contacts[respondent] = {
        "respondent_id": respondent,
        "name": reading.contact_name or old.get("name"),
        "email": reading.contact_email if is_usable else old.get("email"),
        "phone": old.get("phone"),
    }


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
