"""What a file is by its first bytes, whatever its name says: `recognise`, and `EXTENSIONS` for the name's part.

Pure. Only "xlsx", "xlsm", "xls", "ods" and "csv" are read; every other kind is a rule of level 0 that refuses it.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from schemas.files.workbook import MAX_UNPACKED_BYTES

READABLE = {
    "xlsx": "eine Excel-Arbeitsmappe (.xlsx)",
    "xlsm": "eine Excel-Arbeitsmappe mit Makros (.xlsm)",
    "xls": "eine alte Excel-Arbeitsmappe (.xls)",
    "ods": "eine OpenDocument-Tabelle (.ods)",
    "csv": "eine Textdatei (CSV)",
}
EXTENSIONS = {kind: kind for kind in READABLE} | {"xlt": "xls", "txt": "csv", "tsv": "csv"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = (
    (b"%PDF", "FILE_PDF"),
    (b"\xff\xd8\xff", "FILE_PICTURE"),
    (b"\x89PNG", "FILE_PICTURE"),
    (b"GIF8", "FILE_PICTURE"),
    (b"BM", "FILE_PICTURE"),
    (b"II*\x00", "FILE_PICTURE"),
    (b"MM\x00*", "FILE_PICTURE"),
    (b"RIFF", "FILE_PICTURE"),
    (b"{\\rtf", "FILE_DOCUMENT"),
    (b"Rar!", "FILE_ARCHIVE"),
    (b"7z\xbc\xaf", "FILE_ARCHIVE"),
    (b"\x1f\x8b", "FILE_ARCHIVE"),
)
_MARKUP = re.compile(rb"\s*(?:<\?xml|<!doctype|<html|<table|<head|<meta|<body|<div|<style)", re.IGNORECASE)
_MAIL = re.compile(
    rb"(?:Received|From|To|Subject|Date|Reply-To|Return-Path|Delivered-To|Envelope-To|MIME-Version|Message-ID|Content-Type|"
    rb"DKIM-Signature|Authentication-Results|ARC-[\w-]+|X-[\w-]+):\s",
    re.IGNORECASE,
)
_CONTROL = bytes(byte for byte in range(32) if byte < 9 or byte > 13)


class Recognised(NamedTuple):
    """The kind of a file that is read, or the rule that refuses it."""

    kind: str = ""
    refusal: str = ""


def recognise(content: bytes) -> Recognised:
    """Look at a file's bytes; never raises."""
    if not content:
        return Recognised(refusal="FILE_EMPTY")
    if content.startswith(OLE):
        return _recognise_ole(content)
    if content.startswith(b"PK"):
        return _recognise_zip(content)
    for start, rule in _STARTS:
        if content.startswith(start) and (rule != "FILE_PICTURE" or _is_binary(content)):
            return Recognised(refusal=rule)
    return _recognise_text(content)


def refuse_parts(content: bytes) -> str:
    """The rule that forbids to open a workbook that is a zip; empty where nothing does.

    Each part is really unpacked, block by block, since what the directory says may be a lie (a zip bomb). No program
    writes a DOCTYPE into a workbook: it could make gigabytes of a few bytes, or name files of ours.

    Raises:
        BadZipFile, zlib.error and others: the file is broken (the caller's boundary).
    """
    with ZipFile(BytesIO(content)) as parts:
        entries = parts.infolist()
        if any(entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for entry in entries):
            raise BadZipFile("a part is packed as no program packs workbooks")
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
            return "FILE_UNPACKED_TOO_LARGE"
        size = 0
        for entry in entries:
            before = b""
            for block in entry_blocks(parts, entry):
                size += len(block)
                if size > MAX_UNPACKED_BYTES:
                    return "FILE_UNPACKED_TOO_LARGE"
                if b"<!DOCTYPE" in (seen := before + block) and entry.filename.casefold().endswith((".xml", ".rels")):
                    return "FILE_ENTITIES"
                before = seen[-8:]
    return ""


def entry_blocks(parts: ZipFile, entry: ZipInfo) -> Iterator[bytes]:
    """What a part unpacks to, a megabyte at a time."""
    with parts.open(entry) as part:
        while block := part.read(1 << 20):
            yield block


def _start_of(parts: ZipFile, name: str, most: int) -> bytes:
    """The beginning of a part, which may be a bomb."""
    with parts.open(name) as part:
        return part.read(most)


def _recognise_zip(content: bytes) -> Recognised:
    try:
        with ZipFile(BytesIO(content)) as parts:
            entries, names = parts.infolist(), set(parts.namelist())
            if any(entry.flag_bits & 1 for entry in entries) or _is_locked_ods(parts, names):
                return Recognised(refusal="FILE_PASSWORD")
            return _recognise_parts(parts, names)
    except (BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zlib.error, struct.error):
        return Recognised(refusal="FILE_BROKEN")


def _recognise_parts(parts: ZipFile, names: set[str]) -> Recognised:
    if "xl/workbook.xml" in names:
        return Recognised("xlsm" if "xl/vbaProject.bin" in names else "xlsx")
    if "xl/workbook.bin" in names:
        return Recognised(refusal="FILE_BINARY_WORKBOOK")
    kind = _start_of(parts, "mimetype", 200).strip() if "mimetype" in names else b""
    if kind.endswith((b"spreadsheet", b"spreadsheet-template")) and "content.xml" in names:
        return Recognised("ods")
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return Recognised("xlsx")  # a producer with its own part names: calamine finds them
    is_document = kind or any(name.startswith(("word/", "ppt/", "Index/")) for name in names)
    return Recognised(refusal="FILE_DOCUMENT" if is_document else "FILE_ARCHIVE")


def _is_locked_ods(parts: ZipFile, names: set[str]) -> bool:
    return "META-INF/manifest.xml" in names and b"encryption-data" in _start_of(parts, "META-INF/manifest.xml", 1 << 20)


def _recognise_ole(content: bytes) -> Recognised:
    """Old Office files name their streams in UTF-16; a protected xlsx is such a file too."""
    if _has_stream(content, "EncryptedPackage"):
        return Recognised(refusal="FILE_PASSWORD")
    if _has_stream(content, "Workbook") or _has_stream(content, "Book"):
        return Recognised("xls")
    return Recognised(refusal="FILE_MAIL" if _has_stream(content, "__substg1.0") else "FILE_DOCUMENT")


def _has_stream(content: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in content


def _recognise_text(content: bytes) -> Recognised:
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"}:
        return Recognised(refusal="FILE_PICTURE")
    if _MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")):
        return Recognised(refusal="FILE_HTML")
    if _MAIL.match(content):
        return Recognised(refusal="FILE_MAIL")
    return Recognised(refusal="FILE_UNKNOWN") if _is_binary(content) else Recognised("csv")


def _is_binary(content: bytes) -> bool:
    """Whether the start holds bytes that no text has; UTF-16 has its mark or a zero in every second place."""
    start = content[:4096]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or start[1::2].count(0) > 0.4 * len(start) / 2:
        return False
    control = len(start) - len(start.translate(None, _CONTROL))
    return start.count(0) > 0 or control > len(start) / 50
