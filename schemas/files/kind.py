"""What a file is by its first bytes, whatever its name says: `recognise`, and `EXTENSIONS` for the name's part.

Pure. Only "xlsx", "xlsm", "xls", "ods" and "csv" are read; every other kind is a rule of level 0 that refuses it. What
a zip is, only its parts tell (schemas.files.formats.package).
"""

import re
from typing import NamedTuple

from schemas.files.formats.signed import is_encrypted, is_signed
from schemas.files.formats.tnef import TNEF

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
    """Look at the bytes of a file that is no zip; never raises."""
    if not content:
        return Recognised(refusal="FILE_EMPTY")
    if content.startswith(OLE):
        return _recognise_ole(content)
    if is_encrypted(content):
        return Recognised(refusal="FILE_ENCRYPTED_MAIL")
    if content.startswith(TNEF) or is_signed(content):
        return Recognised(refusal="FILE_MAIL")
    for start, rule in _STARTS:
        if content.startswith(start) and (rule != "FILE_PICTURE" or _is_binary(content)):
            return Recognised(refusal=rule)
    return _recognise_text(content)


def _recognise_ole(content: bytes) -> Recognised:
    """Old Office files name their streams in UTF-16; a protected xlsx is such a file too."""
    if _has_stream(content, "EncryptedPackage"):
        return Recognised(refusal="FILE_PASSWORD")
    if _has_stream(content, "Workbook") or _has_stream(content, "Book"):
        return Recognised("xls")
    return Recognised(refusal="FILE_MAIL" if _has_stream(content, "__substg1.0") else "FILE_DOCUMENT")


def _has_stream(content: bytes, name: str) -> bool:
    """Names of streams are compared without regard to case."""
    return re.search(re.escape(name.encode("utf-16-le")), content, re.IGNORECASE) is not None


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
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or any(
        start[first::2].count(0) > 0.4 * len(start) / 2 for first in (0, 1)
    ):
        return False
    control = len(start) - len(start.translate(None, _CONTROL))
    return start.count(0) > 0 or control > len(start) / 50
