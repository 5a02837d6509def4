"""Make a home of a backup: `restore(file, home, ...)`, all of it or nothing; `hold_back` lets no mail go twice."""

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import Engine, and_, update

from config.errors import UsageError
from schemas.store.correspondence import outbox
from tasks.atomic_files import draft_of
from tasks.upkeep.backup.dump import POSTGRESQL, SQLITE, load
from tasks.upkeep.backup.write import CONTENTS, HOME
from tasks.warehouse import writing

HELD = "zurückgehalten: wartete bei der Datensicherung vom {} und ist seitdem vielleicht gesendet worden"


@dataclass(frozen=True)
class Restored:
    """What was in the backup."""

    files: int
    written_at: datetime
    version: int  # of the warehouse


def restore(file: Path, home: Path, address_of: Callable[[Path], str]) -> Restored:
    """Unpack beside, check every digest, fill the warehouse, then put the home in its place.

    Args:
        file: what `back_up` wrote.
        home: where; it must be empty or not there.
        address_of: the warehouse's address of a home that is unpacked in that folder.

    Raises:
        UsageError: the home is not empty, or the file is no whole backup.
        WarehouseError: the warehouse cannot be filled.
    """
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise UsageError(f"„{home}“ ist nicht leer. Bitte einen neuen Ordner angeben; überschrieben wird nichts.")
    home.parent.mkdir(parents=True, exist_ok=True)
    place = draft_of(home)
    shutil.rmtree(place, ignore_errors=True)  # of one that was killed
    place.mkdir(mode=0o700)
    try:
        contents = _unpack(file, place)
        (place / HOME).mkdir(exist_ok=True)
        warehouse = next(place / name for name in (SQLITE, POSTGRESQL) if (place / name).is_file())
        load(address_of(place / HOME), warehouse)
        if home.exists():
            home.rmdir()
        (place / HOME).rename(home)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return Restored(
        len(contents["files"]), datetime.fromisoformat(contents["written_at"]), contents["warehouse_version"]
    )


def hold_back(engine: Engine, written_at: datetime) -> int:
    """Give up the mails that waited when the backup was made: nobody knows whether they have gone since."""
    waiting = and_(outbox.c.sent_at.is_(None), outbox.c.given_up_at.is_(None))
    said = HELD.format(f"{written_at:%d.%m.%Y %H:%M}")
    with writing(engine) as connection:
        done = connection.execute(update(outbox).where(waiting).values(given_up_at=written_at, last_reply=said))
        return done.rowcount


def _unpack(file: Path, place: Path) -> dict[str, Any]:
    """Everything into the folder; the list of what is in it."""
    digests = {}
    try:
        with tarfile.open(file, "r:") as tar:
            for entry in tar:
                target = place / _safe(entry)
                if entry.isdir():
                    target.mkdir(parents=True, exist_ok=True)
                else:
                    digests[entry.name] = _extract(tar, entry, target)
        contents: dict[str, Any] = json.loads((place / CONTENTS).read_text(encoding="utf-8"))
    except (tarfile.TarError, FileNotFoundError, ValueError) as error:
        raise UsageError(f"„{file}“ ist keine vollständige Sicherung von monatsbericht.") from error
    digests.pop(CONTENTS)
    if digests != contents["files"]:
        raise UsageError(f"„{file}“ ist beschädigt: was darin liegt, ist nicht, was gesichert wurde.")
    return contents


def _safe(entry: tarfile.TarInfo) -> PurePosixPath:
    """Its path, if it leads into the folder: a backup may come from anywhere."""
    path = PurePosixPath(entry.name)
    if not (entry.isfile() or entry.isdir()) or path.is_absolute() or ".." in path.parts:
        raise ValueError(entry.name)
    return path


def _extract(tar: tarfile.TarFile, entry: tarfile.TarInfo, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, source = hashlib.sha256(), tar.extractfile(entry)
    with target.open("xb") as copy:
        while source and (block := source.read(1 << 20)):
            digest.update(block)
            copy.write(block)
    target.chmod(entry.mode & 0o770)
    os.utime(target, (entry.mtime, entry.mtime))
    return digest.hexdigest()
