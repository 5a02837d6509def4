"""Ways out of the warehouse: `export`, `changes` and `dictionary`, the functions of these commands."""

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Engine

from config.errors import UsageError
from config.settings import Settings
from flows.arguments import existing_home, moment_of
from flows.show import say, show_json, show_table, working
from schemas.german import format_month, format_number
from schemas.store.shape import open_names
from schemas.time.deadlines import due_month
from tasks.analysis.changes import list_changes
from tasks.analysis.export import take_out, write_sdmx
from tasks.analysis.write_dictionary import write_dictionary
from tasks.run import check_month, parse_moment
from tasks.warehouse import open_warehouse

DONE = 0
SDMX_CSV = "sdmx-csv"


def export(arguments: Namespace) -> int:
    """Write tables or views for other tools; without a name, show what there is."""
    settings = existing_home(arguments)
    if not arguments.names:
        show_table("Was sich ausgeben lässt", ("Name",), [(name,) for name in open_names()])
        return DONE
    engine, months = open_warehouse(settings.url), _months(arguments)
    if arguments.format == SDMX_CSV:
        return _export_sdmx(engine, settings, arguments, months)
    folder = arguments.to or settings.home / "export" / f"{months[0]}_{months[1]}_{arguments.format}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with working("Tabellen ausgeben"):
        parts = take_out(engine, arguments.names, months, arguments.format, folder.absolute())
    rows = sum(part.rows for part in parts)
    say(f"{format_number(rows)} Zeilen in {len(parts)} Dateien: {folder} (datapackage.json erklärt jede Spalte).")
    return DONE


def changes(arguments: Namespace) -> int:
    """What came into force or went out of it since a moment."""
    settings = existing_home(arguments)
    found = list_changes(open_warehouse(settings.url), parse_moment(arguments.since))
    if arguments.json:
        show_json([{**asdict(one), "at": one.at.isoformat()} for one in found])
        return DONE
    words = {"new": "neu", "superseded": "ersetzt"}
    rows = [
        (one.at.isoformat(" "), words[one.change], one.submission_id, one.respondent_id, format_month(one.month))
        for one in found
    ]
    if rows:
        show_table("Änderungen", ("wann", "was", "Lieferung", "Berichtsstelle", "Berichtsmonat"), rows)
    say(f"{len(rows)} Änderungen seit {arguments.since}.")
    return DONE


def dictionary(arguments: Namespace) -> int:
    """Write what every table and column means, with examples run on this warehouse."""
    settings = existing_home(arguments)
    folder = arguments.to or settings.home / "woerterbuch"
    with working("Datenwörterbuch schreiben"):
        paths = write_dictionary(open_warehouse(settings.url), folder)
    say("Datenwörterbuch: " + ", ".join(str(path) for path in paths))
    return DONE


def _export_sdmx(engine: Engine, settings: Settings, arguments: Namespace, months: tuple[str, str]) -> int:
    if arguments.names != ["indicator_value"]:
        raise UsageError("Als SDMX-CSV gibt es nur indicator_value.")
    path: Path = arguments.to or settings.home / "export" / f"indicator_value_{months[0]}_{months[1]}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with working("Kennzahlen ausgeben"):
        count = write_sdmx(engine, months, path)
    say(f"{format_number(count)} Beobachtungen liegen in {path}.")
    return DONE


def _months(arguments: Namespace) -> tuple[str, str]:
    last = check_month(arguments.until) if arguments.until else due_month(moment_of(arguments).date())
    first = check_month(arguments.since) if arguments.since else last
    if first > last:
        raise UsageError(f"Der erste Monat ({format_month(first)}) liegt nach dem letzten ({format_month(last)}).")
    return first, last
