"""The rows, cells and files behind a figure, for `explain`: found (`find_behind`), listed and shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.command.show import say, show_table, write_figure
from schemas.german import format_count, format_date, format_month

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from config.codes import CodeList
    from config.settings import Settings
    from schemas.analysis.origin import Leaf, Origin
    from schemas.files.reading import Reading
    from tasks.store.lineage import SourceRow


@dataclass(frozen=True)
class FigurePart:
    """One part of a figure: what it is, the rows behind it with their cells (None: the file is gone), their sum."""

    leaf: "Leaf"
    sources: "Sequence[SourceRow]"
    figure: float | None
    cells: Sequence[str | None] = ()

    @property
    def title(self) -> str:
        """What is counted, and of which month."""
        from schemas.analysis.origin import Respondents, say_leaf

        said = say_leaf(self.leaf)
        if isinstance(self.leaf, Respondents):
            return said
        since = getattr(self.leaf, "since", None)
        return f"{said}, {f'{format_month(since)} bis ' if since else ''}{format_month(self.leaf.month)}"


@dataclass(frozen=True)
class Behind:
    """All parts of a figure, the figure that they make, and how."""

    parts: Sequence[FigurePart]
    figure: float | None
    how: str


def find_behind(  # noqa: PLR0913 - of what, as known when, by which places
    engine: "Engine",
    settings: "Settings",
    origin: "Origin",
    vintage: datetime | None,
    *,
    before: datetime | None = None,
    places: "CodeList | None" = None,
) -> Behind:
    """Every part of a figure with the cells that make it, and the figure worked out of them once more."""
    from schemas.analysis.origin import describe_origin, leaves_of, work_out
    from tasks.store.lineage_of_leaf import amount_of, trace_leaf

    parts = []
    for leaf in leaves_of(origin):
        sources = trace_leaf(engine, settings.centre, leaf, vintage, before=before, places=places)
        parts.append(FigurePart(leaf, sources, amount_of(leaf, sources)))
    amounts = {number: part.figure for number, part in enumerate(parts)}
    leaves = [part.leaf for part in parts]
    figure = work_out(origin, lambda leaf: amounts[leaves.index(leaf)])
    readings = _read_again(settings, [source for part in parts for source in part.sources])
    found = [replace(part, cells=[_address(readings, part.leaf, one) for one in part.sources]) for part in parts]
    return Behind(found, figure, describe_origin(origin))


def list_sources(part: FigurePart) -> list[dict[str, Any]]:
    """A record for each row, for machines."""
    return [
        {
            "respondent": source.respondent_id,
            "name": source.name,
            "month": source.month,
            "row": ", ".join(_titles(part.leaf, source.key)),
            "value": source.value,
            "file": source.file,
            "sheet": source.sheet,
            "cell": cell,
            "sheet_row": source.row,
            "received": source.received_at.isoformat() if source.received_at else None,
            "submission": source.submission_id,
            "sha256": source.sha256,
        }
        for source, cell in zip(part.sources, part.cells, strict=True)
    ]


def show_sources(part: FigurePart, *, is_rounded: bool = True) -> None:
    """A table of the rows, and their sum; `is_rounded`: what is printed of it is not that sum but a rounded one."""
    heads = ("Berichtsstelle", "Name", "Zeile", "Wert", "Datei", "Blatt, Zelle", "eingegangen")
    rows = [
        (
            source.respondent_id,
            source.name,
            ", ".join(_titles(part.leaf, source.key)),
            write_figure(source.value),
            Path(source.file).name if source.file else "",
            _place(source, cell),
            format_date(source.received_at.date()) if source.received_at else "",
        )
        for source, cell in zip(part.sources, part.cells, strict=True)
    ]
    show_table(part.title, heads, rows)
    if _is_ratio(part.leaf):
        say("Eine Quote ist keine Summe: die Werte stehen für sich.")
    else:
        rounds = " Der Bericht rundet sie." if is_rounded else ""
        say(f"Summe aus {format_count(len(part.sources), 'Zeilen')}: {write_figure(part.figure)}.{rounds}")


def _place(source: "SourceRow", cell: str | None) -> str:
    if source.sheet is None:
        return ""
    return f"{source.sheet}, {cell or f'Zeile {source.row}'}"


def _is_ratio(leaf: "Leaf") -> bool:
    from schemas.analysis.question import Question
    from schemas.form.forms import TABLES

    if not isinstance(leaf, Question) or leaf.column == "rows":
        return False
    return TABLES[leaf.table].column(leaf.column).meaning.kind == "ratio"


def _titles(leaf: "Leaf", key: tuple[str, ...]) -> list[str]:
    from schemas.analysis.question import Question
    from schemas.form.forms import TABLES

    if not isinstance(leaf, Question):
        return list(key)
    return [column.say(code) for column, code in zip(TABLES[leaf.table].keys, key, strict=True)]


def _read_again(settings: "Settings", sources: "Sequence[SourceRow]") -> "Mapping[str, Reading]":
    """The files behind the rows, read once more from the archive; a lost or damaged one is missing."""
    from tasks.archived import find_archived
    from tasks.digest import is_sound
    from tasks.intake.process import limits_of
    from tasks.intake.reading import read_files

    files = {one.sha256: one.file for one in sources if one.sha256 and one.file and one.row is not None}
    sound = [
        (path, name) for digest, name in files.items() if is_sound(path := find_archived(settings.archive, digest))
    ]
    readings = read_files(sound, settings.max_bytes, limits_of(settings))
    return {path.name: reading for (path, _), reading in zip(sound, readings, strict=True)}


def _address(readings: "Mapping[str, Reading]", leaf: "Leaf", source: "SourceRow") -> str | None:
    from schemas.analysis.question import Question

    if not isinstance(leaf, Question) or leaf.column == "rows" or source.sha256 is None:
        return None
    reading = readings.get(source.sha256)
    part = reading.tables.get(leaf.table) if reading else None
    if part is None or source.row not in part.rows:
        return None
    return part.address(part.rows.index(source.row), leaf.column)
