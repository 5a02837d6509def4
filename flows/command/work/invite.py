"""The command `invite`: open the month, write its forms and invite every respondent once."""

from argparse import Namespace
from typing import Any

from flows.command.arguments import add_month, existing_home
from flows.command.show import say
from flows.command.work.letter_run import print_sent_mails, run_flow
from schemas.german import format_month

HELP = "den geöffneten Monat ausrufen: Meldebögen schreiben und jede Berichtsstelle einmal einladen"
EXAMPLE = "monatsbericht invite --month 2026-10"

add_arguments = add_month


def perform(arguments: Namespace) -> None:
    """Run the flow that writes forms and invitations."""
    from flows.server.execute import load_invite

    settings = existing_home(arguments)

    def tell(result: dict[str, Any]) -> None:
        month = format_month(result["month"])
        say(f"{month}: {result['forms']} Bögen, {result['invitations']} Einladungen geschrieben.")
        print_sent_mails(settings, result)

    run_flow(arguments, settings, load_invite, tell)
