"""The command `explain`: from a printed figure back to the cells and files behind it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.errors import UsageError
from flows.command.arguments import add_json, existing_warehouse
from flows.command.show import say, show_json, show_table, working, write_figure
from schemas.german import format_date, format_month

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from config.settings import Settings
    from schemas.analysis.question import Question
    from schemas.files.reading import Reading
    from tasks.store.lineage import SourceRow

HELP = "von einer Zahl des Berichts zurück zu den Zellen und Dateien, aus denen sie kommt"
EXAMPLE = 'monatsbericht explain "S05 2026-10 Grundschule"'


def add_arguments(parser: ArgumentParser) -> None:
    """The figure, and the version of the report in which it stands."""
    parser.add_argument(
        "words", metavar="FRAGE", nargs="+", help="Kennzahl, Monat und Zeile, wie der Bericht sie nennt"
    )
    parser.add_argument(
        "--version", metavar="FASSUNG", help="wie diese Fassung des Berichts es wusste (Vorgabe: heute)"
    )
    add_json(parser)


def perform(arguments: Namespace) -> bool:
    """Show every cell behind a figure; with --version as the report of that version knew it."""
    from config.places import place_list, read_places
    from schemas.analysis.question import parse_question
    from tasks.store.lineage import sum_rows, trace

    settings, engine = existing_warehouse(arguments)
    question = parse_question(" ".join(arguments.words))
    places = place_list(read_places(settings.home))
    vintage = _vintage(engine, settings, question, arguments.version)
    sources = trace(engine, settings.centre, question, vintage, places)
    with working("Zellen in den Lieferungen suchen"):
        cells = find_cells(settings, question, sources)
    records = [_record(question, source, cell) for source, cell in zip(sources, cells, strict=True)]
    if arguments.json:
        show_json({"figure": sum_rows(sources), "sources": records})
    else:
        _show(question, sources, records)
    return not sources


def find_cells(settings: "Settings", question: "Question", sources: "Sequence[SourceRow]") -> list[str | None]:
    """The address of each row's figure in its file, read once more from the archive; None where the file is gone."""
    from tasks.archived import find_archived
    from tasks.digest import is_sound
    from tasks.intake.process import limits_of
    from tasks.intake.reading import read_files

    if question.column == "rows":
        return [None] * len(sources)
    files = {source.sha256: source.file for source in sources}
    sound = [
        (path, name) for digest, name in files.items() if is_sound(path := find_archived(settings.archive, digest))
    ]
    readings = {
        path.name: reading
        for (path, _), reading in zip(sound, read_files(sound, settings.max_bytes, limits_of(settings)), strict=True)
    }
    return [_address(readings.get(source.sha256), question, source) for source in sources]


def _address(reading: "Reading | None", question: "Question", source: "SourceRow") -> str | None:
    part = reading.tables.get(question.table) if reading else None
    if part is None or source.row not in part.rows:
        return None
    return part.address(part.rows.index(source.row), question.column)


def _vintage(engine: "Engine", settings: "Settings", question: "Question", version: str | None) -> Any:
    from tasks.store.publication import published_vintage

    if version is None:
        return None
    vintage = published_vintage(engine, settings.centre, question.month, version)
    if vintage is None:
        raise UsageError(f"Für {format_month(question.month)} ist keine Fassung {version} veröffentlicht.")
    return vintage


def _record(question: "Question", source: "SourceRow", cell: str | None) -> dict[str, Any]:
    return {
        "respondent": source.respondent_id,
        "name": source.name,
        "row": ", ".join(_titles(question, source.key)),
        "value": source.value,
        "file": source.file,
        "sheet": source.sheet,
        "cell": cell,
        "sheet_row": source.row,
        "received": source.received_at.isoformat(),
        "submission": source.submission_id,
        "sha256": source.sha256,
    }


def _titles(question: "Question", key: tuple[str, ...]) -> list[str]:
    from schemas.form.forms import TABLES

    return [column.say(code) for column, code in zip(TABLES[question.table].keys, key, strict=True)]


def _show(question: "Question", sources: "Sequence[SourceRow]", records: Sequence[dict[str, Any]]) -> None:
    what = f"{question.title}, {format_month(question.month)}"
    if not sources:
        say(f"{what}: dazu steht nichts im Datenbestand.")
        return
    heads = ("Berichtsstelle", "Name", "Zeile", "Wert", "Datei", "Blatt, Zelle", "eingegangen")
    rows = [
        (
            one["respondent"],
            one["name"],
            one["row"],
            write_figure(source.value),
            Path(one["file"]).name,
            f"{one['sheet']}, {one['cell'] or 'Zeile ' + str(one['sheet_row'])}",
            format_date(source.received_at.date()),
        )
        for one, source in zip(records, sources, strict=True)
    ]
    show_table(what, heads, rows)
    _show_sum(question, sources)


def _show_sum(question: "Question", sources: "Sequence[SourceRow]") -> None:
    from schemas.form.forms import TABLES
    from tasks.store.lineage import sum_rows

    column = None if question.column == "rows" else TABLES[question.table].column(question.column)
    if column is not None and column.meaning.kind == "ratio":
        say("Eine Quote ist keine Summe: die Werte stehen für sich.")
    else:
        say(f"Summe aus {len(sources)} Zeilen: {write_figure(sum_rows(sources))}. Der Bericht rundet sie.")
