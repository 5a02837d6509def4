"""Write beside and rename: nothing half-written is ever visible. Ways in: `write_file`, `new_file`, `new_folder`.

What is begun has a hidden name; a run that is killed leaves at most that, and the next one removes it.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

DRAFT = ".part"  # how a name ends until it is whole; no source takes such a file (schemas.files.incoming.UNFINISHED)


def draft_of(target: Path) -> Path:
    """What a file or folder is called while it is written."""
    return target.with_name(f".{target.name}{DRAFT}")


def write_file(target: Path, content: bytes, *, is_forced: bool = True) -> Path:
    """Make a file hold exactly these bytes.

    Args:
        target: in a folder that exists.
        content: all of it.
        is_forced: False leaves it to the caller to bring many files to the disk at once, or to make them again.
    """
    with new_file(target, is_forced=is_forced) as draft:
        draft.write_bytes(content)
    return target


@contextmanager
def new_file(target: Path, *, is_forced: bool = True) -> Iterator[Path]:
    """Give the path to write to; it takes the place of `target` once the block has ended well, and goes otherwise."""
    draft = draft_of(target)
    try:
        yield draft
        if is_forced:
            _force(draft)
        draft.replace(target)
        if is_forced:
            _force(target.parent)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def new_folder(target: Path, *, is_forced: bool = True) -> Iterator[Path]:
    """Give an empty folder to fill; it takes the place of `target` when the block ends well, and goes otherwise."""
    draft = draft_of(target)
    discard_draft(target)
    draft.mkdir(parents=True)
    try:
        yield draft
        if is_forced:
            for path in (*draft.rglob("*"), draft):
                _force(path)
        if target.exists():
            shutil.rmtree(target)
        draft.rename(target)
        if is_forced:
            _force(target.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def discard_draft(target: Path) -> None:
    """Remove the folder that a run which was killed had begun to fill."""
    shutil.rmtree(draft_of(target), ignore_errors=True)


def fill_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that `new_folder` gave; a name may lead into folders below it."""
    for name, content in sorted(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _force(path: Path) -> None:
    """To the disk; a new name in a folder survives a power cut only once the folder itself is there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
