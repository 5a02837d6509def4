"""Open a file as sheets of cells with their addresses. Ways in: `read(name, content)`, `refuse_large`, for any input.

The content decides what a file is, not its name. What cannot be opened is a `Workbook` that is not readable, with the
finding that says why. calamine panics on some broken files; its PanicException is a BaseException and stops here.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import chain
from pathlib import PurePath
from typing import Any, cast

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from config.errors import is_of_machine
from schemas.check.level0 import COLUMN_PERSON, TEXT_PERSON, make_finding
from schemas.files import workbook
from schemas.files.formats.package import BROKEN, Package, RefusedError
from schemas.files.formats.scan_ods import scan_ods
from schemas.files.formats.scan_xls import scan_xls
from schemas.files.formats.scan_xlsx import scan_xlsx
from schemas.files.incoming import distinct_name, shorten_name
from schemas.files.kind import EXTENSIONS, READABLE, recognise
from schemas.files.text import UntoldError, read_text
from schemas.files.withheld import withhold
from schemas.files.workbook import Cell, Fault, Held, Place, Scan, Sheet, SheetScan, Workbook
from schemas.finding import Finding
from schemas.visible import visible


class _TooMuchError(Exception):
    """More rows, columns or text than is read."""


def read(name: str, content: bytes, *, max_bytes: int = workbook.MAX_BYTES, keeps_persons: bool = False) -> Workbook:
    """Open one file. What is about single persons gets no further than here (schemas.files.withheld).

    Args:
        name: the file's name, with or without folders.
        content: its bytes.
        max_bytes: what is larger is not opened.
        keeps_persons: of a list that is ours, like the register, nothing is withheld.

    Returns:
        Its sheets; without any and `is_readable` False, if it cannot be opened.
    """
    digest = hashlib.sha256(content).hexdigest()
    if len(content) > max_bytes:
        return refuse_large(name, digest, len(content), max_bytes)
    book = _open(Workbook(PurePath(name).name, digest), content)
    return book if keeps_persons else _without_persons(book)


def _without_persons(book: Workbook) -> Workbook:
    book.sheets, withheld = withhold(book.sheets)
    for place, kind in withheld:
        subject = f"{place.sheet}!{place.address if place.column else ''}"
        made = make_finding(TEXT_PERSON if kind else COLUMN_PERSON, place, kind=kind)
        book.findings.append(replace(made, subject=subject))
    return book


def _open(book: Workbook, content: bytes) -> Workbook:
    if content.startswith(b"PK"):
        return _open_package(book, content)
    recognised = recognise(content)
    if recognised.refusal:
        return _refuse(book, recognised.refusal)
    book.findings += _name_findings(book.file, recognised.kind)
    return _open_text(book, content) if recognised.kind == "csv" else _open_workbook(book, partial(scan_xls, content))


def refuse_large(name: str, digest: str, size: int, max_bytes: int) -> Workbook:
    """A file that is not even loaded."""
    book = Workbook(PurePath(name).name, digest)
    return _refuse(book, "FILE_TOO_LARGE", size=size // 1_000_000, most=max_bytes // 1_000_000)


def _refuse(book: Workbook, rule: str, **words: Any) -> Workbook:
    book.findings = [make_finding(rule, **words)]
    book.is_readable = False
    book.sheets = []
    return book


def _name_findings(file: str, kind: str) -> list[Finding]:
    extension = PurePath(file).suffix.casefold()
    findings = [make_finding("FILE_MACROS")] if kind == "xlsm" else []
    named = EXTENSIONS.get(extension.removeprefix("."))
    if named != kind and not (named == "xlsm" and kind == "xlsx"):
        findings.append(make_finding("FILE_EXTENSION", value=extension or "nichts", kind=READABLE[kind]))
    return findings


def _open_text(book: Workbook, content: bytes) -> Workbook:
    try:
        text = read_text(content)
    except UntoldError:
        return _refuse(book, "FILE_ENCODING_UNKNOWN")
    if text is None:
        return _refuse(book, "FILE_UNKNOWN")
    if text.is_too_large:
        return _refuse(book, "FILE_TOO_MANY_CELLS")
    if text.encoding:
        book.findings.append(make_finding("FILE_ENCODING", encoding=text.encoding))
    book.sheets, book.is_text = [text.sheet], True
    return book


def _open_package(book: Workbook, content: bytes) -> Workbook:
    try:
        package = Package(content)
    except RefusedError as error:
        return _refuse(book, str(error), most=workbook.MAX_UNPACKED_BYTES // 1_000_000)
    except BROKEN as error:
        if is_of_machine(error):
            raise
        return _refuse(book, "FILE_BROKEN")
    book.findings += _name_findings(book.file, package.kind)
    return _open_workbook(book, partial(scan_ods if package.kind == "ods" else scan_xlsx, package))


def _open_workbook(book: Workbook, scan_it: Callable[[], Scan | None]) -> Workbook:
    try:
        scan = scan_it()
    except RefusedError as error:
        return _refuse(book, str(error), most=workbook.MAX_UNPACKED_BYTES // 1_000_000)
    except BROKEN as error:
        if is_of_machine(error):
            raise
        return _refuse(book, "FILE_BROKEN")
    if scan is None or len(scan.sheets) > workbook.MAX_SHEETS:
        return _refuse(book, "FILE_TOO_MANY_CELLS")
    if scan.is_locked:
        return _refuse(book, "FILE_PASSWORD")
    book.is_1904 = scan.is_1904
    return _open_with_calamine(book, scan)


def _open_with_calamine(book: Workbook, scan: Scan) -> Workbook:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(scan.content)) as opened:
            book.sheets = list(_sheets(opened, scan))
    except _TooMuchError:
        return _refuse(book, "FILE_TOO_MANY_CELLS")
    except PasswordError:
        return _refuse(book, "FILE_PASSWORD")
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        if is_of_machine(error):
            raise
        return _refuse(book, "FILE_BROKEN")
    return book


def _sheets(opened: CalamineWorkbook, scan: Scan) -> list[Sheet]:
    sheets: list[Sheet] = []
    taken: set[str] = set()
    for at, about in enumerate(opened.sheets_metadata):
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = opened.get_sheet_by_index(at)
        if sheet.end and (sheet.end[0] >= workbook.MAX_ROWS or sheet.end[1] >= workbook.MAX_COLUMNS):
            raise _TooMuchError  # cells that say no address are counted by nobody else
        known = scan.sheets[at] if at < len(scan.sheets) else SheetScan()
        rows = cast("list[list[Cell]]", sheet.to_python(skip_empty_area=False))
        _fill_in(rows, known)
        said = set(chain.from_iterable(rows))  # most of it many times
        if any(isinstance(cell, str) and len(cell) > workbook.MAX_TEXT for cell in said):
            raise _TooMuchError
        name = distinct_name(shorten_name(visible(about.name)), taken)
        is_hidden = about.visible is not SheetVisibleEnum.Visible
        sheets.append(Sheet(name, rows, is_hidden, tuple(known.far), known.concealed, known.commented))
    return sheets


def _fill_in(rows: list[list[Cell]], known: SheetScan) -> None:
    """Put in what calamine does not give: faults, and whatever else the file holds, counted against what was read."""
    given = sum(len(row) - row.count("") for row in rows)
    for place, fault in known.faults.items():
        _put(rows, place, fault)
    if known.count == given:
        return
    seen: dict[Place, Held] = {}
    for place, held in known.held:
        if seen.setdefault(place, held) != held:
            _put(rows, place, Fault("lost", f"{seen[place]} und {held}"))
        elif _is_empty(rows, place):
            _put(rows, place, held)


def _is_empty(rows: list[list[Cell]], place: Place) -> bool:
    row, column = place
    return row > len(rows) or column > len(rows[row - 1]) or rows[row - 1][column - 1] == ""


def _put(rows: list[list[Cell]], place: Place, cell: Cell) -> None:
    """Write a cell where calamine sees nothing, also beyond the block that it knows."""
    row, column = place
    while len(rows) < row:
        rows.append([])
    line = rows[row - 1]
    line += [""] * (column - len(line))
    line[column - 1] = cell
