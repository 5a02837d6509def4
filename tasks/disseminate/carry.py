"""Bring one file to a folder or server: `carry(target, credentials, name, content)`.

It is written under a hidden name, read back and compared, and only then renamed; nothing that is there is written over.
Whoever is killed in between begins anew, and finds out by the bytes where it had arrived already.
"""

import os
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from config.address import Credentials
from config.errors import UnreachableError
from config.targets import Target
from tasks.atomic_files import DRAFT
from tasks.intake.sources.deadline import Deadline
from tasks.intake.sources.reasons import LATE_SENDING, explaining
from tasks.intake.sources.shares import WritableShare, open_share

SECONDS = 30.0  # a server that says nothing for so long is given up
_MOST = 20  # times as long one package may take in all


class OccupiedError(UnreachableError):
    """Something else has the name already; the German sentence says what to do."""


def carry(target: Target, credentials: Credentials, name: str, content: bytes, *, seconds: float = SECONDS) -> str:
    """Bring a file there, once; returns the receipt, in words.

    Raises:
        UnreachableError: it is not there, or nobody knows; to be tried again.
        OccupiedError: another file has its name: somebody has to look.
    """
    with explaining(target, seconds):
        return Deadline(_MOST * seconds, LATE_SENDING).run(_carry, target, credentials, name, content, seconds)


def _carry(target: Target, credentials: Credentials, name: str, content: bytes, seconds: float) -> str:
    share = _Folder(target.folder) if target.kind == "folder" else open_share(target, credentials, seconds)
    with closing(share):
        final = _below(share, name)
        if _digest(share, final) is None:
            _place(share, name, content)
        if (found := _digest(share, final)) != sha256(content).hexdigest():
            raise OccupiedError(
                f"Am Ziel „{target.name}“ liegt unter {name} schon etwas anderes. Es wird nicht überschrieben: bitte "
                "dort nachsehen und umbenennen; der nächste Lauf stellt dann zu."
            )
        return f"zurückgelesen: {len(content)} Bytes, SHA-256 {found}"


def _place(share: WritableShare, name: str, content: bytes) -> None:
    if share.is_atomic:
        share.write(_below(share, name), content)
        return
    draft = _below(share, f".{name}{DRAFT}")
    share.write(draft, content)
    if _digest(share, draft) != sha256(content).hexdigest():
        raise UnreachableError("was dort ankam, ist nicht, was gesendet wurde")
    share.rename(draft, _below(share, name))


def _below(share: WritableShare, name: str) -> str:
    return f"{share.root.rstrip('/')}/{name}" if share.root else name


def _digest(share: WritableShare, path: str) -> str | None:
    """The sha256 of what is there; None where nothing is."""
    digest = sha256()
    try:
        share.info(path)
        for block in share.read(path):
            digest.update(block)
    except FileNotFoundError:
        return None
    return digest.hexdigest()


class _Folder:
    """A folder of this machine, or one that is mounted here."""

    is_atomic = False

    def __init__(self, folder: str) -> None:
        self.root = str(Path(folder).expanduser())
        if not Path(self.root).is_dir():
            raise NotADirectoryError(self.root)

    def list(self, folder: str) -> list[dict[str, Any]]:
        return [{"name": str(path), "type": "file"} for path in Path(folder).iterdir()]

    def info(self, path: str) -> dict[str, Any]:
        return {"name": path, "size": Path(path).stat().st_size}

    def read(self, path: str) -> Iterator[bytes]:
        yield Path(path).read_bytes()

    def write(self, path: str, content: bytes) -> None:
        with Path(path).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(path).chmod(0o644)  # it is for others: what else we write only its owner may read

    def rename(self, old: str, new: str) -> None:
        if Path(new).exists():  # to rename would write over it
            raise FileExistsError(new)
        Path(old).rename(new)

    def close(self) -> None:
        """Nothing stays open."""
