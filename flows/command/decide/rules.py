"""The command `rules`: how each rule has served, and which of them speak for being asked otherwise."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from config.errors import UsageError
from flows.command.arguments import add_json, existing_warehouse, known_rule, moment_of
from flows.command.decide.backtest import test_again
from flows.command.show import say, show_json, show_table, write_figure
from schemas.german import format_month

if TYPE_CHECKING:
    from config.policy import StageSpan
    from schemas.analysis.rule_record import Resolution, RuleRecord

HELP = "wie sich die Prüfregeln bewährt haben: wie oft gefragt, gefunden, berichtigt, erläutert; welche zu ändern wären"
EXAMPLE = (
    "monatsbericht rules --since 2026-01\n          monatsbericht rules GRANT_EXCEEDED --since 2025-01\n"
    "          monatsbericht rules backtest GRANT_EXCEEDED --since 2025-01"
)

YEAR = 12  # months that are looked back where nothing else is asked
BACKTEST = "backtest"


def add_arguments(parser: ArgumentParser) -> None:
    """Which rule, and since when."""
    which = f"nur diese, Monat für Monat; nach „{BACKTEST}“: sie alle Dateien im Archiv noch einmal fragen"
    parser.add_argument("rule", metavar="REGEL", nargs="*", help=f"{which} (Vorgabe: alle Regeln)")
    parser.add_argument("--since", metavar="JJJJ-MM", help="ab diesem Berichtsmonat (Vorgabe: die letzten zwölf)")
    add_json(parser)


def perform(arguments: Namespace) -> bool | None:
    """Show the record of the rules, or what one finds when it is asked again."""
    is_test, names = arguments.rule[:1] == [BACKTEST], [one for one in arguments.rule if one != BACKTEST]
    if len(names) > 1 or (is_test and not names):
        raise UsageError(f"Bitte eine Regel nennen, zum Beispiel: monatsbericht rules {BACKTEST} GRANT_EXCEEDED")
    found, since = [known_rule(name) for name in names], since_of(arguments)
    if is_test:
        return test_again(arguments, found[0], since)
    _show_record(arguments, names, since)
    return None


def _show_record(arguments: Namespace, names: list[str], since: str) -> None:
    from config.policy import load_policy
    from schemas.analysis.rule_record import count_hits
    from schemas.check.catalogue import CATALOGUE, asks_in, forms_of
    from schemas.check.rule import is_asked, stage_of
    from tasks.analysis.rule_record import read_hits

    (settings, engine), rules = existing_warehouse(arguments, only_reads=True), names or list(CATALOGUE)
    spans, (hits, returns) = load_policy(settings.home).thresholds.stages, read_hits(engine, since)
    asked = {
        month: {
            rule: sum(own[form] for form in forms_of(rule)) * is_asked(stage_of(CATALOGUE[rule], month, spans))
            if asks_in(rule, month)
            else 0
            for rule in rules
        }
        for month, own in returns.items()
    }
    records = count_hits(hits, {rule: sum(own[rule] for own in asked.values()) for rule in rules})
    by_month = {
        month: count_hits([one for one in hits if one.month == month], asked[month])[0]
        for month in sorted(asked)
        if names
    }
    proposals = {one.rule: said for one in records if (said := _propose(one, spans, _this_month(arguments)))}
    if arguments.json:
        months_of = {"months": {month: _as_record(one, "") for month, one in by_month.items()}} if names else {}
        told = [_as_record(one, proposals.get(one.rule, "")) for one in records]
        show_json({"since": since, "rules": told, **months_of})
        return
    _show(records, by_month, since)
    for rule, said in proposals.items():
        say(f"{rule}: {said}.")


def _propose(one: "RuleRecord", spans: "tuple[StageSpan, ...]", month: str) -> str:
    """What the record of a rule speaks for, with the line of policy.toml that says so from the next month on."""
    from schemas.analysis.rule_record import propose, propose_stage
    from schemas.check.catalogue import CATALOGUE
    from schemas.check.rule import is_told, stage_of
    from schemas.check.settle import is_staged
    from schemas.finding import Severity
    from schemas.time.month import shift_month

    rule = CATALOGUE[one.rule]
    stage = stage_of(rule, month, spans)
    severity = Severity(stage) if stage and is_told(stage) else rule.severity
    said = propose(one, severity) if is_told(stage) else ""
    new = propose_stage(said, severity) if is_staged(one.rule) else None
    if new is None:
        return said
    line = f'{{ rule = "{rule.id}", stage = "{new}", since = "{shift_month(month, 1)}" }}'
    first = f"nach monatsbericht rules {BACKTEST} {rule.id} " if new == "error" else ""
    return f"{said}; {first}in policy.toml unter [thresholds] bei stages: {line}"


def since_of(arguments: Namespace) -> str:
    """The month that --since names, else a year before the one now due; raises UsageError for what is no month."""
    from schemas.time.month import shift_month
    from tasks.run import check_month

    return check_month(arguments.since) if arguments.since else shift_month(_this_month(arguments), -YEAR)


def _this_month(arguments: Namespace) -> str:
    from schemas.time.deadlines import due_month

    return due_month(moment_of(arguments).date())


def _show(records: "list[RuleRecord]", by_month: "dict[str, RuleRecord]", since: str) -> None:
    from schemas.analysis.rule_record import GERMAN

    names = _shown_outcomes(records)
    heads = ("gefragt (Meldungen)", "gefunden in", "Stellen", *(GERMAN[name] for name in names), "Wirkung")
    if by_month:
        lines = [(format_month(month), *_line(one, names)) for month, one in by_month.items()]
        show_table(f"{records[0].rule} seit {format_month(since)}", ("Monat", *heads), lines)
        return
    met = [one for one in records if one.returns]
    if met:
        show_table(
            f"Prüfregeln seit {format_month(since)}", ("Regel", *heads), [(one.rule, *_line(one, names)) for one in met]
        )
    say(say_silent(len(records) - len(met), since, is_rest=bool(met)))


def say_silent(count: int, since: str, *, is_rest: bool) -> str:
    """How many rules have found nothing since a month; `is_rest`: beside others that have."""
    if not count:
        return f"Alle Regeln haben seit {format_month(since)} etwas gefunden."
    more = ("weitere " if is_rest else "") + ("Regel hat" if count == 1 else "Regeln haben")
    return f"{count} {more} seit {format_month(since)} nichts gefunden."


def _shown_outcomes(records: "list[RuleRecord]") -> "list[Resolution]":
    """Each a column; what is only counted, where a rule is or was in the shadow."""
    from schemas.analysis.rule_record import GERMAN

    return [name for name in GERMAN if name != "counted" or any(one.outcomes[name] for one in records)]


def _line(one: "RuleRecord", names: "list[Resolution]") -> tuple[str, ...]:
    outcomes = [one.outcomes[name] for name in names]
    effect = "" if one.effect is None else write_figure(one.effect)
    return *map(str, (one.asked, one.returns, sum(outcomes), *outcomes)), effect


def _as_record(one: "RuleRecord", proposal: str) -> dict[str, Any]:
    from schemas.analysis.rule_record import GERMAN

    return {
        "rule": one.rule,
        "asked": one.asked,
        "returns": one.returns,
        **{name: one.outcomes[name] for name in GERMAN},
        "effect": one.effect,
        "proposal": proposal,
    }
