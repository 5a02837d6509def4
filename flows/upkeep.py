"""What keeps an installation in order: `migrate`, `backup`, `restore` and `roles`, the functions of these commands."""

import os
from argparse import Namespace
from pathlib import Path

from config.errors import UsageError
from config.settings import load_settings
from flows.arguments import existing_file, existing_home, moment_of
from flows.show import say, working
from schemas.german import format_number
from schemas.store.warehouse import WAREHOUSE_VERSION
from tasks.upkeep.backup.restore import hold_back
from tasks.upkeep.backup.restore import restore as restore_home
from tasks.upkeep.backup.write import back_up
from tasks.upkeep.roles import PASSWORDS, grant_roles, read_rights, show_statements
from tasks.warehouse import connect, open_warehouse

DONE = 0


def migrate(arguments: Namespace) -> int:
    """Bring the warehouse to this program's version."""
    from tasks.upkeep.migrate.upgrade import migrate as upgrade

    settings = existing_home(arguments)
    with working("Datenbestand umstellen"):
        done = upgrade(settings.url, read_rights)
    if done.before == done.after:
        say(f"Der Datenbestand hat schon die Fassung {done.after}; es gibt nichts umzustellen.")
        return DONE
    say(f"Der Datenbestand wurde von Fassung {done.before} auf {done.after} umgestellt.")
    if done.backup:
        say(f"Wie er vorher war: {done.backup}")
    return DONE


def backup(arguments: Namespace) -> int:
    """Write the whole home into one file."""
    settings = existing_home(arguments)
    with working("Sichern"):
        # also one of an earlier version, before it is migrated
        done = back_up(settings.home, connect(settings.url), arguments.file, moment_of(arguments))
    size = format_number(done.byte_count / 1e6, 1)
    say(f"{format_number(done.files)} Dateien ({size} MB) gesichert: {done.path}")
    say("Sie enthält Adressen und das Geheimnis der Meldeschlüssel: bitte so schützen wie den Datenordner.")
    return DONE


def restore(arguments: Namespace) -> int:
    """Make a new home of such a file."""
    path = existing_file(arguments.file)
    if arguments.home is None:
        raise UsageError("Bitte sagen, wohin: monatsbericht restore SICHERUNG --home NEUER_ORDNER")
    home = Path(arguments.home).expanduser().absolute()
    with working("Zurückholen"):
        done = restore_home(path, home, lambda folder: load_settings(folder).url)
    settings = load_settings(home)
    for folder in settings.folders():
        folder.mkdir(parents=True, exist_ok=True)
    say(f"{format_number(done.files)} Dateien vom {done.written_at:%d.%m.%Y %H:%M} liegen in {settings.home}.")
    held = 0 if arguments.send else hold_back(connect(settings.url), done.written_at)
    if held:
        say(f"{held} Mails, die damals noch warteten, werden nicht gesendet (monatsbericht status zeigt sie).")
    next_step = "init" if done.version == WAREHOUSE_VERSION else "migrate"
    say(f"Als Nächstes: monatsbericht {next_step} --home {settings.home}")
    return DONE


def roles(arguments: Namespace) -> int:
    """Make the roles on PostgreSQL, or show how."""
    settings = existing_home(arguments)
    if arguments.show:
        for statement in show_statements(settings.url, arguments.writer, arguments.reader):
            say(f"{statement};")
        return DONE
    new = grant_roles(open_warehouse(settings.url), arguments.writer, arguments.reader, os.environ)
    say(f"{arguments.writer} schreibt, {arguments.reader} liest Zahlen. Neu angelegt: {', '.join(new) or 'keine'}.")
    say(f"Kennwörter setzt derselbe Befehl aus der Umgebung: {', '.join(PASSWORDS.values())}.")
    return DONE
