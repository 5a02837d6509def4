"""A published version as one file that can be sent and checked. Ways in: `signing_secret`, then `pack_report`.

The same version always gives the same bytes: nothing is compressed, and every file in it bears one time. Whoever
gets it checks it with `monatsbericht verify`, or with any program that knows minisign (tasks.disseminate.signature).
"""

import os
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from sqlalchemy import Engine

from config.settings import Settings
from tasks.atomic_files import write_file
from tasks.disseminate.signature import SIGNATURE, sign
from tasks.existing_warehouse import refuse_lost_secret
from tasks.report.publish import MANIFEST, PublicationError, find_differences, report_folder
from tasks.secret import key_secret

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip can say: when it was made is no part of it


def signing_secret(engine: Engine, settings: Settings) -> bytes:
    """What reports are signed with; made here only where none was ever needed.

    Raises:
        LostError: it is gone; with a new one nobody could tell a report of ours from a forged one.
    """
    refuse_lost_secret(settings, engine)
    return key_secret(settings.key_file, os.environ)


def pack_report(settings: Settings, month: str, version: str, manifest: str, secret: bytes) -> tuple[Path, str]:
    """Write a version's package into the home; returns where it lies, and its sha256.

    Args:
        settings: whose report it is, and where everything lies.
        month: of the report.
        version: that was published.
        manifest: sha256 of its manifest.json, as the warehouse has it.
        secret: what it is signed with (`signing_secret`).

    Raises:
        PublicationError: the published folder is not what was published.
    """
    folder = report_folder(settings, month, version)
    _check(folder, manifest)
    name = f"monatsbericht_{settings.centre}_{month}_v{version}"
    content = _zip(name, folder, sign((folder / MANIFEST).read_bytes(), secret))
    settings.packages.mkdir(exist_ok=True)
    return write_file(settings.packages / f"{name}.zip", content), sha256(content).hexdigest()


def _check(folder: Path, manifest: str) -> None:
    is_same = (folder / MANIFEST).is_file() and sha256((folder / MANIFEST).read_bytes()).hexdigest() == manifest
    if not is_same or find_differences(folder):
        raise PublicationError(
            f"{folder} fehlt oder ist nicht mehr, was veröffentlicht wurde; so geht es nicht hinaus. Der nächste Lauf "
            "des Berichts stellt den Ordner wieder her: monatsbericht report"
        )


def _zip(name: str, folder: Path, signature: bytes) -> bytes:
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as package:
        for place, path in sorted(files.items()):
            package.writestr(ZipInfo(f"{name}/{place}", _MOMENT), path.read_bytes())
        package.writestr(ZipInfo(f"{name}/{SIGNATURE}", _MOMENT), signature)
    return made.getvalue()
