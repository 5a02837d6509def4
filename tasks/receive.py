"""Take what lies in the inbox into the archive. One way in: `receive_folder(engine, inbox, archive, at)`.

A file is copied, untouched, to the archive under its sha256 and gets a row `received`. The same bytes again change
nothing but are remembered as a delivery. The inbox itself is never changed.
"""

import hashlib
import os
import shutil
import stat
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, select

from config.errors import explain_os_error
from config.settings import TIMEZONE
from schemas import warehouse as w
from schemas.files.identity import month_in_name
from schemas.submission import State

_DRAFT = ".tmp"
NOBODYS = ("thumbs.db", "desktop.ini")  # what Windows puts into every folder; no respondent sent it
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
    unreadable: tuple[str, ...]  # files and folders that the operating system would not give us, and why


def receive_folder(engine: Engine, inbox: Path, archive: Path, at: datetime) -> Received:
    """Archive every file of the inbox, then enter the new ones in one transaction."""
    _remove_drafts(archive)
    arrived: list[Arrived] = []
    refused: list[str] = []
    for path in list_inbox(inbox, lambda error: refused.append(_explain(Path(error.filename), inbox, error))):
        try:
            arrived.append(_archive(path, inbox, archive, at))
        except OSError as error:
            refused.append(_explain(path, inbox, error))
    arrived.sort(key=lambda file: (file.received_at, file.name))
    with engine.begin() as connection:
        new = _enter(connection, arrived, at)
    return Received(new, len(arrived) - new, tuple(refused))


def list_inbox(inbox: Path, refuse: Callable[[OSError], object]) -> Iterator[Path]:
    """The finished files of a folder and its subfolders, in the order of their names; links are not followed.

    `refuse` is told of every folder that cannot be opened, the inbox itself included.
    """
    for folder, folders, files in os.walk(inbox, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            if (
                not name.startswith((".", "~$"))
                and name.lower() not in NOBODYS
                and path.suffix.lower() not in UNFINISHED
                and _may_be_file(path)
            ):
                yield path


def _may_be_file(path: Path) -> bool:
    """No link, and none of the things that would let us wait for ever (pipes, devices)."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return True  # who opens it hears why it cannot be


def _explain(path: Path, inbox: Path, error: OSError) -> str:
    name = "Eingang" if path == inbox else _printable(path.relative_to(inbox).as_posix())
    gone = "nicht mehr da" if isinstance(error, FileNotFoundError) else None
    return f"{name}: {gone or explain_os_error(error) or error.strerror or 'nicht lesbar'}"


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


def is_sound(archived: Path) -> bool:
    """Whether a file of the archive is there and still what was received: its name is its digest."""
    return archived.is_file() and _digest(archived) == archived.name


def _archive(path: Path, inbox: Path, archive: Path, at: datetime) -> Arrived:
    """Copy one file under its digest, unless it is there; it came when it was last changed, but not after this run."""
    # a clock gone wrong may give a year that no calendar has
    seconds = min(path.stat().st_mtime, at.replace(tzinfo=TIMEZONE).timestamp())
    changed = datetime.fromtimestamp(seconds, TIMEZONE).replace(tzinfo=None, microsecond=0)
    digest, size = _digest(path), path.stat().st_size
    if not is_sound(archive_path(archive, digest)):
        digest, size = _copy(path, archive)
    return Arrived(path, _printable(path.relative_to(inbox).as_posix()), digest, size, changed)


def _printable(name: str) -> str:
    """A name that every database and screen can hold: composed umlauts, no control characters, no broken bytes."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in unicodedata.normalize("NFC", name))


def _copy(path: Path, archive: Path) -> tuple[str, int]:
    """Write beside, then rename. Somebody may be changing the file: what counts is the copy and its digest."""
    archive.mkdir(parents=True, exist_ok=True)
    beside = archive / f".{os.getpid()}{_DRAFT}"
    try:
        with path.open("rb") as source, beside.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
            copy.flush()
            os.fsync(copy.fileno())
        digest, size = _digest(beside), beside.stat().st_size
        target = archive_path(archive, digest)
        target.parent.mkdir(exist_ok=True)
        beside.chmod(0o440)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return digest, size


def _remove_drafts(archive: Path) -> None:
    """What a run that was killed had begun to copy; nobody else is at work, since a run holds the lock."""
    for draft in archive.glob(f".*{_DRAFT}"):
        draft.unlink(missing_ok=True)


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
