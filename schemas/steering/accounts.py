"""Whose money it is, month by month: `open_accounts(facts, table)` makes an `Account` of each respondent and line of a table.

A month of which no return is in force is not recorded, which is no spending of 0. Neither is one whose amount was left empty,
nor one from before the recording, which counts as owed; nor one whose return leaves out a line that it had before in that
year: until the line comes back nobody has said that it ended, and its grant is what was said last. Where somebody has
explained why it is gone, its months are said, and nothing was spent in them. Before a line was there for the first time a
return says that there was none, and a nil return says so in any month.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from schemas.form.forms import TABLES
from schemas.steering.facts import LineEnd, SteeringFacts

POTS = {"offer_funds": ("component", "granted_eur"), "posts": ("module", "grant_eur")}
"""The tables with funds: the column that names the pot, and what is granted for the year."""


@dataclass
class Account:
    """What one respondent spends in one line of a pot in a calendar year: EUR by month, and the grant as said, by month."""

    respondent: str
    pot: str
    year: str
    spent: dict[str, float] = field(default_factory=dict)
    granted: dict[str, float] = field(default_factory=dict)
    unsaid: set[str] = field(default_factory=set)  # months whose amount was left empty
    left_out: frozenset[str] = frozenset()  # months whose return has no such line any more, and nobody said why
    ended: frozenset[str] = frozenset()  # those of which somebody did
    recorded: frozenset[str] = frozenset()
    owed: frozenset[str] = frozenset()

    def spent_in(self, months: Sequence[str]) -> float:
        """What was spent in those of the months that are recorded."""
        return sum(self.spent.get(month, 0.0) for month in months if month in self.recorded)

    def granted_by(self, month: str) -> float | None:
        """What was granted for the year as last said up to a month."""
        said = [one for one in self.granted if one <= month]
        return self.granted[max(said)] if said else None

    def is_known(self, months: Sequence[str]) -> bool:
        """Whether of every month that was owed a return is there."""
        return self.owed.intersection(months) <= self.recorded


def open_accounts(facts: SteeringFacts, table: str) -> list[Account]:
    """The accounts of all years that are in the facts, in the order of year, respondent, pot and line."""
    _, granted_column = POTS[table]
    keys = [key.name for key in TABLES[table].keys]  # the pot is the first
    accounts: dict[tuple[str, ...], Account] = {}
    for row in facts.rows.get(table, ()):
        line = (row.month[:4], row.respondent, *(str(row.values[name]) for name in keys))
        one = accounts.setdefault(line, Account(line[1], line[2], line[0]))
        if row.values["spent_eur"] is None:
            one.unsaid.add(row.month)
        for amounts, name in ((one.spent, "spent_eur"), (one.granted, granted_column)):
            if row.values[name] is not None:
                amounts[row.month] = amounts.get(row.month, 0.0) + row.values[name]
    owed, answered, nil = (_months_by(pairs) for pairs in (facts.owed, facts.answered, facts.nil))
    for (year, respondent, *key), one in accounts.items():
        one.owed = frozenset({*owed.get((year, respondent), ()), *facts.unrecorded(year)})
        in_force, nothing = (months.get((year, respondent), set()) for months in (answered, nil))
        ends = [end for end in facts.ends if end.is_about(respondent, table, "|".join(key))]
        _tell_months(one, in_force, nothing, ends, is_prefilled=TABLES[table].is_prefilled)
    return [accounts[line] for line in sorted(accounts)]


def _tell_months(
    one: Account, in_force: set[str], nil: set[str], ends: Sequence[LineEnd], *, is_prefilled: bool
) -> None:
    """Of which months it is known what was spent: a list says in its first months, too, that it has no such line."""
    said = {*one.spent, *one.unsaid}
    gone = {month for month in in_force - nil - said if is_prefilled or month > min(said)}
    one.ended = frozenset(month for month in gone if any(end.holds(month, said) for end in ends))
    one.left_out = frozenset(gone - one.ended)
    one.recorded = frozenset(in_force - one.left_out - one.unsaid)


def _months_by(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for respondent, month in pairs:
        found.setdefault((month[:4], respondent), set()).add(month)
    return found
