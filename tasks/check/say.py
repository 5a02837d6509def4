"""How a finding says where it is and what is wrong: `where`, `rule_sentence`, `limit_sentence`."""

from datetime import date
from numbers import Real
from string import Formatter
from typing import Any, TypeAlias

import pandas as pd

from config.policy import Thresholds
from schemas.check.column_rules import say_limits
from schemas.check.rule import Check, Rule
from schemas.form.forms import TABLES, Table
from schemas.german import format_date, format_month, format_plain

RowValues: TypeAlias = dict[str, Any]


def where(table: str, sheet: str | None, cell: str | None, row: RowValues) -> str:
    """The place in words: sheet, cell, and which row it is."""
    parts = [f"Blatt „{sheet}“"] if sheet else []
    parts += [f"Zelle {cell}"] if cell else []
    if table in TABLES and "position" in row:
        parts += [", ".join(_spoken(key.name, row[key.name], TABLES[table]) for key in TABLES[table].keys)]
    return f"{', '.join(part for part in parts if part)}: " if parts else ""


def limit_sentence(limit: Rule, table: str, column: str, value: object) -> str:
    """The sentence of a column's limit with what stands there."""
    definition = TABLES[table].column(column)
    return limit.sentence.format(title=definition.title, value=_german(value), **say_limits(definition))


def rule_sentence(rule: Check, row: RowValues, thresholds: Thresholds) -> str:
    """The rule's sentence with the row's values and the thresholds that are in force."""
    table = TABLES.get(rule.table)
    known = dict(thresholds) | row
    names = [name for _, name, _, _ in Formatter().parse(rule.sentence) if name]
    return rule.sentence.format_map({name: _spoken(name, known[name], table) for name in names})


def _spoken(name: str, value: object, table: Table | None) -> str:
    """A value as the respondent knows it: a code by its title, months, days and numbers in German."""
    if not isinstance(value, str):
        return _german(value)
    if name == "month" or name.endswith("_month"):
        return format_month(value)
    if name == "reference_date":
        return format_date(date.fromisoformat(value))
    known = {column.name: column.code_list for column in table.columns} if table else {}
    codes = known.get(name)
    return codes.titles.get(value, value) if codes else value


def _german(value: object) -> str:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return "leer"
    if not isinstance(value, Real):  # numpy's whole numbers are no int
        return str(value)
    return format_plain(float(value))
