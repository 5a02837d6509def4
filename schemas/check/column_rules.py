"""Rules that follow from a column's definition: a part within its whole, a steady stock, a row key that stands once.

Importing the module enters them in RULES; schemas.check.rules does.
"""

from functools import partial

import pandas as pd

from config.policy import Thresholds
from schemas.check.edit import Edit
from schemas.check.rule import EXPLAIN, Rule, Verdicts, add_rule
from schemas.finding import Severity
from schemas.form.forms import TABLES, Column, Table


def _part_within_whole(edit: Edit, t: pd.DataFrame, _: Thresholds) -> Verdicts:
    return edit.holds(t)


def _stock_is_steady(name: str, t: pd.DataFrame, limits: Thresholds) -> Verdicts:
    before = t[f"{name}__last"]
    room = (before * limits.jump_pct / 100).clip(lower=limits.jump_count)
    exempt = t["month"].str.slice(5, 7).astype("Int64").isin(limits.jump_exempt_months)
    return ((t[name] - before).abs() <= room).where(~exempt)


def _key_stands_once(keys: list[str], t: pd.DataFrame, _: Thresholds) -> Verdicts:
    return (~t.duplicated(["reading", *keys])).astype("boolean").where(t[keys].notna().all(axis="columns"))


def _add_parts(table: Table, part: Column) -> None:
    for name in part.meaning.part_of:
        whole = table.column(name)
        edit = Edit((part.name,), (name,))
        ids = [column.meaning.indicator or column.name.upper() for column in (part, whole)]
        add_rule(
            Rule(
                f"{table.name.upper()}_{ids[0]}_WITHIN_{ids[1]}",
                1,
                Severity.ERROR,
                table.name,
                (part.name, name),
                f"„{part.title}“ ({{{part.name}}}) ist mehr als „{whole.title}“ ({{{name}}}).",
                "Bitte beide Angaben prüfen: ein Teil kann nicht größer sein als das Ganze.",
                partial(_part_within_whole, edit),
                edit=edit,
            )
        )


def _add_jump(table: Table, stock: Column) -> None:
    add_rule(
        Rule(
            f"{table.name.upper()}_{stock.name.upper()}_JUMPS",
            2,
            Severity.WARNING,
            table.name,
            (stock.name,),
            f"„{stock.title}“ ist {{{stock.name}}}, im Vormonat war es {{{stock.name}__last}}: eine ungewöhnlich große Änderung.",
            EXPLAIN,
            partial(_stock_is_steady, stock.name),
        )
    )


def _add_once(table: Table) -> None:
    names = [key.name for key in table.keys]
    shown = ", ".join(f"{{{name}}}" for name in names)
    add_rule(
        Rule(
            f"{table.name.upper()}_ROW_TWICE",
            1,
            Severity.ERROR,
            table.name,
            tuple(names),
            f"Die Zeile „{shown}“ steht mehrfach in der Tabelle.",
            "Bitte die Zeilen zu einer zusammenfassen.",
            partial(_key_stands_once, names),
        )
    )


for _table in TABLES.values():
    _add_once(_table)
    for _column in _table.columns:
        _add_parts(_table, _column)
        if _column.meaning.kind == "stock" and _column.is_number and not _column.name.endswith("_eur"):
            _add_jump(_table, _column)
