"""What goes out when somebody asks for it: `forms`, `invite` and `remind`, the functions of these commands."""

from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from config.codes import code_list
from config.errors import UsageError
from config.policy import Policy, load_policy
from config.settings import Settings
from flows.arguments import asked_month, existing_home, moment_of, month_of
from flows.server.execute import INVITE, REMIND, execute_aloud
from flows.show import say, show_table, working
from schemas.form.submission import State
from schemas.german import format_date, format_month, format_share
from schemas.mail.phone_list import Call
from tasks.letters.invite import Office, form_targets, phone_list, provide_forms
from tasks.letters.make_forms import write_forms
from tasks.run import check_due
from tasks.store.ledger import open_month
from tasks.warehouse import exclusive, open_warehouse

DONE = 0
NO_MAIL = "Der Mailversand ist nicht eingerichtet (smtp_url und mail_from in settings.toml): es geht keine Mail hinaus."


def forms(arguments: Namespace) -> int:
    """Write the workbook of every respondent that owes a return, with its key and last month's figures as hints."""
    office = _open_office(arguments)
    people = office.addressees()
    if not people:
        raise UsageError(
            f"Für {format_month(office.cycle.month)} schuldet niemand eine Meldung. Die Berichtsstellen übernimmt: "
            "monatsbericht register LISTE"
        )
    home = office.settings.forms / office.cycle.month
    with working("Meldebögen schreiben"):
        if arguments.to and arguments.to.absolute() != home:
            write_forms(form_targets(office, people), arguments.to)
        else:  # a form that a mail in the outbox refers to stays as it is
            provide_forms(office, people, keep={one.respondent_id for one in people})
    say(f"{len(people)} Meldebögen für {format_month(office.cycle.month)} liegen in {arguments.to or home}.")
    return DONE


def invite(arguments: Namespace) -> int:
    """Run the flow that writes forms and invitations."""
    settings = existing_home(arguments)

    def tell(result: dict[str, Any]) -> None:
        month = format_month(result["month"])
        say(f"{month}: {result['forms']} Bögen, {result['invitations']} Einladungen geschrieben.")
        _say_sent(settings, result)

    return _run(arguments, settings, INVITE, tell)


def remind(arguments: Namespace) -> int:
    """Run the flow that reminds; with --list only show whom to call, in which order."""
    if arguments.list:
        return _show_calls(arguments)
    settings = existing_home(arguments)

    def tell(result: dict[str, Any]) -> None:
        written = (
            f"{result['reminders']} Erinnerungen geschrieben." if result["day"] else "heute steht keine Erinnerung an."
        )
        say(f"{format_month(result['month'])}: {written}")
        _say_sent(settings, result)

    return _run(arguments, settings, REMIND, tell)


def _run(arguments: Namespace, settings: Settings, entrypoint: str, tell: Callable[[dict[str, Any]], None]) -> int:
    """Now, and for no other day: a letter that was not written in time would speak of days gone by."""
    moment = moment_of(arguments)
    check_due(asked_month(arguments), moment, moment.date())
    execute_aloud(settings, [entrypoint], asked_month(arguments), moment.isoformat(), tell)
    return DONE


def _say_sent(settings: Settings, result: dict[str, Any]) -> None:
    if not settings.can_mail:
        say(NO_MAIL)
    else:
        say(
            f"{result['sent']} Mails gesendet"
            + (f", {result['given_up']} unzustellbar." if result["given_up"] else ".")
        )
    if result["unreachable"]:
        say(f"Ohne E-Mail-Adresse: {', '.join(result['unreachable'])}.")


def _open_office(arguments: Namespace) -> Office:
    """The office of the month asked for, its ledger as of today."""
    settings = existing_home(arguments)
    month, at = month_of(arguments), moment_of(arguments)
    check_due(month, at, at.date())
    engine, policy = open_warehouse(settings.url), load_policy(settings.home)
    return _office(engine, settings, policy, month, at)


def _office(engine: Engine, settings: Settings, policy: Policy, month: str, at: datetime) -> Office:
    with exclusive(engine):
        open_month(engine, month, policy.calendar, at)
    return Office.of(engine, settings, policy, month, at)


def _show_calls(arguments: Namespace) -> int:
    """The phone list: whom to call first."""
    office = _open_office(arguments)
    calls = phone_list(office)
    if not calls:
        say(f"Für {format_month(office.cycle.month)} fehlt keine Meldung.")
        return DONE
    heads = ("Berichtsstelle", "Name", "Art", "Telefon", "Ansprechperson", "Zustand", "bewegt die Summe um")
    show_table(f"Fehlende Meldungen {format_month(office.cycle.month)}", heads, [_call_row(call) for call in calls])
    say(f"Abgabetermin war der {format_date(office.cycle.deadline)}. Oben steht, wessen Meldung am meisten bewegt.")
    return DONE


def _call_row(call: Call) -> tuple[object, ...]:
    one = call.addressee
    share = f"{format_share(call.share)} ({call.indicator})" if call.share is not None and call.indicator else "–"
    kind = code_list("kind").titles[one.kind]
    return one.respondent_id, one.name, kind, one.phone or "–", one.contact or "–", State(one.state).german, share
