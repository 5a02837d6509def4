"""Which named cell of a template takes which figure: `read_mapping(text, proof)` of the TOML beside it. Pure.

`[zellen]`: name in the template = name of a figure, or of a text such as "zentrum". `[listen.NAME]`: the area of that
name takes a list (`liste`) from its first row on, its columns in the order of `spalten` ("" leaves one free).
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from schemas.proof.layout import FormBlock
from schemas.proof.proof import LISTS, Entry, Proof

SECTIONS = ("zellen", "listen")


@dataclass(frozen=True)
class Filling:
    """What goes into a template: values by the name of a cell, rows by the name of an area; what was wrong, in German."""

    cells: Mapping[str, Entry]
    areas: Mapping[str, list[tuple[Entry, ...]]]
    problems: tuple[str, ...] = ()


def read_mapping(text: str, proof: Proof, file: str) -> Filling:
    """What the TOML asks for, of what the proof knows; what it asks for in vain is named and left out.

    Raises:
        ValueError: the text is no TOML; the message is a German sentence.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file} ist keine gültige TOML-Datei: {error}.") from error
    problems = [
        f"{file}: den Abschnitt „{name}“ gibt es nicht (möglich: zellen, listen)."
        for name in said
        if name not in SECTIONS
    ]
    cells, areas = _section(said, "zellen", file, problems), _section(said, "listen", file, problems)
    if not cells and not areas:
        problems.append(
            f'{file} ordnet keine Zelle zu: es fehlt ein Abschnitt [zellen] mit Zeilen wie Name = "ki.zuwendung.plan".'
        )
    cells, areas = _once(cells, areas, file, problems)
    known = {**proof.texts, **{name: figure.value for name, figure in proof.figures.items()}}
    taken = {cell: known[name] for cell, name in cells.items() if isinstance(name, str) and name in known}
    problems += [_say_unknown(file, cell, name, known) for cell, name in cells.items() if cell not in taken]
    found = {
        name: rows
        for name, asked in areas.items()
        if (rows := _take_list(asked, name, proof, file, problems)) is not None
    }
    return Filling(taken, found, tuple(problems))


def fill_alike(proof: Proof, blocks: Sequence[FormBlock]) -> Filling:
    """For the neutral form, whose cells are called like the figures, and its areas like the lists."""
    names = [name for block in blocks for line in block.lines for name in line.names if name]
    figures = {name: proof.figures[name].value for name in names}
    lists = [block.listed for block in blocks if block.listed]
    return Filling({**proof.texts, **figures}, {name: list(proof.lists[name]) for name in lists})


def _section(said: dict[str, Any], name: str, file: str, problems: list[str]) -> dict[str, Any]:
    section = said.get(name, {})
    if isinstance(section, dict):
        return section
    problems.append(f"{file}: „{name}“ ist ein Abschnitt: bitte als [{name}] schreiben.")
    return {}


def _once(
    cells: dict[str, Any], areas: dict[str, Any], file: str, problems: list[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Cells and areas without those whose name is taken already: to a workbook, capital letters make no difference."""
    said = [name.casefold() for name in (*cells, *areas)]
    twice = {name for name in (*cells, *areas) if said.count(name.casefold()) > 1}
    problems += [
        f"{file}: „{name}“ steht mehrmals da (Groß- und Kleinbuchstaben gelten als gleich, [zellen] und [listen] "
        "zusammen); gefüllt wird nichts davon."
        for name in sorted(twice)
    ]
    return (
        {name: one for name, one in cells.items() if name not in twice},
        {name: one for name, one in areas.items() if name not in twice},
    )


def _say_unknown(file: str, cell: str, name: object, known: Mapping[str, object]) -> str:
    if not isinstance(name, str):
        return (
            f"{file}: „{cell}“ nennt keine Zahl; ein Name mit Punkten steht auf beiden Seiten in Anführungszeichen: "
            '"ki.zuwendung.plan" = "ki.zuwendung.plan".'
        )
    near = get_close_matches(name, known, 1)
    hint = f" Gemeint ist vielleicht „{near[0]}“." if near else " Alle Namen stehen im Kontrollblatt."
    return f"{file}: „{cell}“ verlangt die Zahl „{name}“, die es nicht gibt; die Zelle bleibt, wie sie ist.{hint}"


def _take_list(asked: Any, area: str, proof: Proof, file: str, problems: list[str]) -> list[tuple[Entry, ...]] | None:
    """The rows of a list with the columns that are asked for; None where there is no such list."""
    name = asked.get("liste") if isinstance(asked, dict) else None
    if not isinstance(name, str) or name not in LISTS:
        problems.append(f"{file}: [listen.{area}] nennt keine Liste (möglich: {', '.join(LISTS)}).")
        return None
    columns = asked.get("spalten", LISTS[name])
    if not isinstance(columns, list | tuple):
        problems.append(f'{file}: [listen.{area}]: spalten ist eine Liste, zum Beispiel ["nummer", "", "name"].')
        return None
    wrong = [one for one in columns if one and one not in LISTS[name]]
    problems += [
        f"{file}: [listen.{area}]: die Spalte „{one}“ gibt es nicht (möglich: {', '.join(LISTS[name])})."
        for one in wrong
    ]
    if not any(one in LISTS[name] for one in columns):
        problems.append(
            f"{file}: [listen.{area}]: spalten nennt keine Spalte der Liste; der Bereich bleibt, wie er ist."
        )
        return None
    return [tuple(_pick(row, name, columns)) for row in proof.lists[name]]


def _pick(row: tuple[Entry, ...], name: str, columns: Sequence[str]) -> Iterator[Entry]:
    for column in columns:
        yield row[LISTS[name].index(column)] if column in LISTS[name] else None
