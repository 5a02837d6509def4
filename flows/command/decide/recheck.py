"""The command `recheck`: a rule was put right, and what it sent back, or let pass, is checked once more."""

from argparse import ArgumentParser, Namespace

from config.errors import UsageError
from flows.command.arguments import add_decision, add_month, asked_or_due_month, existing_warehouse
from flows.command.decide.next_check import NEXT_RUN
from flows.command.show import say
from schemas.german import format_month

HELP = "nach einer berichtigten Regel oder Liste: was sie betrifft, erneut prüfen"
EXAMPLE = (
    "monatsbericht recheck SCHOOL_PUPILS_S05_WITHIN_S01 --month 2026-10\n"
    "          monatsbericht recheck PLACE_UNKNOWN --since 2026-01"
)


def add_arguments(parser: ArgumentParser) -> None:
    """Which rule, and the month; or since when, and who wants what that changes."""
    parser.add_argument("rule", metavar="REGEL", help="Kennung der Regel, wie sie im Prüfprotokoll steht")
    add_month(parser)
    parser.add_argument(
        "--since",
        metavar="JJJJ-MM",
        help="statt des Zurückgegebenen eines Monats alle Meldungen ab diesem; zeigt nur, was sich änderte",
    )
    parser.add_argument("--apply", action="store_true", help="was --since zeigt, namentlich übernehmen")
    add_decision(parser)


def perform(arguments: Namespace) -> bool | None:
    """Let the next run check again what failed a rule that was put right; or what it would find since a month."""
    from tasks.store.decisions import request_recheck
    from tasks.warehouse import exclusive

    if arguments.since:
        return _replay(arguments)
    if arguments.apply or arguments.by or arguments.reason:
        raise UsageError("--apply, --by und --reason gehören zu --since.")
    (settings, engine), month = existing_warehouse(arguments), asked_or_due_month(arguments)
    with exclusive(engine):
        again = request_recheck(engine, arguments.rule, month, settings.archive)
    if not again:
        say(f"Für {format_month(month)} ist keine Lieferung wegen {arguments.rule} zurückgegeben.")
        return None
    what = "zurückgegebene Lieferung wird" if again == 1 else "zurückgegebene Lieferungen werden"
    say(f"{again} {what} erneut geprüft und beantwortet. {NEXT_RUN}")
    return None


def _replay(arguments: Namespace) -> bool:
    from flows.command.decide.replay import replay
    from schemas.check.catalogue import CATALOGUE
    from tasks.run import check_month

    if arguments.month:
        raise UsageError("Bitte entweder --month oder --since angeben.")
    if arguments.rule not in CATALOGUE:
        raise UsageError(f"Eine Regel „{arguments.rule}“ gibt es nicht. Alle zeigt: monatsbericht rules --json")
    if arguments.apply and not (arguments.by and arguments.reason):
        raise UsageError("Bitte Namen und Begründung angeben: --by NAME --reason GRUND")
    return replay(arguments, arguments.rule, check_month(arguments.since))
