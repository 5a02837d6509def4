"""What `collect`, `report`, `run` and `rerun` have in common: the flows of a month, on a day, and what came of them."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flows.command.arguments import add_month, asked_month, moment_of
from flows.command.seen import home_to_run_in
from flows.command.show import say
from schemas.german import format_month

if TYPE_CHECKING:
    from flows.server.execute import Loader


def add_month_and_day(parser: ArgumentParser) -> None:
    """--month and --at."""
    add_month(parser)
    parser.add_argument("--at", metavar="JJJJ-MM-TT", help="Tag, an dem der Lauf gilt, zum Nachholen (Vorgabe: heute)")


def run_flows(arguments: Namespace, *loaders: "Loader") -> None:
    """Run these flows one after the other and tell what each did."""
    from config import clock
    from flows.server.execute import execute_with_progress
    from tasks.run import check_due

    month, moment = asked_month(arguments), moment_of(arguments)
    check_due(month, moment, clock.now().date())
    execute_with_progress(home_to_run_in(arguments), loaders, month, moment.isoformat(), _tell)


def _tell(result: dict[str, Any]) -> None:
    for sentence in _sentences(result):
        say(sentence)


def _sentences(result: dict[str, Any]) -> Iterator[str]:
    """A flow's result in German sentences."""
    from schemas.form.submission import say_states

    if "states" in result:
        states = say_states(result["states"])
        known = f" ({result['known']} schon bekannt)" if result["known"] else ""
        word = "neue Lieferung" if result["new"] == 1 else "neue Lieferungen"
        yield f"{result['new']} {word}{known}{': ' + states if states else ''}."
        if result["answers"]:
            mails = (
                f", {result['sent']} {'Mail' if result['sent'] == 1 else 'Mails'} gesendet" if result["sent"] else ""
            )
            count = sum(result["answers"].values())
            yield f"{count} {'Antwort liegt' if count == 1 else 'Antworten liegen'} in replies/{mails}."
        if growing := result.get("growing"):
            verb = "Datei entsteht" if growing == 1 else "Dateien entstehen"
            yield f"{growing} {verb} noch: der nächste Lauf sieht wieder nach."
        if result["attention"]:
            yield f"{result['attention']} Mails oder Archive ohne Meldung: bitte im Postfach ansehen."
    else:
        yield f"{format_month(result['month'])}: {result['message']}"
        if result["folder"]:
            yield f"  {result['folder']}/bericht.html"
