"""The ledger of returns while a batch is stored: `BatchLedger` is read once, changed by each submission, written once.

A newer accepted submission supersedes the older, which stays; what is sent back makes no debt.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, select, update

from config.address import plain_addresses
from schemas.files.reading import Reading
from schemas.form.submission import IN_FORCE, State
from schemas.store import warehouse as w
from schemas.store.recheck import file_number


@dataclass
class BatchLedger:
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
    ) -> "BatchLedger":
        """Read it for these returns; `received` says when each submission came, `at` when it is stored."""
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
        update_all(self.connection, w.return_, keys, [{name: row[name] for name in (*keys, *names)} for row in rows])
        gone = {"state": State.SUPERSEDED.value, "superseded_at": self.at}
        replaced = [{"submission_id": number, **gone} for number in self.superseded]
        update_all(self.connection, w.submission, ("submission_id",), replaced)
        if self.kept:
            self.connection.execute(delete(w.contact).where(w.contact.c.respondent_id.in_(self.kept)))
            self.connection.execute(insert(w.contact), [self.contacts[name] for name in sorted(self.kept)])


def enter_return(ledger: BatchLedger, submission_id: int, reading: Reading, key: tuple[str, str], state: State) -> None:
    """Say in the ledger which submission is in force; a newer accepted one supersedes the older, which stays.

    What is sent back makes no debt: it is noted only where a return is owed.
    """
    if key not in ledger.returns and state not in IN_FORCE:
        return
    row = ledger.returns.get(key) or _make_return(ledger, reading, key)
    in_force = row["submission_id"]
    newest_first = _newest_first(ledger.connection, submission_id, {in_force, row["latest_submission_id"]})
    row["latest_submission_id"] = newest_first[0]
    ledger.changed.add(key)
    if state in IN_FORCE and in_force in newest_first[: newest_first.index(submission_id)]:
        ledger.superseded.append(submission_id)  # it waited, and a newer one was accepted meanwhile
    elif state in IN_FORCE:
        ledger.superseded += [in_force] if in_force is not None else []
        row |= {"submission_id": submission_id, "state": state.value} | _arrival(ledger, submission_id, row)
        _keep_contact(ledger, reading, key[1])
    elif in_force is None and row["is_owed"]:
        row["state"] = state.value


def _make_return(ledger: BatchLedger, reading: Reading, key: tuple[str, str]) -> dict[str, Any]:
    """One that nobody owed."""
    given = {"month": key[0], "respondent_id": key[1], "form": reading.form, "state": State.EXPECTED.value}
    ledger.connection.execute(insert(w.return_), given | {"entered_at": ledger.at})
    same = (w.return_.c.month == key[0]) & (w.return_.c.respondent_id == key[1])
    row = ledger.returns[key] = dict(ledger.connection.execute(select(w.return_).where(same)).mappings().one())
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


def _arrival(ledger: BatchLedger, submission_id: int, row: Mapping[str, Any]) -> dict[str, Any]:
    """The first accepted submission decides whether the return came late."""
    if row["first_received_at"] is not None:
        return {}
    received, deadline = ledger.received[submission_id], ledger.deadlines.get(row["month"])
    return {"first_received_at": received, "is_late": bool(deadline and received.date() > deadline)}


def _keep_contact(ledger: BatchLedger, reading: Reading, respondent: str) -> None:
    """The newest contact replaces the older; contacts live apart from the facts."""
    if not (reading.contact_name or reading.contact_email):
        return
    old = ledger.contacts.get(respondent, {})
    is_usable = bool(plain_addresses(reading.contact_email))
    ledger.kept.add(respondent)
    ledger.contacts[respondent] = {
        "respondent_id": respondent,
        "name": reading.contact_name or old.get("name"),
        "email": reading.contact_email if is_usable else old.get("email"),
        "phone": old.get("phone"),
    }


def update_all(connection: Connection, table: Table, keys: Sequence[str], rows: list[dict[str, Any]]) -> None:
    """Many rows of a table in one statement; all have the same columns."""
    if rows:
        fits = and_(*(table.c[name] == bindparam(f"key_{name}") for name in keys))
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name not in keys}
        marked = [{f"{'key' if name in keys else 'new'}_{name}": value for name, value in row.items()} for row in rows]
        connection.execute(update(table).where(fits).values(values), marked)
