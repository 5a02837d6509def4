"""Code lists: `code_list("country")` reads config/codes/country.csv once.

A list is a CSV with `code;title` and, where they are needed, `aliases`: other ways of writing it, separated by `|`;
`near`: words that may mean this entry or another one, so that they are asked about; `valid_from` and `valid_to`: its
first and last month. Further columns (a school form's grades) are kept in `extra`.

Sources: countries are the states of the Federal Statistical Office's Staats- und Gebietssystematik with its three
digits, and ISO 3166-1 (XK for the Kosovo, as the European Union writes it); languages are ISO 639-1, and 639-3 or 639-2
where that has none; school forms and grades are those of the school statistics of NRW; the components end with the
KOMM-AN guideline of 2022. Programmes and what is a convention of ours come from policy and may be changed here.
"""

import csv
import difflib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

_PINNED: ContextVar[Mapping[str, Mapping[str, str]]] = ContextVar("pinned titles", default={})  # noqa: B039 - never changed
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "o", "ł": "l", "ı": "i"})
_AND = re.compile(r"\s*(?:&|\bu\.)\s*")
_SHORT = 3  # letters: what is no longer than an ISO code resembles everything
_ALIKE, _NEAREST = 0.7, 3
_NO_NAMES = {"stadt", "kreis", "kreises", "kreisfreie", "ki", "kommunales", "integrationszentrum", "der", "des"}
UNANSWERED = "ohne Angabe"  # what the report calls rows that have no code
FOLDER = Path(__file__).parent / "codes"


@dataclass(frozen=True)
class CodeList:
    """The codes of one list in their order, their German titles and every way of writing them that we accept."""

    name: str
    titles: dict[str, str]
    spellings: dict[str, str] = field(repr=False)
    extra: dict[str, dict[str, str]] = field(repr=False)
    near: dict[str, tuple[str, ...]] = field(repr=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, in the order of the file."""
        return tuple(self.titles)

    def find(self, written: str) -> str | None:
        """The code that somebody meant by what they wrote, or None: never a guess."""
        return self.spellings.get(fold(written)) or self.spellings.get(fold(_AND.sub(" und ", written)))

    def nearest(self, written: str, used: Collection[str] = ()) -> tuple[str, ...]:
        """Up to three codes that may be meant by what `find` does not know, the likeliest first.

        Of those that are found in the same way the ones that somebody used before (`used`) come first.
        """
        folded = fold(written)
        long = [one for one in self.spellings if min(len(one), len(folded)) > _SHORT]
        within = [one for one in long if one in folded or folded in one]
        alike = difflib.get_close_matches(folded, long, 2 * _NEAREST, _ALIKE)
        ways = (self.near.get(folded, ()), *([self.spellings[one] for one in way] for way in (within, alike)))
        found = [code for way in ways for code in sorted(way, key=lambda code: code not in used)]
        return tuple(dict.fromkeys(found))[:_NEAREST]

    def is_valid(self, code: str, month: str) -> bool:
        """Whether a code was one in a month (YYYY-MM): what was one once stays one for the months of its span."""
        first, last = self.span_of(code).values()
        return (first or "") <= month and (not last or month <= last)

    def span_of(self, code: str) -> dict[str, str | None]:
        """The first and last month of a code; None: it has none."""
        return {name: self.extra[code].get(name) for name in ("valid_from", "valid_to")}

    def valid_titles(self, month: str) -> dict[str, str]:
        """Codes and titles of a month."""
        return {code: title for code, title in self.titles.items() if self.is_valid(code, month)}

    def label(self, code: str) -> str:
        """What a drop-down shows: the title, which `find` reads back."""
        return self.titles[code]


@cache
def fold(written: str) -> str:
    """A spelling without case, accents, dots, dashes and blanks: 'Kl. 5' is 'KL 5', and 'Türkisch' is 'tuerkisch'."""
    plain = unicodedata.normalize("NFKC", written).casefold().translate(_UMLAUTS)
    plain = unicodedata.normalize("NFKD", plain)
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
def invalid_codes(month: str) -> frozenset[tuple[str, str]]:
    """List and code of everything that is no entry in a month (YYYY-MM)."""
    lists = [(name, code_list(name)) for name in code_lists()]
    return frozenset((name, code) for name, known in lists for code in known.codes if not known.is_valid(code, month))


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
    return CodeList(name, titles, spellings, extra, _read_near(rows))


def _read_near(rows: list[dict[str, str]]) -> dict[str, tuple[str, ...]]:
    near: dict[str, tuple[str, ...]] = {}
    for row in rows:
        for written in filter(None, (row.get("near") or "").split("|")):
            near[fold(written)] = (*near.get(fold(written), ()), row["code"])
    return near


def find_centres(written: str) -> list[dict[str, str]]:
    """The centres that somebody may mean: by number, else by its whole name, else all whose name has the words.

    "Stadt Aachen" is one, "Kreis Unna" and "KI Hagen" too; "Aachen" may be two.
    """
    said, rows = _words(written), centres()
    meant, folded = said - _NO_NAMES, fold(written)
    ways: tuple[Callable[[dict[str, str]], bool], ...] = (
        lambda row: written.isdigit() and row["centre_id"] in {written, written.zfill(8)},
        lambda row: written.isdigit() and len(written) == 5 and row["centre_id"].startswith(written),
        lambda row: said == _words(row["name"]),
        lambda row: bool(meant) and meant <= _words(row["name"]),
        lambda row: len(folded) > _SHORT and folded in fold(row["name"]),
    )
    return next((found for way in ways if (found := [row for row in rows if way(row)])), [])


def _words(name: str) -> set[str]:
    """The words of a centre's name, without what stands in brackets."""
    return {fold(word) for word in re.findall(r"\w+", re.sub(r"\(.*?\)", "", name))}


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
