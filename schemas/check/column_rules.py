"""Rules that follow from a column's definition: `derive_checks` gives those that a frame is asked, `LIMITS` pandera's.

A part lies within its whole, a count of the year is no smaller than any month's, a stock is steady, money that comes back
is asked about, a row key stands once; a value keeps to its column's limits.
"""

from collections.abc import Iterable, Iterator
from functools import partial

import pandas as pd

from config.policy import Thresholds
from schemas.check.expression import Edit, NotNegative, Once, Verdicts
from schemas.check.rule import EXPLAIN, Check, Rule
from schemas.finding import Severity
from schemas.form.forms import Column, Table
from schemas.german import format_number

# What pandera calls a limit -> what we say; a sentence may hold {title}, {value}, {minimum} and {maximum}.
LIMITS: dict[str, Rule] = {
    "greater_than_or_equal_to": Rule("BELOW_ZERO", 1, Severity.ERROR, "„{title}“ ist {value}: erwartet wird {minimum} oder mehr.", "Bitte die Zahl berichtigen."),
    "less_than_or_equal_to": Rule("ABOVE_LIMIT", 1, Severity.ERROR, "„{title}“ ist {value}: mehr als {maximum} ist nicht möglich.", "Bitte berichtigen Sie die Zahl (vielleicht ist es eine Ziffer zu viel). Stimmt sie, rufen Sie uns bitte an."),
    "isin": Rule("CODE_NOT_LISTED", 1, Severity.ERROR, "„{title}“: „{value}“ steht nicht in der Liste.", "Bitte einen Eintrag aus der Auswahlliste verwenden."),
    "str_length": Rule("TEXT_TOO_LONG", 1, Severity.ERROR, "„{title}“ ist zu lang: höchstens {maximum} Zeichen.", "Bitte kürzen Sie den Text."),
    "not_nullable": Rule("KEY_MISSING", 1, Severity.ERROR, "In der Zeile fehlt die Angabe „{title}“.", "Bitte ergänzen oder die Zeile löschen."),
}  # fmt: skip


def _stock_is_steady(name: str, t: pd.DataFrame, limits: Thresholds) -> Verdicts:
    before = t[f"{name}__last"]
    room = (before * limits.jump_pct / 100).clip(lower=limits.jump_count)
    exempt = t["month"].str.slice(5, 7).astype("Int64").isin(limits.jump_exempt_months)
    return ((t[name] - before).abs() <= room).where(~exempt)


def _year_covers_earlier(year: str, month: str, t: pd.DataFrame, _: Thresholds) -> Verdicts:
    """Where the month of the return itself is more, that is said already."""
    is_said = (t[month] > t[year]).fillna(value=False)
    return (t[year] >= t[f"{month}__most"]).where(~is_said)


def derive_checks(tables: Iterable[Table]) -> Iterator[Check]:
    """The rules of form tables that nobody has to write out."""
    for table in tables:
        yield _row_once(table)
        for column in table.columns:
            for whole in column.meaning.part_of:
                yield _within(table, column, table.column(whole))
            for month in column.meaning.year_of:
                yield _of_year(table, column, table.column(month))
                yield _of_earlier_months(table, column, table.column(month))
            if column.meaning.kind == "stock" and column.is_number and not column.name.endswith("_eur"):
                yield _steady(table, column)
            if column.meaning.minimum < 0:
                yield _refund(table, column)


def say_limits(column: Column) -> dict[str, str]:
    """A column's limits as its sentences name them."""
    meaning = column.meaning
    most = meaning.maximum or meaning.max_length or 0
    return {"minimum": format_number(meaning.minimum), "maximum": format_number(most)}


def _within(table: Table, part: Column, whole: Column) -> Check:
    ids = [column.meaning.indicator or column.name.upper() for column in (part, whole)]
    return Check(
        f"{table.name.upper()}_{ids[0]}_WITHIN_{ids[1]}",
        1,
        Severity.ERROR,
        f"„{part.title}“ ({{{part.name}}}) ist mehr als „{whole.title}“ ({{{whole.name}}}).",
        "Bitte beide Angaben prüfen: ein Teil kann nicht größer sein als das Ganze.",
        table=table.name,
        cells=(part.name, whole.name),
        holds=Edit((part.name,), (whole.name,)),
    )


def _of_year(table: Table, year: Column, month: Column) -> Check:
    return Check(
        f"{table.name.upper()}_{year.name.upper()}_BELOW_MONTH",
        1,
        Severity.WARNING,
        f"„{year.title}“ ({{{year.name}}}) ist weniger als „{month.title}“ ({{{month.name}}}): wer in diesem Monat da war, "
        "zählt auch im Jahr.",
        EXPLAIN,
        table=table.name,
        cells=(year.name, month.name),
        holds=Edit((month.name,), (year.name,)),
        holds_a_year=True,
    )


def _of_earlier_months(table: Table, year: Column, month: Column) -> Check:
    return Check(
        f"{table.name.upper()}_{year.name.upper()}_BELOW_EARLIER",
        2,
        Severity.WARNING,
        f"„{year.title}“ ({{{year.name}}}) ist weniger als „{month.title}“ im {{{month.name}__most_month}} "
        f"({{{month.name}__most}}): wer damals da war, zählt auch im Jahr.",
        EXPLAIN,
        table=table.name,
        cells=(year.name,),
        holds=partial(_year_covers_earlier, year.name, month.name),
        holds_a_year=True,
    )


def _steady(table: Table, stock: Column) -> Check:
    return Check(
        f"{table.name.upper()}_{stock.name.upper()}_JUMPS",
        2,
        Severity.WARNING,
        f"„{stock.title}“ ist {{{stock.name}}}, im Vormonat war es {{{stock.name}__last}}: eine ungewöhnlich große Änderung.",
        EXPLAIN,
        table=table.name,
        cells=(stock.name,),
        holds=partial(_stock_is_steady, stock.name),
    )


def _refund(table: Table, money: Column) -> Check:
    return Check(
        f"{table.name.upper()}_{money.name.upper()}_REFUND",
        1,
        Severity.WARNING,
        f"„{money.title}“ ist {{{money.name}}}, also weniger als 0: Ist das eine Rückzahlung?",
        "Wenn ja, erläutern Sie sie bitte kurz im Prüfprotokoll. Sonst berichtigen Sie bitte den Betrag.",
        table=table.name,
        cells=(money.name,),
        holds=NotNegative(money.name, money.meaning.minimum),
    )


def _row_once(table: Table) -> Check:
    names = tuple(key.name for key in table.keys)
    shown = ", ".join(f"{{{name}}}" for name in names)
    return Check(
        f"{table.name.upper()}_ROW_TWICE",
        1,
        Severity.ERROR,
        f"Die Zeile „{shown}“ steht mehrfach in der Tabelle.",
        "Ist eine der Zeilen falsch bezeichnet, berichtigen Sie bitte das. Gehören sie zusammen, fassen Sie sie bitte zu einer zusammen.",
        table=table.name,
        cells=names,
        holds=Once(names),
    )
