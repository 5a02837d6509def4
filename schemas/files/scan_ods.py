"""What calamine does not tell of an ods: `scan_ods`. Pure, as `schemas.files.scan_xlsx`.

OpenDocument repeats equal rows and cells by a number: a filled cell repeated a million times would fill the memory,
so such a file is refused. Empty repetitions, as every program writes them below the last row, are harmless. In a table
that is never closed calamine searches for ever, hence the check of the XML before.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat
from zipfile import ZipFile

from schemas.files.workbook import MAX_COLUMNS, MAX_ROWS, Fault, Scan, SheetScan

_TABLE = re.compile(rb"<table:table[ >].*?</table:table>", re.DOTALL)
_ROW = re.compile(rb"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*?)(?:/>|>(.*?)</table:(?:covered-)?table-cell>)", re.DOTALL)
_SUSPECT = re.compile(
    rb'calcext:value-type="error"|table:formula="[^"]*"(?![^>]*office:value-type)|of:=#|>#[A-Z]+[/A-Z0-9]*[!?]<|>Err:'
)
_TEXT = re.compile(rb"<text:p[^>]*>([^<]*)")


def scan_ods(content: bytes) -> Scan | None:
    """Look through the tables; None where it has more rows or columns with content than are read.

    Raises:
        ValueError, BadZipFile, KeyError, zlib.error: the file is broken (the caller's boundary).
    """
    with ZipFile(BytesIO(content)) as parts:
        xml = parts.read("content.xml")
    _check_form(xml)
    tables = _TABLE.findall(xml)
    if any(_is_too_large(table) for table in tables):
        return None
    return Scan(content, [SheetScan(dict(_find_faults(table)) if _SUSPECT.search(table) else {}) for table in tables])


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


def _find_faults(table: bytes) -> Iterator[tuple[tuple[int, int], Fault]]:
    row_number = 0
    for row in _ROW.finditer(table):
        row_number += 1
        column = 0
        for cell in _CELL.finditer(row[2] or b""):
            column += 1
            if fault := _fault_of(cell):
                yield (row_number, column), fault
            column += _repeated(cell[1], b"columns") - 1
        row_number += _repeated(row[1], b"rows") - 1


def _fault_of(cell: re.Match[bytes]) -> Fault | None:
    text = _TEXT.search(cell[2] or b"")
    shown = text[1].decode("utf-8", "replace") if text else ""
    if b'calcext:value-type="error"' in cell[1] or shown.startswith(
        ("#DIV/0!", "#REF!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "Err:")
    ):
        return Fault("error", shown)
    is_unsaved = b"table:formula" in cell[1] and b"office:value-type" not in cell[1] and not shown
    return Fault("formula") if is_unsaved else None
