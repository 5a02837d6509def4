"""Of what a printed figure is made: an `Origin`, and `work_out(origin, amount_of)`, which makes it once more. Pure.

A leaf asks for something that can be listed: a `Question` for rows of facts, `Returns` for returns or submissions,
`Respondents` for who they are. What is worked out of leaves (a share, a change, a plan) is a `Worked`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from schemas.analysis.question import Question

Counted = Literal[
    "expected", "accepted", "nil", "late", "returned", "outstanding",
    "submissions", "sent_back", "superseded", "errors", "warnings", "informations",
]  # fmt: skip
"""What is counted of a month's returns, from `submissions` on of the files that came for it."""


@dataclass(frozen=True)
class Returns:
    """Returns of a month that are counted, of all kinds of respondents where none is named; `is_before`: as known then."""

    counted: Counted
    month: str
    kinds: tuple[str, ...] = ()
    is_before: bool = False


@dataclass(frozen=True)
class Respondents:
    """Respondents that are counted themselves: those of a panel."""

    title: str
    names: frozenset[str]


Leaf: TypeAlias = Question | Returns | Respondents
Origin: TypeAlias = "Question | Returns | Respondents | Worked"


@dataclass(frozen=True)
class Worked:
    """A figure worked out of others: their sum, a difference, a ratio, `twelfths` of one, or an estimate.

    An estimate is made of a total, last month's sum of the missing, and the panel's sums of this month and the last.
    """

    how: Literal["sum", "difference", "ratio", "twelfths", "estimate"]
    of: tuple[Origin, ...]
    twelfths: int = 12


_COUNTED: dict[Counted, str] = {
    "expected": "geschuldete Meldungen",
    "accepted": "angenommene Meldungen",
    "nil": "Fehlanzeigen",
    "late": "nach dem Abgabetermin eingegangene Meldungen",
    "returned": "zur Berichtigung zurückgegebene Meldungen",
    "outstanding": "nicht eingegangene Meldungen",
    "submissions": "Lieferungen",
    "sent_back": "zurückgegebene Lieferungen",
    "superseded": "durch neuere ersetzte Lieferungen",
    "errors": "Fehler",
    "warnings": "Rückfragen",
    "informations": "Hinweise",
}


def say_leaf(leaf: Leaf) -> str:
    """What a part counts, in German."""
    if isinstance(leaf, Question):
        return leaf.title
    return _COUNTED[leaf.counted] if isinstance(leaf, Returns) else leaf.title


def describe_origin(origin: Origin) -> str:
    """How a figure is worked out, in German; empty where it is simply the sum of what is listed."""
    if not isinstance(origin, Worked):
        return ""
    parts = [describe_origin(part) or say_leaf(part) for part in origin.of]  # type: ignore[arg-type]
    parts = [f"({one})" if isinstance(part, Worked) and len(part.of) > 1 else one
             for one, part in zip(parts, origin.of, strict=True)]  # fmt: skip
    if origin.how == "twelfths":
        return f"{origin.twelfths} Zwölftel von {parts[0]}"
    if origin.how == "estimate":
        total, missing, now, before = parts
        return f"geschätzt: {total} + {missing} der Fehlenden im Vormonat × ({now} ÷ {before} derselben Stellen in beiden Monaten)"
    return {"sum": " + ", "difference": " − ", "ratio": " ÷ "}[origin.how].join(parts)


def leaves_of(origin: Origin) -> Iterator[Leaf]:
    """All leaves, each once, in the order in which they are needed."""
    seen: list[Leaf] = []
    for leaf in _leaves(origin):
        if leaf not in seen:
            seen.append(leaf)
            yield leaf


def work_out(origin: Origin, amount_of: Callable[[Leaf], float | None]) -> float | None:
    """The figure; None where a part of it is not known, or it would have no sense."""
    if not isinstance(origin, Worked):
        return amount_of(origin)
    values = [work_out(part, amount_of) for part in origin.of]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    return _combine(origin, known)


def _combine(origin: Worked, values: list[float]) -> float | None:
    match origin.how:
        case "sum":
            return sum(values)
        case "twelfths":
            return values[0] * origin.twelfths / 12
        case "difference":
            return values[0] - values[1]
        case "ratio":
            part, whole = values
            return part / whole if whole > 0 and part >= 0 else None
        case "estimate":
            total, missing, now, before = values
            return total + missing * now / before


def _leaves(origin: Origin) -> Iterator[Leaf]:
    if isinstance(origin, Worked):
        for part in origin.of:
            yield from _leaves(part)
    else:
        yield origin
