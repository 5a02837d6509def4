"""A key figure through the months as the published reports print it. Ways in: `MonthPoint`, `Series`.

A series is cut wherever the figure began to count something else (`Series.spans`): nothing is worked out across a cut.
What came before its span is remembered: there a goal may have been met, or the figure begun to count something else.
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
    `step` is by how much a printed value differs at least from the next that the rounding allows.
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
    step: float = 0.0

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
    """All months of a span, in their order, where nothing may be joined, and the months before the span."""

    figure: KeyFigure
    points: tuple[MonthPoint, ...]
    cuts: tuple[Cut, ...] = ()
    earlier: tuple[MonthPoint, ...] = ()

    @property
    def record(self) -> tuple[MonthPoint, ...]:
        """All months, those before the span too."""
        return (*self.earlier, *self.points)

    @property
    def spans(self) -> tuple[tuple[MonthPoint, ...], ...]:
        """The months between the cuts."""
        edges = sorted({one.month for one in self.cuts})
        groups: dict[int, list[MonthPoint]] = {}
        for point in self.points:
            groups.setdefault(sum(edge <= point.month for edge in edges), []).append(point)
        return tuple(map(tuple, groups.values()))

    def between(self, first: str, last: str) -> tuple[MonthPoint, ...]:
        """The months from the first to the last, be they before the span."""
        return tuple(one for one in self.record if first <= one.month <= last)

    def is_cut(self, first: str, last: str) -> bool:
        """Whether months of this span count different things."""
        return any(first < one.month <= last for one in self.cuts)


def make_series(figure: KeyFigure, record: Sequence[MonthPoint], named: Sequence[Cut] = (), begin: str = "") -> Series:
    """A series with all its cuts: those that are named, those of the forms, and where the reports state another version.

    Its span begins in `begin`. Before the first figure of all the record there is nothing to cut off.
    """
    found = [*named, *_asked_cuts(figure), *_version_cuts(record)]
    first = next((one.month for one in record if one.value is not None), record[-1].month)
    cuts = {one.month: one for one in reversed(found) if first < one.month <= record[-1].month}
    points, earlier = (
        tuple(one for one in record if (one.month < begin) == is_earlier) for is_earlier in (False, True)
    )
    return Series(figure, points, tuple(cuts[month] for month in sorted(cuts)), earlier)


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
