"""What a respondent said when it was last accepted, and what of it may be missed now. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd

from config.policy import Thresholds
from schemas.form.forms import Column, Form, Table

_MONEY = "EUR"
# By `<table>__<column>` and key of a row: the highest figure above 0 of the year's earlier months, and which month that was.
YearRows: TypeAlias = Mapping[str, Mapping[tuple[str, ...], tuple[int, str]]]


@dataclass(frozen=True)
class Previous:
    """What a respondent's last accepted return said: its month, and its facts by table."""

    month: str
    facts: Mapping[str, pd.DataFrame]


def stocks_before(
    table: Table, previous: Previous | None, month: str | None
) -> dict[tuple[str, ...], dict[str, float]]:
    """The stocks above 0 of the previous return, by row and column, that may be missed in a month."""
    frame = previous.facts.get(table.name) if previous else None
    if previous is None or frame is None or frame.empty:
        return {}
    is_new_year = previous.month[:4] != str(month)[:4]  # grants are for calendar years
    names = [column.name for column in stocks_of(table) if not (is_new_year and column.meaning.unit == _MONEY)]
    found = {}
    keys = [map(str, frame[key.name].tolist()) for key in table.keys]
    figures = [frame[name].tolist() for name in names]
    for at, key in enumerate(zip(*keys, strict=True)):
        values = {name: column[at] for name, column in zip(names, figures, strict=True)}
        found[key] = {name: float(value) for name, value in values.items() if pd.notna(value) and value > 0}
    return found


def lost_by_nil(form: Form, previous: Previous | None, month: str | None) -> tuple[Table, Column, float] | None:
    """The first stock of the previous return that a nil return says is no more, and how much it was."""
    for table in form.tables:
        if table.keys[0].code_list is None:
            continue  # what somebody offers comes and goes
        before = stocks_before(table, previous, month)
        # a grant stays in a month of rest
        for column in (one for one in stocks_of(table) if one.meaning.unit != _MONEY):
            if total := sum_stock(column, before):
                return table, column, total
    return None


def starts_anew(previous: Previous | None, month: str | None, thresholds: Thresholds) -> bool:
    """Whether a new year of school and Kita has begun since: its grades and groups are others."""
    if previous is None or month is None:
        return True
    exempt, since = thresholds.jump_exempt_months, previous.month
    return any(since < f"{year}-{number:02}" <= month
               for number in exempt for year in range(int(since[:4]), int(month[:4]) + 1))  # fmt: skip


def say_key(table: Table, key: Iterable[str]) -> str:
    """A row's key in words."""
    return ", ".join(column.say(code) for column, code in zip(table.keys, key, strict=True))


def sum_stock(column: Column, before: Mapping[tuple[str, ...], Mapping[str, float]]) -> float:
    """A stock of all rows together."""
    return sum(row.get(column.name, 0) for row in before.values())


def stocks_of(table: Table) -> list[Column]:
    """Its columns of which a row that is gone is missed."""
    return [column for column in table.figures if column.meaning.kind == "stock"]
