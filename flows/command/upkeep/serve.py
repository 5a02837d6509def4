"""The command `serve`: work by the schedules, unattended."""

from argparse import ArgumentParser, Namespace

from flows.command.arguments import existing_home
from flows.command.show import say

HELP = "unbeaufsichtigt nach Zeitplan arbeiten, mit Oberfläche"
EXAMPLE = "monatsbericht serve --home hagen"

DONE = 0


def add_arguments(_: ArgumentParser) -> None:
    """None but --home."""


def perform(arguments: Namespace) -> int:
    """Work by the schedules until somebody ends it."""
    from flows.server.serve import serve

    serve(existing_home(arguments), say)
    return DONE
