"""The command `steering`: where offers do not reach the need, and the page steuerung.html of a month written anew."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flows.command.arguments import add_json, asked_month, existing_warehouse, moment_of
from flows.command.show import say, show_json, warn, working
from schemas.german import format_month

if TYPE_CHECKING:
    from schemas.steering.view import SteeringView

HELP = "wo Angebote den Bedarf nicht erreichen und wer die Lücke schließen könnte; schreibt steuerung.html"
EXAMPLE = "monatsbericht steering --month 2026-10"


def add_arguments(parser: ArgumentParser) -> None:
    """Which month; without one the latest of which a report is out."""
    parser.add_argument("--month", metavar="JJJJ-MM", help="Berichtsmonat (Vorgabe: der des letzten Berichts)")
    add_json(parser)


def perform(arguments: Namespace) -> bool:
    """Show the gaps and write the page; 1 where a rule of the policy means nothing. With --json nothing is written.

    Raises:
        MonatsberichtError: nothing is known of these months; the page stays as it is.
    """
    from config.errors import MonatsberichtError
    from config.policy import load_policy
    from schemas.time.deadlines import due_month
    from tasks.steering.write_page import newest_month, page_path, view_month, write_steering_page

    settings, engine = existing_warehouse(arguments, only_reads=arguments.json, may_lack=1)
    moment, policy = moment_of(arguments), load_policy(settings.home)
    month = asked_month(arguments) or newest_month(engine, settings) or due_month(moment.date())
    with working("Bedarf und Angebote vergleichen"):
        view = view_month(engine, settings, policy, month, moment)
        if view.is_blank:
            raise MonatsberichtError(f"Für {format_month(month)} und die Monate davor ist nichts gemeldet.")
        if not arguments.json:
            write_steering_page(settings, view)
    if arguments.json:
        show_json(as_record(view))
    else:
        _show(view)
        say(str(page_path(settings)))
    for problem in view.problems:
        warn(problem)
    return bool(view.problems)


def as_record(view: "SteeringView") -> dict[str, Any]:
    """The view for machines: gaps with their figures, what could not be judged, the tables as they are printed."""
    return {
        "month": view.facts.month,
        "vintage": view.facts.vintage.isoformat(),
        "rounding_base": view.guard.base,
        "gaps": [
            {
                "rank": one.gap.rank,
                "rule": one.gap.rule.title,
                "where": one.gap.where,
                "need": one.gap.need,
                "supply": one.gap.supply,
                "unmet": one.gap.unmet,
                "sentence": one.gap.sentence,
                "was_there_a_year_ago": one.was_there,
                "closers": [asdict(closer) for closer in one.closers],
            }
            for one in view.gaps
        ],
        "closed_within_a_year": [
            {"rule": one.rule.title, "where": one.where, "then": one.sentence} for one in view.closed
        ],
        "unjudged": [{"rule": one.rule.title, "where": one.where, "sentence": one.sentence} for one in view.unjudged],
        "tables": [asdict(table) for tables in view.sections.values() for table in tables],
        "unrecorded": list(view.unrecorded),
        "problems": list(view.problems),
    }


def _show(view: "SteeringView") -> None:
    counts = (
        f"{'1 Lücke' if len(view.gaps) == 1 else f'{len(view.gaps)} Lücken'}, {len(view.unjudged)} nicht zu beurteilen"
    )
    say(f"Steuerung, {format_month(view.facts.month)}: {counts}")
    if view.unrecorded:
        say(view.unrecorded_german)
    if not view.gaps:
        say(view.none_german)
    for one in view.gaps:
        say(f"{one.gap.rank}. {one.gap.where}: {one.gap.rule.title}. {one.gap.sentence}")
        for closer in one.closers:
            say(f"   {closer.german}")
    for unknown in view.unjudged:
        say(f"Nicht zu beurteilen: {unknown.rule.title}, {unknown.sentence}")
