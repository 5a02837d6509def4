"""The digest of a file of any size, taken in blocks. One way in: `digest_of(path)`."""

import hashlib
from pathlib import Path

NOTHING = hashlib.sha256().hexdigest()  # of what is not in the archive


def digest_of(path: Path) -> str:
    """Its sha256, under which it lies in the archive."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
