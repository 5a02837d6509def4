"""Code lists: `code_list("country")` reads config/codes/country.csv once.

A list is a CSV with `code;title` and, where people write it in other ways, `aliases` separated by `|`.
Further columns (a school form's grades) are kept in `extra`.
"""

import csv
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

_PINNED: ContextVar[Mapping[str, Mapping[str, str]]] = ContextVar("pinned titles", default={})  # noqa: B039 - never changed
FOLDER = Path(__file__).parent / "codes"


@dataclass(frozen=True)
class CodeList:
    """The codes of one list in their order, their German titles and every way of writing them that we accept."""

    name: str
    titles: dict[str, str]
    spellings: dict[str, str] = field(repr=False)
    extra: dict[str, dict[str, str]] = field(repr=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, in the order of the file."""
        return tuple(self.titles)

    def find(self, written: str) -> str | None:
        """The code that somebody meant by what they wrote, or None: never a guess."""
        return self.spellings.get(fold(written))

    def label(self, code: str) -> str:
        """What a drop-down shows: the title, which `find` reads back."""
        return self.titles[code]


def fold(written: str) -> str:
    """A spelling without case, accents' composition, dots, dashes and blanks: 'Kl. 5' and 'KL 5' are the same."""
    plain = unicodedata.normalize("NFKC", written).casefold()
    return "".join(character for character in plain if character.isalnum() or character in "+<")


def code_list(name: str) -> CodeList:
    """Read one list; raises FileNotFoundError with the list's path where it does not exist."""
    pinned = _PINNED.get()
    return _read(name) if name not in pinned else replace(_read(name), titles=dict(pinned[name]))


@contextmanager
def frozen_titles(titles: Mapping[str, Mapping[str, str]]) -> Iterator[None]:
    """Inside, the lists have the codes and titles (by list, in their order) that they had when a report was made."""
    token = _PINNED.set(titles)
    try:
        yield
    finally:
        _PINNED.reset(token)


def all_titles() -> dict[str, dict[str, str]]:
    """The codes and titles of all lists, as `frozen_titles` takes them."""
    return {name: dict(code_list(name).titles) for name in code_lists()}


@cache
def _read(name: str) -> CodeList:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    titles = {row["code"]: row["title"] for row in rows}
    spellings: dict[str, str] = {}
    for row in rows:
        for written in (row["code"], row["title"], *filter(None, (row.get("aliases") or "").split("|"))):
            _claim(name, spellings, fold(written), row["code"])
    extra = {row["code"]: {key: value for key, value in row.items() if value} for row in rows}
    return CodeList(name, titles, spellings, extra)


def centres() -> list[dict[str, str]]:
    """The 54 centres of centres.csv, as the warehouse's table has them."""
    with (FOLDER.parent / "centres.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return [
        {"centre_id": row["ki_id"], "name": row["name"], "type": row["typ"], "region": row["regierungsbezirk"]}
        for row in rows
    ]


@cache
def centre_of(municipality: str) -> str | None:
    """The centre that a municipality (AGS, eight digits) belongs to; a Kreis has all whose AGS begins with its own."""
    known = {row["centre_id"] for row in centres()}
    return next((own for own in (municipality, f"{municipality[:5]}000") if own in known), None)


def code_lists() -> tuple[str, ...]:
    """The names of all lists."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.csv")))


def _claim(name: str, spellings: dict[str, str], spelling: str, code: str) -> None:
    """One spelling means one code: a list that says two things is our own mistake."""
    if spellings.setdefault(spelling, code) != code:
        raise ValueError(f"config/codes/{name}.csv: '{spelling}' stands for {spellings[spelling]} and {code}")
