"""Where a received file lies: in the archive, or locked away there since it tells of single persons.

Ways in: `find_archived`, `is_kept`, `is_erased`, `find_gone` for who reads; `lock_submissions`, `erase_locked` for who
stores. What is locked lies in a folder that only the program's account may open, is read from there for a check or an
answer and copied nowhere. What is erased leaves an empty file behind: gone by policy, not lost.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select, union

from schemas.files.incoming import archive_path
from schemas.form.submission import State
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from schemas.store.recheck import is_last_check
from tasks.digest import is_whole

LOCKED = "gesperrt"
REFUSED_FOR_PERSONS = (State.RETURNED, State.UNREADABLE)  # what was set aside may still be let in


def find_archived(archive: Path, sha256: str) -> Path:
    """The path of a file with this digest; where it is in neither place, the usual one."""
    locked = archive / LOCKED / sha256
    return locked if locked.exists() else archive_path(archive, sha256)


def is_erased(path: Path) -> bool:
    """Whether the bytes that lay at a path of `find_archived` are gone by policy."""
    return path.parent.name == LOCKED and path.exists() and path.stat().st_size == 0


def is_kept(archive: Path, sha256: str, byte_count: int) -> bool:
    """Whether nothing of a file is missing that should be there, as far as can be seen without reading it."""
    if is_whole(archive_path(archive, sha256), byte_count):  # nearly all of twenty thousand: one question each
        return True
    path = find_archived(archive, sha256)
    return is_erased(path) or is_whole(path, byte_count)


def find_gone(engine: Engine, archive: Path, since: datetime) -> tuple[dict[int, str], int]:
    """The submissions since then whose files are in neither place, with their files' names, and of how many.

    One that was checked again stands for its file: it is named once. What somebody gave up by name is not missed.
    """
    sent = w.submission.c
    query = select(sent.submission_id, sent.file, sent.sha256).where(sent.received_at > since, is_last_check())
    kept = query.where(sent.submission_id.not_in(select(c.discard.c.submission_id)))
    with engine.connect() as connection:
        rows = connection.execute(kept.order_by(sent.submission_id)).all()
    gone = {row.submission_id: str(row.file) for row in rows if is_gone(archive, row.sha256)}
    return gone, len(rows)


def is_gone(archive: Path, sha256: str) -> bool:
    """Whether a file is in neither place, not even as the empty one that stands for what was erased."""
    return not find_archived(archive, sha256).is_file()


def lock_submissions(engine: Engine, archive: Path, submissions: Iterable[int]) -> list[str]:
    """Lock the files of these submissions and the mails and archives they came in; returns all their digests."""
    sent, brought = w.submission, w.delivery
    numbers = list(submissions)
    came_as = select(sent.c.recheck_of).where(sent.c.submission_id.in_(numbers))
    itself = select(sent.c.sha256).where(sent.c.submission_id.in_(numbers))
    around = (
        select(c.incoming.c.sha256)
        .join(brought, brought.c.incoming_id == c.incoming.c.incoming_id)
        .where(brought.c.submission_id.in_(numbers) | brought.c.submission_id.in_(came_as))
    )
    with engine.connect() as connection:
        digests = sorted(connection.scalars(union(itself, around))) if numbers else []
    for digest in digests:
        lock(archive, digest)
    return digests


def lock(archive: Path, sha256: str) -> None:
    """Move a file into the locked folder; one that is there already, or nowhere, is left alone."""
    path, folder = archive_path(archive, sha256), archive / LOCKED
    if not path.is_file() or (folder / sha256).exists():
        return
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    path.chmod(0o600)
    path.replace(folder / sha256)


def erase_locked(archive: Path, digests: Iterable[str]) -> None:
    """Take the bytes of locked files away."""
    for digest in digests:
        path = archive / LOCKED / digest
        if path.is_file():
            path.write_bytes(b"")


def lock_alike(archive: Path, container: str, parts: Iterable[str]) -> None:
    """A mail or archive that brings once more what is locked or erased is locked or erased itself."""
    locked = [path for digest in parts if (path := archive / LOCKED / digest).exists()]
    if locked:
        lock(archive, container)
    if any(map(is_erased, locked)):
        erase_locked(archive, [container])
