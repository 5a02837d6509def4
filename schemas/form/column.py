"""How a column of a form is said once: `persons`, `count`, `number`, `money`, `code`, `text`.

Each helper returns a pandera `Field`; its German title, description and limits are read by everything that
knows the column (workbook, reader, check, warehouse, report). What pandera has no word for is a `Meaning`.
"""

from dataclasses import dataclass
from typing import Any, Literal

import pandera.pandas as pa

from config.codes import code_list
from schemas.german import MONTHS, format_month, join_words

ColumnKind = Literal["key", "stock", "flow", "ratio", "note"]

MOST_PERSONS = 20_000  # no school, daycare or offer in the state is larger: above it is a slip of the keyboard
MOST_EUR = 10_000_000.0  # above the yearly grant of all 54 centres together (domain: 9.83 million EUR)
_REFUND = "Eine Rückzahlung steht mit Minus davor."


@dataclass(frozen=True)
class Asked:
    """In which report months a column is asked: from `first` to `last`, and only in some of the year's (`only`, from 1).

    In any other month the form lacks the column, and nothing in it is missing: nobody was asked.
    """

    first: str = ""
    last: str = ""
    only: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        """Whether there are months without it."""
        return bool(self.first or self.last or self.only)

    def holds(self, month: str) -> bool:
        """Whether the column is asked in a month ("2027-01")."""
        return self.first <= month and (not self.last or month <= self.last) and self._recurs(month)

    def condition(self, month: str) -> str:
        """The same as a condition of SQL on a month's column."""
        numbers = ", ".join(f"'{number:02d}'" for number in self.only)
        parts = (
            self.first and f"{month} >= '{self.first}'",
            self.last and f"{month} <= '{self.last}'",
            f"substr({month}, 6) IN ({numbers})" if numbers else "",
        )
        return " AND ".join(filter(None, parts))

    @property
    def german(self) -> str:
        """The months in words: "ab Januar 2027, nur im Dezember"."""
        parts = (
            self.first and f"ab {format_month(self.first)}",
            self.last and f"bis {format_month(self.last)}",
            f"nur im {join_words([MONTHS[number - 1] for number in self.only])}" if self.only else "",
        )
        return ", ".join(filter(None, parts))

    def _recurs(self, month: str) -> bool:
        return not self.only or int(month[5:]) in self.only


ALWAYS = Asked()


@dataclass(frozen=True)
class Meaning:
    """What a column means beyond its type: kind (SDMX: stock or flow), unit, indicator and the whole it is part of.

    `minimum` is below 0 where money may come back. `is_place`: a text that the report counts by, from the list that the
    centre keeps (config.places). `asked` in which months, for a figure that is not asked in all. `year_of` names the figures
    of one month whose different persons it counts over the year: asked beside them, and never fewer.
    """

    kind: ColumnKind
    unit: str
    indicator: str | None = None
    part_of: tuple[str, ...] = ()
    year_of: tuple[str, ...] = ()
    codes: str | None = None
    decimals: int = 0
    is_persons: bool = False
    minimum: float = 0
    maximum: float | None = None
    max_length: int | None = None
    aliases: tuple[str, ...] = ()
    is_place: bool = False
    version: int = 1
    asked: Asked = ALWAYS


def persons(title: str, description: str, *, kind: ColumnKind = "stock", unit: str = "Personen", **more: Any) -> Any:
    """A whole number of people >= 0: what disclosure control protects."""
    return _measure(title, description, Meaning(kind, unit, is_persons=True, maximum=MOST_PERSONS, **more))


def count(
    title: str, description: str, *, kind: ColumnKind = "stock", unit: str, maximum: int = 5_000, **more: Any
) -> Any:
    """A whole number of things >= 0 (groups, dates, meetings)."""
    return _measure(title, description, Meaning(kind, unit, maximum=maximum, **more))


def number(  # noqa: PLR0913 - what a decimal column needs to say
    title: str, description: str, *, kind: ColumnKind, unit: str, maximum: float, decimals: int = 1, **more: Any
) -> Any:
    """A decimal number >= 0 (hours, posts, days)."""
    return _measure(title, description, Meaning(kind, unit, maximum=maximum, decimals=decimals, **more))


def money(title: str, description: str, *, kind: ColumnKind = "flow", **more: Any) -> Any:
    """An amount in EUR with two decimals: what is granted is >= 0, what is spent or comes in may be given back."""
    if kind == "flow":
        description, more["minimum"] = f"{description} {_REFUND}", -MOST_EUR
    return _measure(title, description, Meaning(kind, "EUR", maximum=MOST_EUR, decimals=2, **more))


def code(title: str, description: str, codes: str, *, kind: ColumnKind = "key", **more: Any) -> Any:
    """A value from the code list `codes` (config/codes/<codes>.csv)."""
    meaning = Meaning(kind, "", codes=codes, **more)
    return pa.Field(
        isin=list(code_list(codes).codes),
        nullable=kind != "key",
        title=title,
        description=description,
        metadata={"meaning": meaning},
    )


def text(title: str, description: str, *, kind: ColumnKind = "note", max_length: int = 200, **more: Any) -> Any:
    """A short free text; as a key (an offer's title) it must not be empty."""
    meaning = Meaning(kind, "", max_length=max_length, **more)
    return pa.Field(
        str_length={"min_value": 1, "max_value": max_length},
        nullable=kind != "key",
        title=title,
        description=description,
        metadata={"meaning": meaning},
    )


def _measure(title: str, description: str, meaning: Meaning) -> Any:
    """A nullable number within its limits: empty is missing, never 0."""
    return pa.Field(
        ge=meaning.minimum,
        le=meaning.maximum,
        nullable=True,
        title=title,
        description=description,
        metadata={"meaning": meaning},
    )
