"""The command `self-check`: whether anything needs somebody, with an exit code for whatever watches this machine."""

from argparse import ArgumentParser, Namespace

from flows.command.arguments import add_json, existing_home
from flows.command.show import say, show_json, warn

HELP = "ob etwas jemanden braucht; Rückgabewert 1, wenn ja (für eine Überwachung)"
EXAMPLE = "monatsbericht self-check"


def add_arguments(parser: ArgumentParser) -> None:
    """--json."""
    add_json(parser)


def perform(arguments: Namespace) -> bool:
    """Say what is wrong. Nothing is created or written, nobody is told."""
    from dataclasses import asdict

    from config import clock
    from tasks.watch.troubles import find_troubles

    troubles = find_troubles(existing_home(arguments), clock.now())
    if arguments.json:
        show_json([asdict(trouble) for trouble in troubles])
    for one in troubles if not arguments.json else ():
        warn(f"{one.title}. {one.cause} {one.affected} Abhilfe: {one.remedy}")
    if not troubles and not arguments.json:
        say("Alles läuft.")
    return bool(troubles)
