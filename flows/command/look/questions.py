"""The command `questions`: what the council asks each half year, answered out of the published report."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from config.errors import UsageError
from flows.command.arguments import add_json, existing_warehouse, moment_of
from flows.command.show import say, show_json, show_table, warn, working
from schemas.german import format_month

if TYPE_CHECKING:
    from schemas.report.topics.council import CouncilAnswer

HELP = (
    "was der Rat jedes Halbjahr fragt: Zahlen des veröffentlichten Berichts, worauf sie beruhen, was nicht bekannt ist"
)
EXAMPLE = "monatsbericht questions --half 2027-1"

JUNE, DECEMBER = 6, 12


def add_arguments(parser: ArgumentParser) -> None:
    """Which half year."""
    parser.add_argument("--half", metavar="JJJJ-H", help="Halbjahr, 1 oder 2 (Vorgabe: das letzte, das vorbei ist)")
    add_json(parser)


def perform(arguments: Namespace) -> bool:
    """Show the answers; 1 where no report of the half year's last month is out: nothing else goes to the council."""
    from config.policy import load_policy
    from schemas.report.topics.council import answer_council, asks_by_month, months_of
    from tasks.report.seen.printed import read_printed
    from tasks.store.publication import latest_version

    settings, engine = existing_warehouse(arguments)
    half = _half_of(arguments)
    *before, month = months_of(half)
    versions = {one: latest_version(engine, settings.centre, one) for one in (*before, month)}
    version = versions[month]
    if version is None:
        warn(f"Für {format_month(month)} ist kein Bericht veröffentlicht, und an den Rat geht nur Veröffentlichtes.")
        return True
    wanted = {one: versions[one] for one in ((*before, month) if asks_by_month(month) else (month,)) if versions[one]}
    policy, at = load_policy(settings.home), moment_of(arguments)
    with working("Berichte lesen"):
        read = {one: read_printed(engine, settings, policy, one, wanted[one], at) for one in wanted}
    answers = answer_council(half, {one: printed.told.printed for one, printed in read.items() if printed})
    if arguments.json:
        record = {"half": half, "month": month, "version": version, "answers": [asdict(one) for one in answers]}
        show_json(record)
    else:
        _show(f"{half[5:]}. Halbjahr {half[:4]}, Bericht für {format_month(month)}, Fassung {version}", answers)
    return False


def _half_of(arguments: Namespace) -> str:
    """The half year that was asked for, else the last one whose months are all due."""
    from schemas.time.deadlines import due_month

    if arguments.half is None:
        year, month = map(int, due_month(moment_of(arguments).date()).split("-"))
        return f"{year}-2" if month == DECEMBER else f"{year}-1" if month >= JUNE else f"{year - 1}-2"
    year, _, number = arguments.half.partition("-")
    if not (len(year) == 4 and year.isdecimal() and number in {"1", "2"}):
        raise UsageError(f"„{arguments.half}“ ist kein Halbjahr; zum Beispiel 2027-1 oder 2027-2.")
    return str(arguments.half)


def _show(title: str, answers: "tuple[CouncilAnswer, ...]") -> None:
    from schemas.report.words import SIGNS

    say(title)
    for one in answers:
        say("")
        if one.lines:
            show_table(one.title, one.heads, one.lines)
            say(f"Grundlage: {one.basis}")
        else:
            say(f"{one.title}:")
        for sentence in one.unknown:
            say(sentence)
    used = {word for one in answers for line in one.lines for text in line for word in text.split()}
    say("")
    for sign, meaning in SIGNS:
        if sign in used:
            say(f"{sign} = {meaning}")
