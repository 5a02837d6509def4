"""The command `discard`: a person gives a submission up that is lost, waits in vain, or was set aside."""

from argparse import ArgumentParser, Namespace
from collections.abc import Collection

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
    from tasks.archived import find_gone
    from tasks.existing_warehouse import KEPT_FOR
    from tasks.store.decisions import discard_submission, list_open
    from tasks.warehouse import exclusive

    number, at = arguments.submission, moment_of(arguments)
    # This is the remedy where the archive has lost files, be it all of them.
    settings, engine = existing_warehouse(arguments, only_reads=number is None, may_lack=1)
    if number is None:
        gone, _ = find_gone(engine, settings.archive, at - KEPT_FOR)
        _show_open(list_open(engine, gone), gone)
        return
    with exclusive(engine):
        by, reason = arguments.by or "", arguments.reason or ""
        file = discard_submission(engine, number, by, reason, at, settings.archive)
    say(f"Abgeschrieben: Lieferung {number} ({file}). Die Datei wird nicht mehr gelesen; was gespeichert ist, bleibt.")
    say("Kommt sie noch einmal, wird sie wie jede andere geprüft.")


def _show_open(rows: list[dict[str, object]], gone: Collection[object]) -> None:
    from schemas.form.submission import State

    if not rows:
        say("Es wartet keine Lieferung, keine ist zurückgestellt, und keine fehlt im Archiv.")
        return
    lines = [
        (
            number,
            row["file"],
            State(str(row["state"])).german + ", fehlt im Archiv" * (number in gone),
            row["received_at"],
        )
        for row in rows
        for number in [row["submission_id"]]
    ]
    show_table("Offene Lieferungen", ("Nummer", "Datei", "Zustand", "eingegangen"), lines)
    say("Abschreiben: monatsbericht discard NUMMER --by NAME --reason GRUND")
