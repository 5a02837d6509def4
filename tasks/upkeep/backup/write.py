"""Back a home up: `back_up(home, engine, target, at)` writes one tar file with everything that cannot be made again.

That is the warehouse as of one moment, and every file of the home (archive, inbox, register, forms, replies, reports,
settings, the secret of the submission keys). Prefect's own database, the logs and a sign-in with OAuth2 are left out;
of the logs what staff have been told is kept, or a restored home would tell them again.
The last file in it lists all others with their digests.
"""

import contextlib
import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from config.errors import UsageError, WarehouseError
from config.oauth import TOKEN_FILE
from tasks.atomic_files import new_file, write_file
from tasks.run_record import TOLD
from tasks.upkeep.backup.dump import SQLITE, dump
from tasks.warehouse import exclusive, read_version

CONTENTS = "sicherung.json"
HOME = "home/"
_LAST = "sicherung.json"
_LEFT_OUT = ("prefect", "log", TOKEN_FILE)
_KEPT = f"log/{TOLD}"


@dataclass(frozen=True)
class Backup:
    """What was written."""

    path: Path
    files: int
    byte_count: int


def back_up(home: Path, engine: Engine, target: Path, at: datetime) -> Backup:
    """Write the file while no run is at work; it is there whole or not at all, and nobody else may read it.

    Raises:
        UsageError: the file is there already, or would lie in what is backed up.
        WarehouseError: there is none, or it cannot be copied.
        BusyError: a run is at work.
    """
    if target.exists():
        raise UsageError(f"Die Datei „{target}“ gibt es schon; eine Sicherung wird nie überschrieben.")
    if not target.resolve().parent.is_dir():
        raise UsageError(f"Den Ordner „{target.parent}“ gibt es nicht: bitte zuerst anlegen.")
    if target.resolve().is_relative_to(home.resolve()):
        raise UsageError("Die Sicherung soll nicht in dem Datenordner liegen, den sie sichert.")
    with engine.connect() as connection:
        version = read_version(connection)
    if version is None:
        raise WarehouseError("Es gibt noch keinen Datenbestand, der zu sichern wäre. Ihn legt an: monatsbericht init")
    about: dict[str, str | int] = {"written_at": at.isoformat(), "warehouse_version": version}
    with (
        exclusive(engine),
        new_file(target) as draft,
        tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.resolve().parent) as place,
    ):
        digests = _write(draft, home, dump(engine, Path(place)), about)
    with contextlib.suppress(OSError):  # the backup is there all the same
        write_file(home / "log" / _LAST, json.dumps({"written_at": at.isoformat()}).encode())
    return Backup(target, len(digests), target.stat().st_size)


def last_backup(log: Path) -> datetime | None:
    """When the latest backup of a home was made; None where none is known."""
    try:
        return datetime.fromisoformat(json.loads((log / _LAST).read_text(encoding="utf-8"))["written_at"])
    except (OSError, ValueError, KeyError):
        return None


def _write(draft: Path, home: Path, warehouse: Path, about: Mapping[str, str | int]) -> dict[str, str]:
    draft.unlink(missing_ok=True)  # of one that was killed
    draft.touch(mode=0o600)
    digests = {}
    with tarfile.open(draft, "w", dereference=True) as tar:  # two links to one file are two files
        for path, name in [(warehouse, warehouse.name), *_files(home)]:
            digests[name] = _add(tar, path, name)
        for folder in sorted(path for path in home.iterdir() if path.is_dir() and path.name not in _LEFT_OUT):
            tar.add(folder, HOME + folder.name, recursive=False)  # an empty inbox is part of a home
        contents = {**about, "files": digests}
        _add_bytes(tar, CONTENTS, json.dumps(contents, indent=1).encode())
    return digests


def _files(home: Path) -> Iterator[tuple[Path, str]]:
    """Every file of the home that is kept, with its name in the tar file."""
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home)
        is_warehouse = str(inside).startswith(SQLITE)  # with its -wal, -shm and .lock
        is_kept = inside.parts[0] not in _LEFT_OUT or inside.as_posix() == _KEPT
        if path.is_file() and not path.is_symlink() and is_kept and not is_warehouse:
            yield path, HOME + inside.as_posix()


def _add(tar: tarfile.TarFile, path: Path, name: str) -> str:
    """Put a file in; returns its digest. What somebody is lengthening meanwhile is taken as long as it was."""
    with path.open("rb") as file:
        entry = tar.gettarinfo(arcname=name, fileobj=file)
        read = _Digesting(file)
        tar.addfile(entry, read)
        return read.digest.hexdigest()


class _Digesting:
    """A file that is digested as it is read."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        found = self._file.read(size)
        self.digest.update(found)
        return found


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))
