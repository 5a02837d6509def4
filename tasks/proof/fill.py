"""Fill the named cells of somebody's workbook and change nothing else in it. One way in: `fill_workbook`.

The parts of the file are rewritten cell by cell, so that formats, pictures and formulas stay as they were. A text is
written as text and never read as a formula; a cell with a formula is not overwritten. Same input, same bytes.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from posixpath import join, normpath
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from schemas.finding import cell_address, column_number
from schemas.proof.cells import NamedArea, SheetCell, find_misled, read_area
from schemas.proof.mapping import Filling
from schemas.proof.proof import Entry
from schemas.visible import visible

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
BOOK, BOOK_LINKS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_TYPES, _PLAIN, _MACROS = "[Content_Types].xml", b"spreadsheetml.sheet.main+xml", "vbaproject.bin"
_MOST_SAID = 10  # formulas of a sheet
MOST_BYTES = 200_000_000  # unpacked; a form has some 100 KB
# What is said in a file is never fetched or expanded; a comment between rows is no row.
_PARSING: dict[str, Any] = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
_AFTER_CALCULATION = ("oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
                      "fileRecoveryPr", "webPublishObjects", "extLst")  # fmt: skip


_BROKEN = (
    BadZipFile, etree.XMLSyntaxError, KeyError, IndexError, AttributeError, TypeError, ValueError, NotImplementedError,
    EOFError, RuntimeError, zlib.error,
)  # fmt: skip
"""What zipfile and the way through the parts raise where a file is no workbook, is encrypted or lacks a part."""


NOT_PLAIN = (
    "enthält Makros oder ist in einem anderen Format gespeichert und nur umbenannt. Bitte in Excel mit „Speichern "
    "unter“ als „Excel-Arbeitsmappe (*.xlsx)“ speichern."
)


class UnusableWorkbookError(ValueError):
    """The file is no workbook that can be filled; the message is a German sentence."""


@dataclass
class _Book:
    """A workbook's parts, those that are XML opened as they are needed; `unknown`: cells whose figure nobody knows."""

    parts: dict[str, bytes]
    opened: dict[str, Any] = field(default_factory=dict)
    unknown: set[SheetCell] = field(default_factory=set)

    def open(self, name: str) -> Any:
        if name not in self.opened:
            self.opened[name] = etree.fromstring(self.parts[name], etree.XMLParser(**_PARSING))
        return self.opened[name]

    def close(self) -> bytes:
        written = {name: etree.tostring(tree, encoding="UTF-8", standalone=True) for name, tree in self.opened.items()}
        stream = BytesIO()
        with ZipFile(stream, "w", ZIP_DEFLATED) as made:
            for name, part in (self.parts | written).items():
                made.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, ZIP_DEFLATED)
        return stream.getvalue()


def fill_workbook(content: bytes, filling: Filling, file: str) -> tuple[bytes, list[str], int]:
    """The workbook with these values; what could not be filled, in German; and how many names were found.

    Raises:
        UnusableWorkbookError: it is no xlsx that can be opened, or one by its name alone.
    """
    try:
        book = _Book(_unpack(content))
        is_plain = _PLAIN in book.parts[_TYPES] and not any(name.lower().endswith(_MACROS) for name in book.parts)
        areas, sheets = _areas(book), _sheet_parts(book)
        for part in sheets.values():
            _numbered(book.open(part))
        if STYLES in book.parts:
            book.open(STYLES)
    except _BROKEN as error:
        raise UnusableWorkbookError(f"Die Vorlage {file} lässt sich nicht als Excel-Datei (.xlsx) öffnen.") from error
    if not is_plain:
        raise UnusableWorkbookError(f"Die Vorlage {file} {NOT_PLAIN}")
    problems: list[str] = []
    filled: dict[str, NamedArea] = {}
    for name in (*filling.areas, *filling.cells):
        area = areas.get(name.casefold())
        if area is None or area.sheet not in sheets:
            problems.append(f"In der Vorlage {file} gibt es keine Zelle mit dem Namen „{name}“.")
            continue
        rows: Sequence[tuple[Entry, ...]] = filling.areas.get(name, ())
        if name in filling.cells:
            area, rows = area._replace(last_row=area.row, last_column=area.column), [(filling.cells[name],)]
        if taken := [other for other, its in filled.items() if its.meets(area)]:
            problems.append(f"{file}, „{name}“ liegt auf Zellen von „{taken[0]}“ und wird nicht gefüllt.")
            continue
        filled[name] = area
        problems += _fill_area(book, sheets[area.sheet], area, rows, f"{file}, „{name}“")
    _forget_results(book, sheets.values())
    return book.close(), [*problems, *_say_misled(book, sheets, areas, file)], len(filled)


def _unpack(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
            raise BadZipFile("too large")
        return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}


def _areas(book: _Book) -> dict[str, NamedArea]:
    """Every name that stands for cells of one place; what it stood for and is gone (#REF!) is none.

    A name of the whole workbook goes before one of a sheet; of two sheets that have it nobody knows which is meant.
    """
    found: dict[str, dict[bool, list[NamedArea]]] = {}
    for one in book.open(BOOK).iter(f"{MAIN}definedName"):
        if area := read_area((one.text or "").strip().lstrip("=")):
            places = found.setdefault(str(one.get("name")).casefold(), {})
            places.setdefault(one.get("localSheetId") is not None, []).append(area)
    first = {name: places.get(False) or places[True] for name, places in found.items()}
    return {name: areas[0] for name, areas in first.items() if len(areas) == 1}


def _sheet_parts(book: _Book) -> dict[str, str]:
    targets = {one.get("Id"): one.get("Target") for one in book.open(BOOK_LINKS)}
    parts = {}
    for sheet in book.open(BOOK).iter(f"{MAIN}sheet"):
        target = str(targets.get(sheet.get(RELATION)))
        path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        if path in book.parts and etree.QName(book.open(path)).localname == "worksheet":  # a chart may be a sheet, too
            parts[str(sheet.get("name"))] = path
    return parts


def _numbered(tree: Any) -> None:
    """Say of each row and cell where it stands; some programs leave out what follows from the order."""
    row = 0
    for line in tree.find(f"{MAIN}sheetData"):
        row = int(line.get("r") or row + 1)
        line.set("r", str(row))
        column = 0
        for cell in line:
            column = column_number(re.sub(r"\d", "", cell.get("r"))) if cell.get("r") else column + 1
            cell.set("r", cell_address(row, column))


def _fill_area(book: _Book, part: str, area: NamedArea, rows: Sequence[tuple[Entry, ...]], where: str) -> list[str]:
    """Row by row; what has no room or place is said, what is left over is emptied."""
    room, width = area.last_row - area.row + 1, area.last_column - area.column + 1
    problems = []
    if len(rows) > room:
        problems.append(f"{where} hat Platz für {room} von {len(rows)} Zeilen; alle stehen im Kontrollblatt.")
    if any(len(row) > width for row in rows):
        problems.append(f"{where} hat Platz für {width} von {len(rows[0])} Spalten.")
    for at in range(room):
        values = (*rows[at], *[None] * width)[:width] if at < len(rows) else (None,) * width
        for place, value in enumerate(values):
            spot = (area.row + at, area.column + place)
            if value is not None and _is_covered(book.open(part), spot):
                problems.append(
                    f"{where}: {cell_address(*spot)} gehört zu verbundenen Zellen und ist nicht die erste; was dort "
                    "steht, ist nicht zu sehen. Bitte die linke obere benennen."
                )
            elif not _put(book, part, spot, value) and at < len(rows):
                problems.append(f"{where}: in {cell_address(*spot)} steht eine Formel; sie bleibt stehen.")
            elif value is None and at < len(rows):
                book.unknown.add((area.sheet, *spot))
    return problems


def _is_covered(tree: Any, spot: tuple[int, int]) -> bool:
    """Whether a cell is part of merged ones and not their first, so that nobody sees what it holds."""
    for merged in tree.iter(f"{MAIN}mergeCell"):
        area = read_area(f"x!{merged.get('ref')}")
        if area and area.meets(NamedArea("x", *spot, *spot)) and spot != (area.row, area.column):
            return True
    return False


def _put(book: _Book, part: str, spot: tuple[int, int], value: Entry) -> bool:
    """Write one cell, or empty it where nothing is known; False where a formula stands there."""
    cell = _cell(book.open(part), spot)
    if cell.find(f"{MAIN}f") is not None:
        return False
    for child in list(cell):
        cell.remove(child)
    for hint in ("t", "cm", "vm"):  # what kind of value stood there
        cell.attrib.pop(hint, None)
    if isinstance(value, Decimal):
        etree.SubElement(cell, f"{MAIN}v").text = format(value, "f")
    elif value:
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t")
        text.text = visible(value)
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        if value[0] in "=+-@" and STYLES in book.parts:
            cell.set("s", _quote_style(book.open(STYLES), cell.get("s", "0")))
    return True


def _cell(tree: Any, spot: tuple[int, int]) -> Any:
    """The element of a cell, made at its place where the file has none."""
    row, column = spot
    data = tree.find(f"{MAIN}sheetData")
    line = _find_or_insert(data, f"{MAIN}row", str(row), lambda one: int(one.get("r")), row)
    line.attrib.pop("spans", None)  # a hint only, and no longer right
    address = cell_address(row, column)
    return _find_or_insert(
        line, f"{MAIN}c", address, lambda one: column_number(re.sub(r"\d", "", one.get("r"))), column
    )


def _find_or_insert(parent: Any, tag: str, name: str, place_of: Any, place: int) -> Any:
    for at, one in enumerate(parent):
        if place_of(one) == place:
            return one
        if place_of(one) > place:
            made = etree.Element(tag, r=name)
            parent.insert(at, made)
            return made
    return etree.SubElement(parent, tag, r=name)


def _say_misled(book: _Book, sheets: Mapping[str, str], names: Mapping[str, NamedArea], file: str) -> Iterator[str]:
    """By sheet the formulas of the template that take what is not known for 0."""
    formulas = {spot: said for sheet, part in sheets.items() for spot, said in _formulas(book.open(part), sheet)}
    places: dict[str, list[str]] = {}
    for sheet, *spot in find_misled(formulas, book.unknown, names):
        places.setdefault(sheet, []).append(cell_address(*spot))
    for sheet, found in places.items():
        more = f" und {len(found) - _MOST_SAID} weiteren Zellen" if len(found) > _MOST_SAID else ""
        yield (
            f"{file}, Blatt „{sheet}“: die Formel in {', '.join(found[:_MOST_SAID])}{more} rechnet mit Zellen, die "
            "leer sind, weil ihre Zahl nicht bekannt ist, als stünde dort 0."
        )


def _formulas(tree: Any, sheet: str) -> Iterator[tuple[SheetCell, tuple[str, SheetCell]]]:
    """By its cell each formula and the cell that it was written for: of a shared one the file says only the first."""
    shared: dict[str, tuple[str, SheetCell]] = {}
    for formula in tree.iter(f"{MAIN}f"):
        address = formula.getparent().get("r")
        spot = (sheet, int(re.sub(r"\D", "", address)), column_number(re.sub(r"\d", "", address)))
        said = (formula.text or "", spot)
        if formula.get("t") == "shared":
            said = shared.setdefault(formula.get("si"), said)
        yield spot, said


def _forget_results(book: _Book, sheets: Iterable[str]) -> None:
    """What formulas came to before is no longer so: every program works them out anew when it opens the file."""
    for part in sheets:
        for formula in book.open(part).iter(f"{MAIN}f"):
            cell = formula.getparent()
            for result in cell.findall(f"{MAIN}v"):
                cell.remove(result)
            cell.attrib.pop("t", None)
    root = book.open(BOOK)
    calculation = root.find(f"{MAIN}calcPr")
    if calculation is None:
        later = {f"{MAIN}{name}" for name in _AFTER_CALCULATION}
        at = next((number for number, one in enumerate(root) if one.tag in later), len(root))
        calculation = etree.Element(f"{MAIN}calcPr")
        root.insert(at, calculation)
    calculation.set("fullCalcOnLoad", "1")


def _quote_style(styles: Any, number: str) -> str:
    """A style like `number` under which a text stays one when somebody edits it, though it looks like a formula."""
    formats = styles.find(f"{MAIN}cellXfs")
    wanted = deepcopy(formats[int(number)])
    wanted.set("quotePrefix", "1")
    alike = (at for at, one in enumerate(formats) if etree.tostring(one) == etree.tostring(wanted))
    if (known := next(alike, None)) is not None:
        return str(known)
    formats.append(wanted)
    formats.set("count", str(len(formats)))
    return str(len(formats) - 1)
