"""The command `doctor`: what is missing on this machine, and how to mend it."""

from argparse import ArgumentParser, Namespace

from flows.command.arguments import add_json
from flows.command.show import show_json, show_table

HELP = "was auf diesem Rechner fehlt und wie man es behebt"
EXAMPLE = "monatsbericht doctor"


def add_arguments(parser: ArgumentParser) -> None:
    """--json."""
    add_json(parser)


def perform(arguments: Namespace) -> bool:
    """Look at this installation; 1 where something has to be mended."""
    from dataclasses import asdict

    from config.settings import load_settings
    from flows.server.look import NAME, look_at_machine
    from tasks.upkeep.doctor import diagnose

    checks = diagnose(load_settings(arguments.home), {NAME: look_at_machine})
    if arguments.json:
        show_json([asdict(item) | {"status": item.status} for item in checks])
        return any(item.is_failure for item in checks)
    rows = [(item.status, item.name, item.message, item.remedy) for item in checks]
    show_table("Zustand dieser Installation", ("", "Was", "Befund", "Abhilfe"), rows)
    return bool(any(item.is_failure for item in checks))
