"""The command `replay`: what a mended rule or list would change in months that are over; with a name, that change."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from config.errors import UsageError
from flows.command.arguments import add_decision, existing_warehouse, known_rule, moment_of
from flows.command.decide.next_check import NEXT_RUN
from flows.command.decide.rules import since_of
from flows.command.show import say, show_table, tracking, warn
from schemas.german import format_month

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from config.settings import Settings
    from tasks.intake.process import IntakeContext
    from tasks.intake.replay import Effect

HELP = "nach einer berichtigten Regel oder Liste: was sie in früheren Monaten ändert, erst zeigen, dann übernehmen"
EXAMPLE = "monatsbericht replay --rule PLACE_UNKNOWN --since 2026-01"

HEADS = ("Monat", "geprüft", "ändern sich", "Befunde neu", "nicht mehr", "dann zurückgegeben", "Zellen im Bericht")


def add_arguments(parser: ArgumentParser) -> None:
    """Which rule, since when, and who wants what that changes."""
    parser.add_argument(
        "--rule", metavar="REGEL", required=True, help="Kennung der Regel, wie sie im Prüfprotokoll steht"
    )
    parser.add_argument("--since", metavar="JJJJ-MM", help="ab welchem Berichtsmonat (Vorgabe: ein Jahr zurück)")
    parser.add_argument("--apply", action="store_true", help="was gezeigt wird, namentlich übernehmen")
    add_decision(parser)


def perform(arguments: Namespace) -> bool:
    """Show the effect, and with --apply let the next run check them; whether something could not be checked."""
    from tasks.intake.process import IntakeContext
    from tasks.store.decisions import list_concerned

    _refuse(arguments)
    rule, since = arguments.rule, since_of(arguments)
    settings, engine = existing_warehouse(arguments, only_reads=not arguments.apply)
    context = IntakeContext.of(settings, moment_of(arguments), is_dry=True)
    concerned = list_concerned(engine, rule, since)
    if not concerned:
        say(f"Seit {format_month(since)} gibt es keine Meldung, die {rule} betrifft.")
        return False
    effects, cells = _find_out(settings, engine, context, rule, concerned)
    _show(rule, since, effects, cells)
    changed = [number for one in effects.values() for number in one.changed]
    if not changed:
        say("Es ändert sich nichts.")
    elif arguments.apply:
        _apply(arguments, rule, since, changed)
    else:
        say("Geändert ist nichts. Übernehmen: dasselbe noch einmal mit --apply --by NAME --reason GRUND")
    return any(one.failed or one.lost for one in effects.values())


def _refuse(arguments: Namespace) -> None:
    known_rule(arguments.rule)
    if arguments.apply and not (arguments.by and arguments.reason):
        raise UsageError("Bitte Namen und Begründung angeben: --by NAME --reason GRUND")
    if not arguments.apply and (arguments.by or arguments.reason):
        raise UsageError("--by und --reason gehören zu --apply.")


def _find_out(
    settings: "Settings", engine: "Engine", context: "IntakeContext", rule: str, concerned: Mapping[str, Sequence[int]]
) -> "tuple[dict[str, Effect], dict[str, int | None]]":
    """The effect by month, and how many cells of which published reports it moves."""
    from tasks.intake.replay import try_again
    from tasks.report.seen.what_if import count_changed_cells
    from tasks.store.publication import list_reports
    from tasks.upkeep.backup.dump import copy_warehouse

    effects: dict[str, Effect] = {}
    cells: dict[str, int | None] = {}
    with TemporaryDirectory(prefix="monatsbericht-") as folder, tracking(f"{rule} fragen") as tell:
        copy = copy_warehouse(engine, Path(folder, "warehouse.db"))
        for month, numbers in sorted(concerned.items()):
            tell(format_month(month), len(effects), len(concerned))
            effects[month] = try_again(engine, copy, context, rule, numbers)
        first = min((month for month, one in effects.items() if one.changed), default=None)
        published = sorted({one["month"] for one in list_reports(engine, settings.centre)})
        for month in (one for one in published if first and one >= first):
            tell(f"Bericht für {format_month(month)}", len(effects), len(concerned))
            cells[month] = count_changed_cells(engine, copy, settings, month, context.at)
        copy.dispose()
    return effects, cells


def _apply(arguments: Namespace, rule: str, since: str, changed: Sequence[int]) -> None:
    from tasks.store.decisions import request_replay
    from tasks.warehouse import exclusive

    settings, engine = existing_warehouse(arguments)
    by, reason = arguments.by or "", arguments.reason or ""
    with exclusive(engine):
        again = request_replay(engine, rule, since, changed, by, reason, moment_of(arguments), settings.archive)
    say(
        f"{again} Meldungen werden erneut geprüft und beantwortet. {NEXT_RUN} "
        "Danach die veröffentlichten Monate, deren Zellen sich ändern: monatsbericht report --month JJJJ-MM"
    )


def _show(rule: str, since: str, effects: "dict[str, Effect]", cells: "dict[str, int | None]") -> None:
    from tasks.intake.replay import Effect

    moved = {month for month, count in cells.items() if count}
    lines = []
    for month in sorted({*effects, *moved}):
        one = effects.get(month, Effect())
        numbers = (one.files, len(one.changed), one.new, one.gone, one.sent_back)
        count = cells.get(month)
        lines.append((format_month(month), *map(str, numbers), "" if count is None else str(count)))
    show_table(f"{rule}, noch einmal gefragt seit {format_month(since)}", HEADS, lines)
    for month, one in effects.items():
        if one.failed:
            warn(f"{format_month(month)}: An Dateien gescheitert ({one.failed}); sie bleiben, wie sie sind.")
        if one.lost:
            warn(f"{format_month(month)}: {one.lost} Dateien liegen nicht mehr im Archiv und bleiben, wie sie sind.")
