"""A csv as rows of text: `read_text`. Encodings and separators are recognised, never asked for. Pure."""

import csv
import re
from io import StringIO
from typing import NamedTuple

from schemas.files.workbook import MAX_COLUMNS, MAX_ROWS, Cell, Place, Sheet

_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


class TextFile(NamedTuple):
    """The file's only sheet; `encoding` names one that is not UTF-8."""

    sheet: Sheet
    encoding: str | None


def read_text(content: bytes) -> TextFile | None:
    """Read a csv; None where its text cannot be decoded or its quotes never end."""
    decoded = decode(content)
    if decoded is None:
        return None
    text, encoding = decoded
    declared = _SEPARATOR.match(text)
    body = text[declared.end() :] if declared else text
    try:
        rows: list[list[Cell]] = [list(row) for row in csv.reader(StringIO(body), delimiter=_delimiter(declared, body))]
    except (csv.Error, ValueError, TypeError):  # also for a declared separator that cannot be one
        return None
    far = tuple(_far_cells(rows))
    return TextFile(Sheet("", [row[:MAX_COLUMNS] for row in rows[:MAX_ROWS]], far=far), encoding)


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
    lines = [line for line in body.splitlines()[:200] if line.strip()]
    return max(";\t,|", key=lambda sign: (sum(sign in line for line in lines), sum(line.count(sign) for line in lines)))


def _far_cells(rows: list[list[Cell]]) -> list[str]:
    """Addresses of what lies outside of the area that is read."""
    return [
        Place("", number, at).address
        for number, row in enumerate(rows, start=1)
        if number > MAX_ROWS or len(row) > MAX_COLUMNS
        for at, cell in enumerate(row, start=1)
        if cell and (number > MAX_ROWS or at > MAX_COLUMNS)
    ]
