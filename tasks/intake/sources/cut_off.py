"""Whether a file may lack its end, as it does while it is being copied. One way in: `may_be_cut_off(path)`."""

import os
import struct
from pathlib import Path
from typing import BinaryIO

from schemas.files.kind import OLE

_HEAD = 512
_TAIL = 66_000  # of a zip: the record that closes it, with the longest comment
_SECTORS = {9: 512, 12: 4_096}  # bytes of a sector of an old Office file
_NO_SECTOR, _FREE = 0xFFFFFFFC, 0xFFFFFFFF


def may_be_cut_off(path: Path) -> bool:
    """Whether it holds less than it says of itself, or says nothing: of a text the last figure may be half."""
    with path.open("rb") as file:
        head, size = file.read(_HEAD), file.seek(0, os.SEEK_END)
        if head.startswith(b"PK"):
            return _lacks_directory(file, size)
        if head.startswith(OLE):
            return len(head) < _HEAD or _lacks_sectors(file, head, size)
    return True


def _lacks_directory(file: BinaryIO, size: int) -> bool:
    """Whether a zip does not end with the record that closes it."""
    file.seek(max(size - _TAIL, 0))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return True
    (comment,) = struct.unpack_from("<H", tail, end + 20)
    return len(tail) != end + 22 + int(comment)


def _lacks_sectors(file: BinaryIO, head: bytes, size: int) -> bool:
    """Whether an old Office file is shorter than its table of used sectors says, or lacks a part of that table."""
    sector, furthest = _SECTORS.get(struct.unpack_from("<H", head, 30)[0], _HEAD), 0
    for place, number in enumerate(struct.unpack_from("<109I", head, 76)):
        if number < _NO_SECTOR:
            file.seek((number + 1) * sector)
            block = file.read(sector)
            if len(block) < sector:
                return True
            used = [at for at, state in enumerate(struct.unpack(f"<{sector // 4}I", block)) if state != _FREE]
            furthest = max(furthest, place * sector // 4 + max(used, default=0))
    return size <= (furthest + 1) * sector
