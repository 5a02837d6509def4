"""The command `check`: say what the respondents would be told, and change nothing."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from flows.command.arguments import add_json, existing_file, moment_of
from flows.command.show import say, show_findings, show_json, working

HELP = "Dateien nur prüfen: zeigt, was die Berichtsstelle zu lesen bekäme, und ändert nichts"
EXAMPLE = "monatsbericht check meldung.xlsx"


def add_arguments(parser: ArgumentParser) -> None:
    """The files, and the day."""
    parser.add_argument("files", metavar="DATEI", nargs="+", type=Path, help="ausgefüllte Meldebögen")
    parser.add_argument("--at", metavar="JJJJ-MM-TT", help="Tag, an dem die Prüfung gilt (Vorgabe: heute)")
    add_json(parser)


def perform(arguments: Namespace) -> bool:
    """Check the files; 1 where one of them would be sent back."""
    from config.settings import load_settings

    settings = load_settings(arguments.home)
    paths = [existing_file(path) for path in arguments.files]
    from tasks.existing_warehouse import find_home_warehouse
    from tasks.intake.process import IntakeContext, dry_run
    from tasks.store.stages import refuse_stages

    engine = find_home_warehouse(settings)
    context = IntakeContext.of(settings, moment_of(arguments), is_dry=True)
    refuse_stages(engine, context.policy)
    with working("Dateien prüfen"):
        found = dry_run(engine, context, paths)
    if arguments.json:
        show_json([finding.as_record() for finding in found])
    elif found:
        show_findings(found)
    else:
        say("Keine Befunde.")
    if engine is None and not arguments.json:
        say("Geprüft ist nur der Bogen für sich: ohne Datenbestand sind Register und frühere Monate nicht bekannt.")
    return bool(any(finding.severity == "error" for finding in found))
