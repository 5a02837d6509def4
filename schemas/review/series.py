"""A key figure through the months as the published reports print it. Ways in: `MonthPoint`, `Series`.

A series is cut wherever the figure began to count something else (`Series.spans`): nothing is worked out across a cut.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from schemas.form.forms import TABLES
from schemas.german import format_month
from schemas.report.changes import columns_of
from schemas.report.plan import KeyFigure
from schemas.time.month import shift_month


class MonthState(StrEnum):
    """What a month's report says of a figure."""

    KNOWN = "bekannt"
    THIN = "zu wenige Antworten"
    NOT_OWED = "nicht geschuldet"
    MISSING = "keine Angabe"
    NO_REPORT = "kein Bericht"


@dataclass(frozen=True)
class MonthPoint:
    """A month of a figure: its printed value, how many answered of those who owed, its change on the panel.

    `change` is that to the month before, of the `panel` respondents who answered in both, whose figure was `level` before.
    `definition` is the version of the definition that the report states; empty where it states none.
    """

    month: str
    state: MonthState
    value: float | None = None
    answered: int = 0
    owed: int = 0
    change: float | None = None
    level: float | None = None
    panel: int = 0
    definition: str = ""

    @property
    def usable(self) -> float | None:
        """The value where enough answered."""
        return self.value if self.state == MonthState.KNOWN else None


@dataclass(frozen=True)
class Cut:
    """From which month on a figure counts something else, and why."""

    month: str
    reason: str


@dataclass(frozen=True)
class Series:
    """All months of a span, in their order, and where nothing may be joined."""

    figure: KeyFigure
    points: tuple[MonthPoint, ...]
    cuts: tuple[Cut, ...] = ()

    @property
    def spans(self) -> tuple[tuple[MonthPoint, ...], ...]:
        """The months between the cuts."""
        edges = sorted({one.month for one in self.cuts})
        groups: dict[int, list[MonthPoint]] = {}
        for point in self.points:
            groups.setdefault(sum(edge <= point.month for edge in edges), []).append(point)
        return tuple(map(tuple, groups.values()))

    def between(self, first: str, last: str) -> tuple[MonthPoint, ...]:
        """The months from the first to the last."""
        return tuple(one for one in self.points if first <= one.month <= last)

    def is_cut(self, first: str, last: str) -> bool:
        """Whether months of this span count different things."""
        return any(first < one.month <= last for one in self.cuts)


def make_series(figure: KeyFigure, points: Sequence[MonthPoint], named: Sequence[Cut] = ()) -> Series:
    """A series with all its cuts: those that are named, those of the forms, and where the reports state another version.

    Before the first figure there is nothing to cut off.
    """
    found = [*named, *_asked_cuts(figure), *_version_cuts(points)]
    first = next((one.month for one in points if one.value is not None), points[-1].month)
    cuts = {one.month: one for one in reversed(found) if first < one.month <= points[-1].month}
    return Series(figure, tuple(points), tuple(cuts[month] for month in sorted(cuts)))


def indicators_of(figure: KeyFigure) -> tuple[str, ...]:
    """The indicators of the columns of a figure, whose definitions make its own."""
    columns = [name.partition(".")[::2] for name in columns_of(figure) if not name.startswith("returns.")]
    found = [TABLES[table].column(column).meaning.indicator for table, column in columns]
    return tuple(dict.fromkeys(filter(None, found)))


def _asked_cuts(figure: KeyFigure) -> Iterator[Cut]:
    """From when on a column is asked, or no more (schemas.form.column.Asked)."""
    for name in columns_of(figure):
        if name.startswith("returns."):
            continue
        table, _, column = name.partition(".")
        meant = TABLES[table].column(column)
        asked = meant.meaning.asked
        if asked.first:
            yield Cut(asked.first, f"nach „{meant.title}“ wird erst seit {format_month(asked.first)} gefragt")
        if asked.last:
            yield Cut(shift_month(asked.last, 1), f"nach „{meant.title}“ wurde bis {format_month(asked.last)} gefragt")


def _version_cuts(points: Sequence[MonthPoint]) -> Iterator[Cut]:
    stated = [one for one in points if one.definition]
    for before, now in pairwise(stated):
        if before.definition != now.definition:
            yield Cut(now.month, f"Definition {before.definition} wurde {now.definition}")
