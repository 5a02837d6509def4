"""The typed reader of policy.toml. One way in: `load_policy(home)`."""

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from config.aims.concept import Concept, read_concept
from config.codes import code_list
from config.cover import UNDECIDED, Cover, Terms, read_logo
from config.errors import SettingsError
from config.places import ListedPlace, read_places

FILE = "policy.toml"
DEFAULT = Path(__file__).parent / FILE


Percent = Annotated[float, Field(ge=0, le=100)]
Day = Annotated[int, Field(ge=1, le=28)]  # every month has it
MonthNumber = Annotated[int, Field(ge=1, le=12)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Closure(_Part):
    """Days on which no return is owed, for all respondents of a kind or for one."""

    reason: str = Field(min_length=3)
    first: date
    last: date
    kind: str | None = None
    respondent: str | None = None

    @model_validator(mode="after")
    def _says_for_whom(self) -> "Closure":
        if (self.kind is None) == (self.respondent is None):
            raise ValueError("eine Schließzeit (closures) nennt entweder kind oder respondent")
        if self.kind is not None and self.kind not in (kinds := code_list("kind").titles):
            raise ValueError(f"eine Schließzeit (closures) nennt die Art „{self.kind}“; möglich: {', '.join(kinds)}")
        if self.last < self.first:
            raise ValueError("eine Schließzeit (closures) endet vor ihrem Beginn")
        return self

    def covers(self, respondent: str, kind: str, day: date) -> bool:
        """Whether the respondent is closed on that day."""
        return self.first <= day <= self.last and (self.respondent == respondent or self.kind == kind)


class Calendar(_Part):
    """Days of the month after the reporting month, how long corrections are taken, and when nobody owes a return."""

    reminder_days: tuple[Day, ...]
    escalation_days: tuple[Day, ...]
    deadline_day: Day
    report_day: Day
    cutoff_day: Annotated[int, Field(ge=1, le=27)]  # the revised report comes on the day after it
    rehearsal_days_before: int = Field(default=3, ge=0, le=27)  # reports from before this choice say nothing of it
    correction_months: int = Field(ge=1)
    closures: tuple[Closure, ...]

    @model_validator(mode="after")
    def _days_in_their_order(self) -> "Calendar":
        """A return must be due before it is reported, and reported before the last chance is over."""
        if not self.deadline_day <= self.report_day <= self.cutoff_day:
            raise ValueError("deadline_day, report_day und cutoff_day müssen in dieser Reihenfolge liegen")
        return self


Stage = Literal["draft", "shadow", "warning", "error", "retired"]


class StageSpan(_Part):
    """In which stage a rule is from a report month (YYYY-MM) on, until its next span."""

    rule: str
    stage: Stage
    since: str = Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")


class Thresholds(_Part):
    """Where a warning begins, shares in percent; and how much is made of single rules."""

    first_support_pct: Percent
    hsu_group_primary: float = Field(ge=0)
    hsu_group_secondary: float = Field(ge=0)
    meeting_place_pct: Percent
    jump_count: int = Field(ge=0)
    jump_pct: float = Field(ge=0)
    jump_exempt_months: tuple[MonthNumber, ...]
    missing_main: Literal["error", "warning"]
    missing_other: Literal["error", "warning"]
    stages: tuple[StageSpan, ...] = ()  # reports from before this choice say nothing of it

    @model_validator(mode="after")
    def _one_stage_at_a_time(self) -> "Thresholds":
        spans = Counter((one.rule, one.since) for one in self.stages)
        for (rule, since), count in spans.items():
            if count > 1:
                raise ValueError(f"stages nennt für {rule} ab {since} mehr als eine Stufe; es kann nur eine gelten")
        return self

    def known_in(self, month: str) -> "Thresholds":
        """The same without stages that begin after a month: what a form for it is laid out by."""
        return self.model_copy(update={"stages": tuple(one for one in self.stages if one.since <= month)})


class Disclosure(_Part):
    """How confidential counts are protected in what leaves the centre."""

    profile: Literal["rounding", "suppression", "none"]
    rounding_base: int = Field(ge=3)  # by 2, each printed count would stand for one or two persons
    suppression_threshold: int = Field(ge=3)  # under 2, who hides a 1 says that it is one
    legal_basis: str = ""
    least_values: int = Field(default=3, ge=2)  # reports from before this choice say nothing of it
    attack_seconds: float = Field(default=60.0, gt=0)  # nor of this
    loss: Literal["persons", "cells"] | None = None  # nor of this: then what to hide was searched for

    @model_validator(mode="after")
    def _says_why_nothing_is_protected(self) -> "Disclosure":
        if self.profile == "none" and not self.legal_basis.strip():
            raise ValueError(
                "das Profil „none“ schützt nichts; es braucht in legal_basis die Rechtsgrundlage, auf der die genauen "
                "Zahlen weitergegeben werden"
            )
        return self

    @model_validator(mode="after")
    def _keeps_back_no_more_than_it_rounds(self) -> "Disclosure":
        """Else a figure that is printed would leave fewer values than one that is not printed at all must."""
        if self.profile == "rounding" and self.least_values > self.rounding_base:
            raise ValueError(
                f"least_values ({self.least_values}) darf nicht über rounding_base ({self.rounding_base}) liegen: eine "
                f"gerundete Zahl lässt selbst nur {self.rounding_base} Werte möglich"
            )
        return self


class Retention(_Part):
    """After how many years addresses and raw files are erased; what becomes of a file that lists persons."""

    contact_years: int = Field(ge=1)
    file_years: int = Field(ge=1)
    person_files: Literal["locked", "erased"] = "locked"  # reports from before this choice say nothing of it


class ReportWords(_Part):
    """Titles of the report, and what it takes to publish it."""

    title: str
    subtitle: str
    imprint: str
    least_rate_pct: float = Field(ge=0, le=100)
    trend_months: int = Field(ge=2, le=36)
    least_panel: int = Field(default=5, ge=1)  # reports from before this choice say nothing of it
    least_answers_pct: Percent = 80.0  # nor of this one
    beside_plan_pct: Percent = 10.0  # nor of this
    estimates: bool = False  # nor of this
    opening: str = "Das Wichtigste auf einer Seite"  # nor of this
    sections: dict[str, str]  # by the id of the chapter (schemas.report.plan.SECTIONS)

    def office(self, centre_name: str) -> str:
        """Who a centre is in everything that leaves it: what all are called, and its city or district."""
        return f"{self.imprint} {centre_name}".strip()


Outcome = Literal["publish", "publish_with_note", "hold"]


class Gate(_Part):
    """What holds a report back before it goes out (schemas/report/gate); reports from before this say nothing of it."""

    errors: Outcome = "hold"
    warnings: Outcome = "publish_with_note"
    least_kind_rate_pct: Percent = 50.0
    open_queries_pct: Percent = 10.0
    jump_spreads: float = Field(default=8.0, gt=0)
    jump_pct: float = Field(default=10.0, ge=0)
    jump_months: int = Field(default=6, ge=2)


class OwnPagePolicy(_Part):
    """Whether a receipt goes with the respondent's own page, how far back that looks, and when a place is told."""

    send: bool = False
    months: int = Field(default=13, ge=2, le=36)
    least_others: int = Field(default=8, ge=4)  # of fewer, a quarter would be a single one


class Steering(_Part):
    """What the steering view calls a gap and how it shows persons; reports from before this say nothing of it.

    A rule of `gaps` is read where it is asked (schemas.steering.rules): one that is wrong is named there, others hold.
    """

    rounding_base: int = Field(default=0, ge=0)  # 0: that of the disclosure
    least_respondents: int = Field(default=3, ge=3)
    months: int = Field(default=3, ge=1, le=12)
    prior_months: float = Field(default=3.0, gt=0)
    least_trials: int = Field(default=3, ge=1)
    neighbours: tuple[tuple[str, str], ...] = ()
    gaps: tuple[dict[str, Any], ...] = ()

    @model_validator(mode="after")
    def _rounds_to_more_than_two(self) -> "Steering":
        if 0 < self.rounding_base < 3:
            raise ValueError("rounding_base ist 0 (wie in [disclosure]) oder mindestens 3")
        return self


class Policy(_Part):
    """Everything that is decided and not programmed."""

    calendar: Calendar
    thresholds: Thresholds
    disclosure: Disclosure
    retention: Retention
    report: ReportWords
    cover: Cover | None = None  # reports from before it say nothing of it
    terms: Terms = UNDECIDED  # reports from before these words say nothing of them
    gate: Gate = Gate()
    own_page: OwnPagePolicy = OwnPagePolicy()
    steering: Steering = Steering()
    places: tuple[ListedPlace, ...] = ()  # of the home's orte.csv
    # Of the home's concept.toml; without one it is in no JSON, as before there were any.
    concept: Concept | None = Field(default=None, exclude_if=lambda concept: concept is None)


def load_policy(home: Path | None = None) -> Policy:
    """The policy in force: ours, with what the home's policy.toml changes, its places (orte.csv), concept and logo.

    Raises:
        SettingsError: the home's policy.toml is not TOML, or holds an unknown name or an impossible value.
    """
    chosen = _read(DEFAULT)
    own = home / FILE if home else None
    if own and own.exists():
        changes = _read(own)
        chosen = _merge(chosen, changes)
    if home:
        chosen["places"] = read_places(home)
        chosen["concept"] = read_concept(home)
        chosen["cover"] = chosen["cover"] | {"logo": read_logo(home)}
    try:
        return Policy.model_validate(chosen)
    except ValidationError as error:
        raise SettingsError(f"policy.toml: {_explain(error)}") from error


def restore_policy(written: str) -> Policy:
    """A policy from the JSON that a report was published with.

    Raises:
        SettingsError: it has names that this program does not know, or lacks some.
    """
    try:
        return Policy.model_validate_json(written)
    except ValidationError as error:
        raise SettingsError(
            f"Die Regelungen, mit denen der Bericht entstand, versteht diese Fassung des Programms nicht: "
            f"{_explain(error)} Bitte die Programmfassung verwenden, die in seiner manifest.json steht."
        ) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # the editor of Windows begins a file with a mark
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} ist keine gültige TOML-Datei in UTF-8: {error}.") from error


def _merge(known: dict[str, Any], changes: dict[str, Any], section: str = "") -> dict[str, Any]:
    """What is known with what the home says otherwise, section by section; a name that does not exist is refused."""
    merged = dict(known)
    for name, said in changes.items():
        full = f"{section}.{name}" if section else name
        if name not in known:
            what = f"„{full}“ gibt es nicht" if section else f"den Abschnitt „{name}“ gibt es nicht"
            raise SettingsError(f"policy.toml: {what}. Möglich: {', '.join(known)}.")
        if isinstance(known[name], dict) and not isinstance(said, dict):
            raise SettingsError(f"policy.toml: „{full}“ ist ein Abschnitt: bitte als [{full}] schreiben.")
        merged[name] = _merge(known[name], said, full) if isinstance(known[name], dict) else said
    return merged


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "value_error":
        return f"im Abschnitt „{name}“: {first['ctx']['error']}."
    if first["type"] == "literal_error":
        choices = first["ctx"]["expected"].replace(" or ", ", ")
        return f"„{name}“ hat den Wert „{first['input']}“; möglich sind: {choices}."
    return f"„{name}“ hat den Wert „{first['input']}“, der nicht geht."
