"""The command `accept`: a person lets a submission in that was set aside."""

from argparse import ArgumentParser, Namespace

from flows.command.arguments import add_decision, existing_warehouse, moment_of, whole_number
from flows.command.decide.next_check import NEXT_RUN
from flows.command.show import say, show_table

HELP = "eine zurückgestellte Lieferung namentlich zulassen (ohne Nummer: zeigen, welche es gibt)"
EXAMPLE = 'monatsbericht accept 17 --by "A. Beispiel" --reason "Anruf der Schule"'


def add_arguments(parser: ArgumentParser) -> None:
    """Which submission, who decides and why."""
    parser.add_argument("submission", metavar="NUMMER", nargs="?", type=whole_number, help="Nummer der Lieferung")
    add_decision(parser)


def perform(arguments: Namespace) -> None:
    """Let a submission in that was set aside; without a number, show which are."""
    from tasks.store.decisions import accept_submission, list_set_aside
    from tasks.warehouse import exclusive

    _, engine = existing_warehouse(arguments, only_reads=arguments.submission is None)
    if arguments.submission is None:
        _show_set_aside(list_set_aside(engine))
        return
    with exclusive(engine):
        file = accept_submission(
            engine, arguments.submission, arguments.by or "", arguments.reason or "", moment_of(arguments)
        )
    say(f"Zugelassen: Lieferung {arguments.submission} ({file}). {NEXT_RUN}")


def _show_set_aside(rows: list[dict[str, object]]) -> None:
    if not rows:
        say("Es ist keine Lieferung zurückgestellt.")
        return
    heads = ("Nummer", "Datei", "Stelle", "Monat", "eingegangen", "Befund")
    names = ("submission_id", "file", "respondent_id", "month", "received_at", "message")
    show_table("Zurückgestellte Lieferungen", heads, [[row[name] for name in names] for row in rows])
    say("Zulassen: monatsbericht accept NUMMER --by NAME --reason GRUND")
