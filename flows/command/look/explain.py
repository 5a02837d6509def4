"""The command `explain`: from a printed figure back to the cells and files behind it."""

import re
from argparse import ArgumentParser, Namespace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from config.errors import UsageError
from flows.command.arguments import add_json, add_month, asked_or_due_month, existing_warehouse, moment_of
from flows.command.show import say, show_json, warn, working, write_figure
from flows.command.sources import Behind, find_behind, list_sources, show_sources
from schemas.german import format_month

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from config.settings import Settings
    from schemas.analysis.question import Question

HELP = "von einer Zahl des Berichts zurück zu den Zellen und Dateien, aus denen sie kommt"
EXAMPLE = 'monatsbericht explain "Tabelle 4.2, Grundschule, in Erstförderung Deutsch" --month 2026-10'
_PROOF = re.compile(r"\s*nachweis\s+(20\d\d)\s+(\S+)\s*", re.IGNORECASE)
_INDICATOR = re.compile(r"\s*([A-Za-z]\d\d)\b(?!\.)")


def add_arguments(parser: ArgumentParser) -> None:
    """The figure, and the version of the report in which it stands."""
    parser.add_argument(
        "words",
        metavar="FRAGE",
        nargs="+",
        help="Tabelle, Zeile, Spalte, wie der Bericht sie nennt; oder Kennzahl, Monat, Zeile: S05 2026-10 Grundschule; "
        "oder eine Zahl des Kontrollblatts: Nachweis 2026 ki.ausgaben.ist",
    )
    add_month(parser)
    parser.add_argument(
        "--version", metavar="FASSUNG", help="wie diese Fassung des Berichts es wusste (Vorgabe: heute)"
    )
    add_json(parser)


def perform(arguments: Namespace) -> bool:
    """Show every cell behind a figure; with --version as the report of that version knew it."""
    settings, engine = existing_warehouse(arguments, only_reads=True)
    words = " ".join(arguments.words)
    if asked := _PROOF.fullmatch(words):
        if arguments.version or arguments.month:
            raise UsageError("Der Nachweis kennt keine Fassung und keinen Monat: bitte ohne --version und --month.")
        return _explain_proof(engine, settings, arguments, asked)
    if _INDICATOR.match(words):
        return _explain_indicator(engine, settings, arguments, words)
    return _explain_cell(engine, settings, arguments, words)


def _explain_indicator(engine: "Engine", settings: "Settings", arguments: Namespace, words: str) -> bool:
    """A figure asked for by its number."""
    from config.places import place_list, read_places
    from schemas.analysis.question import parse_question

    question = parse_question(words if re.search(r"\d{4}-\d\d", words) else _with_month(words, arguments))
    vintage = _vintage(engine, settings, question, arguments.version)
    places = place_list(read_places(settings.home))
    with working("Zellen in den Lieferungen suchen"):
        behind = find_behind(engine, settings, question, vintage, places=places)
    (part,) = behind.parts
    records = list_sources(part)
    if arguments.json:
        show_json({"figure": behind.figure, "sources": records})
    elif not records:
        say(f"{question.title}, {format_month(question.month)}: dazu steht nichts im Datenbestand.")
    else:
        show_sources(part)
    return not records


def _explain_proof(engine: "Engine", settings: "Settings", arguments: Namespace, asked: re.Match[str]) -> bool:
    """A figure of the proof of use or of a call for funds, by the name that the control sheet gives it."""
    from flows.command.work.nachweis import build_proof
    from schemas.proof.figure import say_value
    from tasks.proof.control import say_lacks, say_source

    proof, problems = build_proof(engine, settings, int(asked[1]), moment_of(arguments))
    figure = proof.figures.get(name := asked[2].lower())
    if figure is None:
        near = get_close_matches(name, proof.figures, 3)
        hint = f" Gemeint ist vielleicht: {', '.join(near)}." if near else " Alle Namen stehen im Kontrollblatt."
        raise UsageError(f"Die Zahl „{asked[2]}“ hat der Nachweis {asked[1]} nicht.{hint}")
    value, lacks = say_value(figure.value, figure.unit) or "unbekannt", say_lacks(proof, figure)
    parts = []
    if figure.question:
        with working("Zellen in den Lieferungen suchen"):
            parts = list(find_behind(engine, settings, figure.question, None).parts)
    if arguments.json:
        sources = [source for part in parts for source in list_sources(part)]
        told = {"name": figure.name, "value": None if figure.value is None else str(figure.value)}
        show_json(
            told
            | {"source": say_source(proof, figure), "lacks": " ".join([lacks, *problems]).strip(), "sources": sources}
        )
        return figure.value is None or bool(problems)
    for part in parts:
        show_sources(part, is_rounded=False)
    say(f"{figure.title}, {asked[1]}: {value}. Herkunft: {say_source(proof, figure).removesuffix('.')}.")
    if lacks:
        say(f"Es fehlt: {lacks.removesuffix('.')}.")  # what no form asks for is said in sentences
    for sentence in problems:
        warn(sentence)
    return figure.value is None or bool(problems)


def _explain_cell(engine: "Engine", settings: "Settings", arguments: Namespace, words: str) -> bool:
    """A figure asked for by the words it is printed with."""
    from config.places import place_list
    from config.policy import load_policy
    from schemas.analysis.origins.find import find_origin
    from schemas.analysis.printed import find_printed, take_month
    from schemas.report.words import cell_text, find_cell
    from tasks.report.seen.printed import read_printed

    words, written = take_month(words)
    month = written or asked_or_due_month(arguments)
    with working("Bericht nachrechnen"):
        policy = load_policy(settings.home)
        printed = read_printed(engine, settings, policy, month, arguments.version, moment_of(arguments))
    if printed is None:
        raise _no_such_version(month, arguments.version)
    told = printed.told
    cell = find_printed(told.printed, words)
    origin = find_origin(cell, told)
    text = cell_text(told.printed, cell)
    if origin is None:
        is_figure = find_cell(told.printed, cell).value is not None
        why = "wie diese Zahl entsteht, steht unter der Tabelle" if is_figure else "dafür hat eine Zahl keinen Sinn"
        say(f"Dort steht „{text}“: {why}.")
        return False
    with working("Zellen in den Lieferungen suchen"):
        plan, places = printed.plan, place_list(printed.policy.places)
        behind = find_behind(engine, settings, origin, plan.vintage, before=plan.previous_vintage, places=places)
    if arguments.json:
        show_json({"printed": text, **_record(behind)})
    else:
        _show(words, text, behind)
    return False


def _record(behind: Behind) -> dict[str, Any]:
    parts = [{"title": part.title, "figure": part.figure, "sources": list_sources(part)} for part in behind.parts]
    return {"figure": behind.figure, "how": behind.how, "parts": parts}


def _show(words: str, text: str, behind: Behind) -> None:
    for part in behind.parts:
        show_sources(part)
    how = f" ({behind.how})" if behind.how else ""
    say(f"{words}: im Bericht steht {text}; genau gerechnet {write_figure(behind.figure)}{how}.")


def _with_month(words: str, arguments: Namespace) -> str:
    indicator, _, what = words.strip().partition(" ")
    return f"{indicator} {asked_or_due_month(arguments)} {what}"


def _vintage(engine: "Engine", settings: "Settings", question: "Question", version: str | None) -> Any:
    from tasks.store.publication import published_vintage

    if version is None:
        return None
    vintage = published_vintage(engine, settings.centre, question.month, version)
    if vintage is None:
        raise _no_such_version(question.month, version)
    return vintage


def _no_such_version(month: str, version: str) -> UsageError:
    return UsageError(f"Für {format_month(month)} ist keine Fassung {version} veröffentlicht.")
