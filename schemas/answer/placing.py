"""Where a finding is marked, and what its note says. Ways in: `name_sheets`, `place_findings`, `write_cell_note`. Pure.

Rows and columns count from 0, as XlsxWriter counts.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.answer.case import weight
from schemas.files.protocol import SHEET
from schemas.files.reading import Reading
from schemas.files.workbook import Sheet
from schemas.finding import Finding, column_number

_BAD = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST = 31  # of a sheet's name in Excel, in UTF-16 units
_WORDS = {"error": "Fehler", "warning": "Rückfrage", "settled": "Erledigte Rückfrage", "information": "Hinweis"}
_LINE_SIGNS, _LINE_HEIGHT, _NOTE_WIDTH = 46, 15, 300  # of a note in Tahoma 8, in pixels
_MOST_NOTE_SIGNS = 3_000
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d*)")
_RANKS = ("error", "warning", "settled", "information")

CellPosition = tuple[int, int]


@dataclass(frozen=True)
class Note:
    """What is noted at a cell, how heavy the heaviest of it is, and how large the note must be (pixels)."""

    text: str
    weight: str
    width: int
    height: int


def name_sheets(sheets: Sequence[Sheet]) -> dict[str, str]:
    """For each sheet's name one that Excel takes: at most 31 characters, no special ones, none twice, none of ours."""
    taken = {SHEET.casefold(), "history"}
    names: dict[str, str] = {}
    for sheet in sheets:
        plain = _BAD.sub("_", sheet.name).strip().strip("'") or "Meldung"
        name, number = _cut(plain, ""), 2
        while name.casefold() in taken:
            name, number = _cut(plain, f" ({number})"), number + 1
        taken.add(name.casefold())
        names[sheet.name] = name
    return names


def _cut(name: str, ending: str) -> str:
    """The name with its ending, without half a character at the cut."""
    while len((name + ending).encode("utf-16-le", "surrogatepass")) // 2 > _LONGEST:
        name = name[:-1]
    return name.rstrip("' ") + ending


def place_findings(findings: Iterable[Finding], reading: Reading) -> dict[str, dict[CellPosition, list[Finding]]]:
    """By sheet and cell what is to be marked there; what has no sheet stands in the Prüfprotokoll only."""
    placed: dict[str, dict[CellPosition, list[Finding]]] = {}
    for finding in findings:
        if finding.sheet is not None:
            placed.setdefault(finding.sheet, {}).setdefault(spot_of(finding, reading), []).append(finding)
    return placed


def spot_of(finding: Finding, reading: Reading) -> CellPosition:
    """The finding's cell; for a whole row its first column, for a whole table its heading, for a whole sheet A1."""
    if finding.cell and (match := _ADDRESS.fullmatch(finding.cell)):
        return int(match[2]) - 1, column_number(match[1]) - 1
    part = reading.tables.get(finding.table or "")
    if part is None or part.sheet != finding.sheet:
        return (finding.row or 1) - 1, 0
    return (finding.row or part.header_row) - 1, min(part.columns.values(), default=1) - 1


def write_cell_note(findings: Sequence[Finding], own: str = "") -> Note:
    """One note for all findings of a cell, the heaviest first; `own` is what the form itself notes there."""
    ordered = sorted(findings, key=lambda finding: _RANKS.index(weight(finding)))
    parts = [_note_part(finding) for finding in ordered]
    text = "\n\n".join([*parts, *([own] if own else [])])[:_MOST_NOTE_SIGNS]
    lines = sum(max(1, math.ceil(len(line) / _LINE_SIGNS)) for line in text.split("\n"))
    return Note(text, weight(ordered[0]), _NOTE_WIDTH, min(lines, 40) * _LINE_HEIGHT + 14)


def _note_part(finding: Finding) -> str:
    lines = [f"{name_weight(finding)}: {plain_sentence(finding)}", finding.hint, finding.answer or ""]
    return "\n".join(line for line in lines if line)


def name_weight(finding: Finding) -> str:
    """The German word for how a finding is marked."""
    return "Ausnahme" if finding.waiver_id else _WORDS[weight(finding)]


def plain_sentence(finding: Finding) -> str:
    """The sentence without the place it begins with: that is said beside it."""
    place = ", ".join(_place_parts(finding))
    rest = finding.message.removeprefix(place) if place else finding.message
    return rest.removeprefix(", ").removeprefix(": ") if rest != finding.message else finding.message


def _place_parts(finding: Finding) -> list[str]:
    parts = [f"Blatt „{finding.sheet}“"] if finding.sheet else []
    if finding.cell:
        return [*parts, f"Zelle {finding.cell}"]
    return [*parts, f"Zeile {finding.row}"] if finding.row else parts
