"""The command `report`: publish the month's report, or write a published version once more."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from flows.command.work.month_run import add_month_and_day, run_flows

HELP = "den Monatsbericht veröffentlichen"
EXAMPLE = "monatsbericht report --month 2026-10"


def add_arguments(parser: ArgumentParser) -> None:
    """The month and its day, or the version to be written again."""
    add_month_and_day(parser)
    parser.add_argument(
        "--version",
        dest="report_version",
        metavar="FASSUNG",
        help="statt zu veröffentlichen: diese veröffentlichte Fassung (1.0, 1.1, …) Byte für Byte nachbauen",
    )
    parser.add_argument(
        "--to", metavar="ORDNER", type=Path, help="wohin der Nachbau (Vorgabe: rebuilt/ im Datenordner)"
    )


def perform(arguments: Namespace) -> bool:
    """Publish what is due, or rebuild."""
    if arguments.report_version or arguments.to:
        from flows.command.work.rebuild import report_again

        return report_again(arguments)
    from flows.server.execute import load_report

    run_flows(arguments, load_report)
    return False
