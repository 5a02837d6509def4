"""A csv as rows of text: `read_text`. Encodings and separators are recognised, never asked for. Pure.

What is no UTF is read in the encoding that makes most of the known headings and labels readable; where that tells
nothing, by the letters that Germans write. What stays doubtful is not guessed.
"""

import csv
import re
from collections.abc import Iterable
from io import StringIO
from itertools import islice
from typing import NamedTuple

from schemas.files.headings import fold_label, known_labels
from schemas.files.workbook import MAX_COLUMNS, MAX_FAR, MAX_ROWS, MAX_TEXT, Cell, CellPlace, Sheet

# by how many texts they make readable; with as many the first
_ENCODINGS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "DOS (850)", "cp437": "DOS (437)"}
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_BETWEEN = re.compile(r"[;,\t|\r\n\"]+")
_LONGEST = 200  # characters of a heading
_USUAL = frozenset("äöüÄÖÜßéèáàçñêôîûëïğşıčćšžŠŽ„“”‚‘’‹›»«–—…•§€°²³·´\u00a0")
_FEW_USUAL = 0.8  # of the letters that differ, so many are usual in a text that was decoded rightly
_SEPARATOR = re.compile(r"sep=(.)(?:\r\n?|\n)", re.IGNORECASE)


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
        rows, far = _read_rows(csv.reader(StringIO(body, newline=None), delimiter=_delimiter(declared, body)))
    except (csv.Error, ValueError, TypeError):  # also for a declared separator that cannot be one
        return None
    is_long = any(isinstance(cell, str) and len(cell) > MAX_TEXT for row in rows for cell in row)
    return TextFile(Sheet("", rows, far=tuple(far)), encoding, len(far) > MAX_FAR or is_long)


class UntoldError(Exception):
    """No encoding makes the text readable."""


def decode(content: bytes) -> tuple[str, str | None] | None:
    """The text and, where it is not UTF-8, the encoding's name for people; None: it has no text.

    Raises:
        UntoldError: which encoding it is in cannot be told.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _try(content, "utf-16", "UTF-16")
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if content[first::2].count(0) > len(content) / 5:
            return _try(content, encoding, "UTF-16")
    return _try(content, "utf-8-sig", None) or _decode_bytes(content)


def _decode_bytes(content: bytes) -> tuple[str, str]:
    """The best of the encodings with one byte a letter."""
    tried = [found for encoding, name in _ENCODINGS.items() if (found := _try(content, encoding, name))]
    text, name = max(tried, key=lambda found: (_count_known(found[0]), _share_usual(found[0])))
    if not _count_known(text) and _share_usual(text) < _FEW_USUAL:
        raise UntoldError
    return text, str(name)


def _count_known(text: str) -> int:
    """How many different headings, labels and titles with letters beyond ASCII stand in it."""
    found = {fold_label(one) for one in set(_BETWEEN.split(text)) if one and not one.isascii() and len(one) < _LONGEST}
    return sum(one in known_labels() for one in found if not one.isascii())


def _share_usual(text: str) -> float:
    beyond = _BEYOND_ASCII.findall(text)
    return sum(letter in _USUAL for letter in beyond) / len(beyond)


def _try(content: bytes, encoding: str, name: str | None) -> tuple[str, str | None] | None:
    try:
        return content.decode(encoding), name
    except UnicodeError:
        return None


def _delimiter(declared: re.Match[str] | None, body: str) -> str:
    """The declared separator, else the one that most lines have most often."""
    if declared:
        return declared[1]
    lines = [line for line in islice(StringIO(body, newline=None), 200) if line.strip()]
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
