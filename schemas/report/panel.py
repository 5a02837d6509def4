"""Change, defined here and nowhere else: that of the respondents who answered a column wholly in both months.

One way in: `compare_months(answers, columns, (before, now))`. A total also moves with whose returns are there; what of
its difference comes from the others is no change. A column that is filled in for some rows only is no answer to compare
with. In a list whoever has nothing to say has no row, which is an answer: nothing; a prefilled table asks for each row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import TypeAlias

from schemas.form.forms import TABLES

Months: TypeAlias = tuple[str, str]  # before, now


@dataclass(frozen=True, slots=True)
class Answer:
    """What one respondent said in a column in one month, all its rows together; `is_whole`: no row is left open."""

    value: float
    is_whole: bool = True


Answers: TypeAlias = Mapping[tuple[str, str], Mapping[str, Answer]]
"""(month, "<table>.<column>") -> respondent -> its answer; who did not answer is not in it."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The respondents who answered in both months: how many, and their sum of each column in each month.

    `left` answered before only, `joined` now only: what they said stands in the totals of their month alone.
    """

    n: int
    before: tuple[float, ...]
    now: tuple[float, ...]
    left: int
    joined: int


def compare_months(answers: Answers, columns: tuple[str, ...], months: Months) -> Panel:
    """The panel of two months for one column, or for the two of a share, of which it takes both."""
    before, now = (who_answered(answers, columns, month) for month in months)
    both = before & now
    sums = [tuple(_sum(answers, month, column, both) for column in columns) for month in months]
    return Panel(len(both), sums[0], sums[1], len(before - now), len(now - before))


def who_answered(answers: Answers, columns: tuple[str, ...], month: str, *, wholly: bool = True) -> set[str]:
    """Those who answered all of these columns, every row of them or some."""
    said = [answers.get((month, column), {}) for column in columns]
    return set.intersection(*({name for name, one in each.items() if one.is_whole or not wholly} for each in said))


def to_answer(table: str, rows: int, answered: int, value: float | None) -> Answer | None:
    """What a return in force says in a column: of how many rows, how many of them filled in, their sum."""
    if not rows:
        return None if TABLES[table].is_prefilled else Answer(0.0)
    return None if value is None else Answer(value, is_whole=answered == rows)


def _sum(answers: Answers, month: str, column: str, names: set[str]) -> float:
    """Exact whatever the order, with as many decimals as were reported."""
    table, _, name = column.partition(".")
    return round(fsum(answers[month, column][one].value for one in names), TABLES[table].column(name).meaning.decimals)
