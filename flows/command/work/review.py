"""The command `review`: what became of the concept's goals over some years, out of the published reports."""

from argparse import ArgumentParser, Namespace

from config.errors import UsageError
from flows.command.arguments import check_before_change, existing_home, moment_of, whole_number
from flows.command.show import say, warn, working

HELP = "den Rückblick auf das Konzept schreiben: Ziel für Ziel, was erreicht wurde, und wie vollständig die Zahlen sind"
EXAMPLE = "monatsbericht review --from 2022 --to 2026"

FOLDER = "reviews"  # in the home: a folder for each span of years
YEARS, MOST_YEARS = 5, 20


def add_arguments(parser: ArgumentParser) -> None:
    """The first and the last year."""
    parser.add_argument(
        "--from", metavar="JJJJ", dest="first", type=whole_number, help=f"erstes Jahr (Vorgabe: {YEARS} Jahre zusammen)"
    )
    parser.add_argument(
        "--to", metavar="JJJJ", dest="last", type=whole_number, help="letztes Jahr (Vorgabe: das des fälligen Monats)"
    )


def perform(arguments: Namespace) -> bool:
    """Write page, PDF, text to edit and data; 1 where something of the concept or of a report cannot be used."""
    from config.aims.concept import FILE
    from config.policy import load_policy
    from tasks.existing_warehouse import open_warehouse_to_read
    from tasks.proof.keep import keep_files
    from tasks.review.make import collect_review, make_review
    from tasks.store.home_files import remember
    from tasks.store.ledger import latest_month

    settings, day = existing_home(arguments), moment_of(arguments).date()
    engine = open_warehouse_to_read(settings)
    check_before_change(arguments, settings, may_lack=1)  # a paper that goes out; its figures need no archive
    years = _years(arguments, int(latest_month(engine, settings.centre, day)[:4]))
    with working("Veröffentlichte Berichte auswerten"):
        policy = load_policy(settings.home)
        review = collect_review(engine, settings, policy, years, day)
        paths, kept = keep_files(settings.home / FOLDER / f"{years[0]}-{years[1]}", make_review(review))
        remember(settings.home, FILE)
    for path in paths:
        say(str(path))
    for sentence in (*review.problems, *kept):
        warn(sentence)
    return bool(review.problems or kept)


def _years(arguments: Namespace, due: int) -> tuple[int, int]:
    last = max(due, arguments.first or 0) if arguments.last is None else arguments.last
    first = last - YEARS + 1 if arguments.first is None else arguments.first
    if not (2000 <= first <= last <= due + 1 and last - first < MOST_YEARS):
        raise UsageError(f"Von {first} bis {last} lässt sich nicht zurückblicken: bitte --from und --to prüfen.")
    return first, last
