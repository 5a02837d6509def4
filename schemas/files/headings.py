"""How the headings of a table, the labels of the head and the rows of sums are recognised. Pure.

Ways in: `match_block` (a row or several rows of headings to the columns of a table), `is_total`, `head_label`, and
`describes_person` and `is_birth` for what may not be asked. Spelling is folded (case, dots, hyphens, line breaks): a word broken at "Zuwanderungs-" is found.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from config.codes import code_list, fold
from schemas.files.values import mend_mojibake
from schemas.form import layout
from schemas.form.forms import FORMS, TABLES, Table
from schemas.form.submission import HEAD
from schemas.german import MONTHS, MONTHS_SHORT

FAR_BELOW = 3  # after so many blank rows a lone text belongs to the table no longer
_FILLERS = ("insgesamt", "gesamt", "anzahl", "zusammen", "summe", "zahlder", "alle")
_FEMALE = frozenset(("weiblich", "davonweiblich", "darunterweiblich", "dweiblich", "w", "davonw", "davonfrauen"))
_TOTALS = frozenset(
    ("summe", "summen", "gesamt", "insgesamt", "zusammen", "gesamtsumme", "zwischensumme", "total", "gesamtzahl",
     "davon", "darunter", "σ", "allezusammen"),
)  # fmt: skip
_TOTAL_STARTS = frozenset(("summe", "gesamtsumme", "zwischensumme", "insgesamt"))
_SUMS = _TOTAL_STARTS | {
    "summen",
    "gesamt",
    "gesamtzahl",
    "gesamtergebnis",
    "endsumme",
    "insg",
    "σ",
}  # in no title of an offer
_ALONE = frozenset(("ges", "uebertrag", "ergebnis", "maennlich", "weiblich", "divers", "alleangebote", "alleszusammen"))
_MONTHS = frozenset(map(fold, (*MONTHS, *MONTHS_SHORT)))
_PARTS = frozenset(("davon", "darunter", "hiervon"))
_PARTIAL = _PARTS | {"zwischensumme"}
_THOUSANDS = re.compile(r"\(?\b(?:in )?(?:TEUR|T€|Tsd\.? ?(?:€|EUR|Euro)|TEuro|Tausend Euro)\)?", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")

# A heading of a list, folded (config.codes.fold): who it is, what is said of them, and what only helps to see it.
_PERSON = re.compile(
    r"vorname|nachname|familienname|zuname|rufname|geburtsname|geburtsdat|geburtstag|gebdat|geburtsort|namedeskindes|"
    r"nameder?sschuelers|namederschuelerin|schuelername|kindername|nameschueler|namekind|telefon|handynummer|anschrift|"
    r"wohnadresse|^name$|^namen$|^name(?:vorname|undvorname)|^gebam$|^geb$|^geboren(?:am)?$|^adresse$|^strasse$|"
    r"^erziehungsberechtigte"
)
_WHO = re.compile(
    r"^(?:name|namen|kind|schueler|schuelerin|schuelerinnenundschueler|schuelerin?|teilnehmer|teilnehmerin|teilnehmerinnen|person|"
    r"mutter|vater|eltern|elternteil|familie|ehrenamtliche|ehrenamtlicher|elternbegleiterin|.*vorname.*|.*nachname.*)$"
)
_SAID = re.compile(
    r"^(?:geb|geboren|gebam|geborenam|.*geburts.*|gebdat.*|adresse|anschrift|wohnadresse|strasse.*|plz|wohnort|telefon.*|tel|handy.*|"
    r"mobil.*|mail|email.*|unterschrift)$"
)
_HELPS = re.compile(
    r"^(?:land|herkunft.*|klasse|nationalitaet|staatsangehoerigkeit|geschlecht|alter|sprache|familiensprache|religion|einreise|"
    r"aufenthalt.*|ankunft|bemerkung.*)$"
)
_BIRTH_LABEL = re.compile(r"^(?:geb|geboren|gebam|geborenam|geburtsdatum|geburtstag|gebdatum|gebdat)$")
_LONGEST_HEADING = 80

HeadingLine = tuple[str, ...]  # the texts of one row; anything else is ""


@dataclass
class Match:
    """Which sheet column (from 0) is which column of the table, and what did not fit."""

    table: str
    columns: dict[str, int] = field(default_factory=dict)
    factors: dict[str, int] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    twice: list[tuple[str, int]] = field(default_factory=list)
    ambiguous: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def is_header(self) -> bool:
        """Whether so much was recognised that this is the table's header and no coincidence."""
        table = TABLES[self.table]
        keys = sum(key.name in self.columns for key in table.keys)
        figures = len(self.columns) - keys
        return (keys == len(table.keys) and figures >= 1) or figures >= max(2, len(table.columns) // 2)

    @property
    def headed(self) -> set[int]:
        """The columns that have a heading, known or not."""
        doubtful = (*(at for _, at in self.twice), *(at for at, _, _ in self.ambiguous))
        return {*self.columns.values(), *self.unknown, *doubtful}


@lru_cache(maxsize=20_000)
def fold_label(written: str) -> str:
    """A label's spelling for comparison."""
    return fold(mend_mojibake(written))


@cache
def labels() -> dict[str, tuple[tuple[str, str], ...]]:
    """Every spelling of a column's heading: the (table, column) that it may mean."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for table in TABLES.values():
        for column in table.columns:
            for label in column.labels:
                found.setdefault(fold_label(label), {})[table.name, column.name] = None
    return {label: tuple(columns) for label, columns in found.items()}


@cache
def head_labels() -> dict[str, str]:
    """Every spelling of a label of the head."""
    return {fold_label(label): column.name for column in HEAD for label in column.labels}


@cache
def titles() -> dict[str, str]:
    """Titles and sheet names of the tables."""
    return {
        fold_label(name): table.name for table in TABLES.values() for name in (table.title, layout.SHEETS[table.name])
    }


@cache
def known_labels() -> frozenset[str]:
    """Everything that our forms say: headings, labels of the head, titles of tables, forms and codes."""
    lists = {column.meaning.codes for table in TABLES.values() for column in table.columns if column.meaning.codes}
    codes = (fold_label(title) for name in lists for title in code_list(name).titles.values())
    return frozenset((*labels(), *head_labels(), *titles(), *form_titles(), *codes))


@cache
def form_titles() -> dict[str, str]:
    """Titles of the forms."""
    return {fold_label(form.title): form.name for form in FORMS.values()}


@lru_cache(maxsize=20_000)
def is_heading(text: str) -> bool:
    """Whether a text is the heading of a column of any table."""
    return fold_label(text) in labels()


@lru_cache(maxsize=20_000)
def count_tables(row: HeadingLine) -> Counter[str]:
    """How many headings of each table a row has. Rows of text repeat from file to file, hence the cache."""
    counts: Counter[str] = Counter()
    for text in row:
        for table in {table for table, _ in labels().get(fold_label(text), ())}:
            counts[table] += 1
    return counts


@lru_cache(maxsize=5_000)
def match_block(block: tuple[HeadingLine, ...], name: str) -> Match:
    """Match rows of headings, from the top down, to the columns of a table; the match is not to be changed."""
    table, match = TABLES[name], Match(name)
    upper = [_spread(row) for row in block[:-1]]
    lower = block[-1]
    for at in range(max(len(row) for row in block)):
        parts = [row[at] for row in (*upper, lower) if at < len(row) and row[at]]
        if parts:
            _match_column(match, table, at, parts)
    for at in (at for at, text in enumerate(lower) if fold_label(text) in _FEMALE):
        _settle_female(match, table, at, lower[at])
    return match


def is_total(text: str, *, is_free: bool) -> bool:
    """Whether a row's label says that it sums up others; `is_free`: the key is a free text and may begin so."""
    plain = fold_label(text)
    if plain in _TOTALS or plain == fold_label(layout.TOTAL_LABEL) or "∑" in text:  # which is no letter, as Σ is
        return True
    first = fold_label(text.split(maxsplit=1)[0]) if text.split() else ""
    return first in (_TOTAL_STARTS if is_free else _TOTALS)


def is_like_total(text: str, *, is_free: bool) -> bool:
    """Whether a row's label may mean a sum or a part of one: "Angebote gesamt", "davon Frauen", "Alle zusammen"."""
    words = [fold_label(word) for word in re.split(r"[\s:;,()/–-]+", text) if word]
    return bool(words) and (
        is_total(text, is_free=is_free)
        or "".join(words) in _ALONE
        or any(word in _SUMS for word in words)
        or words[0] in _PARTS
        or (words[0] == "total" and all(word in _MONTHS or word.isdecimal() for word in words[1:]))
        or (is_free and words[-1] == "zusammen" and "alle" in words)
    )


def is_own_total(text: str) -> bool:
    """Whether it is the form's own row of sums, which nobody needs to be told about."""
    return fold_label(text) == fold_label(layout.TOTAL_LABEL)


def is_partial(text: str) -> bool:
    """Whether a row of sums covers only a part of the rows (davon, Zwischensumme)."""
    words = text.split()
    return bool(words) and fold_label(words[0]) in _PARTIAL


def head_label(text: str) -> str | None:
    """The head column that a label names."""
    return head_labels().get(fold_label(text)) if len(text) < 60 else None


def _match_column(match: Match, table: Table, at: int, parts: list[str]) -> None:
    name, factor = _find_column(table.name, tuple(parts))
    if name is None:
        match.unknown[at] = " ".join(parts)
    elif name in match.columns:
        match.twice.append((name, at))
    else:
        match.columns[name] = at
        if factor != 1:
            match.factors[name] = factor


@lru_cache(maxsize=50_000)
def _find_column(table: str, parts: HeadingLine) -> tuple[str | None, int]:
    """The column that a heading of one or more lines names; the whole before its last line alone."""
    for written in (" ".join(parts), parts[-1], " ".join(parts[-2:])):
        if name := _lookup(table, written):
            return name, 1
        plain = _BRACKETS.sub("", _THOUSANDS.sub("", written))
        if name := _lookup(table, plain):
            return name, 1000 if _THOUSANDS.search(written) else 1
    filler = fold_label(parts[-1]) in _FILLERS and len(parts) > 1
    return (_lookup(table, " ".join(parts[:-1])) if filler else None), 1


def _lookup(table: str, written: str) -> str | None:
    plain = fold_label(written)
    for spelling in (plain, *(plain.removesuffix(word) for word in _FILLERS if plain.endswith(word))):
        for of_table, column in labels().get(spelling, ()):
            if of_table == table:
                return column
    return None


def _spread(row: Sequence[str]) -> list[str]:
    """An upper line of headings reaches to the right until the next one, merged or not."""
    spread, last = [], ""
    for text in row:
        last = text or last
        spread.append(last)
    return spread


def _settle_female(match: Match, table: Table, at: int, text: str) -> None:
    """A bare "weiblich" belongs to what stands left of it; where its usual column contradicts, nobody knows."""
    parts = {column.meaning.part_of[0]: column.name for column in table.columns if column.name.endswith("_female")}
    left = [(place, name) for name, place in match.columns.items() if place < at and name in parts]
    meant = parts[max(left)[1]] if left else None
    taken = next((name for name, place in match.columns.items() if place == at), None)
    if meant is None or meant in match.columns:
        return  # nothing stands left of it, or what does has its own heading elsewhere
    if taken is None:
        match.unknown.pop(at, None)
        match.twice = [(name, place) for name, place in match.twice if place != at]
        match.columns[meant] = at
    else:
        del match.columns[taken]
        match.ambiguous.append((at, text, max(left)[1]))


@lru_cache(maxsize=20_000)
def describes_person(text: str) -> tuple[bool, bool, bool, bool]:
    """What a heading asks for: data of single persons for sure; who it is; what is said of them; what helps to see it."""
    plain = fold(text) if len(text) < _LONGEST_HEADING else ""
    return tuple(bool(plain and sort.search(plain)) for sort in (_PERSON, _WHO, _SAID, _HELPS))  # type: ignore[return-value]


def is_birth(label: str) -> bool:
    """Whether a label asks for a date of birth."""
    return len(label) < _LONGEST_HEADING and _BIRTH_LABEL.search(fold(label)) is not None
