"""The command `dictionary`: what every table and column means."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from flows.command.arguments import existing_warehouse
from flows.command.show import say, working

HELP = "das Datenwörterbuch schreiben: jede Tabelle, Spalte, Definition und Regel, mit Beispielen"
EXAMPLE = "monatsbericht dictionary --to woerterbuch"


def add_arguments(parser: ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("--to", metavar="ORDNER", type=Path, help="wohin (Vorgabe: woerterbuch/ im Datenordner)")


def perform(arguments: Namespace) -> None:
    """Write what every table and column means, with examples run on this warehouse."""
    from tasks.analysis.write_dictionary import write_dictionary

    settings, engine = existing_warehouse(arguments, only_reads=True)
    folder = arguments.to or settings.home / "woerterbuch"
    with working("Datenwörterbuch schreiben"):
        paths = write_dictionary(engine, folder)
    say("Datenwörterbuch: " + ", ".join(str(path) for path in paths))
