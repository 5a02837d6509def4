"""The command `forms`: write the workbooks of a month, without mailing them."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from config.errors import UsageError
from flows.command.arguments import add_month
from flows.command.show import say, working
from flows.command.work.letter_run import open_letter_context
from schemas.german import format_count, format_month

HELP = "die Meldebögen eines Monats schreiben"
EXAMPLE = "monatsbericht forms --month 2026-10"


def add_arguments(parser: ArgumentParser) -> None:
    """The month, and where to."""
    add_month(parser)
    parser.add_argument("--to", metavar="ORDNER", type=Path, help="wohin (Vorgabe: meldeboegen/MONAT im Datenordner)")


def perform(arguments: Namespace) -> None:
    """Write the workbook of every respondent that owes a return, with its key and last month's figures as hints."""
    from tasks.letters.invite import form_targets, provide_forms
    from tasks.letters.make_forms import write_forms

    office = open_letter_context(arguments)
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
    counted = format_count(len(people), "Meldebögen")
    say(f"{counted} für {format_month(office.cycle.month)} in {arguments.to or home}.")
