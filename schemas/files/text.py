"""A csv as rows of text: `read_text`. Encodings and separators are recognised, never asked for. Pure."""

import csv
import re
from collections.abc import Iterable
from io import StringIO
from itertools import islice
from typing import NamedTuple

from schemas.files.workbook import MAX_COLUMNS, MAX_FAR, MAX_ROWS, MAX_TEXT, Cell, CellPlace, Sheet

_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


class TextFile(NamedTuple):
    """The file's only sheet; `encoding` names one that is not UTF-8. `is_too_large`: not all of it can be read."""

    sheet: Sheet
    encoding: str | None
    is_too_large: bool = False


def read_text(content: bytes) -> TextFile | None:
    """Read a csv; None where its text cannot be decoded or its quotes never end."""
    decoded = decode(content)
    if decoded is None:
        return None
    text, encoding = decoded
    declared = _SEPARATOR.match(text)
    body = text[declared.end() :] if declared else text
    try:
        rows, far = _read_rows(csv.reader(StringIO(body), delimiter=_delimiter(declared, body)))
    except (csv.Error, ValueError, TypeError):  # also for a declared separator that cannot be one
        return None
    is_long = any(isinstance(cell, str) and len(cell) > MAX_TEXT for row in rows for cell in row)
    return TextFile(Sheet("", rows, far=tuple(far)), encoding, len(far) > MAX_FAR or is_long)


def decode(content: bytes) -> tuple[str, str | None] | None:
    """The text and, where it is not UTF-8, the encoding's name for people."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _try(content, "utf-16", "UTF-16")
    if content[1::2].count(0) > len(content) / 5:
        return _try(content, "utf-16-le", "UTF-16")
    return _try(content, "utf-8-sig", None) or _try(content, "cp1252", "Windows-1252")


def _try(content: bytes, encoding: str, name: str | None) -> tuple[str, str | None] | None:
    try:
        return content.decode(encoding), name
    except UnicodeError:
        return None


def _delimiter(declared: re.Match[str] | None, body: str) -> str:
    """The declared separator, else the one that most lines have most often."""
    if declared:
        return declared[1]
    lines = [line for line in islice(StringIO(body), 200) if line.strip()]
    return max(
        ";\t,|",
        key=lambda separator: (sum(separator in line for line in lines), sum(line.count(separator) for line in lines)),
    )


def _read_rows(lines: Iterable[list[str]]) -> tuple[list[list[Cell]], list[str]]:
    """The rows of the area that is read, and the addresses of what lies outside of it; of too much not all."""
    rows: list[list[Cell]] = []
    far: list[str] = []
    for number, row in enumerate(lines, start=1):
        first = MAX_COLUMNS if number <= MAX_ROWS else 0
        far += [CellPlace("", number, at + 1).address for at in range(first, len(row)) if row[at]][: MAX_FAR + 1]
        if number <= MAX_ROWS:
            rows.append(list(row[:MAX_COLUMNS]))
        if len(far) > MAX_FAR:
            break
    return rows, far
