"""Keep what was made in a folder of the home. Ways in: `keep_files(folder, files)`, `remember` and `is_lost`.

What somebody edited by hand is never overwritten: the new file is laid beside it. What we wrote is known by its digest
in a list in the same folder; without that list every file counts as somebody's own.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from config.errors import MonatsberichtError
from tasks.atomic_files import write_file

RECORD = "pruefsummen.json"
_MOST_BESIDE = 100


def keep_files(folder: Path, files: Mapping[str, bytes]) -> tuple[list[Path], list[str]]:
    """Write each file whole or not at all; returns where they lie, and a German sentence for each kept beside another.

    Raises:
        OSError: the folder cannot be written.
        MonatsberichtError: there are a hundred edited files of that name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = _read_record(folder)
    placed = {name: _place(folder, name, content, written) for name, content in files.items()}
    for name, path in placed.items():
        digest = sha256(files[name]).hexdigest()
        # The one before stays known: a run that is killed before it wrote the file must not take ours for somebody's.
        written[path.name] = [digest, *[one for one in written.get(path.name, ()) if one != digest][:1]]
    _write_record(folder, written)
    for name, path in placed.items():
        _write_if_new(path, files[name])
    edited = [(folder / name, path.name) for name, path in placed.items() if path.name != name]
    said = [f"{old} wurde von Hand geändert und bleibt, wie sie ist; die neue Datei: {new}." for old, new in edited]
    return list(placed.values()), said


def remember(folder: Path, name: str) -> None:
    """Note that a file of somebody's own is there, so that it can be missed.

    Raises:
        OSError: the folder cannot be written.
    """
    known = _read_record(folder)
    if name not in known:
        _write_record(folder, known | {name: []})


def is_lost(folder: Path, name: str) -> bool:
    """Whether a file was in the folder, ours or somebody's own, and is gone."""
    return name in _read_record(folder) and not (folder / name).exists()


def _write_record(folder: Path, written: Mapping[str, list[str]]) -> None:
    _write_if_new(folder / RECORD, (json.dumps(dict(sorted(written.items())), indent=1) + "\n").encode())


def _write_if_new(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        write_file(path, content)


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


def _read_record(folder: Path) -> dict[str, list[str]]:
    try:
        said = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return (
        {name: digests for name, digests in said.items() if isinstance(digests, list)} if isinstance(said, dict) else {}
    )
