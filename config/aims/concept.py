"""The typed reader of concept.toml: goals, measures, Schwerpunkte. One way in: `read_concept(home)`.

Nothing in it stops a report: what cannot be used is left out and named, with file and place, and the rest counts.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

FILE = "concept.toml"
DEFAULT = Path(__file__).parents[1] / FILE

PlannedMonth = Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
Year = Annotated[int, Field(ge=2000, le=2099)]
Amount = Annotated[float, Field(strict=True, ge=0, le=1e9)]  # what is true is no 1
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Words = Annotated[str, Field(min_length=3, max_length=160)]
MeasureState = Literal["geplant", "läuft", "abgeschlossen", "ausgesetzt", "aufgegeben"]


class _Said(BaseModel):
    """What a file says; `doubt` is asked of what is read anew only, so that an old report is rebuilt as it was."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @property
    def doubt(self) -> str:
        """What makes no sense though each part of it does, in German."""
        blank = [name for name in ("title", "responsible") if not str(getattr(self, name, "x")).strip()]
        return f"{blank[0]} besteht nur aus Leerzeichen" if blank else ""


class Milestone(_Said):
    """What is to be reached on the way, and by which month."""

    month: PlannedMonth
    value: Amount


class Break(_Said):
    """From which month on an indicator counts something else, so that nothing is compared across it."""

    month: PlannedMonth
    reason: Words


class Focus(_Said):
    """A Schwerpunkt: what a few years are about."""

    id: Id
    title: Words
    first: Year
    last: Year
    responsible: Words

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Focus":
        if self.last < self.first:
            raise ValueError("last liegt vor first")
        return self


class Goal(_Said):
    """A goal: a key figure of the report, from which value to which, by the end of which year. Shares are percent."""

    id: Id
    title: Words
    indicator: str = Field(min_length=1, max_length=40)
    base: Amount
    target: Amount
    year: Year
    responsible: Words
    focus: str = ""
    milestones: tuple[Milestone, ...] = ()
    breaks: tuple[Break, ...] = ()

    @property
    def grows(self) -> bool:
        """Whether more is meant to be better."""
        return self.target > self.base

    @property
    def steps(self) -> tuple[Milestone, ...]:
        """The milestones and the target itself, in the order in which they are due."""
        last = Milestone(month=f"{self.year}-12", value=self.target)
        return (*sorted(self.milestones, key=lambda one: one.month), last)

    @property
    def doubt(self) -> str:
        """Steps of which nobody knows which counts, or that lie beyond the way from base to target."""
        months = [one.month for one in self.milestones]
        if twice := [month for month in months if months.count(month) > 1]:
            return f"für {twice[0]} nennt milestones mehr als einen Wert"
        low, high = sorted((self.base, self.target))
        if beyond := [one.month for one in self.milestones if not low <= one.value <= high]:
            return f"der Meilenstein {beyond[0]} liegt nicht zwischen base und target"
        return "reason eines Bruchs ist leer" if any(not one.reason.strip() for one in self.breaks) else super().doubt

    @model_validator(mode="after")
    def _leads_somewhere(self) -> "Goal":
        if self.target == self.base:
            raise ValueError("target ist gleich base: wohin es gehen soll, ist so nicht zu sehen")
        if any(one.month >= f"{self.year}-12" for one in self.milestones):
            raise ValueError("ein Meilenstein (milestones) ist erst fällig, wenn auch das Ziel fällig ist")
        return self


class Measure(_Said):
    """What is done for a goal, since when, by which office, and how it stands."""

    title: Words
    goal: Id
    since: PlannedMonth
    responsible: Words
    state: MeasureState
    until: PlannedMonth | Literal[""] = ""

    @property
    def doubt(self) -> str:
        """An end before the beginning."""
        return "until liegt vor since" if self.until and self.until < self.since else super().doubt


class Concept(_Said):
    """What a centre wants to reach; `left_out` says in German what of its concept.toml cannot be used."""

    focuses: tuple[Focus, ...] = ()
    goals: tuple[Goal, ...] = ()
    measures: tuple[Measure, ...] = ()
    left_out: tuple[str, ...] = ()


_Entry = TypeVar("_Entry", Focus, Goal, Measure)
_ENTRIES = {"focuses": "Schwerpunkt", "goals": "Ziel", "measures": "Maßnahme"}


def read_concept(home: Path | None = None) -> Concept | None:
    """The concept of a home, or ours where it has none of its own; None where nobody wants anything yet."""
    path = home / FILE if home and (home / FILE).exists() else DEFAULT
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        return Concept(left_out=(f"{FILE} ist keine lesbare TOML-Datei in UTF-8: {error}. Das ganze Konzept fehlt.",))
    if not said and path != DEFAULT:
        said_nothing = "nennt nichts: bitte aus der Sicherung zurückholen; wer keine Ziele will, schreibt goals = []."
        return Concept(left_out=(f"{FILE} {said_nothing}",))
    concept = parse_concept(said)
    return concept if concept != Concept() else None


def parse_concept(said: Mapping[str, Any]) -> Concept:
    """A concept out of what its file says; each entry that is wrong is left out by itself."""
    left_out = [
        f"{FILE}: „{name}“ gibt es nicht; möglich sind: {', '.join(_ENTRIES)}." for name in said if name not in _ENTRIES
    ]
    focuses = tuple(_read_entries(Focus, said, "focuses", left_out))
    goals = tuple(_read_entries(Goal, said, "goals", left_out))
    measures = tuple(_read_entries(Measure, said, "measures", left_out))
    known, titled = {one.id for one in goals}, {one.id for one in focuses}
    left_out += [
        f"{FILE}, Maßnahme „{one.title}“: ein Ziel „{one.goal}“ gibt es nicht; sie fehlt."
        for one in measures
        if one.goal not in known
    ]
    left_out += [
        f"{FILE}, Ziel „{one.id}“: einen Schwerpunkt „{one.focus}“ gibt es nicht; es steht ohne."
        for one in goals
        if one.focus and one.focus not in titled
    ]
    return Concept(
        focuses=focuses,
        goals=goals,
        measures=tuple(one for one in measures if one.goal in known),
        left_out=tuple(left_out),
    )


def _read_entries(kind: type[_Entry], said: Mapping[str, Any], name: str, left_out: list[str]) -> Iterator[_Entry]:
    entries, seen = said.get(name, []), set()
    if not isinstance(entries, list):
        left_out.append(f"{FILE}: „{name}“ ist eine Liste: bitte als [[{name}]] schreiben.")
        return
    for number, entry in enumerate(entries, 1):
        place = f"{FILE}, {_ENTRIES[name]} {number} ([[{name}]])"
        try:
            read = kind.model_validate(entry)
        except ValidationError as error:
            left_out.append(f"{place}: {_explain(error)}; der Eintrag fehlt.")
            continue
        if read.doubt:
            left_out.append(f"{place}: {read.doubt}; der Eintrag fehlt.")
            continue
        own = getattr(read, "id", None)
        if own in seen:
            left_out.append(f"{place}: „{own}“ heißt schon ein anderer Eintrag; dieser fehlt.")
            continue
        seen |= {own} if own else set()
        yield read


def _explain(error: ValidationError) -> str:
    """The first thing that is wrong; the value is not repeated, since it may tell of a person."""
    first = error.errors()[0]
    name = " ".join(str(part + 1 if isinstance(part, int) else part) for part in first["loc"])
    reasons = {
        "missing": "diese Angabe fehlt",
        "extra_forbidden": "diesen Namen gibt es nicht",
        "string_pattern_mismatch": "so ist das nicht geschrieben",
        "string_too_short": "dort steht zu wenig",
        "string_too_long": "dort steht zu viel",
        "value_error": str(first.get("ctx", {}).get("error", "")),
        "literal_error": f"möglich sind {str(first.get('ctx', {}).get('expected', '')).replace(' or ', ', ')}",
    }
    reason = reasons.get(first["type"]) or "dieser Wert geht nicht"
    return f"„{name}“: {reason}" if name else reason
