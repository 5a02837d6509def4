"""The command `migrate`: the warehouse becomes one of this program's version."""

from argparse import Namespace

from flows.command.arguments import add_none, existing_home
from flows.command.show import say, working

HELP = "den Datenbestand einer älteren Fassung auf die dieses Programms umstellen"
EXAMPLE = "monatsbericht migrate --home hagen"

add_arguments = add_none


def perform(arguments: Namespace) -> None:
    """Bring the warehouse to this program's version."""
    from tasks.existing_warehouse import connect_home_warehouse
    from tasks.upkeep.migrate.upgrade import migrate
    from tasks.upkeep.roles import read_rights

    settings = existing_home(arguments)
    connect_home_warehouse(settings).dispose()
    with working("Datenbestand umstellen"):
        done = migrate(settings.url, read_rights)
    if done.before == done.after:
        say(f"Der Datenbestand hat schon die Fassung {done.after}; es gibt nichts umzustellen.")
        return
    say(f"Der Datenbestand wurde von Fassung {done.before} auf {done.after} umgestellt.")
    if done.backup:
        say(f"Wie er vorher war: {done.backup}")
