"""The command line as a whole: every command (`COMMANDS`), and what was asked for (`parse`).

A command is a module: its words, its arguments, and what it does. Nothing heavy may be imported at the top of one:
`monatsbericht --help` asks all of them for their words and must answer at once.
"""

import argparse
from collections.abc import Sequence
from importlib.metadata import version
from typing import Protocol

from flows.command.arguments import add_home
from flows.command.data import changes, dictionary, export
from flows.command.decide import accept, discard, recheck, replay, retain, rules, waive
from flows.command.german import speaking_german
from flows.command.look import doctor, explain, hilfe, questions, revisions, self_check, status, steering, verify
from flows.command.upkeep import backup, completion, demo, init, login, migrate, register, restore, roles, serve
from flows.command.work import check, collect, disseminate, forms, invite, nachweis, remind, report, rerun, review, run


class Command(Protocol):
    """What the module of a command holds; its name is the command's, with _ for -."""

    __name__: str
    HELP: str
    EXAMPLE: str

    def add_arguments(self, parser: argparse.ArgumentParser, /) -> None:
        """Say which arguments it takes, beside --home."""

    def perform(self, arguments: argparse.Namespace, /) -> bool | None:
        """Do it; True where something was found that somebody has to look at: the exit code is 1 then."""


COMMANDS: dict[str, Command] = {  # in the order in which --help shows them
    command.__name__.rpartition(".")[2].replace("_", "-"): command
    for command in (
        *(init, register, forms),
        *(check, collect, report, run, rerun, disseminate, nachweis, review),
        *(status, explain, revisions, questions, steering, self_check, doctor, verify, hilfe),
        *(invite, remind),
        *(accept, waive, discard, recheck, replay, rules, retain),
        *(export, dictionary, changes),
        *(migrate, backup, restore, roles),
        *(login, serve, demo, completion),
    )
}


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for; help and wrong usage are told in German, and end the program."""
    with speaking_german():
        return build_parser().parse_args(arguments)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="monatsbericht",
        description="Monatsmeldungen einsammeln, prüfen und als Monatsbericht an das Land veröffentlichen.",
        epilog="Beispiel: monatsbericht demo\n"
        "Was an welchem Tag zu tun ist: monatsbericht hilfe\n"
        "Hilfe zu einem Befehl: monatsbericht run --help",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    number = version("monatsbericht")
    parser.add_argument("--version", action="version", version=f"monatsbericht {number}", help="die Version zeigen")
    add_home(parser, default=None)
    commands = parser.add_subparsers(dest="command", metavar="BEFEHL", required=True, title="Befehle")
    for name, command in COMMANDS.items():
        own = commands.add_parser(
            name,
            help=command.HELP,
            description=f"{command.HELP[0].upper()}{command.HELP[1:]}.",
            epilog=f"Beispiel: {command.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        # Left out here, the value given before the command stays.
        add_home(own, default=argparse.SUPPRESS)
        command.add_arguments(own)
    return parser
