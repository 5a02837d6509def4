"""The archive: what a source gives goes there untouched, under its sha256. One way in: `Archivist.archive_item(...)`.

What is half done lies in a folder beside (`workplace`) and is removed by the next run that begins (`remove_drafts`).
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from schemas.files.arrival import Arrival
from schemas.files.incoming import Item, ItemOutcome, Part, SourceLimits, Unpacked, archive_path, mark_of, shorten_name
from tasks.archived import find_archived, is_erased, is_kept, lock_alike
from tasks.atomic_files import DRAFT
from tasks.digest import NOTHING, digest_of, is_sound
from tasks.intake.known import KnownItems
from tasks.intake.sources.cut_off import may_be_cut_off

Unpack = Callable[
    [Path, str, Path, SourceLimits], Unpacked | None
]  # path, kind, empty folder, limits; None: no container


class GrowingError(Exception):
    """Somebody is still writing this file: it is left for the next look."""


class Archivist:
    """Puts items and what is inside them into the archive; `place` is an empty folder there for what is half done.

    `growing` are the marks of what the last look has left, by path: what has not changed since is taken as it is.
    """

    def __init__(
        self, archive: Path, place: Path, unpack: Unpack, limits: SourceLimits, growing: Mapping[str, str]
    ) -> None:
        self.place, self._growing = place, growing
        self._archive, self._unpack, self._limits, self._count = archive, unpack, limits, 0

    def archive_item(self, source: str, item: Item, known: KnownItems) -> Arrival:
        """Put one item of a source there, unless it is there already.

        Raises:
            GrowingError: it is being written: it changed while it was read, or has no end yet and was changed just now.
            OSError: it cannot be read, or the archive not be written.
        """
        same = known.find(item.path, item.mark)
        if same and (item.local is None or is_kept(self._archive, same.sha256, same.byte_count)):
            return Arrival(source, item)
        if item.local is None:
            return Arrival(source, item, NOTHING, item.refused or 0, (), ItemOutcome.REFUSED)
        if item.is_fresh and self._growing.get(item.path) != item.mark and may_be_cut_off(item.local):
            raise GrowingError
        sha256, size = self._put(item.local, None if item.is_draft else item.mark)
        if item.kind == "file" and (before := known.find_bytes(item.path, sha256)):
            return Arrival(source, item, sha256, size, before=before)
        if item.refused is not None:
            return Arrival(source, item, sha256, item.refused, (), ItemOutcome.REFUSED)
        itself = Part(item.name, find_archived(self._archive, sha256), sha256, size)
        parts, sender, outcome = self._look_inside(item, itself)
        if item.kind == "mail":  # a mail that lies in a folder is a file: who may have written it proves nothing
            item = replace(item, sender=item.sender or sender)
        return Arrival(source, item, sha256, size, parts, outcome)

    def say_large(self, size: int) -> str:
        """Why a file stays where it is."""
        return f"{size // 1_000_000} MB, geholt werden höchstens {self._limits.most_bytes // 1_000_000} MB"

    def _look_inside(self, item: Item, itself: Part) -> tuple[tuple[Part, ...], str | None, ItemOutcome]:
        """The submissions in an item; what cannot be unpacked is one itself, so that its sender is told."""
        self._count += 1
        folder = self.place / f"{self._count}.parts"
        folder.mkdir()
        found = self._unpack(itself.local, item.kind, folder, self._limits)
        is_mail = item.kind == "mail"
        if found is None or (not is_mail and (found.refusal or not (found.parts or found.is_automatic))):
            return (itself,), None, ItemOutcome.TAKEN
        if found.refusal:
            return (itself,), found.sender, ItemOutcome.REFUSED
        if found.is_automatic or not found.parts:
            return (), found.sender, ItemOutcome.AUTOMATIC if found.is_automatic else ItemOutcome.NOTHING
        for part in found.parts:
            self._put(part.local)
        lock_alike(self._archive, itself.sha256, (part.sha256 for part in found.parts))
        names = [part.name if is_mail else shorten_name(f"{item.name}/{part.name}") for part in found.parts]
        parts = (replace(part, name=name) for part, name in zip(found.parts, names, strict=True))
        return tuple(parts), found.sender, ItemOutcome.TAKEN

    def _put(self, path: Path, mark: str | None = None) -> tuple[str, int]:
        """Put a file under its digest, unless it is there and sound; of one with a mark, which is not ours, a copy."""
        digest, size = digest_of(path), path.stat().st_size
        there = find_archived(self._archive, digest)
        if not (is_sound(there) or is_erased(there)):
            return _place(path, self._archive) if mark is None else _copy(path, self._archive, mark)
        if mark is None:
            path.unlink()
        return digest, size


def _copy(path: Path, archive: Path, mark: str) -> tuple[str, int]:
    """Write beside, then rename, if nobody has changed the file meanwhile."""
    beside = archive / f".{os.getpid()}{DRAFT}"
    try:
        with path.open("rb") as source, beside.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
        if mark_of(path.stat()) != mark:
            raise GrowingError
        return _place(beside, archive)
    finally:
        beside.unlink(missing_ok=True)


def _place(draft: Path, archive: Path) -> tuple[str, int]:
    """Rename a file that is written to its end."""
    digest, size = digest_of(draft), draft.stat().st_size
    target = archive_path(archive, digest)
    target.parent.mkdir(exist_ok=True)
    draft.chmod(0o440)
    draft.replace(target)
    return digest, size


@contextmanager
def workplace(archive: Path) -> Iterator[Path]:
    """A folder beside the archived files for what is half done."""
    place = archive / f".{os.getpid()}.work{DRAFT}"
    place.mkdir(parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def remove_drafts(archive: Path) -> None:
    """What a run that was killed had begun to copy; nobody else is at work, since a run holds the lock."""
    for draft in archive.glob(f".*{DRAFT}"):
        if draft.is_dir():
            shutil.rmtree(draft)
        else:
            draft.unlink(missing_ok=True)
