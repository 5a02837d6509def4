"""Published folders that somebody deleted come back, byte for byte. One way in: `restore_published`.

What is there and others than it was published is never overwritten: that is said, and somebody has to decide.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import Engine, select

from config.errors import MonatsberichtError, raise_problems
from config.settings import Settings
from schemas.german import format_month
from schemas.store import warehouse as w
from schemas.store.published import is_published
from tasks.atomic_files import fill_folder, new_folder
from tasks.report.month import make_files, recompose_report
from tasks.report.publish import PublicationError, report_folder
from tasks.store.publication import find_plan, read_frozen_inputs


def restore_published(engine: Engine, settings: Settings) -> list[str]:
    """Write every published folder again that has gone in whole or in part; returns a German sentence for each.

    Raises:
        MonatsberichtError: folders were changed, or cannot be made again as they were; `partial` is what was said of
            the others, which are back.
    """
    table = w.publication
    query = select(table.c.month, table.c.version, table.c.manifest).where(is_published(settings.centre))
    with engine.connect() as connection:
        rows = list(connection.execute(query.order_by(table.c.vintage)))
    said, problems = list[str](), list[MonatsberichtError]()
    for month, version, manifest in rows:
        if not _is_as_published(report_folder(settings, month, version), manifest):
            try:
                said.append(_restore(engine, settings, month, version, manifest))
            except PublicationError as error:
                problems.append(error)
    raise_problems(problems, partial=said)
    return said


def _restore(engine: Engine, settings: Settings, month: str, version: str, manifest: str) -> str:
    name, folder = f"Bericht {version} für {format_month(month)}", report_folder(settings, month, version)
    found = find_plan(engine, settings.centre, month, version)
    frozen_inputs = read_frozen_inputs(engine, settings.centre, month, version)
    if found is None or frozen_inputs is None:
        raise PublicationError(f"{name} fehlt unter reports/ und lässt sich nicht nachbauen: {_FROM_BACKUP}")
    plan, _ = found
    files = make_files(engine, recompose_report(engine, settings, month, plan, frozen_inputs), plan, frozen_inputs)
    if hashlib.sha256(files["manifest.json"]).hexdigest() != manifest:
        raise PublicationError(f"{name} fehlt unter reports/; nachgebaut wäre er ein anderer: {_FROM_BACKUP}")
    if changed := sorted(_changed(folder, files)):
        raise PublicationError(f"{name} wurde unter reports/ verändert ({', '.join(changed)}): {_FROM_BACKUP}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with new_folder(folder) as draft:
        fill_folder(draft, files)
    return f"{name} fehlte unter reports/ und liegt wieder dort, Byte für Byte wie veröffentlicht."


_FROM_BACKUP = "bitte den Ordner aus der Datensicherung zurückholen (monatsbericht restore)."


def _is_as_published(folder: Path, manifest: str) -> bool:
    """Whether the manifest and every file that it names are there, and are what they were."""
    try:
        listed = (folder / "manifest.json").read_bytes()
        if hashlib.sha256(listed).hexdigest() != manifest:
            return False
        digests = {name: file["sha256"] for name, file in json.loads(listed)["files"].items()}
        return all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == digests[name] for name in digests)
    except OSError:
        return False


def _changed(folder: Path, files: Mapping[str, bytes]) -> Iterator[str]:
    """What still lies there and is not what was published."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and (name not in files or path.read_bytes() != files[name]):
            yield name
