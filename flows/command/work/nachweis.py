"""The command `nachweis`: a year's numerical proof of use, and the calls for funds, in the centre's own forms."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from config.errors import UsageError
from flows.command.arguments import check_before_change, existing_home, moment_of, whole_number
from flows.command.show import say, warn, working

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Engine

    from config.settings import Settings
    from schemas.proof.proof import Proof
    from tasks.proof.make import ProofPaper

HELP = "den Verwendungsnachweis eines Jahres schreiben, oder mit --abruf die Mittelabrufe"
EXAMPLE = "monatsbericht nachweis --year 2026"

FOLDER = "nachweis"  # in the home: the centre's templates, and a folder a year
FIRST_YEAR = 2000
_MOST_SAID = 12


def add_arguments(parser: ArgumentParser) -> None:
    """Which year, which of the two papers, and whether a template is wanted to begin with."""
    parser.add_argument(
        "--year", metavar="JJJJ", type=whole_number, help="Haushaltsjahr (Vorgabe: das des fälligen Monats)"
    )
    parser.add_argument("--abruf", action="store_true", help="statt des Nachweises die Mittelabrufe, je Ziffer")
    parser.add_argument(
        "--template",
        action="store_true",
        help="nur die neutrale Vorlage mit ihrer Zuordnung (.toml) in den Ordner nachweis/ legen, zum Anpassen",
    )


def perform(arguments: Namespace) -> bool:
    """Write workbook, PDF and control sheet; 1 where a template or a month that is due leaves something open."""
    from config import proof as rules
    from config.policy import load_policy
    from tasks.existing_warehouse import open_warehouse_to_read
    from tasks.proof.keep import keep_files
    from tasks.proof.make import make_papers, make_templates
    from tasks.store.home_files import remember

    settings, moment = existing_home(arguments), moment_of(arguments)
    engine = open_warehouse_to_read(settings)
    check_before_change(arguments, settings, may_lack=1)  # a paper that goes out; its figures need no archive
    with working("Zahlen des Jahres zusammenstellen"):
        proof, problems = build_proof(engine, settings, arguments.year, moment)
        paper = _choose_paper(proof, moment.date(), is_call=arguments.abruf)
        if arguments.template:
            files, folder = make_templates(paper, proof), settings.home / FOLDER
        else:
            cover = load_policy(settings.home).cover
            files, unfilled = make_papers(settings.home / FOLDER, paper, proof, cover.signature if cover else "")
            problems, folder = [*problems, *unfilled], settings.home / FOLDER / str(proof.facts.year)
        paths, kept = keep_files(folder, files)
        remember(settings.home, rules.FILE)
    for path in paths:
        say(str(path))
    for sentence in (*problems, *kept):
        warn(sentence)
    is_missing = not arguments.template and _tell_missing(proof, paper)
    return is_missing or bool(problems or kept)


def build_proof(
    engine: "Engine", settings: "Settings", year: int | None, moment: "datetime"
) -> "tuple[Proof, list[str]]":
    """The figures of a year (None: that of the month now due), and what is wrong with the home's nachweis.toml."""
    from schemas.proof.proof import make_proof
    from tasks.proof.read_year import read_year
    from tasks.store.home_files import recall_rules
    from tasks.store.ledger import latest_month

    rules, problems = recall_rules(settings.home)
    due = latest_month(engine, settings.centre, moment.date())
    asked = int(due[:4]) if year is None else year
    if not FIRST_YEAR <= asked <= int(due[:4]) + 1:
        raise UsageError(f"{asked} ist kein Haushaltsjahr, für das es Meldungen geben kann.")
    return make_proof(read_year(engine, settings.centre, asked, due), rules, moment.date()), problems


def _choose_paper(proof: "Proof", day: "date", *, is_call: bool) -> "ProofPaper":
    from schemas.proof.layout import call_blocks, proof_blocks
    from tasks.proof.make import ProofPaper

    if is_call:
        return ProofPaper("mittelabruf", "Mittelabruf", call_blocks(proof.rules, proof.facts, day))
    return ProofPaper("verwendungsnachweis", "Zahlenmäßiger Verwendungsnachweis", proof_blocks(proof.facts))


def _tell_missing(proof: "Proof", paper: "ProofPaper") -> bool:
    """Say what is missing in the figures of a paper, months that are due first; True where one of them is."""
    from schemas.proof.facts import FUNDS
    from schemas.proof.gaps import say_gaps
    from schemas.proof.layout import names_on

    gaps = proof.gaps_of(names_on(paper.blocks, proof.figures))
    due = [gap for gap in gaps if gap.is_overdue]
    said = say_gaps(due, proof.facts.names)
    for sentence in said[:_MOST_SAID]:
        warn(sentence)
    if len(said) > _MOST_SAID:
        warn(f"… und {len(said) - _MOST_SAID} weitere: Blatt „Fehlendes“ im Kontrollblatt.")
    if any(gap.respondent in proof.facts.owing(FUNDS) for gap in due):
        say("Wer keine Mittel bekommt, gehört in nachweis.toml unter unfunded; dann fehlt von ihm nichts.")
    doubts = sum(not gap.is_open for gap in gaps)
    coming = {gap.month for gap in gaps if gap.is_open and not gap.is_overdue}
    if coming:
        say(f"Noch nicht fällig: {len(coming)} von 12 Monaten; Jahreszahlen bleiben so lange leer.")
    if doubts:
        say(f"Zweifelhaft: {doubts} Angaben (Blatt „Fehlendes“).")
    return bool(due)
