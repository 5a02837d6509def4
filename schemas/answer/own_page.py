"""What a respondent learns of itself with its receipt: `OwnPage`, and the sentences on it. Pure.

Of others nothing is told but how many they are and whether most of them lie above or below: `place_among`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from schemas.answer.totals import write_value
from schemas.form.forms import Column
from schemas.german import format_month, format_number, round_half_up

Side = Literal["upper", "middle", "lower"]
_QUARTER = 0.25
_STANDINGS = {
    "upper": "Ihre Zahl liegt über der von mindestens drei Vierteln von ihnen",
    "middle": "Ihre Zahl liegt mitten unter ihren",
    "lower": "Ihre Zahl liegt unter der von mindestens drei Vierteln von ihnen",
}


@dataclass(frozen=True)
class OwnPoint:
    """What was reported for a month; where there is no figure, `instead` says why."""

    month: str
    value: float | None
    instead: str = ""


@dataclass(frozen=True)
class OwnPlace:
    """Where the own figure of a published month stands among `others` of a group ("Kitas"); None: too few."""

    month: str
    group: str
    others: int
    standing: Side | None


@dataclass(frozen=True)
class OwnTrend:
    """A main figure of the form month by month, the oldest first, and its place where a report is out."""

    column: Column
    points: tuple[OwnPoint, ...]
    place: OwnPlace | None = None

    def say(self, point: OwnPoint) -> str:
        """The figure as Germans write it, or why there is none."""
        return point.instead if point.value is None else write_value(self.column, point.value)

    @property
    def is_known(self) -> bool:
        """Whether any month has a figure."""
        return any(one.value is not None for one in self.points)

    @property
    def bars(self) -> tuple[float | None, ...]:
        """The height of each month's bar in percent of the largest; None where there is no figure."""
        values = [None if one.value is None else max(one.value, 0.0) for one in self.points]  # nothing below the line
        top = max((value for value in values if value is not None), default=0.0) or 1.0
        return tuple(None if value is None else round(100 * value / top, 1) for value in values)


@dataclass(frozen=True)
class Punctuality:
    """How many returns that were due came by the deadline, after it, and not at all."""

    on_time: int
    late: int
    missing: int

    @property
    def due(self) -> int:
        """All of them."""
        return self.on_time + self.late + self.missing


@dataclass(frozen=True)
class OwnPage:
    """A respondent's main figures of the last `months`, and how punctual its returns were in them."""

    months: int
    trends: tuple[OwnTrend, ...]
    punctuality: Punctuality

    @property
    def lines(self) -> list[tuple[str, list[str]]]:
        """Each month, the oldest first, with what was reported, one text a trend."""
        points = zip(*(trend.points for trend in self.trends), strict=True)
        return [
            (some[0].month, [trend.say(one) for trend, one in zip(self.trends, some, strict=True)]) for some in points
        ]


def place_among(own: float, others: Sequence[float], base: int, least: int) -> Side | None:
    """Whether at least three quarters of the others lie below or above, in figures rounded to multiples of `base`.

    Equal ones lie on neither side. None where there are fewer than `least` others: then a place would tell of single ones.
    """
    if len(others) < least:
        return None
    rounded = [_round(one, base) for one in others]
    below, above = (sum(one < _round(own, base) for one in rounded), sum(one > _round(own, base) for one in rounded))
    if below >= len(others) * (1 - _QUARTER):
        return "upper"
    return "lower" if above >= len(others) * (1 - _QUARTER) else "middle"


def _round(value: float, base: int) -> int:
    return int(round_half_up(value / base)) * base


def say_own_place(place: OwnPlace) -> str:
    """The place in a sentence that names neither the others nor a figure of theirs."""
    month, who = format_month(place.month), place.group
    if place.standing is None:
        return f"Wo Ihre Zahl für {month} unter anderen liegt, wird nicht gesagt: Dafür antworteten zu wenige {who}."
    return f"Für {month} antworteten außer Ihnen {format_number(place.others)} {who}. {_STANDINGS[place.standing]}."


def thank(punctuality: Punctuality) -> str:
    """A word of thanks that is true."""
    due, on_time = punctuality.due, punctuality.on_time
    if due > 1 and on_time == due:
        return f"Vielen Dank: Alle {due} Meldungen kamen bis zum Abgabetermin. Darauf kann sich der Bericht stützen."
    return "Vielen Dank für Ihre Meldung: Mit jeder wird der Bericht verlässlicher."


def say_punctuality(own: OwnPage) -> str:
    """How many returns came when, in a sentence."""
    counted = own.punctuality
    if not counted.due:
        return f"In den letzten {own.months} Monaten war noch keine Meldung fällig."
    words = (counted.on_time, "bis zum Abgabetermin"), (counted.late, "danach"), (counted.missing, "noch nicht da")
    said = ", ".join(f"{count} {word}" for count, word in words if count)
    return f"Ihre fälligen Meldungen der letzten {own.months} Monate: {said}."
