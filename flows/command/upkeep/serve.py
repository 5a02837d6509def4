"""The command `serve`: work by the schedules, unattended."""

from argparse import Namespace

from flows.command.arguments import add_none, existing_home
from flows.command.show import say

HELP = "unbeaufsichtigt nach Zeitplan arbeiten, mit Oberfläche"
EXAMPLE = "monatsbericht serve --home hagen"

DONE = 0
add_arguments = add_none


def perform(arguments: Namespace) -> int:
    """Work by the schedules until somebody ends it."""
    from flows.server.serve import serve

    serve(existing_home(arguments), say)
    return DONE
