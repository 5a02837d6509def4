"""The command `waive`: a person sets a rule aside for one respondent, for some months and until a day."""

from argparse import ArgumentParser, Namespace
from datetime import date
from typing import TYPE_CHECKING

from config.errors import UsageError
from flows.command.arguments import add_decision, existing_warehouse, moment_of
from flows.command.decide.next_check import NEXT_RUN
from flows.command.show import say, show_table
from schemas.german import format_date, format_month

if TYPE_CHECKING:
    from schemas.check.settle import Waiver

HELP = "eine Regel für eine Berichtsstelle aussetzen (ohne Regel: zeigen, was gilt)"
EXAMPLE = (
    "monatsbericht waive LANGUAGES_DIFFER K-05914000-0001 --month 2026-10 --until 2026-12-31 "
    '--by "A. Beispiel" --reason "Umzug"'
)


def add_arguments(parser: ArgumentParser) -> None:
    """Which rule, for whom and how long, who decides and why."""
    parser.add_argument("rule", metavar="REGEL", nargs="?", help="Kennung der Regel, wie sie im Prüfprotokoll steht")
    parser.add_argument("respondent", metavar="STELLE", nargs="?", help="Nummer der Berichtsstelle")
    parser.add_argument("--month", metavar="JJJJ-MM", help="erster Berichtsmonat, für den sie nicht gilt")
    parser.add_argument("--to-month", metavar="JJJJ-MM", help="letzter Berichtsmonat (Vorgabe: derselbe)")
    parser.add_argument("--until", metavar="JJJJ-MM-TT", help="bis wann die Ausnahme gilt")
    add_decision(parser)


def perform(arguments: Namespace) -> None:
    """Set a rule aside for one respondent; without a rule, show what is set aside."""
    from tasks.store.decisions import grant_waiver, list_waivers
    from tasks.warehouse import exclusive

    settings, engine = existing_warehouse(arguments, only_reads=arguments.rule is None)
    at = moment_of(arguments)
    if arguments.rule is None:
        _show_waivers(list_waivers(engine, at.date()))
        return
    waiver = _read_waiver(arguments)
    with exclusive(engine):
        number, again = grant_waiver(engine, waiver, arguments.by or "", at, settings.archive)
    months = format_month(waiver.month_from)
    if waiver.month_to != waiver.month_from:
        months += f" bis {format_month(waiver.month_to)}"
    say(
        f"Ausnahme {number}: {waiver.rule} gilt für {waiver.respondent}, {months}, nicht; "
        f"gültig bis {format_date(waiver.expires_on)}."
    )
    if again:
        what = "zurückgegebene Lieferung ist" if again == 1 else "zurückgegebene Lieferungen sind"
        say(f"{again} {what} davon betroffen. {NEXT_RUN}")


def _read_waiver(arguments: Namespace) -> "Waiver":
    from schemas.check.settle import Waiver
    from tasks.run import check_month

    if not (arguments.respondent and arguments.month and arguments.until):
        raise UsageError(
            "Eine Ausnahme braucht Regel, Berichtsstelle, Monat und Ende: "
            "monatsbericht waive REGEL STELLE --month JJJJ-MM --until JJJJ-MM-TT --by NAME --reason GRUND"
        )
    try:
        until = date.fromisoformat(arguments.until)
    except ValueError as error:
        raise UsageError(f"„{arguments.until}“ ist kein Tag: erwartet wird zum Beispiel 2026-12-31.") from error
    first = check_month(arguments.month)
    last = check_month(arguments.to_month) if arguments.to_month else first
    return Waiver(0, arguments.rule, arguments.respondent, first, last, arguments.reason or "", until)


def _show_waivers(rows: list[dict[str, object]]) -> None:
    if not rows:
        say("Es gilt keine Ausnahme.")
        return
    heads = ("Nummer", "Regel", "Stelle", "von", "bis", "gültig bis", "erteilt von", "Begründung")
    names = ("waiver_id", "rule", "respondent_id", "month_from", "month_to", "expires_on", "given_by", "reason")
    spoken = [row | {name: format_month(str(row[name])) for name in ("month_from", "month_to")} for row in rows]
    show_table("Ausnahmen", heads, [[row[name] for name in names] for row in spoken])
