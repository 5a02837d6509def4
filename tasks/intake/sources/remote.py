"""Anything that fsspec reaches (SFTP, WebDAV and Nextcloud, S3, ...): `Remote`. Nothing there is changed or deleted.

What is known by path and mark (size, and time or etag) is not fetched again. A file that changes while it is fetched is
left for the next run.
"""

import hashlib
import time
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from config.address import Credentials
from config.errors import UnreachableError
from config.settings import TIMEZONE
from config.sources import Source
from schemas.files.arrival import ItemMark, recalling
from schemas.files.incoming import Item, ItemOutcome, is_fresh, is_ignorable, printable, shorten_name
from tasks.intake.sources.deadline import Deadline
from tasks.intake.sources.reasons import explaining
from tasks.intake.sources.shares import NetworkShare, open_share

_MOST_ENTRIES = 200_000  # in one look; a server that shows more shows them in circles
_MOST_DEPTH = 20
_TAGS = ("etag", "ETag", "md5")
_TIMES = ("mtime", "modified", "LastModified", "last_modified", "updated", "created")


class _Found(NamedTuple):
    """A file as its folder lists it."""

    path: str  # as the share knows it
    place: str  # below the address in settings.toml
    size: int
    mark: str
    received_at: datetime
    is_fresh: bool


class Remote:
    """One share."""

    def __init__(
        self, source: Source, credentials: Credentials, *, most_bytes: int, seconds: float, total_seconds: float
    ) -> None:
        self.name, self._source, self._credentials = source.name, source, credentials
        self._most_bytes, self._seconds, self._total = most_bytes, seconds, total_seconds
        self.refused: list[str] = []
        self._share: NetworkShare | None = None

    def fetch(self, known: Container[ItemMark], drafts: Path, at: datetime) -> Iterator[Item]:
        """Every finished file, oldest first; what is known without its bytes.

        Raises:
            UnreachableError: the server is down, refuses us, or fails in between; what came before is whole.
        """
        deadline = Deadline(self._total)
        with explaining(self._source, self._seconds):
            share, found = deadline.run(self._look, at)
        known = recalling(known, (file.place for file in found))
        for number, file in enumerate(found):
            name = shorten_name(printable(file.place))
            if (file.place, file.mark) in known:
                yield Item(file.place, file.mark, name, file.received_at, None)
            elif file.size > self._most_bytes:
                yield Item(file.place, file.mark, name, file.received_at, None, refused=file.size)
            else:
                local = drafts / str(number)
                with explaining(self._source, self._seconds):
                    is_whole = deadline.run(_fetch_whole, share, file, local)
                if is_whole:
                    came = Item(file.place, file.mark, name, file.received_at, local, is_draft=True)
                    yield replace(came, is_fresh=file.is_fresh)

    def acknowledge(self, item: Item, outcome: ItemOutcome) -> None:
        """Nothing: the files stay where they are."""

    def close(self) -> None:
        """Hang up."""
        if self._share is not None:
            with suppress(Exception):
                self._share.close()

    def _look(self, at: datetime) -> tuple[NetworkShare, list[_Found]]:
        """Connect, and list what is there, oldest first."""
        self._share = open_share(self._source, self._credentials, self._seconds)
        return self._share, sorted(_list(self._share, at), key=lambda file: (file.received_at, file.place))


def _list(share: NetworkShare, at: datetime) -> Iterator[_Found]:
    """All files below the address; links are not followed."""
    waiting, count = [(share.root, "", 0)], 0
    while waiting:
        folder, place, depth = waiting.pop()
        for entry in share.list(folder):
            count += 1
            name = str(entry["name"]).rstrip("/").rpartition("/")[2]
            if count > _MOST_ENTRIES or depth > _MOST_DEPTH:
                raise UnreachableError("dort liegen zu viele Ordner oder Dateien")
            if not name or name in {".", ".."} or str(entry["name"]).rstrip("/") == folder.rstrip("/"):
                continue
            below = f"{place}/{name}" if place else name
            if entry["type"] == "directory" and not name.startswith("."):
                waiting.append((str(entry["name"]), below, depth + 1))
            elif entry["type"] == "file" and not is_ignorable(name):
                yield _describe(entry, below, at)


def _fetch_whole(share: NetworkShare, file: _Found, local: Path) -> bool:
    """Write one file to disk; False, and nothing, if it was still growing or is gone."""
    size = 0
    try:
        with local.open("wb") as draft:
            for block in share.read(file.path):
                size += len(block)
                if size > file.size:
                    break
                draft.write(block)
        now = _describe(share.info(file.path), file.place, file.received_at)
    except FileNotFoundError:
        now = None
    if size == file.size and now is not None and now.mark == file.mark:
        return True
    local.unlink(missing_ok=True)
    return False


def _describe(entry: Mapping[str, Any], place: str, at: datetime) -> _Found:
    size = int(entry.get("size") or 0)
    times = {key: moment for key in _TIMES if (moment := _moment(entry.get(key)))}
    stamps = {**{key: entry[key] for key in _TAGS if entry.get(key)}, **times}
    mark = f"{size} {next(iter(stamps.values()), '')}"
    mark = mark if len(mark) <= 100 and mark.isprintable() else f"{size} {hashlib.sha256(mark.encode()).hexdigest()}"
    moment = next(iter(times.values()), None)
    path = place if len(place) <= 400 and place.isprintable() else _shorten_path(place)
    came_at = min(_german(moment), at) if moment else at
    is_new = moment is not None and is_fresh(_aware(moment).timestamp(), time.time())
    return _Found(str(entry["name"]), path, size, mark, came_at, is_new)


def _moment(value: object) -> datetime | None:
    """Some systems give seconds in a listing, and the same as a moment elsewhere."""
    if isinstance(value, int | float) and 0 < value < 1e10:
        return datetime.fromtimestamp(value, UTC)
    return value if isinstance(value, datetime) else None


def _shorten_path(place: str) -> str:
    """A path that the warehouse can hold and that is still this path's alone."""
    digest = hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return f"{shorten_name(printable(place), 380)} {digest}"


def _german(moment: datetime) -> datetime:
    """German wall-clock time; without a zone a server means UTC."""
    return _aware(moment).astimezone(TIMEZONE).replace(tzinfo=None, microsecond=0)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
