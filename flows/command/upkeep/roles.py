"""The command `roles`: who may write and who may read on PostgreSQL."""

import os
from argparse import ArgumentParser, Namespace

from flows.command.arguments import existing_home
from flows.command.show import say

HELP = "auf PostgreSQL die Rollen für Betrieb, Auswertung und Weitergabe anlegen"
EXAMPLE = "monatsbericht roles --writer pipeline --reader analyst"


def add_arguments(parser: ArgumentParser) -> None:
    """Their names, and whether the statements are only to be shown."""
    parser.add_argument("--writer", metavar="NAME", default="pipeline", help="Rolle der Läufe (Vorgabe: pipeline)")
    parser.add_argument("--reader", metavar="NAME", default="analyst", help="Rolle der Auswertung (Vorgabe: analyst)")
    parser.add_argument(
        "--publisher", metavar="NAME", default="publisher", help="Rolle der Weitergabe (Vorgabe: publisher)"
    )
    parser.add_argument("--show", action="store_true", help="nur die SQL-Anweisungen zeigen, nichts ausführen")


def perform(arguments: Namespace) -> None:
    """Make the roles on PostgreSQL, or show how."""
    from tasks.existing_warehouse import open_home_warehouse
    from tasks.upkeep.roles import PASSWORDS, Roles, grant_roles, show_statements

    settings = existing_home(arguments)
    roles = Roles(arguments.writer, arguments.reader, arguments.publisher)
    if arguments.show:
        for statement in show_statements(settings.url, roles):
            say(f"{statement};")
        return
    new = grant_roles(open_home_warehouse(settings), roles, os.environ)
    say(f"{roles.writer} schreibt, {roles.reader} liest Zahlen, {roles.publisher} Fassungen und Zustellung.")
    say(f"Neu angelegt: {', '.join(new) or 'keine'}.")
    say(f"Kennwörter setzt derselbe Befehl aus der Umgebung: {', '.join(PASSWORDS.values())}.")
