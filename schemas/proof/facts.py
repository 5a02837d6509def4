"""What the warehouse knows of a year's money and posts: `YearFacts`, as tasks.proof.read_year fills it. Pure.

Amounts are Decimals with cents: what is proved is proved to the cent, and binary fractions are kept out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import TypeAlias

from schemas.form.forms import FORMS, TABLES
from schemas.form.submission import State

POSTS, FUNDS, SEATS = "posts", "offer_funds", "kim_posts"
PROOF_TABLES = (POSTS, FUNDS, SEATS)

Value: TypeAlias = "str | Decimal | None"


@dataclass(frozen=True)
class FactRow:
    """A row in force of one of the tables: whose, of which month, and all that stands in it."""

    table: str
    month: str
    respondent: str
    values: Mapping[str, Value]

    def amount(self, column: str) -> Decimal | None:
        """What stands in a figure column; None where it was left empty."""
        value = self.values[column]
        return value if isinstance(value, Decimal) else None

    @property
    def key(self) -> str:
        """The row's key, its parts joined by "|"."""
        return "|".join(str(self.values[column.name]) for column in TABLES[self.table].keys)

    @property
    def is_left_out(self) -> bool:
        """Whether it is only kept open: a row that a return leaves out of a prefilled table is stored without figures."""
        table = TABLES[self.table]
        return table.is_prefilled and all(self.amount(column.name) is None for column in table.figures)

    def fits(self, filters: Mapping[str, object]) -> bool:
        """Whether the row has these codes."""
        own = {"respondent_id": self.respondent, **self.values}
        return all(own.get(name) == wanted for name, wanted in filters.items())


@dataclass(frozen=True)
class RowEnd:
    """Why a row need not be there: in whose `words`, the respondent's or (`is_waived`) those of a person by name.

    What a respondent says holds until the row comes back, a waiver in the return alone in which it stands. `key` is the
    row's, its parts joined by "|" as a finding's subject says it; None: any row of the table.
    """

    table: str
    key: str | None
    words: str
    is_waived: bool = False

    def speaks_of(self, table: str, key: str) -> bool:
        """Whether a row ends by it; one of a prefilled table by a waiver alone, else somebody has to say 0 there."""
        is_enough = self.is_waived or not TABLES[table].is_prefilled
        return is_enough and self.table == table and self.key in {key, None}


@dataclass(frozen=True)
class OwedReturn:
    """How a respondent's return of a month stands; `queries`: open warnings by table ("" means the whole return).

    `ends`: what was answered about rows that the return lacks, and the waivers for it.

    Its figures count where one of its submissions is in force, be a newer one sent back.
    """

    respondent: str
    kind: str
    month: str
    state: State
    is_owed: bool
    is_in_force: bool
    queries: Mapping[str, str] = field(default_factory=dict)
    ends: Sequence[RowEnd] = ()


@dataclass(frozen=True)
class YearFacts:
    """Everything that a proof of a year is made of; `due` is the last month that is due, `vintage` the newest change."""

    year: int
    centre_id: str
    centre_name: str
    due: str
    vintage: datetime
    names: Mapping[str, str]
    returns: Sequence[OwedReturn]
    rows: Sequence[FactRow]

    @cached_property
    def months(self) -> tuple[str, ...]:
        """The twelve months of the year."""
        return tuple(f"{self.year}-{number:02d}" for number in range(1, 13))

    @cached_property
    def recorded(self) -> frozenset[str]:
        """The months in which the ledger says who owes what."""
        return frozenset(one.month for one in self.returns)

    @cached_property
    def by_return(self) -> dict[tuple[str, str], OwedReturn]:
        """Returns by respondent and month."""
        return {(one.respondent, one.month): one for one in self.returns}

    @cached_property
    def _by_place(self) -> dict[tuple[str, str, str], list[FactRow]]:
        found: dict[tuple[str, str, str], list[FactRow]] = {}
        for row in self.rows:
            found.setdefault((row.table, row.respondent, row.month), []).append(row)
        return found

    def rows_of(self, table: str, respondent: str, month: str) -> Sequence[FactRow]:
        """A respondent's rows in a month."""
        return self._by_place.get((table, respondent, month), ())

    def owing(self, table: str) -> tuple[str, ...]:
        """Who is asked for a table in the year, in their order."""
        kinds = {form.name for form in FORMS.values() if TABLES[table] in form.tables}
        return tuple(sorted({one.respondent for one in self.returns if one.kind in kinds}))

    def rows_in(self, table: str, filters: Mapping[str, object]) -> Iterator[FactRow]:
        """The rows of a table with these codes, in the order of respondents and months."""
        return (row for row in self.rows if row.table == table and row.fits(filters))
