"""The typed reader of nachweis.toml: rates, calls, payments, posts, annual figures. One way in: `load_proof_rules`."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from config.codes import code_list
from config.errors import SettingsError

FILE = "nachweis.toml"
DEFAULT = Path(__file__).parent / FILE


def _no_yes_or_no(value: object) -> object:
    """What is true is not the number 1."""
    if not isinstance(value, bool):
        return value
    raise ValueError("dort steht keine Zahl")


Month = Annotated[str, Field(pattern=r"^$|^20\d\d-(0[1-9]|1[0-2])$")]
Euros = Annotated[Decimal, Field(decimal_places=2, max_digits=12), BeforeValidator(_no_yes_or_no)]
PartOfPost = Annotated[Decimal, Field(gt=0, le=1, decimal_places=2), BeforeValidator(_no_yes_or_no)]
_SAID_NOTHING = "nennt nichts: bitte aus der Sicherung zurückholen; wer nichts Eigenes will, schreibt payments = []."
_ONLY_NUMBERS = "nur eine Nummer ist möglich, höchstens vier Buchstaben davor, kein Name"
# Up to four letters and a number: a name of a person does not fit, and is never printed.
PlainNumber = Annotated[str, Field(pattern=r"^[A-Za-zÄÖÜäöü]{0,4}[ ./-]?\d[\d ./-]{0,15}$")]


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _known_module(name: str) -> str:
    if name not in (known := code_list("module").titles):
        raise ValueError(f"das Modul „{name}“ gibt es nicht; möglich: {', '.join(known)}")
    return name


Module = Annotated[str, AfterValidator(_known_module)]


class Rate(_Said):
    """What a full post of a module is worth in a year, and in which months."""

    module: Module
    eur: Annotated[Euros, Field(gt=0)]
    source: str = Field(min_length=3)
    valid_from: Month = ""
    valid_to: Month = ""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Rate":
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to liegt vor valid_from")
        return self

    def repeats(self, other: "Rate") -> bool:
        """Whether the other is one of the same module for some of the same months."""
        return self.module == other.module and _meet(
            (self.valid_from, self.valid_to or "9999"), (other.valid_from, other.valid_to or "9999")
        )

    def covers(self, month: str) -> bool:
        """Whether the rate holds in a month."""
        return self.valid_from <= month and (not self.valid_to or month <= self.valid_to)


class CallItem(_Said):
    """One Ziffer of a call, and the modules of the form whose money it is."""

    ziffer: str = Field(pattern=r"^\d+(\.\d+)*$")
    title: str = Field(min_length=3)
    modules: tuple[Module, ...]


class FundsCall(_Said):
    """A call for funds with its dates."""

    title: str = Field(min_length=3)
    dates: tuple[date, ...] = ()
    items: tuple[CallItem, ...] = Field(min_length=1)


class Payment(_Said):
    """What was called and paid out."""

    ziffer: str
    day: date
    eur: Euros
    source: str = Field(min_length=3)

    def repeats(self, other: "Payment") -> bool:
        """Whether nothing tells it from the other."""
        return self == other


class Post(_Said):
    """A post and who holds it, by number, on which days."""

    number: PlainNumber
    holder: PlainNumber
    module: Module
    fte: PartOfPost
    first: date
    last: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Post":
        if self.last and self.last < self.first:
            raise ValueError("last liegt vor first")
        return self

    def repeats(self, other: "Post") -> bool:
        """Whether the other says the same of the same post and holder for some of the same days."""
        is_same = (self.number, self.holder, self.module) == (other.number, other.holder, other.module)
        return is_same and _meet((self.first, self.last or date.max), (other.first, other.last or date.max))

    def covers(self, day: date) -> bool:
        """Whether it is filled on that day."""
        return self.first <= day and (self.last is None or day <= self.last)


class Annual(_Said):
    """A figure of a whole year from elsewhere."""

    year: int = Field(ge=2000, le=2099)
    figure: str
    eur: Euros
    source: str = Field(min_length=3)

    def repeats(self, other: "Annual") -> bool:
        """Whether the other is of the same figure and year."""
        return (self.year, self.figure) == (other.year, other.figure)


class Unfunded(_Said):
    """An association that gets no money in a year, so that nothing of its money is missing."""

    year: int = Field(ge=2000, le=2099)
    respondent: str
    source: str = Field(min_length=3)


_REPEATED = {
    "rates": "nennt einen Satz für Monate, für die schon ein anderer Eintrag einen Satz des Moduls nennt",
    "payments": "steht schon einmal da; waren es zwei Zahlungen, bitte in source unterscheiden",
    "posts": "nennt dieselbe Stelle für Tage, für die sie schon ein anderer Eintrag nennt",
    "annual": "nennt eine Zahl, die für dieses Jahr schon ein anderer Eintrag nennt",
}
"""What an entry of a list does that repeats one before it: which of the two holds nobody knows."""


class ProofRules(_Said):
    """What is known of a centre's grants beside its returns."""

    rates: tuple[Rate, ...]
    calls: tuple[FundsCall, ...]
    payments: tuple[Payment, ...]
    posts: tuple[Post, ...]
    annual: tuple[Annual, ...]
    unfunded: tuple[Unfunded, ...]

    @property
    def items(self) -> tuple[CallItem, ...]:
        """The Ziffern of all calls."""
        return tuple(item for call in self.calls for item in call.items)

    def until(self, day: date) -> "ProofRules":
        """What was so by that day: without the payments of a later one."""
        return self.model_copy(update={"payments": tuple(one for one in self.payments if one.day <= day)})

    @model_validator(mode="after")
    def _says_nothing_twice(self) -> "ProofRules":
        for name, what in _REPEATED.items():
            entries = getattr(self, name)
            for number, one in enumerate(entries):
                if any(one.repeats(other) for other in entries[:number]):
                    raise ValueError(f"{name}, Eintrag {number + 1}, {what}")
        return self

    @model_validator(mode="after")
    def _calls_each_ziffer_once(self) -> "ProofRules":
        """A Ziffer called twice would be paid twice; a payment for one that is in no call would be in no figure."""
        ziffern = [item.ziffer for item in self.items]
        if twice := {one for one in ziffern if ziffern.count(one) > 1}:
            raise ValueError(f"Ziffer {min(twice)} steht in calls mehr als einmal")
        if stray := [one.ziffer for one in self.payments if one.ziffer not in ziffern]:
            raise ValueError(f"payments nennt Ziffer {stray[0]}, die in keinem Mittelabruf (calls) steht")
        return self

    @model_validator(mode="after")
    def _calls_each_module_once(self) -> "ProofRules":
        """The money of a module that is called under two Ziffern, or twice under one, would be called twice."""
        modules = [module for item in self.items for module in item.modules]
        if twice := {one for one in modules if modules.count(one) > 1}:
            raise ValueError(
                f"das Modul {min(twice)} steht in calls mehr als einmal; sein Geld würde zweimal abgerufen"
            )
        return self


def load_proof_rules(home: Path | None = None) -> ProofRules:
    """What holds for a home: our list of each kind, or the one that its nachweis.toml names.

    Raises:
        SettingsError: the home's file is not TOML, holds an unknown name or an impossible value, or nothing at all.
    """
    said = _read_lists(DEFAULT)
    if home and (home / FILE).exists():
        if not (own := _read_lists(home / FILE)):
            raise SettingsError(f"{FILE} {_SAID_NOTHING}")
        said |= own
    try:
        return ProofRules.model_validate(said)
    except ValidationError as error:
        raise SettingsError(f"{FILE}: {_say_first(error)}") from error


def _meet(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    """Whether two spans, first and last, have something in common."""
    return bool(one[0] <= other[1] and other[0] <= one[1])


def _read_lists(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{FILE} ist keine gültige TOML-Datei in UTF-8: {error}.") from error


def _say_first(error: ValidationError) -> str:
    """The first thing that is wrong; a value that does not fit is not repeated, since it may be somebody's name."""
    first = error.errors()[0]
    place = " ".join(str(part + 1 if isinstance(part, int) else part) for part in first["loc"])
    is_number = {"number", "holder"} & set(first["loc"])
    reasons = {
        "extra_forbidden": "diesen Namen gibt es nicht",
        "missing": "diese Angabe fehlt",
        "string_pattern_mismatch": _ONLY_NUMBERS if is_number else "so ist das nicht geschrieben",
        "value_error": str(first.get("ctx", {}).get("error", "")),
    }
    return f"{f'„{place}“: ' if place else ''}{reasons.get(first['type']) or 'dieser Wert geht nicht'}."
