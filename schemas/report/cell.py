"""One cell of the report: a value, the sign that stands instead of it or around it, a mark after it.

One way in: `to_cell(value)` for a plain value, `ReportCell(None, Sign.LATER)` where a value is missing for a reason.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import SupportsFloat, TypeAlias

ReportValue: TypeAlias = str | int | float | None


class ReportError(ValueError):
    """The report was built wrongly (our mistake, not a submitter's): the message says which part and why."""


class Sign(StrEnum):
    """What stands instead of, or around, a value (DIN 55301). A plain zero needs no sign: it is shown as `–`."""

    NONE = ""
    LESS = "0"
    UNRELIABLE = "/"
    UNKNOWN = "."
    LATER = "..."
    SENSELESS = "x"
    LIMITED = "()"


class Mark(StrEnum):
    """A letter after a value: provisional, revised, estimated."""

    NONE = ""
    PROVISIONAL = "p"
    REVISED = "r"
    ESTIMATED = "s"


@dataclass(frozen=True, slots=True)
class ReportCell:
    """One raw value with its sign and mark. No value without a sign that says why.

    `parts`: the two counts of persons that a share is made of where they are no cells of its table; who protects the
    table works the share out again from them and takes them away.
    """

    value: ReportValue
    sign: Sign = Sign.NONE
    mark: Mark = Mark.NONE
    parts: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.value is None and self.sign in (Sign.NONE, Sign.LESS, Sign.LIMITED):
            raise ReportError("Eine Zelle ohne Wert braucht ein Zeichen: '.', '/', '...' oder 'x'.")
        if self.value is not None and self.sign in (Sign.UNRELIABLE, Sign.UNKNOWN, Sign.LATER, Sign.SENSELESS):
            raise ReportError(f"Das Zeichen {self.sign!r} steht anstelle eines Wertes, hier ist aber einer.")


def to_cell(value: object) -> ReportCell:
    """A cell from a plain value; None is unknown. Raises ReportError for what is no figure (NaN, infinity, a list)."""
    if isinstance(value, ReportCell):
        return value
    if value is None:
        return ReportCell(None, Sign.UNKNOWN)
    if isinstance(value, str):
        return ReportCell(str(value))
    if isinstance(value, bool) or not isinstance(value, SupportsFloat):
        raise ReportError(f"{value!r} ist kein Wert für eine Tabelle.")
    number = float(value)
    if not math.isfinite(number):
        raise ReportError("NaN und unendlich sind keine Werte; fehlend heißt None.")
    is_whole = hasattr(value, "__index__")
    return ReportCell(int(number) if is_whole else number)
