"""The command `remind`: write to those who still owe a return, or show whom to call."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from config.codes import code_list
from flows.command.arguments import add_month
from flows.command.seen import home_to_run_in
from flows.command.show import say, show_table
from flows.command.work.letter_run import open_letter_context, print_sent_mails, run_flow
from schemas.german import format_date, format_month, format_share

if TYPE_CHECKING:
    from schemas.mail.phone_list import Call

HELP = "an den Tagen der Terminregel erinnern, wer noch fehlt (--list: zeigen, wen man anruft)"
EXAMPLE = "monatsbericht remind --list"
LIST_HELP = "nur die Telefonliste zeigen: niemand bekommt Post; das Soll wird auf den heutigen Stand gebracht"


def add_arguments(parser: ArgumentParser) -> None:
    """The month, and whether only the list is wanted."""
    parser.add_argument("--list", action="store_true", help=LIST_HELP)
    add_month(parser)


def perform(arguments: Namespace) -> None:
    """Run the flow that reminds; with --list only show whom to call, in which order."""
    from flows.server.execute import load_remind

    if arguments.list:
        _show_calls(arguments)
        return
    settings = home_to_run_in(arguments)

    def tell(result: dict[str, Any]) -> None:
        written = (
            f"{result['reminders']} Erinnerungen geschrieben." if result["day"] else "heute steht keine Erinnerung an."
        )
        say(f"{format_month(result['month'])}: {written}")
        if result["rehearsals"]:
            say("Die Generalprobe für den Bericht ist an das Team geschrieben.")
        print_sent_mails(settings, result)

    run_flow(arguments, settings, load_remind, tell)


def _show_calls(arguments: Namespace) -> None:
    """The phone list: whom to call first."""
    from tasks.letters.invite import phone_list

    office = open_letter_context(arguments)
    calls = phone_list(office)
    if not calls:
        say(f"Für {format_month(office.cycle.month)} fehlt keine Meldung.")
        return
    heads = ("Berichtsstelle", "Name", "Art", "Telefon", "Ansprechperson", "Zustand", "bewegt die Summe um")
    show_table(f"Fehlende Meldungen {format_month(office.cycle.month)}", heads, [_call_row(call) for call in calls])
    verb = "war" if office.at.date() > office.cycle.deadline else "ist"
    say(f"Abgabetermin {verb} der {format_date(office.cycle.deadline)}. Oben steht, wessen Meldung am meisten bewegt.")


def _call_row(call: "Call") -> tuple[object, ...]:
    from schemas.form.submission import State

    one = call.addressee
    share = f"{format_share(call.share)} ({call.indicator})" if call.share is not None and call.indicator else "–"
    kind = code_list("kind").titles[one.kind]
    return one.respondent_id, one.name, kind, one.phone or "–", one.contact or "–", State(one.state).german, share
