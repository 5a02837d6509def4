"""What calamine does not tell of an xlsx, or would not survive: `scan_xlsx`. Pure: a package in, bytes and facts out.

Error cells and formulas without a saved result look empty to it, and so does whatever it does not understand: what the
XML holds is counted against what it gives. It keeps a sheet as one block from the first to the last cell: a stray cell
in XFD1048576 would end the process, so cells too far away are cut out before. What it is given is a package of our own,
laid out as it expects, of those parts only that it needs.
"""

import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from itertools import islice
from typing import NamedTuple

from schemas.files.formats.package import Package, attributes, pack
from schemas.files.workbook import (
    MAX_COLUMNS,
    MAX_FAR,
    MAX_ROWS,
    MAX_SHEETS,
    Concealed,
    Fault,
    Held,
    Place,
    Scan,
    SheetScan,
)
from schemas.finding import column_number
from schemas.form.layout import LIVE_CELLS_SHEET

# Cheap searches first: most sheets have neither faults nor far cells. An entity in a reference would hide its number.
_FAR = rb"""r\s*=\s*["'](?:[A-Za-z]*\d{4,}|(?:[A-Za-z]{3,}|[J-Zj-z][A-Za-z]|[Ii][W-Zw-z])\d+|[^"']*&)"""
_SUSPECT, _SUSPECT_SPACED = re.compile(b" " + _FAR), re.compile(rb"\s" + _FAR)
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_ROW = re.compile(rb"<((?:\w+:)?)row\b([^>]*?)(?:/>|>(.*?)</\1row>)", re.DOTALL)
_CELL = re.compile(rb"<((?:\w+:)?)c\b([^>]*?)(?:/>|>(.*?)</\1c>)", re.DOTALL)
_NO_RESULT = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\b([^>]*\bt\s*=\s*["']e["'][^>/]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<""", re.DOTALL
)
_EMPTY_TEXT = re.compile(rb't="str"><f>[^<]*</f><v></v>')
_NO_RESULT_BEHIND = re.compile(rb"</f>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_NO_RESULT_ALONE = re.compile(rb"<f\b[^>]*/>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_IS_TEXT = re.compile(rb"""\bt\s*=\s*["']str["']""")
_IS_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true)["']""")
_SHEET = re.compile(rb"""<(?:\w+:)?sheet\b((?:[^>"']|"[^"]*"|'[^']*')*+)>""")
_NO_GRID = {"chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"}
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>/]*>([^<]*)<")
_TEXT = re.compile(rb"<(?:\w+:)?t\b[^>/]*>([^<]*)<")
_SHARED = re.compile(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_EMPTY = re.compile(rb"<si>(?:<t>)?</|<si><t/>|<si/>")
_PHONETIC = re.compile(rb"<((?:\w+:)?)rPh\b.*?</\1rPh>", re.DOTALL)
_COMMENT = re.compile(rb"""<(?:\w+:)?comment\b[^>]*?\bref\s*=\s*["']([A-Za-z]{1,3}\d{1,7})["']""")
_COLUMNS = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']|\b(?:ht|width)\s*=\s*["']0["']""")
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REFERS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGES = b"http://schemas.openxmlformats.org/package/2006/relationships"
_NOTHING = b'<worksheet xmlns="%s"><sheetData/></worksheet>' % _MAIN  # thousands of formulas that nobody reads


class _Found(NamedTuple):
    """A sheet of the workbook: what is said of it there, its XML, and the addresses of cells with a comment."""

    tag: dict[str, str]
    xml: bytes
    commented: frozenset[str]


def scan_xlsx(package: Package) -> Scan | None:
    """Look through the sheets of a workbook; None where it stays too large even without its far cells.

    Raises:
        BadZipFile, KeyError, zlib.error: the file is broken (the caller's boundary).
    """
    book, relations = package.part(package.main), package.relations(package.main)
    tags = [attributes(tag) for tag in _SHEET.findall(book)]
    if not tags:
        raise ValueError("a workbook without sheets")
    if len(tags) > MAX_SHEETS:
        return None
    targets = [(tag, relations[tag["id"]]) for tag in tags]
    found = [_find_sheet(package, tag, refers.target) for tag, refers in targets if refers.kind not in _NO_GRID]
    scans = [SheetScan(commented=one.commented) for one in found]
    xmls = [
        _cut_far(xml, scan) if _suspect(xml).search(xml) else xml
        for (_, xml, _), scan in zip(found, scans, strict=True)
    ]
    cut = (xml for xml, (_, whole, _) in zip(xmls, found, strict=True) if xml is not whole)
    if any(len(scan.far) > MAX_FAR for scan in scans) or any(map(_stays_too_large, cut)):
        return None
    others = {
        one.kind: package.part(one.target) for one in relations.values() if one.kind in {"sharedStrings", "styles"}
    }
    shared = others.get("sharedStrings", b"")
    empty = [b't="s"><v>%d</v>' % shared.count(b"<si", 0, text.start()) for text in islice(_EMPTY.finditer(shared), 9)]
    for xml, scan in zip(xmls, scans, strict=True):
        scan.faults, scan.concealed = dict(_find_faults(xml)), _find_concealed(xml)
        scan.count, scan.held = _count_held(xml, empty), _find_held(xml, shared)
    is_1904 = bool(_IS_1904.search(book))
    parts = _lay_out([one.tag for one in found], xmls, others, is_1904=is_1904)
    return Scan(pack(parts), scans, is_1904)


def _find_sheet(package: Package, tag: dict[str, str], target: str) -> _Found:
    xml = package.part(target) if tag.get("name") != LIVE_CELLS_SHEET else _NOTHING
    return _Found(tag, xml, _find_commented(package, target))


def _find_commented(package: Package, sheet: str) -> frozenset[str]:
    """The cells of a sheet that somebody commented; newer threads of comments are kept as these, too."""
    parts = [one.target for one in package.relations(sheet).values() if one.kind == "comments"]
    found = (_COMMENT.findall(package.part(part)) for part in parts if part in package)
    return frozenset(address.decode().upper() for addresses in found for address in addresses[:MAX_FAR])


def _suspect(xml: bytes) -> re.Pattern[bytes]:
    """What to search for far cells with: much faster where, as nearly always, a blank stands before a reference."""
    return _SUSPECT_SPACED if any(mark in xml for mark in (b"\nr", b"\tr", b"\rr")) else _SUSPECT


def _lay_out(
    tags: list[dict[str, str]], xmls: list[bytes], others: dict[str, bytes], *, is_1904: bool
) -> dict[str, bytes]:
    """The parts of a package as every program writes it."""
    parts = {f"xl/{name}.xml": part for name, part in others.items()}
    parts |= {f"xl/worksheets/sheet{at}.xml": xml for at, xml in enumerate(xmls, 1)}
    sheets, refers = b"", b""
    for at, tag in enumerate(tags, 1):
        kept = " ".join(f"{name}={_quote(tag[name])}" for name in ("name", "state") if name in tag)
        sheets += b'<sheet %s sheetId="%d" r:id="rId%d"/>' % (kept.encode(), at, at)
        refers += b'<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>' % (at, _REFERS, at)
    for name in others:
        kind = name.encode()
        refers += b'<Relationship Id="%s" Type="%s/%s" Target="%s.xml"/>' % (kind, _REFERS, kind, kind)
    root = b'<Relationship Id="rId1" Type="%s/officeDocument" Target="xl/workbook.xml"/>' % _REFERS
    about = b'<workbookPr date1904="%d"/>' % is_1904
    parts["xl/workbook.xml"] = b'<workbook xmlns="%s" xmlns:r="%s">%s<sheets>%s</sheets></workbook>' % (
        _MAIN, _REFERS, about, sheets,
    )  # fmt: skip
    for name, said in (("_rels/.rels", root), ("xl/_rels/workbook.xml.rels", refers)):
        parts[name] = b'<Relationships xmlns="%s">%s</Relationships>' % (_PACKAGES, said)
    return parts


def _quote(written: str) -> str:
    """An attribute as it was written."""
    return '"' + written.replace('"', "&quot;") + '"'


def _find_faults(xml: bytes) -> Iterator[tuple[Place, Fault]]:
    """Error cells and formulas without a result; a cell without a reference cannot be named and is left out."""
    formulas = xml.count(b"<f>") + xml.count(b"<f ")
    empty = xml.count(b"</f><v></v>")
    are_texts = empty and empty == len(_EMPTY_TEXT.findall(xml))  # as in our own forms: hundreds of results ""
    if b":f" in xml or formulas != xml.count(b"</f><v>") - (0 if are_texts else empty):
        patterns = (
            (_NO_RESULT,) if b":f" in xml else (_NO_RESULT_BEHIND, _NO_RESULT_ALONE)
        )  # the latter are much faster
        is_prefixed = b":c " in xml  # else each of thousands of cells would be a search through all before it
        for end in (end for pattern in patterns for end in pattern.finditer(xml)):
            prefixed = xml.rfind(b":c ", 0, end.start()) if is_prefixed else -1
            start = max(xml.rfind(b"<c ", 0, end.start()), prefixed)
            opening = xml[start : xml.find(b">", start)]
            # t="str" with nothing in it is a result: the empty text
            if (place := _locate(opening)) and not (_IS_TEXT.search(opening) and b"v" in end[0]):
                yield place, Fault("formula")
    for cell in _ERROR.finditer(xml) if b'"e"' in xml or b"'e'" in xml else ():
        if place := _locate(cell[1]):
            yield place, Fault("error", cell[2].decode("utf-8", "replace"))


def _count_held(xml: bytes, empty: list[bytes]) -> int:
    """How many cells hold something, quickly; -1 where they have to be looked at one by one."""
    if b":v" in xml or b":is" in xml:  # another program's prefixes
        return -1
    return xml.count(b"<v") + xml.count(b"<is") - sum(map(xml.count, (b"<v></v>", b"<v/>", *empty)))


def _find_held(xml: bytes, shared: bytes) -> Iterator[tuple[Place, Held]]:
    """Every cell that holds something: a text as it is, else a fault that says what is written.

    What is said of a cell again and again (a hostile file does so a million times) is looked at once.
    """
    texts = [_join_texts(text) for text in _SHARED.findall(shared)]
    seen: dict[Place, bytes] = {}
    number = 0
    for row in _ROW.finditer(xml):
        reference, column = _REFERENCE.search(row[2]), 0
        number = int(reference[2]) if reference else number + 1
        for cell in _CELL.finditer(row[3] or b""):
            place = _locate(cell[2]) or (number, column + 1)
            column = place[1]
            if cell[3] and seen.setdefault(place, b"") != cell[3]:
                seen[place] = cell[3]
                if held := _held_by(cell, texts):
                    yield place, held


def _held_by(cell: re.Match[bytes], texts: list[str]) -> Held | None:
    body, kind = cell[3] or b"", attributes(cell[2]).get("t")
    value = _VALUE.search(body)
    written = unescape(value[1].decode("utf-8", "replace")) if value else _join_texts(body)
    if kind == "s" and written.strip().isdecimal():
        number = int(written)
        return texts[number] if number < len(texts) else None
    return (written if kind in {"str", "inlineStr"} else Fault("lost", written)) if written.strip() else None


def _join_texts(xml: bytes) -> str:
    """A text of several parts, without what only says how it is pronounced."""
    return unescape(b"".join(_TEXT.findall(_PHONETIC.sub(b"", xml))).decode("utf-8", "replace"))


def _find_concealed(xml: bytes) -> Concealed:
    """The rows and columns that are hidden."""
    found = Concealed()
    if not any(mark in xml for mark in (b"hidden", b'ht="0"', b'width="0"')):
        return found
    number = 0
    for row in _ROW.finditer(xml):
        reference = _REFERENCE.search(row[2])
        number = int(reference[2]) if reference else number + 1
        if _HIDDEN.search(row[2]):
            found.rows.add(number)
    for tag in _COLUMNS.findall(xml):
        said = attributes(tag)
        first, last = said.get("min", ""), said.get("max", "")
        if _HIDDEN.search(tag) and first.isdecimal() and last.isdecimal():
            found.columns.update(range(int(first), min(int(last), MAX_COLUMNS) + 1))
    return found


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
        b"&" in suspect[0] or _is_far(xml[suspect.start() : suspect.end() + 9])
        for suspect in _suspect(xml).finditer(xml)
    )
