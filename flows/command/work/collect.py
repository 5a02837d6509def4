"""The command `collect`: what lies in the inbox and at the sources comes into the warehouse."""

from argparse import Namespace

from flows.command.work.month_run import add_month_and_day, run_flows

HELP = "neue Lieferungen aus dem Eingang holen, prüfen und laden"
EXAMPLE = "monatsbericht collect"

add_arguments = add_month_and_day


def perform(arguments: Namespace) -> None:
    """Take what has come into the warehouse."""
    from flows.server.execute import load_collect

    run_flows(arguments, load_collect)
