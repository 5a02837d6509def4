"""What the warehouse says of one month at one vintage: `Summary`, made by tasks.report.summarise, told by tasks.report.compose."""

from dataclasses import dataclass, field
from datetime import date, datetime

import pandas as pd

from schemas.form.forms import TABLES
from schemas.report.panel import Answers


@dataclass(frozen=True)
class Counts:
    """Returns of one kind of respondent in one month."""

    month: str
    kind: str
    expected: int
    accepted: int
    nil: int
    late: int
    returned: int
    exempt: int = 0


@dataclass(frozen=True)
class Intake:
    """What one kind of respondent sent for the month: submissions, and the findings in them."""

    kind: str
    submissions: int
    returned: int
    superseded: int
    errors: int
    warnings: int
    informations: int


@dataclass(frozen=True)
class Waived:
    """A waiver that figures of the month rest on: which rule of which form table, in how many returns, until when, why."""

    rule: str
    table: str | None
    returns: int
    expires_on: date
    reason: str


@dataclass(frozen=True)
class Revision:
    """A total of an earlier report that is another one now, or a share: its two values are no sums, but worked out."""

    month: str
    total: str  # "<table>.<column>", of a share the key of its key figure
    before: float | None
    now: float | None
    late: int
    resubmitted: int


@dataclass(frozen=True)
class Summary:
    """All figures of a report, true ones: nothing is rounded or hidden yet.

    `facts`: by table the month's rows in force with `kind`, `school_type` and `district` of the respondent.
    `year_to_date`: the same for January to the month, of the tables with funds.
    `courses`: the same for all months of the trend, of the tables that the report tells month by month.
    `totals`: one row a month ("2026-10"), one column a figure ("school_pupils.pupils"), summed over respondents.
    `answers`: what each respondent said in the columns of the key figures, in these months and a year before.
    `earlier`: the same as the last report knew it, of the months that had a report by then; `versions` names for each of
    them the version that was out.
    """

    centre_id: str
    centre_name: str
    month: str
    vintage: datetime
    facts: dict[str, pd.DataFrame]
    year_to_date: dict[str, pd.DataFrame]
    totals: pd.DataFrame
    counts: tuple[Counts, ...]
    intake: tuple[Intake, ...]
    revisions: tuple[Revision, ...] = ()
    previous_vintage: datetime | None = None
    waived: tuple[Waived, ...] = ()
    courses: dict[str, pd.DataFrame] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    earlier: "Summary | None" = None
    versions: dict[str, str] = field(default_factory=dict)  # month -> "1.0 vom 12.11.2026"
    owing: frozenset[str] | None = None  # who owes for the month; None where no estimate asks

    def counts_of(self, month: str, kinds: tuple[str, ...] = ()) -> tuple[int, int]:
        """How many returns of these kinds (all where none is named) are in force, and how many are owed."""
        rows = [row for row in self.counts if row.month == month and (not kinds or row.kind in kinds)]
        return sum(row.accepted for row in rows), sum(row.expected for row in rows)

    def nil_of(self, month: str, kinds: tuple[str, ...]) -> int:
        """How many of these kinds' returns in force are nil returns."""
        return sum(row.nil for row in self.counts if row.month == month and row.kind in kinds)


FUNDS = tuple(name for name, table in TABLES.items() if any(column.name == "spent_eur" for column in table.columns))
