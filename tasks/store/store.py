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

from sqlalchemy import Connection, Engine, Table, func, insert, select

from schemas.files.reading import LeftOut, Reading, TableReading
from schemas.finding import Finding, Severity
from schemas.form.forms import TABLES
from schemas.form.submission import IN_FORCE, State, say_states
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from schemas.store.history import after_reports
from schemas.store.partitions import add_years
from tasks.store.batch_ledger import BatchLedger, enter_return, update_all
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

    @property
    def left_out(self) -> LeftOut:
        """The rows of prefilled tables that are missing."""

    @property
    def shadows(self) -> tuple[Finding, ...]:
        """What rules found that are only tried."""


@dataclass(frozen=True)
class Stored:
    """How many submissions came to which state."""

    states: dict[str, int]

    def __str__(self) -> str:
        return say_states(self.states) or "nichts Neues"


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
        _load_findings(connection, w.finding, ((number, verdict.findings) for number, _, verdict in batch))
        _load_findings(connection, w.shadow_finding, ((number, verdict.shadows) for number, _, verdict in batch))
        ledger = BatchLedger.of(connection, [reading for _, reading, _ in batch], waiting, at)
        for number, reading, verdict in batch:
            _enter(ledger, number, reading, verdict.state)
        ledger.write()
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
    update_all(connection, w.submission, ("submission_id",), rows)


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


def _load_findings(connection: Connection, table: Table, found: Iterable[tuple[int, Iterable[Finding]]]) -> None:
    """The findings of submissions, numbered in their order; of each what the table holds."""
    records = [
        {"submission_id": submission_id, "number": number, **finding.as_record()}
        for submission_id, findings in found
        for number, finding in enumerate(findings, 1)
    ]
    if not records:
        return
    names = [name for name in table.columns.keys() if name in records[0]]  # noqa: SIM118 - no dict
    load_rows(connection, table, names, ([record[name] for name in names] for record in records))


def _enter(ledger: BatchLedger, submission_id: int, reading: Reading, state: State) -> None:
    if state == State.SET_ASIDE:
        return  # nobody knows whose it is: it changes no return and no contact
    _store_explanations(ledger.connection, submission_id, reading, ledger.at)
    if reading.respondent and ledger.kinds.get(reading.respondent) == reading.form and reading.month:
        enter_return(ledger, submission_id, reading, (reading.month, reading.respondent), state)


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


def _insert_facts(connection: Connection, stored: list[tuple[int, Reading, Judged]]) -> None:
    """All facts of the batch, one statement a table."""
    for name, facts in w.FACTS.items():
        rows = [
            row
            for submission_id, reading, verdict in stored
            if verdict.state in IN_FORCE and name in reading.tables
            for row in _fact_rows(submission_id, reading, reading.tables[name], verdict.left_out.get(name, ()))
        ]
        if rows:
            load_rows(connection, facts, facts.columns.keys(), rows)


def _fact_rows(
    submission_id: int, reading: Reading, table: TableReading, left_out: Iterable[tuple[str, ...]]
) -> Iterable[tuple[Any, ...]]:
    """In the order of the fact table's columns; what is left out has its key and no figure."""
    columns, head = TABLES[table.name].columns, (reading.month, reading.respondent, submission_id)
    values = [table.values[column.name] for column in columns]
    for place, sheet_row in enumerate(table.rows):
        yield (*head, *(column[place] for column in values), table.sheet, sheet_row)
    names = [column.name for column in TABLES[table.name].keys]
    for key in left_out:
        said = dict(zip(names, key, strict=True))
        place = table.left_empty.get(key, table.header_row)
        yield (*head, *(said.get(column.name) for column in columns), table.sheet, place)
