"""The command `revisions`: what became other figures since, from version to version or as a revision triangle."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from config.errors import UsageError
from flows.command.arguments import add_json, add_month, asked_or_due_month, existing_warehouse
from flows.command.show import say, show_json, show_table, write_figure
from schemas.german import format_month

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from config.settings import Settings
    from schemas.analysis.revision import ChangedValue
    from tasks.analysis.revise import Triangle

HELP = "welche Werte eines Monats von Fassung zu Fassung andere wurden, bei wem und warum"
EXAMPLE = "monatsbericht revisions --month 2026-10\n          monatsbericht revisions --triangle S05"

MOST = 200  # changes on the screen; --json has all


def add_arguments(parser: ArgumentParser) -> None:
    """The month and its two versions, or an indicator."""
    add_month(parser)
    parser.add_argument("--from", dest="from_version", metavar="FASSUNG", help="frühere Fassung (Vorgabe: vorletzte)")
    parser.add_argument("--to", dest="to_version", metavar="FASSUNG", help="spätere Fassung (Vorgabe: die letzte)")
    parser.add_argument(
        "--triangle", metavar="KENNZAHL", help="stattdessen: jeden Monat dieser Kennzahl, wie ihn jeder Bericht kannte"
    )
    add_json(parser)


def perform(arguments: Namespace) -> None:
    """Show what changed."""
    from tasks.analysis.revise import triangle

    settings, engine = existing_warehouse(arguments, only_reads=True)
    if arguments.triangle:
        _show_triangle(triangle(engine, settings.centre, arguments.triangle), as_json=arguments.json)
        return
    month = asked_or_due_month(arguments)
    first, second = _versions(engine, settings, month, arguments)
    changes = changes_between(engine, settings, month, first, second)
    if arguments.json:
        record = {"month": month, "from": first, "to": second, "changes": [asdict(one) for one in changes]}
        show_json(record)
    else:
        _show_changes(month, first, second, changes)


def changes_between(
    engine: "Engine", settings: "Settings", month: str, first: str, second: str
) -> "tuple[ChangedValue, ...]":
    """The values of a month that are others in the second version than in the first.

    Raises:
        UsageError: one of the versions was not published, or they stand the wrong way round.
    """
    from tasks.analysis.revise import find_changed_values
    from tasks.store.publication import find_plan, list_versions

    plans = [find_plan(engine, settings.centre, month, version) for version in (first, second)]
    for version, plan in zip((first, second), plans, strict=True):
        if plan is None:
            there = ", ".join(list_versions(engine, settings.centre, month)) or "keine"
            raise UsageError(f"Die Fassung {version} für {format_month(month)} gibt es nicht. Veröffentlicht: {there}.")
    since, until = (plan[0].vintage for plan in plans if plan)
    if until < since:
        raise UsageError(f"Fassung {second} ist älter als {first}: bitte --from und --to tauschen.")
    return find_changed_values(engine, settings.centre, since, until, [month])


def _versions(engine: "Engine", settings: "Settings", month: str, arguments: Namespace) -> tuple[str, str]:
    """Those asked for, else the last two."""
    from tasks.store.publication import list_versions

    there = list_versions(engine, settings.centre, month)
    second = arguments.to_version or (there[-1] if there else None)
    if second is None:
        raise UsageError(f"{format_month(month)} hat noch keinen Bericht, der sich ändern könnte.")
    earlier = there[: there.index(second)] if second in there else there
    first = arguments.from_version or (earlier[-1] if earlier else None)
    if first is None:
        raise UsageError(f"{format_month(month)} hat erst eine Fassung ({second}): es gibt nichts zu vergleichen.")
    return first, second


def _show_changes(month: str, first: str, second: str, changes: "tuple[ChangedValue, ...]") -> None:
    from schemas.analysis.revision import GERMAN, sum_causes

    title = f"{format_month(month)}: von Fassung {first} zu {second}"
    if not changes:
        say(f"{title} hat sich kein Wert geändert.")
        return
    heads = ("Stelle", "Kennzahl", "Gliederung", "vorher", "nachher", "Ursache")
    show_table(title, heads, [_line(one) for one in changes[:MOST]])
    if len(changes) > MOST:
        say(f"Gezeigt sind {MOST} von {len(changes)} Änderungen; alle gibt --json.")
    for cause, (values, places) in sum_causes(changes).items():
        say(f"{GERMAN[cause]}: {values} Werte von {places} Berichtsstellen.")


def _line(one: "ChangedValue") -> tuple[str, ...]:
    from schemas.analysis.revision import GERMAN
    from schemas.form.forms import TABLES

    cause = f"{GERMAN[one.cause]}: {one.note}" if one.note else GERMAN[one.cause]
    table = TABLES[one.fact_table]
    title = next((column.title for column in table.columns if column.name == one.indicator), one.indicator)
    return one.respondent_id, title, one.breakdown, write_figure(one.value_before), write_figure(one.value_after), cause


def _show_triangle(found: "Triangle", *, as_json: bool) -> None:
    if as_json:
        show_json(_record(found))
        return
    heads = ("Monat", *(f"{month} {version}" for month, version, _ in found.publications))
    lines = [(month, *map(write_figure, cells)) for month, cells in zip(found.months, found.cells, strict=True)]
    show_table(f"{found.indicator} ({found.unit}): Wert je Monat, wie ihn jeder Bericht kannte", heads, lines)


def _record(found: "Triangle") -> dict[str, Any]:
    return {
        "indicator": found.indicator,
        "unit": found.unit,
        "publications": [
            {"month": month, "version": version, "vintage": vintage.isoformat()}
            for month, version, vintage in found.publications
        ],
        "rows": [
            {"month": month, "values": list(cells)} for month, cells in zip(found.months, found.cells, strict=True)
        ],
    }
