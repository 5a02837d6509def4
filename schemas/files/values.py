"""How people write numbers, codes and texts: `parse_number`, `parse_code`, `parse_text`.

Pure: one cell in, a typed value and, where something was repaired or refused, the rule of level 0 that says so. Nothing
raises, nothing is guessed: what can mean two things is refused.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

from config.codes import CodeList, code_list, fold
from schemas.files.reading import CellValue
from schemas.files.workbook import Cell, Fault
from schemas.form.forms import Column
from schemas.form.hint import is_hint
from schemas.german import format_number, round_half_up

_TOO_LARGE = 1e15  # above it a float no longer holds every whole number
_LONGEST_NUMBER = 200  # characters with all additions; the patterns below take the longer the more
_NOISE = 1e-6  # what a spreadsheet's own arithmetic leaves behind
_SPACES = re.compile("[\\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
NON_ANSWERS = frozenset(
    ("ka", "keineangabe", "keineangaben", "-", "--", "---", "/", "//", "-/-", "", "…", "entfällt", "entf", "nb",
     "nichtbekannt", "unbekannt", "n/a", "na", "nv", "nichtvorhanden", "?"),
)  # fmt: skip
NONE_WORDS = frozenset(("null", "nix", "nichts", "kein", "keine", "keiner", "keines", "keinen"))
_ESTIMATE = re.compile(
    r"[<>~≈≤≥±]|(?:ca|circa|zirka|etwa|rund|ungefähr|ungef|über|unter|max|maximal|min|mind|mindestens|höchstens|"
    r"bis zu|bis|knapp|gut|mehr als|weniger als|gegen|fast)\b\.? *\d|\d[^a-z]*(?:\+|ca\.?|\?|~)$"
)
_RANGE = re.compile(r"\d[\d.,]*( *- *| *bis *| */ *)\d[\d.,]*\D*")
_CALCULATION = re.compile(r"[=]?[\d (][\d.,() ]*[+*x×:÷/-] *[\d(].*")
_GERMAN = re.compile(r"-?(?:\d+|[1-9]\d{0,2}([ .'’])\d{3}(?:\1\d{3})*)(?:,\d+)?")
_ENGLISH = re.compile(r"-?(?:\d+|[1-9]\d{0,2}(?:,\d{3})+)\.\d+")
_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2},\d{3}")
_WITH_UNIT = re.compile(r"(?P<before>[^\d-]*?) ?(?P<number>-?\d(?:[\d.,'’ ]*\d)?) ?(?P<after>[^\d]*)")
_PERSONS = "person personen kind kinder kindern schüler schülerin schülerinnen schülerinnenundschüler sus mädchen "
_THINGS = "stück stk mal std stunden stunde h tage tag gruppen gruppe familien familie plätze platz teilnehmer tn "
_MORE = "teilnehmende termine termin treffen stellen vzä lehrkräfte ehrenamtliche beratungen einsätze vereinbarungen "
UNITS = frozenset(("", *(_PERSONS + _THINGS + _MORE).split()))
_EUROS = frozenset(("€", "eur", "euro"))
_THOUSANDS = frozenset(("teur", "t€", "teuro", "tsd€", "tsdeur", "tsdeuro", "tausendeuro", "tausend€"))
_WITHHELD = "[zurückgehalten: "
_BETWEEN_CODES = re.compile(r"\s*[/,;+&\n]\s*|\s+(?:und|u\.|oder)\s+")
_WHOLE_EUROS = re.compile(r"(?<=\d),[-–—]{1,2}(?= |€|e|$)")  # 1.234,- is 1.234
_MOJIBAKE = re.compile("[ÃÂâ][\u0080-\u00bf\u0152-\u2122‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A typed value, None = missing; `rule` says what was repaired or refused, `repaired` how it was read."""

    value: CellValue = None
    rule: str | None = None
    repaired: str = ""


MISSING = Parsed()


def parse_number(cell: Cell, column: Column, *, is_text: bool = False, factor: int = 1) -> Parsed:
    """A figure: int for whole columns, else float with the column's decimals.

    Args:
        cell: what stands in the cell.
        column: says whether the number is whole, in euros, and its decimals.
        is_text: from a csv, where every number is a text.
        factor: 1000 for a column whose heading says thousands.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _accept(cell * factor, column)
    if not isinstance(cell, str):
        return Parsed(None, refuse_type(cell))
    return _parse_text_number(tidy(cell), column, is_text=is_text, factor=factor)


def _parse_text_number(text: str, column: Column, *, is_text: bool, factor: int) -> Parsed:
    if not text:
        return MISSING
    if is_hint(text):
        return Parsed(None, "HINT_LEFT")
    if is_non_answer(text):
        return Parsed(None, "NON_ANSWER")
    if _says_none(text, column):
        return _accept(0, column, "NUMBER_WRITTEN")
    return _parse_written(text, column, is_text=is_text, factor=factor)


def parse_code(cell: Cell, codes: str) -> Parsed:
    """A code of the list, found by its code, title or another spelling; CODE_UNKNOWN for anything else."""
    if isinstance(cell, Fault):
        return Parsed(None, refuse_type(cell))
    written = write_cell(cell)
    if not written:
        return MISSING
    return _find_code(written, codes)


def parse_text(cell: Cell) -> Parsed:
    """A free text on one or more lines, without invisible characters, its umlauts put right."""
    if isinstance(cell, Fault):
        return Parsed(None, refuse_type(cell))
    if not isinstance(cell, str):
        return Parsed(write_cell(cell) or None)
    plain = cell.strip()
    mended = _mend_text(plain)
    if not mended:
        return MISSING
    return Parsed(mended) if mended == plain else Parsed(mended, "TEXT_REPAIRED", mended)


def _mend_text(written: str) -> str:
    """Again until nothing changes: under an invisible character may lie a blank, under one mojibake another."""
    mended = unicodedata.normalize("NFC", mend_mojibake(_INVISIBLE.sub("", written))).strip()
    return mended if mended == written else _mend_text(mended)


def withheld_mark(address: str) -> str:
    """What stands in place of a text that told of a single person; no two cells of a sheet have the same."""
    return f"{_WITHHELD}{address}]"


def is_withheld(cell: Cell) -> bool:
    """Whether a cell holds such a mark instead of a text."""
    return isinstance(cell, str) and cell.strip().startswith(_WITHHELD)


def write_cell(cell: Cell) -> str:
    """What a cell shows, as text: 5.0 as "5", a day as 31.10.2026."""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, bool):
        return "Ja" if cell else "Nein"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _TOO_LARGE:
        return str(int(cell))
    if isinstance(cell, date):
        return f"{cell.day:02d}.{cell.month:02d}.{cell.year}"
    return str(cell)


@lru_cache(maxsize=20_000)
def tidy(written: str) -> str:
    """One line without invisible characters, mojibake, odd blanks and dashes, or the apostrophe that forces text."""
    plain = written
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", mend_mojibake(plain))
        plain = re.sub("[‐‑‒–—―−﹣－]", "-", plain)
    plain = _SPACES.sub(" ", _INVISIBLE.sub("", plain)).strip()
    return plain.removeprefix("'").strip()


def is_blank(cell: Cell) -> bool:
    """Whether nobody has filled a cell in: it is empty, or still shows last month's value as a hint."""
    return cell == "" or (isinstance(cell, str) and is_hint(tidy(cell)))


def is_non_answer(text: str) -> bool:
    """Whether a tidied text says that there is no answer: k. A., a dash, a dot, entfällt."""
    return text.casefold().replace(".", "").replace(" ", "") in NON_ANSWERS


def mend_mojibake(written: str) -> str:
    """A text that was UTF-8 and read as Windows-1252 ("MÃ¼ller") as it was meant; any other text unchanged."""
    if not _MOJIBAKE.search(written):
        return written
    for encoding in ("cp1252", "latin-1"):
        try:
            return written.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return written


def describe_expected(column: Column) -> str:
    """What a column's cells should hold, for a sentence."""
    if column.dtype == "Int64":
        return "eine ganze Zahl"
    if column.meaning.unit != "EUR":
        return "eine Zahl"
    return "ein Betrag in Euro" + (", eine Rückzahlung mit Minus davor" if column.meaning.minimum < 0 else "")


def refuse_type(cell: Cell) -> str:
    """The rule that refuses a cell that holds neither number nor text."""
    if isinstance(cell, Fault):
        return f"CELL_{cell.kind.upper()}"
    return "CELL_DATE" if isinstance(cell, date | datetime | time | timedelta) else "NUMBER_UNREADABLE"


def _says_none(text: str, column: Column) -> bool:
    """Whether words say that there is none: keine, Null, keine Kinder, 0 (keine); "keine Ahnung" is none of them."""
    word, _, thing = text.casefold().lstrip("0 (").rstrip(" )").partition(" ")
    return word in NONE_WORDS and _plain_unit(thing) in units_of(column)[0]


def _parse_written(text: str, column: Column, *, is_text: bool, factor: int) -> Parsed:
    """A number as text: plain, with separators, with a unit; else the reason why it is refused."""
    if len(text) > _LONGEST_NUMBER:
        return Parsed(None, "NUMBER_UNREADABLE")
    lower = _WHOLE_EUROS.sub("", text.casefold()) if column.meaning.unit == "EUR" else text.casefold()
    if lower.endswith(("%", "prozent", "v.h.")):
        return Parsed(None, "NUMBER_PERCENT")
    parts = _WITH_UNIT.fullmatch(lower)
    if parts is None or not (_GERMAN.fullmatch(parts["number"]) or _ENGLISH.fullmatch(parts["number"])):
        return Parsed(None, _refuse_text(lower))
    if _AMBIGUOUS.fullmatch(parts["number"]):
        return Parsed(None, "NUMBER_AMBIGUOUS")
    before, after = _plain_unit(parts["before"]), _plain_unit(parts["after"])
    known, thousands = units_of(column)
    if not {before, after} <= known or (before and after) or _is_bracketed(lower, column):
        return Parsed(None, _refuse_text(lower))
    is_thousands = (before or after) in thousands
    number = _to_float(parts["number"]) * (1000 if is_thousands else factor)
    rule = _name_repair(text, is_thousands=is_thousands)
    return _accept(number, column, None if is_text and rule == "NUMBER_AS_TEXT" else rule)


def _is_bracketed(written: str, column: Column) -> bool:
    """An amount in brackets: who keeps books means minus by it, everybody else something else."""
    return column.meaning.unit == "EUR" and written.startswith("(")


def _name_repair(text: str, *, is_thousands: bool) -> str:
    if is_thousands:
        return "NUMBER_THOUSANDS"
    return "NUMBER_AS_TEXT" if re.fullmatch(r"-?\d+(,\d+)?", text) else "NUMBER_WRITTEN"


def _refuse_text(lower: str) -> str:
    """Why a text is no number."""
    if _RANGE.fullmatch(lower):
        return "NUMBER_RANGE"
    if _ESTIMATE.search(lower):
        return "NUMBER_ESTIMATED"
    return "NUMBER_CALCULATION" if _CALCULATION.fullmatch(lower) else "NUMBER_UNREADABLE"


def _to_float(written: str) -> float:
    """A German number; an English one where only that is possible (12.5, 1,234.50)."""
    if _GERMAN.fullmatch(written):
        return float(re.sub(r"[ .'’]", "", written).replace(",", "."))
    return float(written.replace(",", ""))


def _plain_unit(written: str) -> str:
    return written.replace(" ", "").replace(".", "").strip(":()")


@cache
def units_of(column: Column) -> tuple[frozenset[str], frozenset[str]]:
    """The additions that change nothing, and those that mean thousands."""
    if column.meaning.unit == "EUR":
        return frozenset(("", *_EUROS, *_THOUSANDS)), _THOUSANDS
    return UNITS | {_plain_unit(column.meaning.unit.casefold())}, frozenset()


def _accept(number: float, column: Column, rule: str | None = None) -> Parsed:
    """A number in the column's type; noise of the spreadsheet's arithmetic is rounded away, and said."""
    if not abs(number) < _TOO_LARGE:
        return Parsed(None, "NUMBER_UNREADABLE")
    if column.dtype == "Int64":
        if abs(number - round(number)) > _NOISE:
            return Parsed(None, "NUMBER_NOT_WHOLE")
        return Parsed(round(number), rule, format_number(round(number)) if rule else "")
    decimals = column.meaning.decimals
    rounded = round(float(number), decimals) + 0.0
    if abs(rounded - number) > _NOISE:
        rounded, rule = float(round_half_up(number, decimals)), rule or "NUMBER_ROUNDED"
    return Parsed(rounded, rule, format_number(rounded, decimals) if rule else "")


def find_several(written: str, known: CodeList) -> tuple[str, ...]:
    """The codes of a cell that names several, one beside the other; none where a part of it is something else."""
    codes = [known.find(part) for part in _BETWEEN_CODES.split(written)]
    return () if None in codes else tuple(dict.fromkeys(code for code in codes if code))


@lru_cache(maxsize=20_000)
def _find_code(written: str, codes: str) -> Parsed:
    known = code_list(codes)
    code = known.find(written)
    if code is None and written.isdecimal():  # Excel eats leading zeros: 4 for the country 004
        code = known.find(written.zfill(max(len(one) for one in known.codes)))
    if code is None and is_non_answer(written):
        return Parsed(None, "NON_ANSWER")
    if code is None:
        return Parsed(None, "CODE_SEVERAL" if len(find_several(written, known)) > 1 else "CODE_UNKNOWN")
    if fold(written) in {fold(code), fold(known.titles[code])}:
        return Parsed(code)
    return Parsed(code, "CODE_NORMALISED", known.titles[code])
