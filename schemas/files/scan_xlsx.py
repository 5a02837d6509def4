"""What calamine does not tell of an xlsx, or would not survive: `scan_xlsx`. Pure: bytes in, bytes and facts out.

Error cells and formulas without a saved result look empty to it. And it keeps a sheet as one block from the first
to the last cell: a stray cell in XFD1048576 would end the process, so cells too far away are cut out before.
"""

import re
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from schemas.files.workbook import MAX_COLUMNS, MAX_FAR, MAX_ROWS, Fault, Scan, SheetScan
from schemas.finding import column_number

# Cheap searches first: most sheets have neither faults nor far cells. An entity in a reference would hide its number.
_SUSPECT = re.compile(
    rb"""\br\s*=\s*["'](?:[A-Za-z]*\d{4,}|(?:[A-Za-z]{3,}|[J-Zj-z][A-Za-z]|[Ii][W-Zw-z])\d+|[^"']*&)"""
)
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_ROW = re.compile(rb"<((?:\w+:)?)row\b([^>]*?)(?:/>|>(.*?)</\1row>)", re.DOTALL)
_CELL = re.compile(rb"<((?:\w+:)?)c\b([^>]*?)(?:/>|>(.*?)</\1c>)", re.DOTALL)
_NO_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\b([^>]*\bt\s*=\s*["']e["'][^>/]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<""", re.DOTALL
)
_IS_TEXT = re.compile(rb"""\bt\s*=\s*["']str["']""")
_IS_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")
_SHEET = re.compile(rb"""<(?:\w+:)?sheet\b[^>]*?:id\s*=\s*["']([^"']+)""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")


def scan_xlsx(content: bytes) -> Scan | None:
    """Look through the sheets of a workbook; None where it stays too large even without its far cells.

    Raises:
        BadZipFile, KeyError, zlib.error: the file is broken (the caller's boundary).
    """
    with ZipFile(BytesIO(content)) as parts:
        book = parts.read("xl/workbook.xml")
        order = _sheet_parts(book, parts.read("xl/_rels/workbook.xml.rels"))
        xmls = {part: parts.read(part) for part in order if part in parts.NameToInfo}
    scans = {part: SheetScan() for part in order}
    cut = {part: _cut_far(xml, scans[part]) for part, xml in xmls.items() if _SUSPECT.search(xml)}
    if any(len(scan.far) > MAX_FAR for scan in scans.values()) or any(map(_stays_too_large, cut.values())):
        return None
    for part, xml in xmls.items():
        scans[part].faults = dict(_find_faults(cut.get(part, xml)))
    is_changed = any(scan.far for scan in scans.values())
    return Scan(
        _replace(content, cut) if is_changed else content, [scans[part] for part in order], bool(_IS_1904.search(book))
    )


def _sheet_parts(book: bytes, relations: bytes) -> list[str]:
    """The parts of the sheets in the workbook's order."""
    targets = {}
    for tag in _RELATION.findall(relations):
        target = _attribute(tag, b"Target").removeprefix("/")
        targets[_attribute(tag, b"Id")] = target if target.startswith("xl/") else f"xl/{target}"
    return [targets.get(relation.decode(), "") for relation in _SHEET.findall(book)]


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\b" + name + rb"""\s*=\s*["']([^"']*)""", tag)
    return found[1].decode("utf-8", "replace") if found else ""


def _find_faults(xml: bytes) -> Iterator[tuple[tuple[int, int], Fault]]:
    """Error cells and formulas without a result; a cell without a reference cannot be named and is left out."""
    if b"<f" in xml or b":f" in xml:
        for end in _NO_RESULT.finditer(xml):
            start = max(xml.rfind(b"<c ", 0, end.start()), xml.rfind(b":c ", 0, end.start()))
            opening = xml[start : xml.find(b">", start)]
            # t="str" with nothing in it is a result: the empty text
            if (place := _locate(opening)) and not (_IS_TEXT.search(opening) and b"v" in end[0]):
                yield place, Fault("formula")
    for cell in _ERROR.finditer(xml):
        if place := _locate(cell[1]):
            yield place, Fault("error", cell[2].decode("utf-8", "replace"))


def _locate(attributes: bytes) -> tuple[int, int] | None:
    """Row and column from 1."""
    reference = _REFERENCE.search(attributes)
    return (int(reference[2]), column_number(reference[1].decode())) if reference else None


def _cut_far(xml: bytes, scan: SheetScan) -> bytes:
    """The sheet without rows and cells too far away; their addresses, where they hold something, go to the scan."""
    near = _ROW.sub(partial(_keep_near_row, scan), xml)
    return _CELL.sub(partial(_keep_near_cell, scan), near)


def _keep_near_row(scan: SheetScan, row: re.Match[bytes]) -> bytes:
    reference = _REFERENCE.search(row[2])
    if reference is None or int(reference[2]) <= MAX_ROWS:
        return row[0]
    scan.far += [_written(cell) for cell in _CELL.finditer(row[3] or b"") if cell[3]]
    return b""


def _keep_near_cell(scan: SheetScan, cell: re.Match[bytes]) -> bytes:
    if not _is_far(cell[2]):
        return cell[0]
    if cell[3]:
        scan.far.append(_written(cell))
    return b""


def _written(cell: re.Match[bytes]) -> str:
    reference = _REFERENCE.search(cell[2])
    return (reference[1] + reference[2]).decode() if reference else "?"


def _is_far(attributes: bytes) -> bool:
    place = _locate(attributes)
    return place is not None and (place[0] > MAX_ROWS or place[1] > MAX_COLUMNS)


def _stays_too_large(xml: bytes) -> bool:
    return any(
        b"&" in suspect[0] or _is_far(xml[suspect.start() : suspect.end() + 9]) for suspect in _SUSPECT.finditer(xml)
    )


def _replace(content: bytes, changed: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name) or old.read(name))
    return stream.getvalue()
