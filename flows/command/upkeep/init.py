"""The command `init`: make a home and its settings.toml; what is there already stays as it is.

What it needs to know comes from its options; on a terminal it asks for the rest.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from config.errors import UsageError
from flows.command.show import say, working
from flows.command.work.letter_run import NO_MAIL

if TYPE_CHECKING:
    from config.settings import Settings

HELP = "einen Datenordner anlegen"
EXAMPLE = "monatsbericht init --home hagen --centre Hagen"

_ASKED = {
    "centre": "AGS oder Name des Kommunalen Integrationszentrums",
    "staff_email": "Mailadresse des Teams, für Störungen und die Liste der fehlenden Meldungen",
    "smtp_url": "Mailserver: smtp+starttls://host:587, smtps://host:465 oder smtp://localhost:25",
    "mail_from": "Absenderadresse der Mails",
}
_NEXT = (
    # Not where respondents are known: a home that was brought back has its register.
    ("register LISTE", "die Berichtsstellen übernehmen: eigene Liste oder amtliches Schulverzeichnis"),
    ("doctor", "was auf diesem Rechner noch fehlt"),
    ("forms", "die Meldebögen ansehen; verschickt wird dabei nichts"),
    ("serve", "ab jetzt läuft alles von selbst"),
)


def add_arguments(parser: ArgumentParser) -> None:
    """The settings that hardly anybody can leave as they are."""
    for name, meaning in _ASKED.items():
        parser.add_argument(f"--{name.replace('_', '-')}", metavar="WERT", help=meaning)


def perform(arguments: Namespace) -> None:
    """Create the home; what is there already stays as it is, and what was lost of it is not made anew."""
    from config.settings import load_settings
    from flows.server.server import prepare_database
    from tasks.existing_warehouse import check_home, open_home_warehouse
    from tasks.store.ledger import count_respondents

    settings = load_settings(arguments.home)
    check_home(settings)
    _refuse_foreign(settings)
    chosen = _choose(arguments, settings)
    for folder in settings.folders():
        folder.mkdir(parents=True, exist_ok=True)
    if not settings.settings_file.exists():
        _write_settings_file(settings, chosen)
    engine = open_home_warehouse(settings)
    is_registered = bool(count_respondents(engine, load_settings(arguments.home).centre))
    engine.dispose()
    with working("Datenbank der Ablaufsteuerung anlegen (einmalig, etwa 15 Sekunden)"):
        prepare_database(settings)
    _show_next_steps(load_settings(arguments.home), _NEXT[is_registered:])


def _refuse_foreign(settings: "Settings") -> None:
    """Make no home of a folder with other things in it: its rights would be narrowed, and its files taken in."""
    from config import places, policy, proof
    from config.aims import concept

    if not settings.home.is_dir() or settings.settings_file.exists() or settings.key_file.exists():
        return
    folders = (*settings.folders(), settings.forms, settings.register, settings.situation_page)
    ours = {*(path.name for path in folders), concept.FILE, places.FILE, policy.FILE, proof.FILE, "lost+found"}
    names = sorted(path.name for path in settings.home.iterdir() if not path.name.startswith("."))
    foreign = [name for name in names if name not in ours and not name.startswith("warehouse.db")]
    if foreign:
        shown = ", ".join(foreign[:5]) + (" …" if len(foreign) > 5 else "")
        raise UsageError(f"In „{settings.home}“ liegt schon anderes: {shown}. Bitte einen neuen Ordner angeben.")


def _choose(arguments: Namespace, settings: "Settings") -> dict[str, str]:
    """What settings.toml shall say: the options, and on a terminal the answers; what is left out keeps its default."""
    given = {name: written for name in _ASKED if (written := getattr(arguments, name)) is not None}
    if settings.settings_file.exists():
        if given:
            raise UsageError(f"{settings.settings_file} gibt es schon und bleibt, wie sie ist: bitte dort ändern.")
        return {}
    chosen = {}
    for name, written in given.items():
        chosen[name], problem = _understand(settings, name, written)
        if problem:
            raise UsageError(problem)
    if sys.stdin.isatty():
        chosen |= {name: answer for name in _ASKED if name not in given and (answer := _ask(settings, name))}
    return chosen


def _ask(settings: "Settings", name: str) -> str:
    """An answer that can be used; empty where the person wants none."""
    while True:
        try:
            written = input(f"{_ASKED[name]} [{getattr(settings, name) or 'keine Angabe'}]: ").strip()
        except EOFError:
            raise KeyboardInterrupt from None  # Ctrl-D means to give up, too
        value, problem = _understand(settings, name, written) if written else ("", "")
        if not problem:
            return value
        say(problem)


def _understand(settings: "Settings", name: str, written: str) -> tuple[str, str]:
    """The value that was meant, and what is wrong with it."""
    from pydantic import ValidationError

    value, choice = _find_centre(written) if name == "centre" else (written, "")
    tried: dict[str, Any] = {"home": settings.home, name: value}
    try:
        type(settings)(**tried)
    except ValidationError:
        return "", f"„{written}“ geht nicht. Erwartet wird: {_ASKED[name]}.{choice}"
    return value, ""


def _find_centre(written: str) -> tuple[str, str]:
    """The AGS of the one centre that is meant; what was written where none or several are, and which those are."""
    from config.codes import find_centres

    found = find_centres(written)
    if len(found) == 1:
        return found[0]["centre_id"], ""
    named = ", ".join(f"{row['name']} ({row['centre_id']})" for row in found)
    return written, f" Gemeint sein kann: {named}." if named else ""


def _show_next_steps(settings: "Settings", steps: tuple[tuple[str, str], ...]) -> None:
    from config.codes import centres

    name = next(row["name"] for row in centres() if row["centre_id"] == settings.centre)
    say(f"Datenordner: {settings.home}")
    say(f"Integrationszentrum: {name} ({settings.centre}); zu ändern ist das in settings.toml.")
    if not settings.can_mail:
        say(NO_MAIL)
    say("Als Nächstes, in dieser Reihenfolge:")
    for number, (command, purpose) in enumerate(steps, 1):
        say(f"  {number}. monatsbericht {command} --home {settings.home}  ({purpose})")


def _write_settings_file(settings: "Settings", chosen: dict[str, str]) -> None:
    """Put a settings.toml into the home that names every setting; those not chosen are comments, at their defaults.

    The sources come last: in TOML all that follows `[[sources]]` belongs to that source.
    """
    from config import sources, targets

    lines = ["# Was diese Installation anders macht. Zum Ändern das # am Zeilenanfang entfernen."]
    for name, field in type(settings).model_fields.items():
        if name not in {"home", "sources", "targets"}:
            value = chosen.get(name, field.default)
            written = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
            lines += ["", f"# {field.description}", f"{'' if name in chosen else '# '}{name} = {written}"]
    lines += ["", *sources.SAMPLE, "", *targets.SAMPLE]
    settings.settings_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
