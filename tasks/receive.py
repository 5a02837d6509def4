"""Take what lies in the inbox into the archive. One way in: `receive_folder(engine, inbox, archive, at)`.

A file is copied, untouched, to the archive under its sha256 and gets a row `received`. The same bytes again change
nothing but are remembered as a delivery. The inbox itself is never changed.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, select

from config.settings import TIMEZONE
from schemas import warehouse as w
from schemas.identity import month_in_name
from schemas.submission import State

UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")  # what programs call a file that they still write


@dataclass(frozen=True)
class Arrived:
    """One file in the inbox."""

    path: Path
    name: str
    sha256: str
    byte_count: int
    received_at: datetime


@dataclass(frozen=True)
class Received:
    """What one look into the inbox brought."""

    new: int
    known: int
    unreadable: tuple[str, ...]  # file names that the operating system would not give us


def receive_folder(engine: Engine, inbox: Path, archive: Path, at: datetime) -> Received:
    """Archive every file of the inbox, then enter the new ones in one transaction."""
    arrived, refused = [], []
    for path in list_inbox(inbox):
        try:
            arrived.append(_archive(path, inbox, archive, at))
        except OSError as error:
            refused.append(f"{path.relative_to(inbox)}: {error.strerror}")
    arrived.sort(key=lambda file: (file.received_at, file.name))
    with engine.begin() as connection:
        new = _enter(connection, arrived, at)
    return Received(new, len(arrived) - new, tuple(refused))


def list_inbox(inbox: Path) -> Iterator[Path]:
    """The finished files of a folder and its subfolders, in the order of their names; links are not followed."""
    for folder, folders, files in os.walk(inbox):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            if not name.startswith((".", "~$")) and path.suffix.lower() not in UNFINISHED and not path.is_symlink():
                yield path


def archive_path(archive: Path, sha256: str) -> Path:
    """Where a file of that digest lies."""
    return archive / sha256[:2] / sha256


def pending(engine: Engine) -> list[tuple[int, str, str]]:
    """What was received and not yet stored, as (submission, sha256, file name) in the order of arrival."""
    table = w.submission
    query = (
        select(table.c.submission_id, table.c.sha256, table.c.file)
        .where(table.c.state == State.RECEIVED.value)
        .order_by(table.c.submission_id)
    )
    with engine.connect() as connection:
        return [(number, digest, name) for number, digest, name in connection.execute(query)]


def _archive(path: Path, inbox: Path, archive: Path, at: datetime) -> Arrived:
    """Copy one file under its digest, unless it is there; it came when it was last changed, but not after this run."""
    changed = datetime.fromtimestamp(path.stat().st_mtime, TIMEZONE).replace(tzinfo=None, microsecond=0)
    digest, size = _digest(path), path.stat().st_size
    if not archive_path(archive, digest).exists():
        digest, size = _copy(path, archive)
    return Arrived(path, path.relative_to(inbox).as_posix(), digest, size, min(changed, at))


def _copy(path: Path, archive: Path) -> tuple[str, int]:
    """Write beside, then rename. Somebody may be changing the file: what counts is the copy and its digest."""
    archive.mkdir(parents=True, exist_ok=True)
    beside = archive / f".{os.getpid()}.tmp"
    with path.open("rb") as source, beside.open("wb") as copy:
        shutil.copyfileobj(source, copy, 1 << 20)
        copy.flush()
        os.fsync(copy.fileno())
    digest, size = _digest(beside), beside.stat().st_size
    target = archive_path(archive, digest)
    target.parent.mkdir(exist_ok=True)
    beside.chmod(0o440)
    beside.replace(target)
    return digest, size


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _enter(connection: Connection, arrived: list[Arrived], at: datetime) -> int:
    """Enter what is new; bytes that are known get a delivery under their other name."""
    known: dict[str, list[_Known]] = {}
    table = w.submission
    for row in connection.execute(
        select(table.c.sha256, table.c.submission_id, table.c.named_month, table.c.month, table.c.accepted_at)
    ):
        known.setdefault(row.sha256, []).append(
            _Known(row.submission_id, row.named_month, row.month if row.accepted_at else None)
        )
    seen = {
        (number, name) for number, name in connection.execute(select(w.delivery.c.submission_id, w.delivery.c.file))
    }
    before = number = connection.scalar(select(func.max(table.c.submission_id))) or 0
    for file in arrived:
        named = month_in_name(file.path.name) or ""
        same = next((one for one in known.get(file.sha256, []) if one.is_named(named)), None)
        if same is None:
            number += 1
            same = _Known(number, named, None)
            known.setdefault(file.sha256, []).append(same)
            connection.execute(insert(table), _submission_row(number, file, named))
        if (same.submission_id, file.name) not in seen:
            seen.add((same.submission_id, file.name))
            connection.execute(
                insert(w.delivery), {"submission_id": same.submission_id, "file": file.name, "seen_at": at}
            )
    return number - before


@dataclass(frozen=True)
class _Known:
    """A submission with the month its file's name gave, and the month for which it was accepted."""

    submission_id: int
    named_month: str
    accepted_month: str | None

    def is_named(self, month: str) -> bool:
        """Whether the same bytes under a name that gives this month are this submission again.

        Last month's file under this month's name is not, and neither is a file whose wrong name was put right.
        """
        return month in {"", self.named_month, self.accepted_month}


def _submission_row(number: int, file: Arrived, named: str) -> dict[str, object]:
    return {
        "submission_id": number,
        "sha256": file.sha256,
        "named_month": named,
        "byte_count": file.byte_count,
        "file": file.name,
        "received_at": file.received_at,
        "state": State.RECEIVED.value,
    }
