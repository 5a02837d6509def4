"""The command `recheck`: a rule was put right, and what it had sent back is checked once more."""

from argparse import ArgumentParser, Namespace

from flows.command.arguments import add_month, asked_or_due_month, existing_warehouse, known_rule
from flows.command.decide.next_check import NEXT_RUN
from flows.command.show import say
from schemas.german import format_month

HELP = "nach einer berichtigten Regel: was ihretwegen zurückgegeben wurde, erneut prüfen"
EXAMPLE = "monatsbericht recheck SCHOOL_PUPILS_S05_WITHIN_S01 --month 2026-10"


def add_arguments(parser: ArgumentParser) -> None:
    """Which rule, and the month."""
    parser.add_argument("rule", metavar="REGEL", help="Kennung der Regel, wie sie im Prüfprotokoll steht")
    add_month(parser)


def perform(arguments: Namespace) -> None:
    """Let the next run check again what failed a rule that was put right."""
    from tasks.store.decisions import request_recheck
    from tasks.warehouse import exclusive

    known_rule(arguments.rule)
    (settings, engine), month = existing_warehouse(arguments), asked_or_due_month(arguments)
    with exclusive(engine):
        again = request_recheck(engine, arguments.rule, month, settings.archive)
    if not again:
        say(f"Für {format_month(month)} ist keine Lieferung wegen {arguments.rule} zurückgegeben.")
        return
    what = "zurückgegebene Lieferung wird" if again == 1 else "zurückgegebene Lieferungen werden"
    say(f"{again} {what} erneut geprüft und beantwortet. {NEXT_RUN}")
