"""The proof on paper, as PDF/A-3a and PDF/UA-1. One way in: `draw_pdf(title, blocks, proof, signature)`."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from config.settings import TIMEZONE
from schemas.german import format_moment, format_month
from schemas.proof.figure import UNKNOWN_PARTS, Unit, say_value
from schemas.proof.gaps import say_gaps
from schemas.proof.layout import FormBlock, names_on
from schemas.proof.proof import LISTS, Entry, Proof
from tasks.proof.neutral import LIST_UNITS, TEXTS
from tasks.report.render_pdf import typeset

TEMPLATE = Path(__file__).with_name("nachweis.typ")
UNKNOWN = "."  # DIN 55301
NOTE = "Ein Punkt (.) heißt: nicht bekannt, nicht 0. Woher jede Zahl kommt und was ihr fehlt, steht im Kontrollblatt."
_MOST_GAPS, _MOST_TITLES = 30, 4
_WIDE, _NARROW = 3.2, 1.4  # a column of words, and one of figures


def draw_pdf(title: str, blocks: Sequence[FormBlock], proof: Proof, signature: str = "") -> bytes:
    """All blocks one after the other, then what is missing and what differs; the same proof gives the same bytes."""
    facts = proof.facts
    moment = facts.vintage.replace(tzinfo=TIMEZONE)
    content = {
        "title": f"{title} {facts.year}",
        "centre": facts.centre_name or facts.centre_id,
        "facts": [(label, proof.texts[name]) for name, label in TEXTS.items()]
        + [("Fällig sind Monate bis", format_month(facts.due))],
        "vintage": format_moment(facts.vintage),
        "date": {"year": moment.year, "month": moment.month, "day": moment.day},
        "note": NOTE,
        "blocks": [_show_block(block, proof) for block in blocks],
        "points": _points(blocks, proof),
        "signature": signature,
    }
    return typeset(TEMPLATE, content, moment.isoformat())


def _show_block(block: FormBlock, proof: Proof) -> dict[str, Any]:
    if block.listed:
        listed: Sequence[Sequence[Entry]] = proof.lists[block.listed] or [(None,) * len(block.heads)]
        rows = [(_show_entries(row, block.listed), False) for row in listed]
        sides = ["right" if LIST_UNITS.get(column, "EUR") else "left" for column in LISTS[block.listed]]
    else:
        rows = [
            ((line.label, *(_show_figure(proof, name) for name in line.names)), line.is_total) for line in block.lines
        ]
        sides = ["left", *["right"] * (len(block.heads) - 1)]
    widths = [_WIDE if side == "left" and at < 2 else _NARROW for at, side in enumerate(sides)]
    told = [{"cells": list(cells), "total": is_total} for cells, is_total in rows]
    return {"title": block.title, "heads": block.heads, "rows": told, "sides": sides, "widths": widths}


def _show_figure(proof: Proof, name: str) -> str:
    figure = proof.figures.get(name)
    return "" if figure is None else say_value(figure.value, figure.unit) or UNKNOWN


def _show_entries(row: Sequence[Entry], name: str) -> tuple[str, ...]:
    return tuple(
        _show_entry(value, LIST_UNITS.get(column, "EUR")) for value, column in zip(row, LISTS[name], strict=True)
    )


def _show_entry(value: Entry, unit: Unit | str) -> str:
    if isinstance(value, Decimal):
        return say_value(value, unit)  # type: ignore[arg-type]
    return value or UNKNOWN


def _points(blocks: Sequence[FormBlock], proof: Proof) -> list[str]:
    """What no form asks for, which returns are missing or doubtful, and the differences; each said once."""
    names = names_on(blocks, proof.figures)
    titles: dict[str, list[str]] = {}
    for figure in (proof.figures[name] for name in names):
        if figure.value is None and figure.question is None and not figure.lacks.startswith(UNKNOWN_PARTS):
            titles.setdefault(figure.lacks, []).append(figure.title)
    gaps = say_gaps(proof.gaps_of(names), proof.facts.names)
    more = [f"… und {len(gaps) - _MOST_GAPS} weitere, siehe Kontrollblatt"] if len(gaps) > _MOST_GAPS else []
    return [
        *(f"{_few(said)}: {lacks}" for lacks, said in titles.items()),
        *gaps[:_MOST_GAPS],
        *more,
        *proof.differences,
    ]


def _few(titles: Sequence[str]) -> str:
    more = f" und {len(titles) - _MOST_TITLES} weitere" if len(titles) > _MOST_TITLES else ""
    return "; ".join(titles[:_MOST_TITLES]) + more
