"""The command `export`: tables and views for other tools."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import UsageError
from flows.command.arguments import existing_home, moment_of
from flows.command.show import say, show_table, working
from schemas.german import format_count, format_month

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from config.settings import Settings
    from tasks.analysis.export import ExportedFile

HELP = "Tabellen und Sichten für andere Programme ausgeben (ohne Namen: zeigen, welche es gibt)"
EXAMPLE = "monatsbericht export indicator_value --from 2025-09 --until 2026-10 --format parquet"

SDMX_CSV = "sdmx-csv"


def add_arguments(parser: ArgumentParser) -> None:
    """What, of which months, in which form, where to."""
    parser.add_argument(
        "names", metavar="NAME", nargs="*", help="Tabelle oder Sicht, zum Beispiel current_school_pupils"
    )
    parser.add_argument("--from", dest="since", metavar="JJJJ-MM", help="erster Berichtsmonat (Vorgabe: der letzte)")
    parser.add_argument("--until", metavar="JJJJ-MM", help="letzter Berichtsmonat (Vorgabe: der jetzt fällige)")
    formats = ("parquet", "csv", "xlsx", SDMX_CSV)
    parser.add_argument("--format", choices=formats, default="parquet", help="Dateiform (Vorgabe: parquet)")
    parser.add_argument(
        "--to", metavar="ORDNER", type=Path, help="neuer Ordner dafür (Vorgabe: in export/ des Datenordners)"
    )
    parser.add_argument(
        "--public",
        action="store_true",
        help="statt der wahren die Zahlen, die hinausdürfen: die geschützten der veröffentlichten Berichte",
    )
    parser.add_argument(
        "--with-text",
        action="store_true",
        help="mit dem, was Berichtsstellen frei eintragen (Titel, Bezeichnungen); nur für das Haus",
    )


def perform(arguments: Namespace) -> None:
    """Write tables or views for other tools; without a name, show what there is."""
    from config.places import place_list, read_places
    from schemas.store.shape import open_names
    from tasks.analysis.export import export_tables
    from tasks.analysis.silence import WITH_TEXT, WITHOUT_TEXT
    from tasks.existing_warehouse import open_warehouse_to_read

    settings = existing_home(arguments)
    if arguments.public:
        _export_public(settings, arguments)
        return
    if not arguments.names:
        show_table("Was sich ausgeben lässt", ("Name",), [(name,) for name in open_names()])
        return
    engine, months = open_warehouse_to_read(settings), _months(arguments)
    if arguments.format == SDMX_CSV:
        _export_sdmx(engine, settings, arguments, months)
        return
    folder, places = _folder(settings, arguments, months), place_list(read_places(settings.home))
    with working("Tabellen ausgeben"):
        parts = export_tables(
            engine,
            arguments.names,
            months,
            arguments.format,
            folder.absolute(),
            places=places,
            has_text=arguments.with_text,
        )
    rows = sum(part.rows for part in parts)
    counted = f"{format_count(rows, 'Zeilen')} in {format_count(len(parts), 'Dateien')}"
    say(f"{counted}: {folder} (datapackage.json erklärt jede Spalte).")
    _tell_what_is_not_as_asked(arguments.names, parts)
    say(WITH_TEXT if arguments.with_text else WITHOUT_TEXT)


def _tell_what_is_not_as_asked(names: "Sequence[str]", parts: "Sequence[ExportedFile]") -> None:
    """Tables without a row in these months, and those that know no months."""
    from schemas.german import join_words
    from schemas.store.shape import has_months

    if empty := [name for name in names if not any(part.rows for part in parts if part.name == name)]:
        say(f"Ohne Zeilen in diesen Monaten: {join_words(empty)}.")
    if whole := [name for name in names if not has_months(name)]:
        say(f"Ohne Monat, also ganz ausgegeben: {join_words(whole)}.")


def _export_public(settings: "Settings", arguments: Namespace) -> None:
    from tasks.existing_warehouse import open_warehouse_to_read
    from tasks.report.data.public import export_public

    if arguments.with_text:
        raise UsageError("--with-text ist für das Haus, --public für alle: bitte nur eines von beiden.")
    if arguments.names or arguments.format == SDMX_CSV:
        raise UsageError("Mit --public gibt es alle Tabellen der Berichte als parquet, csv oder xlsx, ohne NAME.")
    engine, months = open_warehouse_to_read(settings), _months(arguments)
    folder = arguments.to or _folder(settings, arguments, months).with_name(
        f"{months[0]}_{months[1]}_public_{arguments.format}"
    )
    with working("Veröffentlichte Zahlen ausgeben"):
        versions = export_public(engine, settings, months, arguments.format, folder.absolute())
    told = ", ".join(f"{format_month(month)} ({version})" for month, version in versions.items())
    say(f"Geschützte Zahlen, wie veröffentlicht, liegen in {folder}: {told}.")


def _export_sdmx(engine: "Engine", settings: "Settings", arguments: Namespace, months: tuple[str, str]) -> None:
    from config.places import place_list, read_places
    from tasks.analysis.export import write_sdmx
    from tasks.analysis.silence import WITH_TEXT, WITHOUT_TEXT

    if arguments.names != ["indicator_value"]:
        raise UsageError("Als SDMX-CSV gibt es nur indicator_value.")
    folder, places = _folder(settings, arguments, months), place_list(read_places(settings.home))
    with working("Kennzahlen ausgeben"):
        count = write_sdmx(engine, months, folder.absolute(), places=places, has_text=arguments.with_text)
    say(f"{format_count(count, 'Beobachtungen')} in {folder / 'indicator_value.csv'}.")
    say(WITH_TEXT if arguments.with_text else WITHOUT_TEXT)


def _folder(settings: "Settings", arguments: Namespace, months: tuple[str, str]) -> Path:
    """Where to: always a folder, made if there is none."""
    given: Path | None = arguments.to
    form = f"public_{arguments.format}" if arguments.public else arguments.format
    return given or settings.home / "export" / f"{months[0]}_{months[1]}_{form}"


def _months(arguments: Namespace) -> tuple[str, str]:
    from schemas.time.deadlines import due_month
    from tasks.run import check_month

    last = check_month(arguments.until) if arguments.until else due_month(moment_of(arguments).date())
    first = check_month(arguments.since) if arguments.since else last
    if first > last:
        raise UsageError(f"Der erste Monat ({format_month(first)}) liegt nach dem letzten ({format_month(last)}).")
    return first, last
