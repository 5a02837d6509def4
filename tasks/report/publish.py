"""Publish a report: its finished folder appears at once and whole, or not at all, and never changes afterwards.

One way in: `publish_folder(target, files)`; `write_manifest` makes the file that says what went in and what came out,
`find_differences` holds a folder against it, `find_lost_reports` looks which of those that are out lack a file.
The folder is written beside its place, brought to disk, and renamed (tasks.atomic_files).
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath

from sqlalchemy import Engine

from config.errors import MonatsberichtError
from config.settings import Settings
from schemas.report.model import Report
from tasks.atomic_files import discard_draft, fill_folder, new_folder
from tasks.store.publication import list_reports

MANIFEST = "manifest.json"


class PublicationError(MonatsberichtError):
    """A report cannot be published as asked; the message says what is in the way and what to do."""


def report_folder(settings: Settings, month: str, version: str) -> Path:
    """Where a version lies, or will lie."""
    return settings.reports / settings.centre / month / f"v{version}"


def publish_folder(target: Path, files: Mapping[str, bytes]) -> bool:
    """Makes `target` hold exactly `files` (relative path with / -> bytes).

    Returns True if it was published now, False if the very same was there already.
    Raises PublicationError if something else is there (a version is sent once) or a path leads out of the folder.
    """
    for name in files:
        path = PurePosixPath(name)
        if not name or path.is_absolute() or ".." in path.parts or "\\" in name:
            raise PublicationError(f"{name!r} ist kein Pfad innerhalb des Berichtsordners.")
    discard_draft(target)
    if target.exists():
        _compare(target, files)
        return False
    with new_folder(target) as draft:
        fill_folder(draft, files)
    return True


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a report was made of: `inputs` (submission -> sha256 of its file), and the rules, code and policy used.

    `protection`: what the attack on it found, in numbers (schemas.report.protection.audit).
    """

    inputs: Mapping[str, str]
    rule_set: str
    code_version: str
    policy_sha256: str
    protection: Mapping[str, int] = field(default_factory=dict)


def write_manifest(report: Report, files: Mapping[str, bytes], provenance: Provenance) -> bytes:
    """`manifest.json`: sha256 of every input and output, and by which rules, policy and code the one became the other.

    It knows no other time than the vintage, so that the same inputs give the same manifest.
    """
    manifest = {
        "format": 1,
        "centre": report.ags8,
        "month": report.month,
        "version": report.version,
        "status": report.status,
        "vintage": report.vintage,
        **({"released_by": report.signed_by} if report.signed_by else {}),
        "rule_set": provenance.rule_set,
        "code_version": provenance.code_version,
        "policy_sha256": provenance.policy_sha256,
        **({"protection": dict(provenance.protection)} if provenance.protection else {}),
        "inputs": dict(sorted(provenance.inputs.items())),
        "files": {
            name: {"sha256": sha256(data).hexdigest(), "bytes": len(data)} for name, data in sorted(files.items())
        },
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()


def find_differences(folder: Path, beside: Collection[str] = ()) -> list[str]:
    """What in a folder is not as its manifest says: files that are missing, changed or nobody's, by name.

    Args:
        folder: a published report; one whose manifest cannot be read differs in that.
        beside: files that may lie beside those of the manifest.
    """
    try:
        named = json.loads((folder / MANIFEST).read_bytes())["files"]
        known = {name: str(one["sha256"]) for name, one in named.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [MANIFEST]
    present = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()}
    same = {name for name in known.keys() & present if sha256(present[name].read_bytes()).hexdigest() == known[name]}
    return sorted((known.keys() | present.keys()) - same - {MANIFEST, *beside})


def find_lost_reports(engine: Engine, settings: Settings) -> list[tuple[str, str]]:
    """Month and version of each published report of which a file is gone, the newest first; none is read but manifests.

    What was changed is not looked for: the next run of the report finds that and names it.
    """
    published = [(one["month"], one["version"]) for one in list_reports(engine, settings.centre)]
    return [one for one in published if _is_incomplete(report_folder(settings, *one))]


def _is_incomplete(folder: Path) -> bool:
    try:
        named = json.loads((folder / MANIFEST).read_bytes())["files"]
        return not all((folder / name).is_file() for name in named)
    except OSError:
        return True
    except (ValueError, KeyError, TypeError):
        return False


def _compare(target: Path, files: Mapping[str, bytes]) -> None:
    present = {path.relative_to(target).as_posix() for path in target.rglob("*") if not path.is_dir()}
    changed = {name for name in files.keys() & present if (target / name).read_bytes() != files[name]}
    different = sorted((files.keys() ^ present) | changed)
    if different:
        raise PublicationError(
            f"{target} ist schon veröffentlicht und weicht ab ({', '.join(different[:5])}). "
            "Eine Version wird nur einmal versandt: eine Berichtigung braucht die nächste Versionsnummer."
        )
