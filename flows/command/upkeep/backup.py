"""The command `backup`: everything that cannot be made again, in one file."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import LostError, WarehouseError
from flows.command.arguments import existing_home, moment_of
from flows.command.show import say, warn, working
from schemas.german import format_number

if TYPE_CHECKING:
    from config.settings import Settings

HELP = "alles, was sich nicht neu erzeugen lässt, in eine Datei sichern"
EXAMPLE = "monatsbericht backup /sicherung/hagen-2026-11-12.tar --home hagen"


def add_arguments(parser: ArgumentParser) -> None:
    """The file."""
    parser.add_argument("file", metavar="DATEI", type=Path, help="neue Datei für die Sicherung")


def perform(arguments: Namespace) -> bool:
    """Write the whole home into one file; 1 where a part of it is gone, so that nobody takes that for a whole one."""
    from tasks.existing_warehouse import connect_home_warehouse
    from tasks.upkeep.backup.write import back_up

    settings = existing_home(arguments)
    with working("Sichern"):
        # also one of an earlier version, before it is migrated
        done = back_up(settings.home, connect_home_warehouse(settings), arguments.file, moment_of(arguments))
    size = format_number(done.byte_count / 1e6, 1)
    say(f"{format_number(done.files)} Dateien ({size} MB) gesichert: {done.path}")
    say("Sie enthält Adressen und das Geheimnis der Meldeschlüssel: bitte so schützen wie den Datenordner.")
    return _warn_of_losses(settings)


def _warn_of_losses(settings: "Settings") -> bool:
    from tasks.existing_warehouse import check_home

    try:
        check_home(settings, may_lack=0)
    except LostError as lost:
        warn(f"Gesichert ist nur, was noch da ist; ältere Sicherungen bitte behalten. {lost}")
        return True
    except WarehouseError:  # of an earlier version: it says nothing yet of what else has to be there
        return False
    return False
