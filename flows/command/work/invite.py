"""The command `invite`: open the month, write its forms and invite every respondent once."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from flows.command.arguments import add_month, moment_of
from flows.command.seen import home_to_run_in
from flows.command.show import say
from flows.command.work.letter_run import print_sent_mails, run_flow
from schemas.german import format_date, format_month

if TYPE_CHECKING:
    from schemas.time.deadlines import Cycle

HELP = "den geöffneten Monat ausrufen: Meldebögen schreiben und jede Berichtsstelle einmal einladen"
EXAMPLE = "monatsbericht invite --month 2026-10"

add_arguments = add_month


def perform(arguments: Namespace) -> None:
    """Run the flow that writes forms and invitations."""
    from config.policy import load_policy
    from flows.server.execute import load_invite
    from schemas.time.deadlines import Cycle

    settings = home_to_run_in(arguments)

    def tell(result: dict[str, Any]) -> None:
        cycle = Cycle.of(result["month"], load_policy(settings.home).calendar)
        written = f"{result['forms']} Bögen, {result['invitations']} Einladungen geschrieben."
        say(f"{format_month(cycle.month)}: {written}")
        if not cycle.invites(moment_of(arguments).date()):
            _explain_silence(cycle)
        print_sent_mails(settings, result)

    run_flow(arguments, settings, load_invite, tell)


def _explain_silence(cycle: "Cycle") -> None:
    """Why nothing is written after the deadline, and what to do instead."""
    say(f"Eingeladen wird nur bis zum Abgabetermin, und der war am {format_date(cycle.deadline)}.")
    say(f"Wer fehlt, wird erinnert (monatsbericht remind); Bögen schreibt monatsbericht forms --month {cycle.month}.")
