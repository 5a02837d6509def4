"""A table of the steering view, its figures already written in German: `SteeringTable`, `say_figure`, `say_coverage`."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.german import format_number, format_share
from schemas.steering.facts import Tally

UNKNOWN, NOTHING, NO_SENSE = ".", "–", "x"


@dataclass(frozen=True)
class SteeringTable:
    """Heads of columns and lines of texts, the first of each its head; `period` and notes say what they rest on."""

    id: str
    title: str
    period: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def say_figure(value: float | None, decimals: int = 0) -> str:
    """A figure; unknown is no zero (DIN 55301)."""
    if value is None:
        return UNKNOWN
    return format_number(value, decimals) if value else NOTHING


def say_told(value: float, asked: Tally) -> str:
    """A sum of what those said who were asked; where nobody of them answered nothing is known, and that is no zero."""
    return say_figure(value if asked.answered or not asked.owing else None)


def say_part(share: float | None) -> str:
    """A share of counts as they are printed."""
    return UNKNOWN if share is None else format_share(share)


def say_coverage(told: Sequence[Tally]) -> str:
    """How many of those who owe an answer gave one, and how many of these not for each month that counts."""
    owing, answered, in_part = (
        len(frozenset().union(*sets))
        for sets in zip(*((one.owing, one.answered, one.in_part) for one in told), strict=True)
    )
    return f"{answered} von {owing} Stellen" + (f", davon {in_part} nicht vollständig" if in_part else "")
