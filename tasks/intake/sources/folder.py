"""A folder on this machine or on a network drive: the inbox of the home, or any other. It is never changed."""

import os
import stat
import time
from collections.abc import Callable, Container, Iterator
from datetime import datetime
from pathlib import Path

from config.errors import UnreachableError, explain_os_error
from config.settings import TIMEZONE
from config.sources import INBOX
from schemas.files.arrival import ItemMark, recalling
from schemas.files.incoming import Item, ItemOutcome, is_fresh, is_ignorable, mark_of, printable


class Folder:
    """The finished files of a folder and its subfolders, whatever they are."""

    def __init__(self, name: str, folder: Path, most_bytes: int) -> None:
        self.name, self._folder, self._most_bytes = name, folder, most_bytes
        self.refused: list[str] = []

    def fetch(self, known: Container[ItemMark], _drafts: Path, at: datetime) -> Iterator[Item]:
        """Every file, also what is known: should the archive have lost it, it is healed from here.

        Raises:
            UnreachableError: the folder itself cannot be opened; not the inbox, of which files are missed instead.
        """
        items = list(self._list(at))
        recalling(known, (item.path for item in items))
        yield from items

    def _list(self, at: datetime) -> Iterator[Item]:
        for path, found in list_files(self._folder, self._refuse):
            place, came_at = self._place_of(path), _changed_at(found, at)
            refused = found.st_size if found.st_size > self._most_bytes else None
            is_new = is_fresh(found.st_mtime, time.time())
            local = None if refused else path
            yield Item(place, mark_of(found), place, came_at, local, refused=refused, is_fresh=is_new)

    def acknowledge(self, item: Item, outcome: ItemOutcome) -> None:
        """Nothing: the files stay where they are."""

    def close(self) -> None:
        """Nothing is open."""

    def _place_of(self, path: Path) -> str:
        return printable(str(path).removeprefix(f"{self._folder}/"))

    def _refuse(self, error: OSError) -> None:
        path = Path(str(error.filename))
        reason = "nicht mehr da" if isinstance(error, FileNotFoundError) else explain_os_error(error)
        reason = reason or error.strerror or "nicht lesbar"
        if path == self._folder and self.name != INBOX:
            raise UnreachableError(f"den Ordner gibt es nicht ({path})" if "mehr da" in reason else reason) from error
        if path == self._folder:
            self.refused.append(f"Eingang: {reason}")
        else:
            place = self._place_of(path)
            self.refused.append(f"{place}: {reason}" if self.name == INBOX else f"{self.name}: {place}: {reason}")


def list_files(folder: Path, refuse: Callable[[OSError], object]) -> Iterator[tuple[Path, os.stat_result]]:
    """The finished files of a folder and its subfolders, in the order of their names; links are not followed.

    `refuse` is told of every folder and file that cannot be opened, the folder itself included.
    """
    for place, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(
            name for name in folders if not is_ignorable(name) or name.lower().endswith((".part", ".tmp"))
        )
        for path in (Path(f"{place}/{name}") for name in sorted(files) if not is_ignorable(name)):
            try:
                found = path.lstat()
            except OSError as error:
                refuse(error)
                continue
            if stat.S_ISREG(found.st_mode):  # no link, and nothing that would let us wait for ever (pipes, devices)
                yield path, found


def _changed_at(found: os.stat_result, at: datetime) -> datetime:
    """When a file was last changed, but not after this run: a clock gone wrong may give a year that no calendar has."""
    seconds = min(found.st_mtime, at.replace(tzinfo=TIMEZONE).timestamp())
    return datetime.fromtimestamp(seconds, TIMEZONE).replace(tzinfo=None, microsecond=0)
