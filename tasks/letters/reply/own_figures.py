"""What the pages of a batch of respondents are made of, each thing read once: `OwnFigures`.

The place among others is as the report knew it, whatever they sent later. The own months are those in force when the
page is written: a correction of one's own that came meanwhile is in it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Row, func, select

from schemas.form.forms import Column, Table
from schemas.store import warehouse as w
from schemas.store.history import in_force, people_at

T = TypeVar("T")
Sums = Mapping[tuple[str, str], float]  # by respondent and month; whose rows are not all filled in is not in it


class Peer(NamedTuple):
    """Whom a respondent is compared with: those of its centre and kind, rather those of its Schulform."""

    centre: str
    kind: str
    school_type: str | None


class KnownReport(NamedTuple):
    """A published report: whose, for when, and what it knew."""

    centre: str
    month: str
    vintage: datetime


@dataclass
class OwnFigures:
    """The figures of these respondents and of who is compared with them; each question is asked once."""

    connection: Connection
    respondents: Sequence[str]
    _known: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def returns(self, months: Sequence[str]) -> Mapping[tuple[str, str], Row[Any]]:
        """What each of them owes or owed in these months, with the deadline, by respondent and month."""
        return self._once(("returns", *months), lambda: self._returns(months))

    def own(self, table: Table, column: Column, months: Sequence[str]) -> Sums:
        """The column's sum over the rows in force of each of them and month."""
        facts = w.FACTS[table.name]
        where = facts.c.respondent_id.in_(self.respondents), facts.c.month.in_(months)
        return self._once((table.name, column.name, *months), lambda: self._sums(table, column, where))

    def everybody(self, table: Table, column: Column, month: str, vintage: datetime) -> Sums:
        """The same of all respondents for a month, as known at a vintage."""
        where = (w.FACTS[table.name].c.month == month,)
        return self._once((table.name, column.name, month, vintage), lambda: self._sums(table, column, where, vintage))

    def peers(self, vintage: datetime) -> Mapping[str, Peer]:
        """Everybody as the register knew them at a vintage, by respondent."""
        return self._once(("peers", vintage), lambda: self._peers(vintage))

    def reports(self) -> Sequence[KnownReport]:
        """Every published report, the newest first."""
        return self._once(("reports",), self._reports)

    def _once(self, key: tuple[object, ...], read: Callable[[], T]) -> T:
        if key not in self._known:
            self._known[key] = read()
        found: T = self._known[key]
        return found

    def _returns(self, months: Sequence[str]) -> Mapping[tuple[str, str], Row[Any]]:
        table = w.return_
        query = (
            select(table, w.month.c.deadline)
            .join(w.month, w.month.c.month == table.c.month)
            .where(table.c.respondent_id.in_(self.respondents), table.c.month.in_(months))
        )
        return {(row.respondent_id, row.month): row for row in self.connection.execute(query)}

    def _sums(self, table: Table, column: Column, where: tuple[Any, ...], vintage: datetime | None = None) -> Sums:
        facts = w.FACTS[table.name]
        figure, name, month = facts.c[column.name], facts.c.respondent_id, facts.c.month
        query = (
            select(name, month, func.sum(figure))
            .join(w.submission, w.submission.c.submission_id == facts.c.submission_id)
            .where(in_force(vintage), *where)
            .group_by(name, month)
            .having(func.count(figure) == func.count())  # a sum without one of its parts is no sum
        )
        return {(who, when): float(value) for who, when, value in self.connection.execute(query)}

    def _peers(self, vintage: datetime) -> Mapping[str, Peer]:
        people = people_at(vintage)
        query = select(*people.c["respondent_id", "centre_id", "kind", "school_type"])
        return {name: Peer(*rest) for name, *rest in self.connection.execute(query)}

    def _reports(self) -> Sequence[KnownReport]:
        table = w.publication
        query = select(*table.c["centre_id", "month", "vintage"]).where(table.c.manifest.is_not(None))
        return [KnownReport(*row) for row in self.connection.execute(query.order_by(table.c.vintage.desc()))]
