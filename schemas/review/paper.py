"""The review as it is written, free of how it is rendered: `ReviewPaper` of parts with sentences and tables of strings."""

from dataclasses import dataclass, field
from typing import Literal

ColumnSide = Literal["left", "right"]
_MOST_LETTERS = 44  # of a text; a column is not made wider for more


@dataclass(frozen=True)
class ReviewTable:
    """A table of finished strings; the first cell of a row is its head. `sides` says how each column is aligned."""

    title: str
    heads: tuple[str, ...]
    sides: tuple[ColumnSide, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def weigh_columns(table: ReviewTable) -> list[float]:
    """How wide the columns of a table are beside each other: by their longest words and texts, in letters."""
    columns = zip(table.heads, *table.rows, strict=True)
    return [max(_longest_word(column) + 1.0, min(max(map(len, column)), _MOST_LETTERS) ** 0.85) for column in columns]


def _longest_word(column: tuple[str, ...]) -> int:
    return max(min(len(word), _MOST_LETTERS // 2) for text in column for word in text.split(" ") or [""])


@dataclass(frozen=True)
class ReviewPart:
    """A chapter: sentences, then a list of points, then tables, then terms with what they mean."""

    title: str
    sentences: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    tables: tuple[ReviewTable, ...] = ()
    terms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ReviewPaper:
    """The whole review; `vintage` is when the newest report in it knew what it says (ISO with offset)."""

    title: str
    centre: str
    facts: tuple[tuple[str, str], ...]
    vintage: str
    parts: tuple[ReviewPart, ...] = field(default_factory=tuple)
