"""Write a report that is out once more, byte for byte: `monatsbericht report --month M --version V`.

One way in: `rebuild_report`. The facts of its vintage and what was fixed with it (tasks.store.publication.FrozenInputs)
are still in the warehouse, whatever came later. The published folder is only compared with; the command first brings
back what is gone of those that are out, and publishes nothing new.
"""

import hashlib
import shutil
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version as version_of
from pathlib import Path

from sqlalchemy import Engine

from config.errors import MonatsberichtError, UsageError
from config.settings import Settings
from flows.command.arguments import asked_or_due_month, existing_home
from flows.command.show import say, warn, working
from schemas.german import format_month
from tasks.existing_warehouse import open_home_warehouse
from tasks.report.month import make_files, recompose_report
from tasks.report.publish import find_lost_reports, publish_folder, report_folder
from tasks.report.restore_published import restore_published
from tasks.store.publication import find_plan, list_versions, read_frozen_inputs
from tasks.warehouse import exclusive


@dataclass(frozen=True)
class Rebuilt:
    """Where it lies, whether it is what was published, and German sentences about what is not."""

    folder: Path
    is_equal: bool
    remarks: tuple[str, ...]


def report_again(arguments: Namespace) -> bool:
    """The command: 0 where every byte is what was published, else 1."""
    if not arguments.report_version:
        raise UsageError(
            "--to gehört zu einer veröffentlichten Fassung: "
            "monatsbericht report --month JJJJ-MM --version 1.0 --to ORDNER"
        )
    settings, month = existing_home(arguments), asked_or_due_month(arguments)
    engine = open_home_warehouse(settings)
    is_whole = bool(arguments.to) or _bring_back(engine, settings)
    with working("Bericht nachbauen"):
        made = rebuild_report(engine, settings, month, arguments.report_version, arguments.to)
    name = f"Bericht {arguments.report_version} für {format_month(month)}"
    say(f"{name} liegt nachgebaut in {made.folder}.")
    for remark in made.remarks:
        say(remark)
    if made.is_equal:
        say("Er ist Byte für Byte der veröffentlichte.")
    return not (made.is_equal and is_whole)


def _bring_back(engine: Engine, settings: Settings) -> bool:
    """Whether everything that was published lies under reports/ now; says what came back, and what cannot."""
    if not find_lost_reports(engine, settings):
        return True
    problem = None
    with exclusive(engine), working("Was fehlt, wieder schreiben"):
        try:
            said = restore_published(engine, settings)
        except MonatsberichtError as error:
            said, problem = error.partial or [], error
    for sentence in said:
        say(sentence)
    if problem:
        warn(str(problem))
    return problem is None


def rebuild_report(engine: Engine, settings: Settings, month: str, version: str, target: Path | None = None) -> Rebuilt:
    """Write a published version into `target` (default: rebuilt/<centre>/<month>/v<version> in the home) and compare.

    Raises:
        UsageError: there is no such version, it was made before versions could be rebuilt, or `target` is in use.
        SettingsError: the policy that it was made with means nothing to this program any more.
    """
    found = find_plan(engine, settings.centre, month, version)
    if found is None:
        raise UsageError(_no_such(month, version, list_versions(engine, settings.centre, month)))
    plan, manifest = found
    frozen_inputs = read_frozen_inputs(engine, settings.centre, month, version)
    if frozen_inputs is None:
        raise UsageError(
            f"Bericht {version} für {format_month(month)} ist älter als die Buchführung darüber, womit ein Bericht "
            "entsteht: er lässt sich nicht nachbauen. Er liegt weiterhin unter reports/."
        )
    folder = _place(settings, month, version, target)
    files = make_files(engine, recompose_report(engine, settings, month, plan, frozen_inputs), plan, frozen_inputs)
    publish_folder(folder, files)
    is_equal = hashlib.sha256(files["manifest.json"]).hexdigest() == manifest
    published = report_folder(settings, month, version)
    remarks = _compare(files, published)
    if not is_equal:
        remarks += (_why(frozen_inputs.code_version),)
    return Rebuilt(folder, is_equal and not remarks, remarks)


def _no_such(month: str, version: str, there: list[str]) -> str:
    known = f"veröffentlicht sind: {', '.join(there)}" if there else "der Monat hat noch keinen Bericht"
    return f"Die Fassung {version} für {format_month(month)} gibt es nicht; {known}."


def _place(settings: Settings, month: str, version: str, target: Path | None) -> Path:
    """The folder to be written: ours is made anew, a chosen one must be empty and none of the published."""
    if target is None:
        folder = settings.rebuilt / settings.centre / month / f"v{version}"
        shutil.rmtree(folder, ignore_errors=True)
        return folder
    folder = target.resolve()
    if folder.is_relative_to(settings.reports.resolve()):
        raise UsageError(f"In „{target}“ liegen die veröffentlichten Berichte. Bitte einen anderen Ordner wählen.")
    if folder.exists():
        if not folder.is_dir() or any(folder.iterdir()):
            raise UsageError(f"„{target}“ gibt es schon. Bitte einen neuen oder leeren Ordner wählen.")
        folder.rmdir()
    return folder


def _compare(files: Mapping[str, bytes], published: Path) -> tuple[str, ...]:
    """What of the published folder is others than what was rebuilt."""
    if not published.is_dir():
        return (f"Der veröffentlichte Ordner {published} fehlt: zurückholen lässt er sich aus diesem.",)
    there = {path.relative_to(published).as_posix() for path in published.rglob("*") if path.is_file()}
    same = {name for name in files.keys() & there if (published / name).read_bytes() == files[name]}
    others = sorted((files.keys() | there) - same)
    return (f"Anders als im veröffentlichten Ordner: {', '.join(others)}.",) if others else ()


def _why(made_with: str) -> str:
    here = version_of("monatsbericht")
    if here != made_with:
        return f"Er entstand mit der Programmfassung {made_with}, nachgebaut wurde er mit {here}."
    return (
        "Er ist anders als veröffentlicht, obwohl die Programmfassung dieselbe ist: Bibliotheken oder Bestand prüfen."
    )
