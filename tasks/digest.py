"""The digest of a file of any size, taken in blocks. Ways in: `digest_of`, `is_sound`, `is_whole`."""

import hashlib
from pathlib import Path

NOTHING = hashlib.sha256().hexdigest()  # of what is not in the archive


def digest_of(path: Path) -> str:
    """Its sha256, under which it lies in the archive."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_sound(archived: Path) -> bool:
    """Whether a file of the archive is there and still what was received: its name is its digest."""
    return archived.is_file() and digest_of(archived) == archived.name


def is_whole(archived: Path, byte_count: int) -> bool:
    """Whether a file of the archive is there, as far as can be seen without reading it."""
    try:
        return archived.stat().st_size == byte_count
    except FileNotFoundError:
        return False
