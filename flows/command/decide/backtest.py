"""What a rule as it is now would find in all that came, for the command `rules`. One way in: `test_again(...)`."""

from argparse import Namespace
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from flows.command.arguments import existing_warehouse, moment_of
from flows.command.show import say, show_json, show_table, tracking, warn
from schemas.german import format_month

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from schemas.check.rule import Rule
    from tasks.check.backtest import Sent, Trial
    from tasks.intake.process import IntakeContext

AT_ONCE = 250  # files that are read together
HEADS = ("Monat", "Dateien", "gefragt", "fand damals", "findet jetzt", "neu", "nicht mehr")


def test_again(arguments: Namespace, rule: "Rule", since: str) -> bool:
    """Show it; whether the rule failed on some month, or a file is not there any more."""
    from tasks.check.backtest import list_sent, record_backtest
    from tasks.intake.process import IntakeContext

    settings, engine = existing_warehouse(arguments, may_lack=1)  # what is gone is told, month by month
    context = IntakeContext.of(settings, moment_of(arguments), is_dry=True)
    sent = sorted(list_sent(engine, since), key=lambda one: one.month)
    months: dict[str, Trial] = {}
    with tracking(f"{rule.id} fragen") as tell:
        for month, own in groupby(sent, key=lambda one: one.month):
            tell(format_month(month), len(months), len({one.month for one in sent}))
            months[month] = _test_month(engine, context, rule, list(own))
    if months:
        record_backtest(engine, rule, since, months.values(), moment_of(arguments))
    if arguments.json:
        records = {month: _as_record(one) for month, one in months.items()}
        show_json({"rule": rule.id, "since": since, "months": records})
    else:
        _show(rule.id, since, months)
    return any(one.failed or one.gone for one in months.values())


def _test_month(engine: "Engine", context: "IntakeContext", rule: "Rule", sent: "Sequence[Sent]") -> "Trial":
    from tasks.check.backtest import Trial

    parts = (sent[start : start + AT_ONCE] for start in range(0, len(sent), AT_ONCE))
    return sum((_test(engine, context, rule, part) for part in parts), Trial())


def _test(engine: "Engine", context: "IntakeContext", rule: "Rule", sent: "Sequence[Sent]") -> "Trial":
    from config.places import place_list
    from schemas.check.places import settle_places
    from tasks.archived import find_archived, is_erased
    from tasks.check.backtest import Conditions, Trial, backtest
    from tasks.intake.reading import read_files

    paths = [find_archived(context.archive, one.sha256) for one in sent] if context.archive else []
    there = [(path, one) for path, one in zip(paths, sent, strict=False) if path.is_file() and not is_erased(path)]
    readings = read_files([(path, one.file) for path, one in there], context.max_bytes, context.limits)
    for reading, (_, one) in zip(readings, there, strict=True):
        reading.came_on = one.received_at.date()
    settle_places(readings, place_list(context.policy.places))
    conditions = Conditions(context.policy, context.at.date(), context.secret)
    return backtest(engine, rule, readings, conditions) + Trial(gone=len(sent) - len(there))


def _show(rule: str, since: str, months: "dict[str, Trial]") -> None:
    if not months:
        say(f"Seit {format_month(since)} kam keine Datei.")
        return
    lines = [(format_month(month), *map(str, _figures(one).values())) for month, one in months.items()]
    show_table(f"{rule}, noch einmal gefragt seit {format_month(since)}", HEADS, lines)
    for month, one in months.items():
        if one.failed:
            warn(f"{format_month(month)}: Die Regel ist an den Dateien gescheitert ({one.failed}).")
        if one.gone:
            warn(f"{format_month(month)}: {one.gone} Dateien liegen nicht mehr im Archiv und wurden nicht gefragt.")


def _figures(one: "Trial") -> dict[str, int]:
    now, then = one.now, one.then
    found = {"then": len(then), "now": len(now), "new": len(now - then), "no_more": len(then - now)}
    return {"files": one.files, "asked": one.asked, **found}


def _as_record(one: "Trial") -> dict[str, Any]:
    return {**_figures(one), "gone": one.gone, "failed": one.failed}
