"""The command `changes`: what another program has to fetch anew since its last visit."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from flows.command.arguments import add_json, existing_warehouse
from flows.command.show import say, show_json, show_table
from schemas.german import format_count, format_month

HELP = "welche Lieferungen seit einem Zeitpunkt in Kraft kamen oder ersetzt wurden"
EXAMPLE = "monatsbericht changes --since 2026-11-12T06:30 --json"


def add_arguments(parser: ArgumentParser) -> None:
    """Since when."""
    parser.add_argument(
        "--since", metavar="JJJJ-MM-TT", required=True, help="Tag oder Zeitpunkt, nach dem gesucht wird"
    )
    add_json(parser)


def perform(arguments: Namespace) -> None:
    """What came into force or went out of it since a moment."""
    from tasks.analysis.changes import list_changes
    from tasks.run import parse_moment

    _, engine = existing_warehouse(arguments, only_reads=True)
    found = list_changes(engine, parse_moment(arguments.since))
    if arguments.json:
        show_json([{**asdict(one), "at": one.at.isoformat()} for one in found])
        return
    words = {"new": "neu", "superseded": "ersetzt"}
    rows = [
        (one.at.isoformat(" "), words[one.change], one.submission_id, one.respondent_id, format_month(one.month))
        for one in found
    ]
    if rows:
        show_table("Änderungen", ("wann", "was", "Lieferung", "Berichtsstelle", "Berichtsmonat"), rows)
    say(f"{format_count(len(rows), 'Änderungen')} seit {arguments.since}.")
