"""The command `register`: the respondents are taken over from a list."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from flows.command.arguments import check_before_change, existing_file, existing_warehouse, moment_of
from flows.command.show import say, show_findings
from schemas.german import format_count

HELP = "die Berichtsstellen aus CSV oder Excel übernehmen"
EXAMPLE = "monatsbericht register stellen.xlsx"


def add_arguments(parser: ArgumentParser) -> None:
    """The list."""
    parser.add_argument("file", metavar="DATEI", type=Path, help="Liste der Berichtsstellen (CSV oder xlsx)")


def perform(arguments: Namespace) -> bool:
    """Take the respondents over from a list."""
    path = existing_file(arguments.file)
    settings, engine = existing_warehouse(arguments, only_reads=True)
    from tasks.intake.reading import read_list
    from tasks.intake.register.import_register import import_register
    from tasks.intake.register.list_heading import choose_sheet
    from tasks.intake.register.propose_places import propose_places
    from tasks.store.ledger import count_respondents
    from tasks.warehouse import exclusive

    if count_respondents(engine):  # else this is the remedy
        check_before_change(arguments, settings)
    sheets = read_list(path, settings.max_bytes)
    name = choose_sheet(sheets)
    if others := [f"„{other}“" for other in sheets if other != name]:
        say(f"Gelesen wird das Blatt „{name}“, unbeachtet bleiben: {', '.join(others)}.")
    with exclusive(engine):
        result = import_register(engine, sheets[name], path.name, settings.centre, moment_of(arguments))
        proposed = propose_places(engine, settings.home)
    show_findings(result.findings)
    if result.is_imported:
        counts = (
            format_count(result.respondents, "Berichtsstellen"),
            format_count(result.spans, "Gültigkeitszeiträume"),
        )
        say(f"Übernommen: {', '.join(counts)}.")
        _tell_places(settings.home, proposed)
    else:
        say("Nichts übernommen: bitte die Fehler in der Liste beheben und den Befehl wiederholen.")
    if result.is_imported and result.has_errors:
        say("Nicht übernommen wurden die Zeilen mit Fehlern; was von ihren Berichtsstellen bekannt war, gilt weiter.")
        say("Bitte berichtigen und den Befehl wiederholen.")
    return result.has_errors


def _tell_places(home: Path, proposed: int) -> None:
    """What the report counts meeting places by: the list that was just proposed, or that there is none."""
    from config.places import FILE

    if proposed:
        say(f"Neu: die Liste der Stadtteile ({FILE} im Datenordner), {proposed} aus dem Register; bitte ergänzen.")
    elif not (home / FILE).exists():
        say(
            f"Es gibt keine Liste der Stadtteile ({FILE} im Datenordner, erste Zeile title;aliases): bis dahin werden "
            "Angaben dazu angenommen, aber weder gedruckt noch ausgegeben."
        )
