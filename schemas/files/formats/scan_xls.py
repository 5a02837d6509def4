"""What calamine does not tell of an xls: `scan_xls`. Pure, as `schemas.files.formats.scan_xlsx`.

An xls is a small file system (OLE) whose stream "Workbook" is a list of records (BIFF). Error cells look empty to
calamine, and a cell in the last corner would take a gigabyte: its record is turned into that of a blank cell. Where
calamine reserves memory for a number that the file states, a damaged file would end the process: it is refused.
[MS-CFB] and [MS-XLS] describe both.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from schemas.files.workbook import MAX_COLUMNS, MAX_ROWS, Fault, Held, Place, Scan, SheetScan
from schemas.finding import cell_address

_END = 0xFFFFFFFC  # this and above: no further sector
_BOF, _EOF, _DATEMODE, _BOUNDSHEET, _BLANK, _MULBLANK = 0x0809, 0x000A, 0x0022, 0x0085, 0x0201, 0x00BE
_ROW, _COLINFO, _NUMBER, _RK, _MULRK = 0x0208, 0x007D, 0x0203, 0x027E, 0x00BD
_FORMULA, _BOOLERR, _FILEPASS, _STRINGS, _DIMENSIONS = 0x0006, 0x0205, 0x002F, 0x00FC, 0x0200
_CELLS = frozenset((_FORMULA, _NUMBER, 0x0204, 0x00FD, _RK, _MULRK, _BOOLERR, 0x00D6))
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


_BOOKS = {"workbook": "Workbook", "book": "Book"}


class _Entry(NamedTuple):
    """One of the directory: kind 2 is a stream, 5 the root; `at` is where it stands there."""

    name: str
    kind: int
    first: int
    length: int
    at: int


class _Sheet(NamedTuple):
    """What is found of a sheet, the numbers that it holds among it."""

    scan: SheetScan
    numbers: list[tuple[Place, Held]]


class _Record(NamedTuple):
    kind: int
    start: int  # in the stream
    body: bytes


def scan_xls(content: bytes) -> Scan:
    """Look through the sheets of an old workbook.

    Raises:
        ValueError, struct.error, IndexError: the file is broken (the caller's boundary).
    """
    places, name_at, name = _find_book(content)
    stream = b"".join(content[start : start + size] for start, size in places)
    changed = bytearray(content)
    changed[name_at : name_at + len(name)] = name  # calamine knows it in this spelling only
    scan = Scan(content)
    sheets: dict[int, _Sheet] = {}
    current: _Sheet | None = None
    for record in _records(stream):
        if record.kind == _FILEPASS:  # everything behind it is encrypted
            scan.is_locked = True
            return scan
        if record.kind == _BOUNDSHEET:
            sheet = sheets.setdefault(struct.unpack_from("<I", record.body)[0], _Sheet(SheetScan(count=-1), []))
            sheet.scan.held = sheet.numbers
            scan.sheets.append(sheet.scan)
        elif record.kind == _DATEMODE:
            scan.is_1904 = record.body[:2] == b"\x01\x00"
        elif record.kind == _BOF:
            current = sheets.get(record.start)
        elif record.kind == _STRINGS:
            _check_strings(record, len(stream))
        elif current and record.kind in {_ROW, _COLINFO}:
            _look_whether_hidden(record, current.scan)
        elif record.kind == _DIMENSIONS or (current and record.kind in _CELLS and _look_at(record, *current)):
            _make_blank(changed, places, record.start)
    scan.content = bytes(changed)
    return scan


def _look_whether_hidden(record: _Record, sheet: SheetScan) -> None:
    first, last = struct.unpack_from("<HH", record.body)
    if record.kind == _ROW and record.body[12] & 0x20:
        sheet.concealed.rows.add(first + 1)
    elif record.kind == _COLINFO and record.body[8] & 1:
        sheet.concealed.columns.update(range(first + 1, min(last + 1, MAX_COLUMNS) + 1))


def _records(stream: bytes) -> Iterator[_Record]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == 0 and size == 0:  # padding behind the last record
            return
        yield _Record(kind, at, stream[at + 4 : at + 4 + size])
        at += 4 + size


def _check_strings(record: _Record, size: int) -> None:
    """A text takes three bytes at least."""
    if struct.unpack_from("<I", record.body, 4)[0] * 3 > size:
        raise ValueError("the table of texts states more texts than the file can hold")


def _look_at(record: _Record, sheet: SheetScan, numbers: list[tuple[Place, Held]]) -> bool:
    """Note a fault, a far cell or a number; True where the cell must be cut out."""
    row, column = struct.unpack_from("<HH", record.body)
    if row >= MAX_ROWS or column >= MAX_COLUMNS:
        sheet.far.append(cell_address(row + 1, column + 1))
        return True
    error = None
    if record.kind == _BOOLERR and record.body[7] == 1:
        error = record.body[6]
    elif record.kind == _FORMULA and record.body[6] == 2 and record.body[12:14] == b"\xff\xff":
        error = record.body[8]
    if error is not None:
        sheet.faults[row + 1, column + 1] = Fault("error", _ERRORS.get(error, "#?"))
    elif record.kind in {_NUMBER, _RK, _MULRK} or (record.kind == _FORMULA and record.body[12:14] != b"\xff\xff"):
        last = struct.unpack("<H", record.body[-2:])[0] if record.kind == _MULRK else column
        numbers += [((row + 1, at + 1), Fault("lost")) for at in range(column, min(last, MAX_COLUMNS - 1) + 1)]
    return False


def _make_blank(content: bytearray, places: list[tuple[int, int]], at: int) -> None:
    """Overwrite the record's kind, byte by byte, since it may lie across two sectors."""
    for offset, value in enumerate(struct.pack("<H", _BLANK)):
        rest = at + offset
        for start, size in places:
            if rest < size:
                content[start + rest] = value
                break
            rest -= size


def _find_book(content: bytes) -> tuple[list[tuple[int, int]], int, bytes]:
    """Where the pieces of the stream "Workbook" lie, (offset, length) in order; where its name stands, and its bytes.

    Names are compared without regard to case.
    """
    shift, mini_shift = struct.unpack_from("<HH", content, 30)
    size = 1 << shift
    first_directory = struct.unpack_from("<I", content, 48)[0]
    cutoff, first_mini_fat = struct.unpack_from("<II", content, 56)
    table = _allocation(content, size)
    directory = [((sector + 1) << shift, size) for sector in _chain(table, first_directory)]
    entries = _entries(b"".join(content[start : start + length] for start, length in directory))
    root = next((entry for entry in entries if entry.kind == 5), None)
    book = next((entry for entry in entries if entry.kind == 2 and entry.name.casefold() in _BOOKS), None)
    if book is None or root is None:
        raise ValueError("there is no stream called Workbook")
    name_at = directory[book.at // size][0] + book.at % size
    name = _BOOKS[book.name.casefold()].encode("utf-16-le")
    if book.length >= cutoff:
        return [((sector + 1) << shift, size) for sector in _chain(table, book.first)], name_at, name
    mini = _read_table(content, [((sector + 1) << shift, size) for sector in _chain(table, first_mini_fat)])
    pieces = [((sector + 1) << shift) for sector in _chain(table, root.first)]
    per_sector = size >> mini_shift
    places = [
        (pieces[small // per_sector] + (small % per_sector << mini_shift), 1 << mini_shift)
        for small in _chain(mini, book.first)
    ]
    return places, name_at, name


def _allocation(content: bytes, size: int) -> list[int]:
    """The table that says which sector follows which."""
    sectors = list(struct.unpack_from("<109I", content, 76))
    following = struct.unpack_from("<I", content, 68)[0]
    seen: set[int] = set()
    while following < _END and following not in seen:
        seen.add(following)
        more = struct.unpack_from(f"<{size // 4}I", content, (following + 1) * size)
        sectors += more[:-1]
        following = more[-1]
    return _read_table(content, [((sector + 1) * size, size) for sector in sectors if sector < _END])


def _read_table(content: bytes, places: list[tuple[int, int]]) -> list[int]:
    numbers: list[int] = []
    for start, size in places:
        numbers += struct.unpack_from(f"<{size // 4}I", content, start)
    return numbers


def _chain(table: list[int], first: int) -> Iterator[int]:
    """The sectors of one stream in order; a broken chain that runs in a circle ends."""
    seen: set[int] = set()
    while first < _END and first not in seen:
        seen.add(first)
        yield first
        first = table[first]


def _entries(directory: bytes) -> list[_Entry]:
    entries = []
    for at in range(0, len(directory) - 127, 128):
        name_size, kind = struct.unpack_from("<HB", directory, at + 64)
        name = directory[at : at + max(0, min(name_size, 64) - 2)].decode("utf-16-le", "replace")
        first, length = struct.unpack_from("<II", directory, at + 116)
        entries.append(_Entry(name, kind, first, length, at))
    return entries
