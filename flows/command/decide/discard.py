"""The command `discard`: a person gives a submission up that is lost, waits in vain, or was set aside."""

from argparse import ArgumentParser, Namespace

from flows.command.arguments import add_decision, existing_warehouse, moment_of, whole_number
from flows.command.show import say, show_table

HELP = "eine verlorene, wartende oder zurückgestellte Lieferung abschreiben (ohne Nummer: zeigen, welche es gibt)"
EXAMPLE = 'monatsbericht discard 17 --by "A. Beispiel" --reason "im Archiv verloren, Schule sendet neu"'


def add_arguments(parser: ArgumentParser) -> None:
    """Which submission, who decides and why."""
    parser.add_argument("submission", metavar="NUMMER", nargs="?", type=whole_number, help="Nummer der Lieferung")
    add_decision(parser)


def perform(arguments: Namespace) -> None:
    """Give a submission up; without a number, show which can be."""
    from tasks.store.decisions import discard_submission, list_open
    from tasks.warehouse import exclusive

    (_, engine), number = existing_warehouse(arguments), arguments.submission
    if number is None:
        _show_open(list_open(engine))
        return
    with exclusive(engine):
        file = discard_submission(engine, number, arguments.by or "", arguments.reason or "", moment_of(arguments))
    say(f"Abgeschrieben: Lieferung {number} ({file}). Sie wird nicht mehr gelesen.")
    say("Kommt die Datei noch einmal, wird sie wie jede andere geprüft.")


def _show_open(rows: list[dict[str, object]]) -> None:
    from schemas.form.submission import State

    if not rows:
        say("Es wartet keine Lieferung, und keine ist zurückgestellt.")
        return
    lines = [(row["submission_id"], row["file"], State(str(row["state"])).german, row["received_at"]) for row in rows]
    show_table("Offene Lieferungen", ("Nummer", "Datei", "Zustand", "eingegangen"), lines)
    say("Abschreiben: monatsbericht discard NUMMER --by NAME --reason GRUND")
