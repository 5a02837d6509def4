"""The command `rules`: how each rule has served, and which of them speak for being asked otherwise."""

from argparse import ArgumentParser, Namespace
from collections import Counter
from typing import TYPE_CHECKING, Any

from config.errors import UsageError
from flows.command.arguments import add_json, existing_warehouse, moment_of
from flows.command.show import say, show_json, show_table, write_figure
from schemas.german import format_month

if TYPE_CHECKING:
    from schemas.check.record import RuleRecord

HELP = "wie sich die Prüfregeln bewährt haben: wie oft gefragt, gefunden, berichtigt, erläutert; welche zu ändern wären"
EXAMPLE = "monatsbericht rules --since 2026-01\n          monatsbericht rules GRANT_EXCEEDED --since 2025-01"

YEAR = 12  # months that are looked back where nothing else is asked


def add_arguments(parser: ArgumentParser) -> None:
    """Which rule, and since when."""
    parser.add_argument("rule", metavar="REGEL", nargs="?", help="nur diese, Monat für Monat (Vorgabe: alle)")
    parser.add_argument("--since", metavar="JJJJ-MM", help="ab diesem Berichtsmonat (Vorgabe: die letzten zwölf)")
    add_json(parser)


def perform(arguments: Namespace) -> None:
    """Show the record of the rules."""
    from schemas.check.catalogue import CATALOGUE
    from schemas.check.record import count_hits
    from tasks.check.rule_record import read_hits

    if arguments.rule and arguments.rule not in CATALOGUE:
        raise UsageError(f"Eine Regel „{arguments.rule}“ gibt es nicht. Alle zeigt: monatsbericht rules")
    (_, engine), since = existing_warehouse(arguments), _since(arguments)
    hits, returns = read_hits(engine, since)
    rules = [arguments.rule] if arguments.rule else list(CATALOGUE)
    records = count_hits(hits, sum(returns.values(), Counter()), rules)
    months = {month: [one for one in hits if one.month == month] for month in sorted(returns) if arguments.rule}
    by_month = {month: count_hits(own, returns[month], rules)[0] for month, own in months.items()}
    if arguments.json:
        months_of = {"months": {month: _as_record(one) for month, one in by_month.items()}} if arguments.rule else {}
        show_json({"since": since, "rules": [_as_record(one) for one in records], **months_of})
        return
    _show(records, by_month, since)
    for line in (f"{one.rule}: {one.proposal}." for one in records if one.proposal):
        say(line)


def _since(arguments: Namespace) -> str:
    from schemas.time.deadlines import due_month
    from schemas.time.month import shift_month
    from tasks.run import check_month

    return (
        check_month(arguments.since) if arguments.since else shift_month(due_month(moment_of(arguments).date()), -YEAR)
    )


def _show(records: "list[RuleRecord]", by_month: "dict[str, RuleRecord]", since: str) -> None:
    from schemas.check.record import GERMAN

    heads = ("gefragt (Meldungen)", "gefunden in", "Stellen", *GERMAN.values(), "Wirkung")
    if by_month:
        lines = [(format_month(month), *_line(one)) for month, one in by_month.items()]
        show_table(f"{records[0].rule} seit {format_month(since)}", ("Monat", *heads), lines)
        return
    met = [one for one in records if one.returns]
    if met:
        show_table(
            f"Prüfregeln seit {format_month(since)}", ("Regel", *heads), [(one.rule, *_line(one)) for one in met]
        )
    silent = len(records) - len(met)
    say(f"{silent} {'weitere Regeln haben' if met else 'Regeln haben'} seit {format_month(since)} nichts gefunden.")


def _line(one: "RuleRecord") -> tuple[str, ...]:
    from schemas.check.record import GERMAN

    outcomes = [one.outcomes[name] for name in GERMAN]
    effect = "" if one.effect is None else write_figure(one.effect)
    return *map(str, (one.asked, one.returns, sum(outcomes), *outcomes)), effect


def _as_record(one: "RuleRecord") -> dict[str, Any]:
    from schemas.check.record import GERMAN

    return {
        "rule": one.rule,
        "asked": one.asked,
        "returns": one.returns,
        **{name: one.outcomes[name] for name in GERMAN},
        "effect": one.effect,
        "proposal": one.proposal,
    }
