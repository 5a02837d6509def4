"""What `forms`, `invite` and `remind` have in common: the month's letters as of today, a flow, and what went out."""

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flows.command.arguments import asked_month, asked_or_due_month, existing_home, existing_warehouse, moment_of
from flows.command.show import say

if TYPE_CHECKING:
    from config.settings import Settings
    from flows.server.execute import Loader
    from tasks.letters.invite import LetterContext

NO_MAIL = "Der Mailversand ist nicht eingerichtet (smtp_url und mail_from in settings.toml): es geht keine Mail hinaus."


def run_flow(
    arguments: Namespace, settings: "Settings", load: "Loader", tell: Callable[[dict[str, Any]], None]
) -> None:
    """Now, and for no other day: a letter that was not written in time would speak of days gone by."""
    from flows.server.execute import execute_with_progress
    from tasks.run import check_due

    moment = moment_of(arguments)
    check_due(asked_month(arguments), moment, moment.date())
    execute_with_progress(settings, [load], asked_month(arguments), moment.isoformat(), tell)


def print_sent_mails(settings: "Settings", result: dict[str, Any]) -> None:
    """How many mails went out, and who has no address."""
    if not settings.can_mail:
        say(NO_MAIL)
    else:
        say(
            f"{result['sent']} Mails gesendet"
            + (f", {result['given_up']} unzustellbar." if result["given_up"] else ".")
        )
    if result["unreachable"]:
        say(f"Ohne E-Mail-Adresse: {', '.join(result['unreachable'])}.")


def open_letter_context(arguments: Namespace) -> "LetterContext":
    """What the letters of the month asked for need, its ledger as of today."""
    from config.policy import load_policy
    from tasks.letters.invite import LetterContext
    from tasks.run import check_due
    from tasks.store.ledger import enter_month
    from tasks.warehouse import exclusive

    existing_home(arguments)
    month, at = asked_or_due_month(arguments), moment_of(arguments)
    check_due(month, at, at.date())
    settings, engine = existing_warehouse(arguments)
    policy = load_policy(settings.home)
    with exclusive(engine):
        enter_month(engine, month, policy.calendar, at)
    return LetterContext.of(engine, settings, policy, month, at)
