"""The command `questions`: what the council asks each half year, answered out of the published report."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from config.errors import UsageError
from flows.command.arguments import add_json, existing_warehouse, moment_of
from flows.command.show import say, show_json, show_table, warn, working
from schemas.german import format_month

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Engine

    from config.settings import Settings
    from schemas.report.topics.council import CouncilAnswer
    from tasks.report.seen.printed import Printed

HELP = (
    "was der Rat jedes Halbjahr fragt: Zahlen des veröffentlichten Berichts, worauf sie beruhen, was nicht bekannt ist"
)
EXAMPLE = "monatsbericht questions --half 2027-1 --write"

JUNE, DECEMBER = 6, 12
FOLDER = "questions"  # in the home: a folder for each half year


def add_arguments(parser: ArgumentParser) -> None:
    """Which half year, and whether it is written down."""
    parser.add_argument("--half", metavar="JJJJ-H", help="Halbjahr, 1 oder 2 (Vorgabe: das letzte, das vorbei ist)")
    parser.add_argument(
        "--write", action="store_true", help=f"als Seite, PDF und Text zum Bearbeiten (DOCX) ablegen, unter {FOLDER}/"
    )
    add_json(parser)


def perform(arguments: Namespace) -> bool:
    """Show the answers; 1 where a report is missing or may not be told: nothing else goes to the council."""
    from schemas.report.topics.council import answer_council, months_of

    settings, engine = existing_warehouse(arguments, only_reads=not arguments.write, may_lack=1)
    half = _half_of(arguments)
    month = months_of(half)[-1]
    with working("Berichte lesen"):
        read, exact = _read_reports(engine, settings, half, moment_of(arguments))
    for one in exact:
        warn(
            f"Der Bericht für {format_month(one)} nennt genaue Zahlen (Profil „none“) und darf nur an seinen Empfänger."
        )
    if month not in read:
        warn(f"Für {format_month(month)} ist kein Bericht veröffentlicht, der an den Rat gehen darf.")
        return True
    answers = answer_council(half, {one: printed.told.printed for one, printed in read.items()})
    source = ", ".join(f"Bericht für {format_month(one)} (Fassung {read[one].version})" for one in sorted(read))
    paths, kept = _write(settings, answers, half, source, read[month]) if arguments.write else ([], [])
    if arguments.json:
        versions = {one: printed.version for one, printed in read.items()}
        record = {"half": half, "month": month, "version": versions[month], "versions": versions}
        show_json(record | {"answers": [asdict(one) for one in answers], "files": [str(one) for one in paths]})
    else:
        _show(f"{half[5:]}. Halbjahr {half[:4]}: {source}", answers, paths)
    for sentence in kept:
        warn(sentence)
    return bool(kept or exact)


def _read_reports(
    engine: "Engine", settings: "Settings", half: str, at: "datetime"
) -> "tuple[dict[str, Printed], list[str]]":
    """The newest reports of the months that have to be told, and the months whose report names exact figures."""
    from config.policy import load_policy
    from schemas.report.topics.council import asks_by_month, months_of
    from tasks.report.seen.printed import read_printed
    from tasks.store.publication import latest_version

    policy, months, read = load_policy(settings.home), months_of(half), {}
    for month in months if asks_by_month(months[-1]) else months[-1:]:
        if version := latest_version(engine, settings.centre, month):
            read[month] = read_printed(engine, settings, policy, month, version, at)
    exact = [month for month, one in read.items() if one and one.policy.disclosure.profile == "none"]
    return {month: one for month, one in read.items() if one and month not in exact}, exact


def _write(
    settings: "Settings", answers: "tuple[CouncilAnswer, ...]", half: str, source: str, read: "Printed"
) -> "tuple[list[Path], list[str]]":
    """The answers as files in the home; returns where they lie and what of older ones was left as it was."""
    from schemas.review.council import write_council
    from tasks.proof.keep import keep_files
    from tasks.review.make import render_paper

    report = read.told.printed
    paper = write_council(answers, half, report.centre_name, source, report.vintage)
    return keep_files(settings.home / FOLDER / half, render_paper(paper, "antworten"))


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


def _show(title: str, answers: "tuple[CouncilAnswer, ...]", paths: "list[Path]") -> None:
    from schemas.review.council import used_signs

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
    say("")
    for sign, meaning in used_signs(answers):
        say(f"{sign} = {meaning}")
    for path in paths:
        say(str(path))
