"""Whether a report that somebody has is the one that was published. One way in: `verify_report(path, key)`."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from config.errors import UsageError
from schemas.german import format_count, format_month
from tasks.disseminate.signature import SIGNATURE, is_signed_by
from tasks.report.publish import MANIFEST, find_differences

_MOST_BYTES = 500_000_000  # of a package that somebody hands us; a report has some MB


@dataclass(frozen=True)
class Verified:
    """What was found, in sentences: what holds, and what does not."""

    good: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


def verify_report(path: Path, key: str | None) -> Verified:
    """Hold a report's folder, or its package, against its manifest, and that against its signature.

    Args:
        path: a folder or a zip.
        key: whose signature it should bear, as minisign writes a public key; None where nobody knows.

    Raises:
        UsageError: there is no report.
    """
    with _opened(path) as folder:
        if differences := find_differences(folder, beside=(SIGNATURE,)):
            if differences == [MANIFEST]:
                raise UsageError(f"{path} ist kein Bericht: es gibt dort keine lesbare {MANIFEST}.")
            names = ", ".join(differences[:5]) + (" …" if len(differences) > 5 else "")
            counted = f"{format_count(len(differences), 'Dateien')} {'ist' if len(differences) == 1 else 'sind'}"
            return Verified(wrong=(f"{counted} nicht, wie {MANIFEST} sagt: {names}.",))
        content = (folder / MANIFEST).read_bytes()
        signature = (folder / SIGNATURE).read_bytes() if (folder / SIGNATURE).is_file() else None
    return _judge(_say_whole(content), content, signature, key)


def _say_whole(content: bytes) -> str:
    said = json.loads(content)
    title = f"Bericht {said.get('version')} für {format_month(str(said.get('month')))} ({said.get('centre')})"
    return f"{title}: alle {len(said['files'])} Dateien sind, wie {MANIFEST} sagt."


def _judge(whole: str, content: bytes, signature: bytes | None, key: str | None) -> Verified:
    if signature is None:
        return Verified((whole,), (f"Es gibt keine Unterschrift ({SIGNATURE}): von wem der Bericht ist, ist offen.",))
    if key is None:
        return Verified((whole,), ("Die Unterschrift wurde nicht geprüft: bitte den Schlüssel mit --key angeben.",))
    if not is_signed_by(content, signature, key):
        return Verified((whole,), ("Die Unterschrift gehört nicht zu diesem Schlüssel und diesem Bericht.",))
    return Verified((whole, f"Die Unterschrift ist die des Schlüssels {key}."))


@contextmanager
def _opened(path: Path) -> Iterator[Path]:
    """The folder of a report; that of a package for as long as it is looked at."""
    if path.is_dir():
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="monatsbericht-") as place:
        try:
            with ZipFile(path) as package:
                if sum(one.file_size for one in package.infolist()) > _MOST_BYTES:
                    raise UsageError(f"{path} ist zu groß für einen Bericht.")
                package.extractall(place)  # which keeps every name inside
        except (OSError, BadZipFile, ValueError, RuntimeError, NotImplementedError) as error:
            raise UsageError(f"{path} ist weder der Ordner eines Berichts noch sein Paket.") from error
        inside = [folder for folder in Path(place).iterdir() if folder.is_dir()]
        yield inside[0] if len(inside) == 1 and not (Path(place) / MANIFEST).exists() else Path(place)
