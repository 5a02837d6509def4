"""What the steering view is worked out from: `SteeringFacts`, as tasks.steering.read_facts fills it. Pure.

A return that is missing is never a zero: `tell` says of every sum who answered and who owes an answer.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from schemas.form.forms import KINDS, TABLES
from schemas.steering.rules import CITY, DISTRICT, ROWS, SteeringMeasure
from schemas.time.month import shift_month

WHOLE_CITY = "gesamte Stadt"


@dataclass(frozen=True)
class Member:
    """A respondent of the centre: kind, name, and the place by the centre's list."""

    kind: str
    name: str
    place: str


@dataclass(frozen=True)
class StoredRow:
    """A row in force of a form table."""

    respondent: str
    month: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class LineEnd:
    """From which month on a row need not be there, as somebody said: `key` is the row's, None: any of the table.

    What a respondent explains holds until the row comes back, a waiver no longer than to its last month `until`.
    """

    respondent: str
    table: str
    key: str | None
    since: str
    until: str | None = None

    def is_about(self, respondent: str, table: str, key: str) -> bool:
        """Whether it ends that row; one of a prefilled table by a waiver alone, else somebody has to say 0 there."""
        is_enough = self.until is not None or not TABLES[table].is_prefilled
        return is_enough and (self.respondent, self.table) == (respondent, table) and self.key in {key, None}

    def holds(self, month: str, said: Collection[str]) -> bool:
        """Whether it still does in a month, where the row stands in the months `said`."""
        is_back = any(self.since < then < month for then in said)
        return self.since <= month <= (self.until or month) and not is_back


@dataclass
class Tally:
    """A sum with what each respondent said in it; `owing` and `answered` are who was asked for it at all, and who did.

    `in_part` are those of whom a part lacks: a month that may have held more of it, or a row where it was left empty.
    Of a flow, `by_month` has what each said in a month, `lacking` the returns (respondent and month) that are not there
    or not whole.
    """

    amounts: dict[str, float] = field(default_factory=dict)
    owing: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()
    in_part: frozenset[str] = frozenset()
    lacking: frozenset[tuple[str, str]] = frozenset()
    by_month: dict[tuple[str, str], float] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """All together."""
        return sum(self.amounts.values())

    @property
    def most(self) -> float:
        """What the respondent with the largest amount said."""
        return max(self.amounts.values(), default=0)

    @property
    def missing(self) -> int:
        """How many owe an answer and have given none."""
        return len(self.owing - self.answered)


@dataclass(frozen=True)
class SteeringFacts:
    """What was in force at the vintage: who owed and answered which month, and the rows of the tables that are asked for.

    `owed` and `answered` are pairs of respondent and month; `rows` stand by table in the order of respondent and month.
    `nil` are those of the answered that say in so many words that there was nothing: of what is counted over the months that
    is an answer, also in a prefilled table. What fewer than `least_older` last said of a stock in an earlier month than the others is left out: it would be what
    this holds more than the report of that month. `ends` are the rows of the tables with funds that need not be there.
    """

    centre_id: str
    centre_name: str
    month: str
    vintage: datetime
    members: Mapping[str, Member]
    owed: frozenset[tuple[str, str]]
    answered: frozenset[tuple[str, str]]
    rows: Mapping[str, Sequence[StoredRow]]
    listed_places: tuple[str, ...] = ()
    least_older: int = 0
    nil: frozenset[tuple[str, str]] = frozenset()
    ends: tuple[LineEnd, ...] = ()

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Every place that is listed or where a school, Kita or association is."""
        own = {one.place for one in self.members.values() if KINDS[one.kind].is_of_place}
        return tuple(sorted({*self.listed_places, *own}))

    @cached_property
    def _rows_by_month(self) -> Mapping[tuple[str, str], list[StoredRow]]:
        found: dict[tuple[str, str], list[StoredRow]] = {}
        for table, rows in self.rows.items():
            for row in rows:
                found.setdefault((table, row.month), []).append(row)
        return found

    def rows_in(self, table: str, months: Sequence[str]) -> Iterator[StoredRow]:
        """The rows of a table in these months, in their order."""
        for month in months:
            yield from self._rows_by_month.get((table, month), ())

    def owed_by(self, kinds: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The returns that these kinds of respondents owed, as pairs of respondent and month."""
        return (pair for pair in self.owed if self._is_of(pair[0], kinds))

    def owing(self, kinds: Sequence[str], months: Sequence[str]) -> frozenset[str]:
        """Who of these kinds owed a return in one of the months."""
        return frozenset(one for one, month in self.owed_by(kinds) if month in months)

    @cached_property
    def recorded(self) -> frozenset[str]:
        """The months of which anything is known."""
        return frozenset(month for _, month in self.answered)

    def unrecorded(self, year: str) -> tuple[str, ...]:
        """The months of a year, up to the month of the facts, of which nothing is known at all."""
        months = (f"{year}-{number:02d}" for number in range(1, 13))
        return tuple(one for one in months if one <= self.month and one not in self.recorded)

    def ask(self, measure: SteeringMeasure, months: Sequence[str]) -> Tally:
        """Who owes a measure in one of the months, who has told it in one, and of whom a part of it lacks."""
        owing, said = self.owing(measure.kinds, months), {month: self._saying(measure, month) for month in months}
        answered = owing.intersection(frozenset().union(*said.values()))
        if not measure.is_of_all_months:
            newest = self._newest(measure, months)
            answered = answered.intersection(newest)
            empty = self._leaving_empty(measure, {*newest.items()})
            return Tally({}, owing, answered, answered & {one for one, _ in empty})
        unsaid = {
            (one, month) for one in owing for month in months if (one, month) in self.owed and one not in said[month]
        }
        lacking = frozenset(
            unsaid | self._leaving_empty(measure, {(one, month) for one in answered for month in months})
        )
        in_part = answered & {one for one, _ in lacking}
        return Tally({}, owing, answered, in_part, lacking if measure.is_flow else frozenset())

    def _leaving_empty(
        self, measure: SteeringMeasure, pairs: Collection[tuple[str, str]]
    ) -> frozenset[tuple[str, str]]:
        """Who in such a month left it empty in a row that says something: a sum without one of its parts is none."""
        rows = self.rows_in(measure.table, sorted({month for _, month in pairs}))
        found = ((row.respondent, row.month) for row in rows if _is_open(row, measure))
        return frozenset(one for one in found if one in pairs)

    def _saying(self, measure: SteeringMeasure, month: str) -> frozenset[str]:
        """Who answered it in a month; in a list whoever has no row has answered: nothing. So has a nil return of a flow."""
        rows = list(self.rows_in(measure.table, (month,)))
        spoke = {row.respondent for row in rows
                 if measure.column == ROWS or row.values.get(measure.column) is not None}  # fmt: skip
        if TABLES[measure.table].is_prefilled:
            nil = {one for one, then in self.nil if then == month and self._is_of(one, measure.kinds)}
            return frozenset(spoke | nil if measure.is_of_all_months else spoke)
        wrote = {row.respondent for row in rows}
        silent = {one for one, then in self.answered if then == month and self._is_of(one, measure.kinds)} - wrote
        return frozenset(spoke | silent)

    def _is_of(self, respondent: str, kinds: Sequence[str]) -> bool:
        return respondent in self.members and self.members[respondent].kind in kinds

    def tell(
        self,
        measure: SteeringMeasure,
        months: Sequence[str],
        by: str,
        where: Mapping[str, tuple[str, ...]] | None = None,
    ) -> dict[str, Tally]:
        """A measure by place, by a code, or as a whole: flows added over the months, of stocks the newest of each respondent.

        Rows are counted once however many of the months they stand in; an offer that was not held is none.
        """
        found: dict[str, Tally] = {}
        for row in self.newest_rows(measure, months):
            group = self.group_of(row, by)
            if group is None or any(row.values.get(name) not in codes for name, codes in (where or {}).items()):
                continue
            one = found.setdefault(group, Tally())
            amount = 1 if measure.column == ROWS else row.values[measure.column]
            one.amounts[row.respondent] = one.amounts.get(row.respondent, 0) + amount
            if measure.is_flow:
                then = (row.respondent, row.month)
                one.by_month[then] = one.by_month.get(then, 0) + amount
        asked = self.ask(measure, months)
        for group in (*self.places, *found) if by == DISTRICT else (*found, WHOLE_CITY) if by == CITY else tuple(found):
            one = found.setdefault(group, Tally())
            is_here = frozenset(name for name in asked.owing if self._may_be_in(name, group, measure, by))
            one.owing, one.answered, one.in_part = is_here, asked.answered & is_here, asked.in_part & is_here
            one.lacking = frozenset(pair for pair in asked.lacking if pair[0] in is_here)
        return found

    def _may_be_in(self, respondent: str, group: str, measure: SteeringMeasure, by: str) -> bool:
        """Whether it would be of a group what a respondent says; where a row says its own place, that may be any."""
        if by != DISTRICT or any(column.name == DISTRICT for column in TABLES[measure.table].columns):
            return True
        return self.members[respondent].place == group

    def having(self, table: str, columns: Collection[str]) -> "SteeringFacts":
        """The same with a table's rows in which all of these are filled in, and no other: what a ratio is made of."""
        rows = self.rows.get(table, ())
        return replace(
            self, rows={table: [one for one in rows if all(one.values.get(name) is not None for name in columns)]}
        )

    def newest_rows(self, measure: SteeringMeasure, months: Sequence[str]) -> Iterator[StoredRow]:
        """The rows that count for a measure: of a flow all, of a stock each respondent's newest, of a list each row once."""
        rows = [row for row in self.rows_in(measure.table, months) if _counts(row, measure)]
        if measure.is_flow:
            yield from rows
            return
        if measure.column == ROWS:
            keys = [key.name for key in TABLES[measure.table].keys]
            yield from {(row.respondent, *(row.values[key] for key in keys)): row for row in rows}.values()
            return
        newest = self._newest(measure, months)
        yield from (row for row in rows if row.month == newest.get(row.respondent))

    def _newest(self, measure: SteeringMeasure, months: Sequence[str]) -> Mapping[str, str]:
        """The month of each respondent's newest answer that counts; an empty list says that there is nothing any more."""
        said = {(one, month) for month in months for one in self._saying(measure, month)}
        newest = dict(sorted(said, key=lambda one: one[1]))
        latest = max(newest.values(), default="")
        older = [name for name, month in newest.items() if month < latest]
        return newest if len(older) >= self.least_older else {name: latest for name in newest if name not in older}

    def group_of(self, row: StoredRow, by: str) -> str | None:
        """The place, the code or the whole to which a row belongs."""
        if by == CITY:
            return WHOLE_CITY
        if by != DISTRICT:
            code = row.values.get(by)
            return None if code is None else str(code)
        if row.values.get(DISTRICT):  # a meeting place says where it is
            return str(row.values[DISTRICT])
        member = self.members.get(row.respondent)
        return member.place if member else None


def _is_open(row: StoredRow, measure: SteeringMeasure) -> bool:
    table = TABLES[measure.table]
    if measure.column == ROWS or row.values.get(measure.column) is not None:
        return False
    others = (column.name for column in table.columns if column.is_number and column.name != measure.column)
    return not table.is_prefilled or any(row.values.get(name) is not None for name in others)


def _counts(row: StoredRow, measure: SteeringMeasure) -> bool:
    if measure.column == ROWS:
        return row.values.get("dates_held") != 0
    return row.values.get(measure.column) is not None


def window(month: str, length: int) -> tuple[str, ...]:
    """So many months up to a month, the oldest first."""
    return tuple(shift_month(month, -back) for back in reversed(range(length)))
