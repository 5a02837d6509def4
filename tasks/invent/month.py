"""Who sends what when. One way in: `invent_month(city, month)` returns the files of a month in order of arrival.

An `InventedFile` knows both what stands in its file and what is true, so that a report can be checked without the pipeline.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random

from schemas.form.filling import Keys, school_key_rows
from schemas.form.forms import FORMS, form_in, is_kind_asked
from schemas.time.month import first_day, last_day, last_working_day, shift_month
from tasks.invent.association import invent_association, is_resting
from tasks.invent.carrier import invent_carrier
from tasks.invent.centre import invent_centre
from tasks.invent.chance import chance
from tasks.invent.city import City, InventedRespondent
from tasks.invent.daycare import invent_daycare
from tasks.invent.mistakes import MISTAKES, Mistake, main_cell, spoil_figures
from tasks.invent.school import InventedRows, invent_school
from tasks.invent.season import is_closed
from tasks.invent.story import plant

MISSING, LATE, RESENT, MISTAKEN, MENDED = 0.02, 0.05, 0.03, 0.04, 0.85  # shares of returns
FEW = {"centre", "carrier"}  # one or three of a kind: a report without them is held, and no demo shall be
INVENT = {
    "school": invent_school,
    "daycare": invent_daycare,
    "association": invent_association,
    "centre": invent_centre,
    "carrier": invent_carrier,
}


@dataclass(frozen=True)
class InventedFile:
    """One file: who sends it, for which month, when it arrives, what it says (`written`) and what is so (`true`)."""

    place: InventedRespondent
    month: str
    arrived: datetime
    written: InventedRows
    true: InventedRows
    is_nil: bool = False
    mistake: Mistake | None = None
    attempt: int = 1

    @property
    def is_usable(self) -> bool:
        """Whether its figures should end up in the warehouse."""
        return self.mistake is None or self.mistake.is_usable

    @property
    def file(self) -> str:
        """The file's name, for example Meldebogen-Schule_234567_2026-09.xlsx."""
        month = shift_month(self.month, -1) if self._has("other month in name") else self.month
        again = f"_neu{self.attempt}" if self.attempt > 1 else ""
        ending = self.mistake.ending if self.mistake else ".xlsx"
        return f"{FORMS[self.place.kind].title.replace(' ', '-')}_{self.place.respondent}_{month}{again}{ending}"

    @property
    def head(self) -> dict[str, str]:
        """The form's head as it stands in the file."""
        return {
            "respondent": _mistype(self.place.respondent) if self._has("mistyped number") else self.place.respondent,
            "respondent_name": self.place.name,
            "month": self.month,
            "reference_date": last_day(self.month).isoformat(),
            "deadline": first_day(shift_month(self.month, 1)).replace(day=10).isoformat(),
            "nil_return": "yes" if self.is_nil else "no",
            "remarks": "Korrektur" if self.attempt > 1 else "",
        }

    @property
    def key_rows(self) -> dict[str, Keys]:
        """The rows that the form shows."""
        return dict(school_key_rows(self.place.school_type)) if self.place.school_type else {}

    def _has(self, name: str) -> bool:
        return self.mistake is not None and self.mistake.name == name


def invent_month(city: City, month: str) -> list[InventedFile]:
    """Every file of the month, corrections included, in order of arrival."""
    sent = [one for place in city.places for one in _send(city, place, month)]
    return sorted(sent, key=lambda one: (one.arrived, one.file))


def true_rows(city: City, place: InventedRespondent, month: str) -> InventedRows:
    """What a respondent has to report, without any mistake."""
    return _invent(city, place, month)


def _invent(city: City, place: InventedRespondent, month: str) -> InventedRows:
    """What is asked in the month of what the respondent could say."""
    asked = {table.name: {one.name for one in table.columns} for table in form_in(place.kind, month).tables}
    rows = INVENT[place.kind](city.seed, place, month)
    rows = plant(city.seed, place, month, rows) if city.has_story else rows
    return {
        table: [{name: value for name, value in row.items() if name in asked[table]} for row in lines]
        for table, lines in rows.items()
        if table in asked
    }


def _send(city: City, place: InventedRespondent, month: str) -> Iterator[InventedFile]:
    seed = city.seed
    if not is_kind_asked(place.kind, month) or is_closed(place.respondent, place.kind, month):
        return
    stream = chance(seed, place.respondent, month, "sending")
    if stream.random() < MISSING and place.kind not in FEW:
        return
    arrived = _arrival(month, stream, 0.0 if place.kind == "carrier" else LATE)
    if place.kind == "association" and is_resting(seed, place, month):
        yield InventedFile(place, month, arrived, {}, {}, is_nil=True)
        return
    rows = _invent(city, place, month)
    first = InventedFile(place, month, arrived, rows, rows)
    if stream.random() < MISTAKEN:
        yield from _send_mistaken(first, stream)
    elif stream.random() < RESENT:
        yield from _send_twice(first, stream)
    else:
        yield first


def _send_mistaken(sent: InventedFile, stream: Random) -> Iterator[InventedFile]:
    """A file with a mistake; most who have to send again do so after some days."""
    fitting = [mistake for mistake in MISTAKES if sent.place.kind in mistake.kinds]
    mistake = stream.choices(fitting, weights=[mistake.weight for mistake in fitting])[0]
    written, true = spoil_figures(mistake, sent.true, stream)
    yield replace(sent, written=written, true=true, mistake=mistake)
    if not mistake.is_usable and stream.random() < MENDED:
        yield replace(sent, arrived=sent.arrived + timedelta(days=stream.randint(1, 9)), attempt=2)


def _send_twice(sent: InventedFile, stream: Random) -> Iterator[InventedFile]:
    """A sound file with a figure that turns out to be another one, weeks later."""
    table, row, column = main_cell(sent.true, stream)
    before, _ = spoil_figures(None, sent.true, stream)
    before[table][row][column] += stream.randint(1, 4)
    yield replace(sent, written=before, true=before)
    yield replace(sent, arrived=sent.arrived + timedelta(days=stream.randint(2, 40)), attempt=2)


def _arrival(month: str, stream: Random, late: float) -> datetime:
    """From the day the month opens to the deadline on day 10; the late ones until the cut-off."""
    opens, following = last_working_day(month), first_day(shift_month(month, 1))
    if stream.random() < late:
        day = following.replace(day=stream.randint(11, 24))
    else:
        day = opens + timedelta(days=stream.randint(0, (following.replace(day=10) - opens).days))
    return datetime.combine(day, time(stream.randint(7, 17), stream.randint(0, 59), stream.randint(0, 59)))


def _mistype(number: str) -> str:
    """The last two digits in the wrong order, or another last digit where they are the same."""
    if number[-1] != number[-2]:
        return number[:-2] + number[-1] + number[-2]
    return number[:-1] + str((int(number[-1]) + 1) % 10)
