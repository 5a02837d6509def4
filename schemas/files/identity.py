"""How people write who and when: `parse_respondent`, `parse_month_cell`, `parse_day`, `month_in_name`.

Pure, as `schemas.files.values`. A month without a year, or a name instead of a number, is refused, never completed.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta

from config.codes import fold
from schemas.files.values import MISSING, Parsed, refuse_type, write_cell
from schemas.files.workbook import Cell, Fault
from schemas.form.forms import KINDS
from schemas.german import MONTHS, MONTHS_SHORT

_NAMES = {fold(name): number for names in (MONTHS, MONTHS_SHORT) for number, name in enumerate(names, start=1)}
_NAMES |= {"mrz": 3, "maerz": 3, "mär": 3, "jun": 6, "jul": 7, "sept": 9, "jänner": 1}
_NUMBERS = [kind.numbers for kind in KINDS.values()]
_BARE = [numbers for numbers in _NUMBERS if numbers.digits]
_LETTERS = "".join(numbers.letter for numbers in _NUMBERS)
_WITH_LETTER = re.compile(rf"([{_LETTERS}])-?(\d{{7,8}})-?(\d{{1,4}})")
_WORDS = "|".join([*(numbers.word.upper() for numbers in _NUMBERS), "SCHULNR", "NUMMER", "NR", "SNR"])
_PREFIX = re.compile(rf"^(?:{_WORDS})[.:]*(?=\d|[{_LETTERS}]-?\d)")
_IN_NAMES = "|".join(rf"0\d{{{one.digits - 1}}}" if one.loses_zero else rf"\d{{{one.digits}}}" for one in _BARE)
_FULL_DATE = re.compile(r"\d{1,2}[._-]\d{1,2}[._-]20\d\d|20\d\d[._-]\d\d[._-]\d\d")
_BASE_1900, _BASE_1904 = date(1899, 12, 30), date(1904, 1, 1)


def parse_respondent(cell: Cell) -> Parsed:
    """An identifier as its kind writes it (schemas.form.kind.Numbers)."""
    written = write_cell(cell)
    if not written:
        return MISSING
    plain = re.sub(r"[\s._/]", "", _PREFIX.sub("", re.sub(r"\s", "", written.upper()).removesuffix(".0")))
    known = _normalise(plain)
    if known is None:
        return Parsed(None, "HEAD_RESPONDENT")
    # 169468 as a float of Excel is no repair, 5914000 for 05914000 is one
    held = str(int(cell)) if isinstance(cell, float | int) else written
    return Parsed(known) if known == held else Parsed(known, "HEAD_RESPONDENT_REPAIRED", known)


def respondent_in_name(file: str) -> str | None:
    """The one identifier that a file's name says; None where it says none, or several. 202610 may be a month."""
    name = re.sub(r"\s", "", file.rpartition(".")[0].upper() or file.upper())
    clubs = {_normalise(hit[0]) for hit in _WITH_LETTER.finditer(name)}
    rest = _WITH_LETTER.sub("#", _FULL_DATE.sub("#", name))
    numbers = set(re.findall(rf"(?<!\d)(?:{_IN_NAMES})(?!\d)", rest))
    months = {number for number in numbers if re.fullmatch(r"20\d\d(?:0[1-9]|1[0-2])", number)}
    found = clubs | (numbers - months)
    return found.pop() if len(found) == 1 else None


def form_of(respondent: str) -> str:
    """The form that belongs to an identifier: each kind of respondent has its own."""
    return next(kind.code for kind in KINDS.values() if kind.numbers.is_shaped(respondent))


def parse_month_cell(cell: Cell, *, is_1904: bool = False) -> Parsed:
    """A reporting month as YYYY-MM; information unless it is written as the form writes it."""
    if isinstance(cell, date):
        is_ours = 2000 <= cell.year < 2100  # Excel shows an empty or small number as a day of 1900
        return Parsed(f"{cell:%Y-%m}", "HEAD_MONTH_REPAIRED") if is_ours else Parsed(None, "HEAD_MONTH")
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        day = _from_serial(cell, is_1904=is_1904)
        return Parsed(f"{day:%Y-%m}", "HEAD_MONTH_REPAIRED") if day else Parsed(None, "HEAD_MONTH")
    written = write_cell(cell)
    if not written:
        return MISSING
    month = _read_month(written)
    if month is None:
        return Parsed(None, "HEAD_MONTH")
    usual = {month, f"{MONTHS[int(month[5:]) - 1]} {month[:4]}"}
    return Parsed(month) if written in usual else Parsed(month, "HEAD_MONTH_REPAIRED")


def parse_day(cell: Cell, *, is_1904: bool = False) -> tuple[date | None, str | None]:
    """A day, and the rule that says what was repaired or refused."""
    if isinstance(cell, Fault):
        return None, refuse_type(cell)
    if isinstance(cell, datetime):
        return cell.date(), None
    if isinstance(cell, date):
        return cell, None
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        day = _from_serial(cell, is_1904=is_1904)
        return day, "HEAD_DATE_REPAIRED" if day else "HEAD_DATE"
    written = write_cell(cell)
    if not written:
        return None, None
    day = _read_day(written)
    is_usual = re.fullmatch(r"\d\d\.\d\d\.\d{4}|\d{4}-\d\d-\d\d", written)
    return day, "HEAD_DATE" if day is None else None if is_usual else "HEAD_DATE_REPAIRED"


def month_in_name(file: str) -> str | None:
    """The reporting month that a file's name says, as YYYY-MM; None where it says none or only a full date."""
    composed = unicodedata.normalize("NFC", file)  # macOS takes umlauts apart in the names of files
    name = _FULL_DATE.sub("#", composed.rpartition(".")[0] or composed)
    for pattern, year, month in (
        (r"(?<!\d)(20\d\d)[-_. ](0[1-9]|1[0-2])(?!\d)", 1, 2),
        (r"(?<!\d)(0?[1-9]|1[0-2])[-_. /](20\d\d)(?!\d)", 2, 1),
    ):
        if hit := re.search(pattern, name):
            return f"{int(hit[year])}-{int(hit[month]):02d}"
    for hit in re.finditer(r"([A-Za-zäÄ]+)\.?[-_ ]*(20\d\d)(?!\d)", name):
        if number := _NAMES.get(fold(hit[1])):
            return f"{int(hit[2])}-{number:02d}"
    return None


def _normalise(plain: str) -> str | None:
    if re.fullmatch(r"\d+", plain):
        for numbers in _BARE:
            if len(plain) == numbers.digits or (numbers.loses_zero and len(plain) == numbers.digits - 1):
                return plain.zfill(numbers.digits)
    if match := _WITH_LETTER.fullmatch(plain):
        return f"{match[1]}-{match[2].zfill(8)}-{match[3].zfill(4)}"
    return None


def _read_month(written: str) -> str | None:
    plain = written.casefold().removeprefix("monat").strip(" :")
    if match := re.fullmatch(r"(20\d\d) ?[-/._ ] ?(\d{1,2})|(20\d\d)(\d\d)", plain):
        return _month(match[1] or match[3], match[2] or match[4])
    if match := re.fullmatch(r"(\d{1,2}) ?[-/._ ] ?(20\d\d|[2-9]\d)", plain):
        return _month(match[2], match[1])
    if match := re.fullmatch(r"([a-zäé]+)\.?[ /-]*(20\d\d|[2-9]\d)|(20\d\d)[ -]*([a-zäé]+)", plain):
        number = _NAMES.get(fold(match[1] or match[4]))
        return _month(match[2] or match[3], str(number)) if number else None
    day = _read_day(plain)
    return f"{day:%Y-%m}" if day else None


def _month(year: str, month: str) -> str | None:
    full = year if len(year) == 4 else f"20{year}"
    return f"{int(full)}-{int(month):02d}" if 1 <= int(month) <= 12 else None


def _read_day(written: str) -> date | None:
    plain = written.casefold()
    if match := re.match(r"(20\d\d)-(\d\d)-(\d\d)(?:$|[ t])", plain):
        return _day(match[1], match[2], match[3])
    if match := re.fullmatch(r"(\d{1,2})[. /-]+(\d{1,2})[. /-]+(20\d\d|\d\d)", plain):
        return _day(match[3], match[2], match[1])
    if match := re.fullmatch(r"(\d{1,2})[. ]+([a-zäé]+)\.? ?(20\d\d|\d\d)", plain):
        number = _NAMES.get(fold(match[2]))
        return _day(match[3], str(number), match[1]) if number else None
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year if len(year) == 4 else f"20{year}"), int(month), int(day))
    except ValueError:
        return None


def _from_serial(number: float, *, is_1904: bool) -> date | None:
    """A day that Excel shows as a bare number; only days of this century up to 2099 are days."""
    base = _BASE_1904 if is_1904 else _BASE_1900
    if not 30_000 < number < 80_000:
        return None
    day = base + timedelta(days=int(number))
    return day if 2000 <= day.year < 2100 else None
