"""The command `run`, the main job: collect, then report."""

from argparse import Namespace

from flows.command.work.month_run import add_month_and_day, run_flows

HELP = "alles: einsammeln und berichten"
EXAMPLE = "monatsbericht run --month 2026-10 --at 2026-11-12"

add_arguments = add_month_and_day


def perform(arguments: Namespace) -> None:
    """Collect, then report; what is done already is not done again."""
    from flows.server.execute import load_collect, load_report

    run_flows(arguments, load_collect, load_report)
