"""What lies in an archive, a mail or its envelope: `is_container(path)` says quickly whether to look, `unpack` does.

Envelopes are winmail.dat (TNEF) and a signed mail whose text lies inside its signature (S/MIME).
`unpack` is made for a worker process: plain arguments, plain result. It is bounded by itself as well: it writes parts
to disk block by block, counts every byte that it unpacks and believes nothing that an archive says of itself.
"""

import hashlib
import os
import re
import stat
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from config.errors import is_of_machine
from schemas.files.formats.signed import is_signed, open_signed
from schemas.files.formats.tnef import TNEF, files_in_tnef
from schemas.files.incoming import Part, SourceLimits, Unpacked, clean_name, distinct_name, is_ignorable
from schemas.files.kind import recognise
from schemas.mail.received_mail import SMALL_PICTURE, Attached, Mime, files_in, is_automatic, parse_mail, sender_of

_BLOCK = 1 << 20
_HEAD = 4096
_TAIL = 66_000  # the end record with the longest comment, and the 64-bit records before it
_MOST_DIRECTORY = 5_000_000  # bytes of an archive's directory: 100,000 files
_OFFICE = (
    "[content_types].xml",
    "_rels/.rels",
    "xl/workbook",
    "mimetype",
    "meta-inf/manifest.xml",
    "word/",
    "ppt/",
    "index/",
)
_ENTRY = b"PK\x01\x02"
_METHODS = {ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2}  # LZMA may ask for 4 GB of memory
_BROKEN = (BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError)


class _RefusedError(Exception):
    """This whole item is too much; its text is the reason, a key of `Unpacked.refusal`."""


class _ClosedError(Exception):
    """This one container cannot be opened; where it lies inside another, it stays one file."""


def is_container(path: Path) -> bool:
    """Whether a file is a zip that is no workbook or document, a mail or its envelope; looks at a few kilobytes."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith(b"PK"):
            return not any(name.startswith(_OFFICE) for name in _names(_directory(file)))
    return bool(head) and recognise(head).refusal == "FILE_MAIL" and not head.startswith(b"\xd0\xcf")


def unpack(path: str, kind: str, folder: str, limits: SourceLimits) -> Unpacked:
    """Write what lies inside into a folder, each file under a number.

    Args:
        path: the archive, mail or envelope.
        kind: "mail" for what a mailbox gave, whatever its first bytes say; else "file".
        folder: an empty folder that is ours.
        limits: what it may cost.

    Returns:
        The parts in their order; none of them, and a reason, if it cannot be unpacked within the limits.

    Raises:
        OSError: the machine would not, a full disk for example; the file may be sound.
    """
    work = _Work(Path(folder), limits)
    try:
        is_mail = kind == "mail"
        sender, automatic = work.open_mail(Path(path).read_bytes(), 1) if is_mail else work.open(Path(path), 1)
        return (
            Unpacked((), "", is_automatic=True, sender=sender)
            if automatic
            else Unpacked(work.settle(), "", sender=sender)
        )
    except (_RefusedError, _ClosedError) as error:
        return Unpacked(refusal=str(error))
    except RecursionError:
        return Unpacked(refusal="depth")


class _Work:
    """The parts so far, and what is left of the limits."""

    def __init__(self, folder: Path, limits: SourceLimits) -> None:
        self._folder, self._limits = folder, limits
        self._parts: list[Part] = []
        self._makeshift: list[tuple[str, Callable[[], bytes]]] = []
        self._names: set[str] = set()
        self._count, self._bytes = 0, 0

    def settle(self) -> tuple[Part, ...]:
        """All parts; the makeshift ones only where there is nothing else."""
        for name, content in self._makeshift if not self._parts else ():
            self._keep(self._write([content()]), name)
        return tuple(self._parts)

    def open(self, path: Path, depth: int) -> tuple[str | None, bool]:
        """Take the files of any container; its sender, and whether a machine wrote it."""
        if _starts_as_zip(path):
            return self.open_zip(path, depth)
        content = path.read_bytes()
        if content.startswith(TNEF):
            return self._open_tnef(content, depth)
        return self._open_signed(content, depth) if is_signed(content) else self.open_mail(content, depth)

    def _open_tnef(self, content: bytes, depth: int) -> tuple[None, bool]:
        """Of the pictures only what may be a photo of a form, as in a mail."""
        try:
            for name, inside in files_in_tnef(content):
                if recognise(inside[:_HEAD]).refusal != "FILE_PICTURE":
                    self._take(self._write([inside]), clean_name(name, "E-Mail.tnef"), depth)
                elif len(inside) >= SMALL_PICTURE:
                    self._count_part()
                    self._makeshift.append((clean_name(name, "Anhang"), partial(bytes, inside)))
        except (ValueError, struct.error) as error:
            raise _ClosedError("broken") from error
        return None, False

    def _open_signed(self, content: bytes, depth: int) -> tuple[str | None, bool]:
        try:
            inside = open_signed(content)
        except ValueError as error:
            raise _ClosedError("broken") from error
        return self.open_mail(inside, depth)

    def open_zip(self, path: Path, depth: int) -> tuple[None, bool]:
        """Take the files of an archive; who sent them, and whether a machine did, it does not say."""
        with path.open("rb") as file:
            if _directory_size(_tail(file)) > _MOST_DIRECTORY:
                raise _RefusedError("parts")
        try:
            with ZipFile(path) as archive:
                entries = [entry for entry in archive.infolist() if _is_file(entry)]
                _check_entries(entries)
                for entry in entries:
                    self._take(self._write(_blocks(archive, entry)), clean_name(entry.filename, "Datei"), depth)
        except _BROKEN as error:
            if is_of_machine(error):
                raise
            raise _ClosedError("broken") from error
        return None, False

    def open_mail(self, content: bytes, depth: int) -> tuple[str | None, bool]:
        """Take the files of a mail; its sender, and whether a machine wrote it."""
        return self._take_mail(parse_mail(content), depth)

    def _take_mail(self, message: Mime, depth: int) -> tuple[str | None, bool]:
        sender = sender_of(message)
        if is_automatic(message):
            return sender, True
        for attached in files_in(message):
            if attached.is_mail:
                self._count_part()
                if depth >= self._limits.most_depth:
                    raise _RefusedError("depth")
                self._take_mail(attached.mail(), depth + 1)
            elif attached.is_makeshift:
                if not self._opens(attached, depth):
                    self._count_part()
                    self._makeshift.append((attached.name, attached.content))
            else:
                self._take(self._write([attached.content()]), attached.name, depth)
        return sender, False

    def _take(self, part: Part, name: str, depth: int) -> None:
        """Keep a file, or look inside where it is a container itself."""
        if not (is_container(part.local) and self._looks_inside(part.local, depth)):
            self._keep(part, name)

    def _opens(self, attached: Attached, depth: int) -> bool:
        """Whether something lies in what only one mail program understands."""
        content = attached.content()
        is_envelope = content.startswith(TNEF) or is_signed(content)
        return is_envelope and self._looks_inside(self._write([content]).local, depth)

    def _looks_inside(self, path: Path, depth: int) -> bool:
        """Take what lies in a container that lay in another; False where it stays one file."""
        if depth >= self._limits.most_depth:
            return False
        kept, makeshift = len(self._parts), len(self._makeshift)
        try:
            _, is_automatic = self.open(path, depth + 1)
        except _ClosedError:
            del self._parts[kept:], self._makeshift[makeshift:]
            return False
        if is_automatic or len(self._parts) > kept or len(self._makeshift) > makeshift:
            path.unlink()
            return True
        return False

    def _keep(self, part: Part, name: str) -> None:
        self._parts.append(Part(distinct_name(name, self._names), part.local, part.sha256, part.byte_count))

    def _write(self, blocks: Iterable[bytes]) -> Part:
        """Write the next part, and count it."""
        self._count_part()
        local = self._folder / f"{self._count:05d}"
        digest, size = hashlib.sha256(), 0
        with local.open("xb") as file:
            for block in blocks:
                self._bytes += len(block)
                if self._bytes > self._limits.most_unpacked:
                    raise _RefusedError("size")
                digest.update(block)
                size += len(block)
                file.write(block)
        return Part("", local, digest.hexdigest(), size)

    def _count_part(self) -> None:
        self._count += 1
        if self._count > self._limits.most_parts:
            raise _RefusedError("parts")


def _blocks(archive: ZipFile, entry: ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as part:
        while block := part.read(_BLOCK):
            yield block


def _is_file(entry: ZipInfo) -> bool:
    """No folder, no link, and nothing that nobody sent."""
    steps = [step for step in re.split(r"[/\\]", entry.filename) if step not in {"", ".", ".."}]
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return not entry.is_dir() and not is_link and not any(is_ignorable(step) for step in steps)


def _check_entries(entries: list[ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise _ClosedError("password")
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise _ClosedError("broken")


def _starts_as_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def _tail(file: BinaryIO) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - _TAIL, 0))
    return file.read()


def _directory_size(tail: bytes) -> int:
    """How long an archive says that its directory is; reading it costs that much."""
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return 0
    size = int(struct.unpack_from("<L", tail, end + 12)[0])
    wide = tail.rfind(b"PK\x06\x06", 0, end)
    return max(size, int(struct.unpack_from("<Q", tail, wide + 40)[0])) if 0 <= wide <= end - 56 else size


def _directory(file: BinaryIO) -> bytes:
    """The directory at an archive's end, at most a megabyte of it."""
    tail = _tail(file)
    end = tail.rfind(b"PK\x05\x06")
    length = min(_directory_size(tail), _BLOCK)
    start = file.tell() - len(tail) + max(end, 0) - length
    file.seek(max(start, 0))
    return file.read(length + 56)


def _names(directory: bytes) -> Iterator[str]:
    """The names in an archive's directory, as packages compare them."""
    at = directory.find(_ENTRY)
    while 0 <= at <= len(directory) - 46:
        (size,) = struct.unpack_from("<H", directory, at + 28)
        name = directory[at + 46 : at + 46 + size].decode("latin-1").replace("\\", "/")
        yield name.removeprefix("/").casefold()
        at = directory.find(_ENTRY, at + 46 + size)
