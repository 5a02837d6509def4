"""The command `backup`: everything that cannot be made again, in one file."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from flows.command.arguments import existing_home, moment_of
from flows.command.show import say, working
from schemas.german import format_number

HELP = "alles, was sich nicht neu erzeugen lässt, in eine Datei sichern"
EXAMPLE = "monatsbericht backup /sicherung/hagen-2026-11-12.tar --home hagen"


def add_arguments(parser: ArgumentParser) -> None:
    """The file."""
    parser.add_argument("file", metavar="DATEI", type=Path, help="neue Datei für die Sicherung")


def perform(arguments: Namespace) -> None:
    """Write the whole home into one file."""
    from tasks.upkeep.backup.write import back_up
    from tasks.warehouse import connect

    settings = existing_home(arguments)
    with working("Sichern"):
        # also one of an earlier version, before it is migrated
        done = back_up(settings.home, connect(settings.url), arguments.file, moment_of(arguments))
    size = format_number(done.byte_count / 1e6, 1)
    say(f"{format_number(done.files)} Dateien ({size} MB) gesichert: {done.path}")
    say("Sie enthält Adressen und das Geheimnis der Meldeschlüssel: bitte so schützen wie den Datenordner.")
