"""A workbook that is a zip, opened once: `Package`, its `kind` and its parts, each unpacked once and as plain XML.

Where the parts lie is said by the package itself (`_rels/.rels`, `META-INF/manifest.xml`), in names without regard to
case and in either slash. What a part says is bounded, and freed from what spreadsheet programs understand and simple
readers do not: other encodings, comments, CDATA. Pure.
"""

import posixpath
import re
import struct
import zlib
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple
from urllib.parse import unquote
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from schemas.files.workbook import MAX_UNPACKED_BYTES

BROKEN = (
    BadZipFile,
    zlib.error,
    struct.error,
    OverflowError,
    LookupError,  # a part, a byte, or an encoding of that name is not there
    ValueError,
    OSError,
    EOFError,
    RuntimeError,
)
_ATTRIBUTES = rb"""(?:[^>"']|"[^"]*"|'[^']*')*+"""
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b(" + _ATTRIBUTES + rb")>")
_MAIN_PART = re.compile(rb"""PartName\s*=\s*["']([^"']+)["'][^>]*(?:sheet|template)[\w.]*\.main\+xml""")
_NAMED = re.compile(rb"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ROOT = re.compile(rb"<(?:\w+:)?(\w+)")
_FILE_ENTRY = re.compile(rb"<(?:\w+:)?file-entry\b(" + _ATTRIBUTES + rb")>")
_ENCODING = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]+)["'][^>]{0,100}\?>""")
_MARKS = re.compile(rb"<(?:\?|!--|!\[CDATA\[|!)")
_ENDS = {mark: (mark, end) for mark, end in ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<![CDATA[", b"]]>"))}
_ENCODINGS = {"utf-8", "utf8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"}  # of which no part is a bomb


class RefusedError(Exception):
    """The package is not opened; its text is the rule of level 0 that says why."""


class Relation(NamedTuple):
    """What a part refers to: the last word of its type, and where the target lies."""

    kind: str
    target: str


class Package:
    """A zip as a workbook, at first only its directory.

    Raises:
        BadZipFile and others of `BROKEN`: the file is broken, here and wherever a part is read.
        RefusedError: it must not be opened.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        entries = ZipFile(BytesIO(content)).infolist()
        self._entries = {_key(entry.filename): entry for entry in entries}
        self._parts: dict[str, bytes] = {}
        self.main = ""
        self._is_usual = all(entry.compress_type in {ZIP_STORED, ZIP_DEFLATED} for entry in entries)
        self._left = MAX_UNPACKED_BYTES if sum(entry.file_size for entry in entries) <= MAX_UNPACKED_BYTES else -1
        if any(entry.flag_bits & 1 for entry in entries):
            raise RefusedError("FILE_PASSWORD")
        self.kind = self._recognise()

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._entries

    def part(self, name: str) -> bytes:
        """A part as plain XML in UTF-8; KeyError where there is none."""
        key = _key(name)
        if key not in self._parts:
            self._parts[key] = plain_xml(self._unpack(self._entries[key]))
        return self._parts[key]

    def relations(self, source: str) -> dict[str, Relation]:
        """What a part refers to, by id; the package itself is the part ""."""
        folder, file = posixpath.split(source)
        name = f"{folder}/_rels/{file}.rels"
        found = {}
        for tag in _RELATION.findall(self.part(name)) if name in self else ():
            said = attributes(tag)
            if said.get("TargetMode") != "External":
                target = posixpath.join("/" + folder, unquote(said.get("Target", "")))
                found[said.get("Id", "")] = Relation(said.get("Type", "").rpartition("/")[2], _key(target))
        return found

    def _unpack(self, entry: ZipInfo) -> bytes:
        """What the directory says of a part may be a lie (a zip bomb): it is unpacked no further than that says."""
        if not self._is_usual:
            raise BadZipFile("a part is packed as no program packs workbooks")
        if self._left < 0:
            raise RefusedError("FILE_UNPACKED_TOO_LARGE")
        names, extras = struct.unpack_from("<HH", self._content, entry.header_offset + 26)
        start = entry.header_offset + 30 + names + extras
        packed = self._content[start : start + entry.compress_size]
        is_stored = entry.compress_type == ZIP_STORED
        content = packed if is_stored else zlib.decompressobj(-15).decompress(packed, entry.file_size + 1)
        if len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
            raise BadZipFile("a part is not what the directory says")
        self._left -= len(content)
        if self._left < 0:
            raise RefusedError("FILE_UNPACKED_TOO_LARGE")
        return content

    def _recognise(self) -> str:
        """xlsx, xlsm or ods; what else a zip may be is refused."""
        names = self._entries
        if self._finds_main():
            if self.main.endswith(".bin"):
                raise RefusedError("FILE_BINARY_WORKBOOK")
            return "xlsm" if any(name.endswith("vbaproject.bin") for name in names) else "xlsx"
        kind = self._media_type()
        if kind.endswith(("spreadsheet", "spreadsheet-template")) and "content.xml" in names:
            return "ods"
        is_document = kind or any(name.startswith(("word/", "ppt/", "index/")) for name in names)
        raise RefusedError("FILE_DOCUMENT" if is_document else "FILE_ARCHIVE")

    def _finds_main(self) -> bool:
        """Whether one part is a workbook: as `_rels/.rels` says, else by its type or usual name."""
        named = [
            one.target for one in self.relations("").values() if one.kind == "officeDocument" and one.target in self
        ]
        for name in named:
            root = None if name.endswith(".bin") else _ROOT.search(self.part(name), 0, 2_000)
            if root and root[1] != b"workbook":
                raise RefusedError("FILE_DOCUMENT")
        types = self.part("[Content_Types].xml") if not named and "[Content_Types].xml" in self else b""
        named += [_key(part.decode("utf-8", "replace")) for part in _MAIN_PART.findall(types)]
        self.main = next((name for name in (*named, "xl/workbook.xml", "xl/workbook.bin") if name in self), "")
        return bool(self.main)

    def _media_type(self) -> str:
        """What an OpenDocument file says that it is; it may lack the part made for that."""
        kind = self.part("mimetype").decode("ascii", "replace").strip() if "mimetype" in self else ""
        if "META-INF/manifest.xml" in self:
            manifest = self.part("META-INF/manifest.xml")
            if b"encryption-data" in manifest:
                raise RefusedError("FILE_PASSWORD")
            entries = _FILE_ENTRY.findall(manifest)
            said = map(attributes, entries)
            kind = kind or "".join(one.get("media-type", "") for one in said if one.get("full-path") == "/")
        return kind


def pack(parts: dict[str, bytes]) -> bytes:
    """A zip of parts as they are, which costs nothing to open; written by hand, in a fifth of the time."""
    pieces, directory, at = [], [], 0
    for name, part in parts.items():
        said, size = name.encode(), len(part)
        about = struct.pack("<HHHHHIIIHH", 20, 0, ZIP_STORED, 0, 33, zlib.crc32(part), size, size, len(said), 0)
        pieces += [b"PK\3\4", about, said, part]
        directory += [b"PK\1\2\24\0", about, struct.pack("<HHHII", 0, 0, 0, 0, at), said]
        at += 30 + len(said) + size
    size = sum(map(len, directory))
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(parts), len(parts), size, at, 0)
    return b"".join([*pieces, *directory, end])


def attributes(tag: bytes) -> dict[str, str]:
    """The attributes of a tag by their names without prefix."""
    return {
        name.decode(): (double or single).decode("utf-8", "replace") for name, double, single in _NAMED.findall(tag)
    }


def plain_xml(part: bytes) -> bytes:
    """The same XML in UTF-8, without comments and instructions, its CDATA as text.

    No program writes a DOCTYPE into a workbook: it could make gigabytes of a few bytes, or name files of ours.

    Raises:
        RefusedError: it has one.
        ValueError: what begins does not end, or the encoding is none that programs write.
    """
    part = _to_utf8(part)
    pieces, at = [], 0
    for mark in _MARKS.finditer(part):
        start, (opens, closes) = mark.start(), _ENDS.get(mark[0], (b"", b""))
        if start < at:  # inside of the one before
            continue
        if not opens:
            raise RefusedError("FILE_ENTITIES")
        end = part.index(closes, start + len(opens))
        pieces.append(part[at:start])
        if opens == b"<![CDATA[":
            pieces.append(escape(part[start + len(opens) : end].decode()).encode())
        at = end + len(closes)
    return b"".join([*pieces, part[at:]]) if pieces else part


def _to_utf8(part: bytes) -> bytes:
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        part = part.decode("utf-16").encode()
    elif part.startswith((b"<\0", b"\0<")):
        part = part.decode("utf-16-le" if part[1] == 0 else "utf-16-be").encode()
    else:
        part = part.removeprefix(b"\xef\xbb\xbf")
        declared = _ENCODING.match(part)
        encoding = declared[1].decode().lower() if declared else "utf-8"
        if encoding not in _ENCODINGS:
            raise ValueError("an encoding that no program writes")
        if encoding in {"utf-8", "utf8"}:
            return part
        part = part.decode(encoding).encode()
    return part


@lru_cache(maxsize=1_000)
def _key(name: str) -> str:
    """How parts are compared."""
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").casefold()
