"""What calamine does not tell of an ods: `scan_ods`. Pure, as `schemas.files.formats.scan_xlsx`.

OpenDocument repeats equal rows and cells by a number: a filled cell repeated a million times would fill the memory,
so such a file is refused. Empty repetitions, as every program writes them below the last row, are harmless. In a table
that is never closed calamine searches for ever, hence the check of the XML before.
"""

import re
from collections.abc import Iterator
from html import unescape
from xml.parsers import expat

from schemas.files.formats.package import Package, pack
from schemas.files.workbook import MAX_COLUMNS, MAX_ROWS, Concealed, Fault, Held, Place, Scan, SheetScan

_TABLE = re.compile(rb"<table:table[ >].*?</table:table>", re.DOTALL)
_ROW = re.compile(rb"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*?)(?:/>|>(.*?)</table:(?:covered-)?table-cell>)", re.DOTALL)
_SUSPECT = re.compile(
    rb'calcext:value-type="error"|table:formula="[^"]*"(?![^>]*office:value-type)|of:=#|>#[A-Z]+[/A-Z0-9]*[!?]<|>Err:'
)
_TEXT = re.compile(rb"<text:p[^>]*>([^<]*)")
_PARAGRAPH = re.compile(rb"<text:p\b[^>]*>(.*?)</text:p>", re.DOTALL)


_COLUMN = re.compile(rb"<table:table-column\b([^>]*)>")
_HIDDEN = re.compile(rb'table:visibility="(?:collapse|filter)"')
_NOTE = re.compile(rb"<office:annotation\b.*?</office:annotation>", re.DOTALL)
_TAG = re.compile(rb"<[^>]*>")


def scan_ods(package: Package) -> Scan | None:
    """Look through the tables; None where it has more rows or columns with content than are read.

    Raises:
        ValueError, BadZipFile, KeyError, zlib.error: the file is broken (the caller's boundary).
    """
    xml = package.part("content.xml")
    _check_form(xml)
    tables = _TABLE.findall(xml)
    if any(_is_too_large(table) for table in tables):
        return None
    content = pack({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": xml,
        "META-INF/manifest.xml": b"<manifest/>",
    })  # fmt: skip
    return Scan(content, [_scan_table(table) for table in tables])


def _scan_table(table: bytes) -> SheetScan:
    faults = dict(_find_faults(table)) if _SUSPECT.search(table) else {}
    return SheetScan(faults, concealed=_find_concealed(table), count=-1, held=_find_held(table))


def _check_form(xml: bytes) -> None:
    """Every element is closed; entities of its own were refused before (schemas.files.kind)."""
    try:
        expat.ParserCreate().Parse(xml, True)
    except expat.ExpatError as error:
        raise ValueError("content.xml is not well-formed") from error


def _is_too_large(table: bytes) -> bool:
    """Whether content lies, or is repeated, beyond what is read."""
    row_number = 0
    for row in _ROW.finditer(table):
        row_number += _repeated(row[1], b"rows")
        if not _has_content(row[2]):
            continue
        if row_number > MAX_ROWS or (b"number-columns-repeated" in row[2] and _width(row[2]) > MAX_COLUMNS):
            return True
    return False


def _width(row: bytes) -> int:
    """The column of the last cell with content."""
    column = last = 0
    for cell in _CELL.finditer(row):
        column += _repeated(cell[1], b"columns")
        last = column if _has_content(cell[0]) else last
    return last


def _has_content(xml: bytes | None) -> bool:
    return xml is not None and (b"office:value" in xml or b"<text:" in xml or b"table:formula" in xml)


def _repeated(attributes: bytes, what: bytes) -> int:
    found = re.search(rb'table:number-%s-repeated="(\d+)"' % what, attributes)
    return int(found[1]) if found else 1


def _cells(table: bytes) -> Iterator[tuple[Place, int, int, re.Match[bytes]]]:
    """Every cell with its place, and how often it is repeated downwards and to the right."""
    number = 1
    for row in _ROW.finditer(table):
        column, down = 1, _repeated(row[1], b"rows")
        for cell in _CELL.finditer(row[2] or b""):
            right = _repeated(cell[1], b"columns")
            yield (number, column), down, right, cell
            column += right
        number += down


def _find_faults(table: bytes) -> Iterator[tuple[Place, Fault]]:
    for place, _, _, cell in _cells(table):
        if fault := _fault_of(cell):
            yield place, fault


def _find_held(table: bytes) -> Iterator[tuple[Place, Held]]:
    """Every cell that holds something: a text as it is, else a fault that says what is written."""
    for (row, column), down, right, cell in _cells(table):
        if held := _held_by(cell):
            yield from (((at, to), held) for at in range(row, row + down) for to in range(column, column + right))


def _held_by(cell: re.Match[bytes]) -> Held | None:
    body = _NOTE.sub(b"", cell[2] or b"")
    shown = unescape(_TAG.sub(b"", b"\n".join(_PARAGRAPH.findall(body))).decode("utf-8", "replace"))
    is_text = b'office:value-type="string"' in cell[1] or b"office:value-type" not in cell[1]
    if is_text:
        return shown if shown.strip() else None
    return Fault("lost", shown)


def _find_concealed(table: bytes) -> Concealed:
    """The rows and columns that are hidden."""
    found = Concealed()
    if not _HIDDEN.search(table):
        return found
    number = column = 1
    for row in _ROW.finditer(table):
        repeated = _repeated(row[1], b"rows")
        if _HIDDEN.search(row[1]):
            found.rows.update(range(number, min(number + repeated, MAX_ROWS + 1)))
        number += repeated
    for tag in _COLUMN.findall(table):
        repeated = _repeated(tag, b"columns")
        if _HIDDEN.search(tag):
            found.columns.update(range(column, min(column + repeated, MAX_COLUMNS + 1)))
        column += repeated
    return found


def _fault_of(cell: re.Match[bytes]) -> Fault | None:
    text = _TEXT.search(cell[2] or b"")
    shown = text[1].decode("utf-8", "replace") if text else ""
    if b'calcext:value-type="error"' in cell[1] or shown.startswith(
        ("#DIV/0!", "#REF!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "Err:")
    ):
        return Fault("error", shown)
    is_unsaved = b"table:formula" in cell[1] and b"office:value-type" not in cell[1] and not shown
    return Fault("formula") if is_unsaved else None
