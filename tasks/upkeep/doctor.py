"""What is missing on this machine, and how to mend it. One way in: ``diagnose(settings)``.

Every check answers, whatever is broken: an exception inside one is its finding. Nothing is changed; a probe file is
written to the home and deleted.
"""

import importlib.metadata
import json
import os
import shutil
import socket
import sys
from collections.abc import Mapping
from datetime import datetime
from tempfile import NamedTemporaryFile
from zoneinfo import ZoneInfo

from packaging.requirements import Requirement

from config.errors import UsageError, explain_os_error
from config.policy import load_policy
from config.settings import Settings, unknown_variables
from schemas.german import format_count
from schemas.review.goals import choose_goals
from tasks.existing_warehouse import open_existing_warehouse, open_warehouse_to_read
from tasks.store.home_files import recall_concept, recall_rules
from tasks.store.ledger import count_respondents
from tasks.store.stages import refuse_stages
from tasks.upkeep.diagnosis import Diagnosis, Look
from tasks.upkeep.surroundings import SURROUNDINGS
from tasks.warehouse import shown_url

# One page in the font of the report's template.
PROBE = """#set document(title: "Probe")
#set text(font: "Libertinus Serif", lang: "de")
= Größe
ÄÖÜäöüß – 1.234,5 %"""
INSTALL_AGAIN = "monatsbericht in einer neuen virtuellen Umgebung installieren (siehe README)."


def diagnose(settings: Settings, more: Mapping[str, Look] | None = None) -> list[Diagnosis]:
    """Look at everything that a run needs, in the order in which one would mend it; `more` is looked at last."""
    looks = LOOKS | SURROUNDINGS | dict(more or {})
    return [_look(name, look, settings) for name, look in looks.items()]


def _look(name: str, look: Look, settings: Settings) -> Diagnosis:
    try:
        return look(settings)
    except Exception as error:  # noqa: BLE001 - a broken machine breaks in any way; that is the finding
        return Diagnosis(name, is_good=False, message=f"{error}", remedy="Die Meldung links nennt die Ursache.")


def _python(_: Settings) -> Diagnosis:
    version = ".".join(str(part) for part in sys.version_info[:3])
    good = (3, 11) <= sys.version_info[:2] <= (3, 14)
    return Diagnosis("Python", good, f"Version {version}", "" if good else "Python 3.11 bis 3.14 installieren.")


def _packages(_: Settings) -> Diagnosis:
    """Everything that pyproject.toml asks for is there, in a version that it allows."""
    wanted = _requirements()
    found = {item.name: _version(item.name) for item in wanted}
    missing = sorted(name for name, version in found.items() if version is None)
    wrong = [
        f"{item.name} {found[item.name]}" for item in wanted if not item.specifier.contains(found[item.name] or "")
    ]
    if missing or wrong:
        message = f"es fehlt: {', '.join(missing)}" if missing else f"andere Version als verlangt: {', '.join(wrong)}"
        return Diagnosis("Pakete", is_good=False, message=message, remedy=INSTALL_AGAIN)
    return Diagnosis("Pakete", is_good=True, message=f"{len(wanted)} Pakete in den verlangten Versionen")


def _requirements() -> list[Requirement]:
    """Those of every installation, from our own metadata."""
    wanted = [Requirement(line) for line in importlib.metadata.requires("monatsbericht") or []]
    return [item for item in wanted if not item.marker or item.marker.evaluate({"extra": ""})]


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _environment(settings: Settings) -> Diagnosis:
    unknown = unknown_variables(dict(os.environ), (*settings.sources, *settings.targets))
    if unknown:
        return Diagnosis(
            "Einstellungen",
            is_good=False,
            message=f"unbekannte Umgebungsvariable: {', '.join(unknown)}",
            remedy="Schreibweise prüfen; die Tabelle der Einstellungen steht im README.",
            is_essential=False,
        )
    return Diagnosis("Einstellungen", is_good=True, message="alle Einstellungen sind gültig")


def _policy(settings: Settings) -> Diagnosis:
    policy = load_policy(settings.home)
    refuse_stages(open_existing_warehouse(settings.url), policy)
    day = policy.calendar.deadline_day
    return Diagnosis(
        "Vorgaben", is_good=True, message=f"policy.toml ist gültig, Abgabetermin ist der {day}. des Folgemonats"
    )


def _concept(settings: Settings) -> Diagnosis:
    """Goals that the reports leave out are named here: a report says only how many there are."""
    name, concept = "Konzept", recall_concept(settings.home, load_policy(settings.home)).concept
    if concept is None:
        return Diagnosis(name, is_good=True, message="keine Ziele genannt (concept.toml)", is_essential=False)
    goals, left_out = choose_goals(concept)
    if left_out:
        mend = "concept.toml im Datenordner berichtigen; was fehlt, fehlt auch in Bericht und Rückblick."
        return Diagnosis(name, is_good=False, message=" ".join(left_out), remedy=mend, is_essential=False)
    followed = f"{format_count(len(goals), 'Ziele')} {'wird' if len(goals) == 1 else 'werden'} verfolgt"
    return Diagnosis(name, is_good=True, message=followed, is_essential=False)


def _grants(settings: Settings) -> Diagnosis:
    """What the centre says of its grants; a proof is made without it, and says so."""
    problems = recall_rules(settings.home)[1]
    if problems:
        mend = "nachweis.toml im Datenordner berichtigen oder zurückholen."
        return Diagnosis("Nachweis", is_good=False, message=" ".join(problems), remedy=mend, is_essential=False)
    return Diagnosis("Nachweis", is_good=True, message="nachweis.toml lässt sich verwenden oder ist nicht angelegt")


def _home(settings: Settings) -> Diagnosis:
    name, remedy = "Datenordner", f"monatsbericht init --home {settings.home}"
    if not settings.home.is_dir():
        return Diagnosis(name, is_good=False, message=f"{settings.home} gibt es nicht", remedy=remedy)
    try:
        with NamedTemporaryFile(dir=settings.home, prefix=".probe-") as probe:
            probe.write(b"x")
            probe.flush()
    except OSError as error:
        reason = explain_os_error(error) or error.strerror
        mend = "Platz schaffen, oder dem Benutzer, unter dem monatsbericht läuft, Schreibrecht geben."
        return Diagnosis(name, is_good=False, message=f"{settings.home} ist nicht beschreibbar: {reason}", remedy=mend)
    kept = (settings.archive, settings.replies, settings.reports)  # an empty one is no way back: see „Bestandteile“
    missing = [folder.name for folder in settings.folders() if folder not in kept and not folder.is_dir()]
    if missing:
        return Diagnosis(name, is_good=False, message=f"im Datenordner fehlt: {', '.join(missing)}", remedy=remedy)
    return Diagnosis(name, is_good=True, message=str(settings.home))


def _disk(settings: Settings) -> Diagnosis:
    existing = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
    free_mb = shutil.disk_usage(existing).free // 1_000_000
    good = free_mb >= settings.min_free_disk_mb
    mend = "" if good else "Platz schaffen oder min_free_disk_mb senken."
    return Diagnosis("Plattenplatz", good, f"{free_mb} MB frei", mend, is_essential=False)


def _warehouse(settings: Settings) -> Diagnosis:
    try:
        engine = open_warehouse_to_read(settings)
    except UsageError:  # a new home; one that was lost is said as such
        mend = f"monatsbericht init --home {settings.home}"
        return Diagnosis("Datenbestand", is_good=False, message="es gibt noch keinen", remedy=mend)
    engine.dispose()
    return Diagnosis("Datenbestand", is_good=True, message=f"{engine.dialect.name}, {shown_url(settings.url)}")


def _register(settings: Settings) -> Diagnosis:
    """What counts is what the warehouse knows; the list itself may lie anywhere."""
    engine = open_existing_warehouse(settings.url)
    count = count_respondents(engine, settings.centre) if engine else 0
    if not count:
        message = f"noch keine Berichtsstellen für {settings.centre}"
        mend = f"monatsbericht register LISTE --home {settings.home}"
        return Diagnosis("Register", is_good=False, message=message, remedy=mend, is_essential=False)
    return Diagnosis("Register", is_good=True, message=format_count(count, "Berichtsstellen"))


def _inbox(settings: Settings) -> Diagnosis:
    if not settings.inbox.is_dir():
        mend = f"monatsbericht init --home {settings.home}"
        return Diagnosis("Eingang", is_good=False, message=f"{settings.inbox} gibt es nicht", remedy=mend)
    count = sum(1 for _ in settings.inbox.iterdir())
    return Diagnosis("Eingang", is_good=True, message=f"{format_count(count, 'Einträge')} in {settings.inbox}")


def _pdf(_: Settings) -> Diagnosis:
    """Typeset one page with the fonts that the report uses."""
    import typst

    compiler = typst.Compiler(PROBE.encode(), font_paths=typst.Fonts(include_system_fonts=False))
    pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=0)
    if warnings or not isinstance(pdf, bytes):
        said = "; ".join(warning.message for warning in warnings)
        return Diagnosis("PDF", is_good=False, message=f"Typst meldet: {said}", remedy=INSTALL_AGAIN)
    return Diagnosis("PDF", is_good=True, message="Typst setzt PDF/A-3a und PDF/UA-1 mit Umlauten")


def _clock(_: Settings) -> Diagnosis:
    now = datetime.now(ZoneInfo("Europe/Berlin"))
    good = now.year >= 2026
    mend = "" if good else "Uhr stellen (timedatectl set-ntp true)."
    return Diagnosis("Uhr", good, f"{now:%d.%m.%Y %H:%M} in Deutschland ({now.tzname()})", mend)


def _port(settings: Settings) -> Diagnosis:
    name, port = "Oberfläche", settings.server_port
    with socket.socket() as probe:
        taken = probe.connect_ex(("127.0.0.1", port)) == 0
    if not taken:
        return Diagnosis(name, is_good=True, message=f"Port {port} ist frei", is_essential=False)
    if _is_ours(settings):
        return Diagnosis(name, is_good=True, message=f"monatsbericht serve läuft auf http://127.0.0.1:{port}")
    mend = "In settings.toml einen anderen server_port wählen; ohne `serve` ist das nicht nötig."
    return Diagnosis(name, is_good=False, message=f"Port {port} ist belegt", remedy=mend, is_essential=False)


def _is_ours(settings: Settings) -> bool:
    """Whether the note that `serve` leaves names that port and a living process."""
    try:
        note = json.loads((settings.prefect / "server.json").read_text(encoding="utf-8"))
        os.kill(note["pid"], 0)
    except (OSError, ValueError, KeyError):
        return False
    return f":{settings.server_port}/" in str(note["url"])


LOOKS: dict[str, Look] = {
    "Python": _python,
    "Pakete": _packages,
    "Einstellungen": _environment,
    "Vorgaben": _policy,
    "Konzept": _concept,
    "Nachweis": _grants,
    "Datenordner": _home,
    "Plattenplatz": _disk,
    "Datenbestand": _warehouse,
    "Register": _register,
    "Eingang": _inbox,
    "PDF": _pdf,
    "Uhr": _clock,
    "Oberfläche": _port,
}
