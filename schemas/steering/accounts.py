"""Whose money it is, month by month: `open_accounts(facts, table)` makes an `Account` of each respondent and pot.

A month of which no return is in force is not recorded, which is no spending of 0; one whose return has no line of the pot is.
Neither is one whose amount was left empty, nor one from before the recording: that one counts as owed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from schemas.form.forms import TABLES
from schemas.steering.facts import SteeringFacts

POTS = {"offer_funds": ("component", "granted_eur"), "posts": ("module", "grant_eur")}
"""The tables with funds: the column that names the pot, and what is granted for the year."""


@dataclass
class Account:
    """What one respondent spends of one pot in a calendar year: EUR by month, and what was said to be granted, by month."""

    respondent: str
    pot: str
    year: str
    spent: dict[str, float] = field(default_factory=dict)
    granted: dict[str, float] = field(default_factory=dict)
    unsaid: set[str] = field(default_factory=set)  # months with a line whose amount was left empty
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
    """The accounts of all years that are in the facts, in the order of year, respondent and pot."""
    pot_column, granted_column = POTS[table]
    accounts: dict[tuple[str, str, str], Account] = {}
    for row in facts.rows.get(table, ()):
        key = (row.month[:4], row.respondent, str(row.values[pot_column]))
        one = accounts.setdefault(key, Account(key[1], key[2], key[0]))
        if row.values["spent_eur"] is None:
            one.unsaid.add(row.month)
        for amounts, name in ((one.spent, "spent_eur"), (one.granted, granted_column)):
            if row.values[name] is not None:
                amounts[row.month] = amounts.get(row.month, 0.0) + row.values[name]
    owed, answered = (_months_by(pairs) for pairs in (facts.owed, facts.answered))
    for (year, respondent, _), one in accounts.items():
        in_force = answered.get((year, respondent), set())
        one.owed = frozenset({*owed.get((year, respondent), ()), *facts.unrecorded(year)})
        said = in_force.intersection(one.spent) if TABLES[table].is_prefilled else in_force
        one.recorded = frozenset(said - one.unsaid)
    return [accounts[key] for key in sorted(accounts)]


def _months_by(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for respondent, month in pairs:
        found.setdefault((month[:4], respondent), set()).add(month)
    return found
