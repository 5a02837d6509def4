"""Keep what was made in a folder of the home. One way in: `keep_files(folder, files)`.

What somebody edited by hand is never overwritten: the new file is laid beside it. What we wrote is known by its digest
in a list in the same folder; without that list every file counts as somebody's own.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from config.errors import MonatsberichtError
from tasks.store.home_files import read_digests, write_digests, write_if_new

_MOST_BESIDE = 100


def keep_files(folder: Path, files: Mapping[str, bytes]) -> tuple[list[Path], list[str]]:
    """Write each file whole or not at all; returns where they lie, and a German sentence for each kept beside another.

    Raises:
        OSError: the folder cannot be written.
        MonatsberichtError: there are a hundred edited files of that name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = read_digests(folder)
    placed = {name: _place(folder, name, content, written) for name, content in files.items()}
    for name, path in placed.items():
        digest = sha256(files[name]).hexdigest()
        # The one before stays known: a run that is killed before it wrote the file must not take ours for somebody's.
        written[path.name] = [digest, *[one for one in written.get(path.name, ()) if one != digest][:1]]
    write_digests(folder, written)
    for name, path in placed.items():
        write_if_new(path, files[name])
    edited = [(folder / name, path.name) for name, path in placed.items() if path.name != name]
    said = [f"{old} wurde von Hand geändert und bleibt, wie sie ist; die neue Datei: {new}." for old, new in edited]
    return list(placed.values()), said


def _place(folder: Path, name: str, content: bytes, written: Mapping[str, list[str]]) -> Path:
    """Where a file may lie: under its name, or the first one beside that nobody has edited."""
    for path in _names(folder, name):
        if not path.exists():
            return path
        digest = sha256(path.read_bytes()).hexdigest()
        if digest in {*written.get(path.name, ()), sha256(content).hexdigest()}:
            return path
    raise MonatsberichtError(f"{folder / name}: dort liegen schon {_MOST_BESIDE} geänderte Fassungen; bitte aufräumen.")


def _names(folder: Path, name: str) -> Iterator[Path]:
    path = folder / name
    yield path
    for number in range(1, _MOST_BESIDE):
        yield path.with_stem(f"{path.stem}_neu{'' if number == 1 else number}")
