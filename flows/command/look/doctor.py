"""The command `doctor`: what is missing on this machine, and how to mend it."""

from argparse import Namespace

from flows.command.arguments import add_none
from flows.command.show import show_table

HELP = "was auf diesem Rechner fehlt und wie man es behebt"
EXAMPLE = "monatsbericht doctor"

add_arguments = add_none


def perform(arguments: Namespace) -> bool:
    """Look at this installation; 1 where something has to be mended."""
    from config.settings import load_settings
    from tasks.upkeep.doctor import diagnose

    checks = diagnose(load_settings(arguments.home))
    rows = [(item.status, item.name, item.message, item.remedy) for item in checks]
    show_table("Zustand dieser Installation", ("", "Was", "Befund", "Abhilfe"), rows)
    return bool(any(item.is_failure for item in checks))
