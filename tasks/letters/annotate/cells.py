"""Write a cell so that reading it again gives the very same value. Ways in: `Palette` (formats) and `write_exact_cell`.

A text never becomes a formula or a link. The only formulas are our own: sums of the form, and what shows an error.
"""

import re
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from schemas.answer.sheet_style import FREE
from schemas.files.values import write_cell
from schemas.files.workbook import Cell, Fault
from schemas.form.layout import FORMATS

_FONT = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
_STYLES: dict[str, dict[str, Any]] = {**FORMATS, FREE: _FONT | {"locked": False}}
_MARKS: dict[str, dict[str, Any]] = {
    "error": {"bg_color": "#FFC7CE", "font_color": "#9C0006", "border": 1, "border_color": "#C00000"},
    "warning": {"bg_color": "#FFD166", "font_color": "#5C3B00", "border": 1, "border_color": "#B26B00"},
    "settled": {"bg_color": "#E2EFDA", "font_color": "#274E13", "border": 1, "border_color": "#6AA84F"},
    "information": {"bg_color": "#DDEBF7", "font_color": "#1F3864", "border": 1, "border_color": "#8EA9DB"},
}
_DATE_FORMATS = {date: "dd.mm.yyyy", datetime: "dd.mm.yyyy hh:mm:ss", time: "hh:mm:ss", timedelta: "[h]:mm:ss"}
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
_LONGEST = 32_767  # of a text in Excel
_NO_SIGNS = re.compile("[\ufffe\uffff\ud800-\udfff]")  # nothing that XML can hold


class Exact(float):
    """A number that XlsxWriter writes with all its digits; it would keep 16 of 17."""

    def __format__(self, _spec: str) -> str:
        """As Python reads it back."""
        return repr(float(self))


class Palette:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any, styles: dict[str, dict[str, Any]]) -> None:
        self._book, self._styles = book, _STYLES | styles
        self._made: dict[tuple[Any, ...], Any] = {}

    def pick(self, style: str, weight: str | None = None, cell: Cell = "") -> Any:
        """The format of a style for this cell's kind; marked as heavy as its finding, and then unlocked."""
        number_format = _DATE_FORMATS.get(type(cell)) or _show_all(style, cell)
        quoted = isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@"} and cell != ""
        name = (style, weight, number_format, quoted)
        if name not in self._made:
            self._made[name] = self._book.add_format(self._options(style, weight, number_format, quoted=quoted))
        return self._made[name]

    def _options(self, style: str, weight: str | None, number_format: str | None, *, quoted: bool) -> dict[str, Any]:
        options = {**self._styles[style], **(_MARKS[weight] if weight else {})}
        if number_format:
            options["num_format"] = number_format
        if quoted:
            options["quote_prefix"] = True  # Excel keeps it a text when somebody edits it
        if weight:
            options["locked"] = False
        return options


def _show_all(style: str, cell: Cell) -> str | None:
    """The format for a figure with more decimals than its column has: it must not look rounded, hence right."""
    decimals = style.rpartition("_")[2]
    if isinstance(cell, float) and decimals.isdecimal() and round(cell, int(decimals)) != cell:
        return "#,##0.0#########"
    return None


def write_exact_cell(sheet: Any, spot: tuple[int, int], cell: Cell, shape: Any, *, is_1904: bool) -> None:
    """Write one value; what Excel cannot hold (a day before its calendar begins) becomes its text."""
    if isinstance(cell, bool):
        sheet.write_boolean(*spot, cell, shape)
    elif isinstance(cell, int | float):
        _put_number(sheet, spot, cell, shape)
    elif isinstance(cell, Fault):
        _put_fault(sheet, spot, cell, shape)
    elif isinstance(cell, date | time | timedelta):
        serial = _serial(cell, is_1904=is_1904)
        if serial is None:
            _put_text(sheet, spot, write_cell(cell), shape)
        else:
            sheet.write_number(*spot, Exact(serial), shape)
    else:
        _put_text(sheet, spot, cell, shape)


def _put_text(sheet: Any, spot: tuple[int, int], text: str, shape: Any) -> None:
    plain = _NO_SIGNS.sub("\ufffd", text)
    units = plain.encode("utf-16-le")
    if len(units) > 2 * _LONGEST:
        plain = units[: 2 * (_LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
    sheet.write_string(*spot, plain, shape)


def _put_number(sheet: Any, spot: tuple[int, int], number: float, shape: Any) -> None:
    if isfinite(number):
        sheet.write_number(*spot, Exact(number), shape)
    else:
        sheet.write_formula(*spot, "=#NUM!", shape, "#NUM!")


def _put_fault(sheet: Any, spot: tuple[int, int], fault: Fault, shape: Any) -> None:
    """An error stays one. A formula whose result was not saved stays without one; who opens the file sees #N/A."""
    if fault.kind == "formula":
        sheet.write_formula(*spot, "=NA()", shape, "")
        return
    text = fault.text if fault.text in _ERRORS else "#VALUE!"
    sheet.write_formula(*spot, f"={text}", shape, text)


def _serial(cell: date | time | timedelta, *, is_1904: bool) -> float | None:
    """Days since the workbook's calendar began; None before it. 1900 has a 29 February in Excel."""
    if isinstance(cell, time):
        return (cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6) / 86_400
    if isinstance(cell, timedelta):
        return cell / timedelta(days=1) if cell >= timedelta(0) else None
    moment = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)
    base = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
    days = (moment.replace(tzinfo=None) - base) / timedelta(days=1)
    if not is_1904 and days < 61:
        days -= 1
    return days if days >= (0 if is_1904 else 1) else None
