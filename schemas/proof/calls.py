"""The calls for funds, Ziffer by Ziffer: what was granted, spent, called and is left. Ways in: `call_figures`, `left_figures`. Pure.

How much the centre needs next stands in no return: that cell is left to the centre.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from config.proof import CallItem, FundsCall, ProofRules
from schemas.german import format_date
from schemas.proof.facts import YearFacts
from schemas.proof.figure import ProofFigure, difference_figure, sum_figures, unasked, word_of
from schemas.proof.grants import payment_figure

NEED = "Den Bedarf der nächsten Monate trägt das Integrationszentrum ein."


def call_figures(facts: YearFacts, rules: ProofRules, grants: dict[str, ProofFigure]) -> Iterator[ProofFigure]:
    """The figures of all calls; `grants` are those of the proof, by name."""
    for item in rules.items:
        yield from _item_figures(facts, rules, item, grants)


def left_figures(rules: ProofRules, figures: Mapping[str, ProofFigure]) -> Iterator[ProofFigure]:
    """What is left of each Ziffer, worked out of the figures as they stand, those of nachweis.toml among them."""
    for item in rules.items:
        granted, spent, called = (
            figures[f"{name_item(item)}.{word}"] for word in ("bewilligt", "verausgabt", "abgerufen")
        )
        yield from _left_of(item, granted, spent, called)


def name_item(item: CallItem) -> str:
    """What the figures of a Ziffer begin with: `abruf.2_1`."""
    return f"abruf.{item.ziffer.replace('.', '_')}"


def next_date(call: FundsCall, day: date) -> str:
    """The call date that comes next, in German; empty where none is known."""
    coming = sorted(one for one in call.dates if one >= day)
    return format_date(coming[0]) if coming else ""


def _item_figures(
    facts: YearFacts, rules: ProofRules, item: CallItem, grants: dict[str, ProofFigure]
) -> Iterator[ProofFigure]:
    name, label = name_item(item), f"Ziffer {item.ziffer}"
    granted = _of_modules(f"{name}.bewilligt", f"{label}, bewilligt im Jahr", item, grants, "zuwendung.plan")
    spent = _of_modules(f"{name}.verausgabt", f"{label}, verausgabt bis heute", item, grants, "ausgaben.bisher")
    spent = _without_holes(spent, item, grants)
    called = payment_figure(rules, facts.year, item.ziffer, f"{name}.abgerufen", f"{label}, bisher abgerufen")
    yield from (granted, spent, called)
    yield from _left_of(item, granted, spent, called)
    yield unasked(f"{name}.bedarf", f"{label}, Bedarf", NEED)


def _left_of(item: CallItem, granted: ProofFigure, spent: ProofFigure, called: ProofFigure) -> Iterator[ProofFigure]:
    name, label = name_item(item), f"Ziffer {item.ziffer}"
    yield difference_figure(f"{name}.offen", f"{label}, verausgabt und noch nicht abgerufen", spent, called)
    yield difference_figure(f"{name}.verfuegbar", f"{label}, höchstens noch abrufbar", granted, called)


def _of_modules(name: str, title: str, item: CallItem, grants: dict[str, ProofFigure], word: str) -> ProofFigure:
    if not item.modules:
        return unasked(name, title, f"{item.title}: dafür hat der Meldebogen kein Modul (calls in nachweis.toml).")
    return sum_figures(name, title, [grants[f"{word_of(module)}.{word}"] for module in item.modules])


def _without_holes(spent: ProofFigure, item: CallItem, grants: dict[str, ProofFigure]) -> ProofFigure:
    """Spending of the months that are due: one of them that is missing leaves the sum unknown."""
    parts = [grants[f"{word_of(module)}.ausgaben.bisher"] for module in item.modules]
    gaps = tuple(gap for part in parts for gap in part.gaps if gap.is_overdue or not gap.is_open)
    if not any(gap.is_open for gap in gaps):
        return replace(spent, gaps=gaps)
    return replace(spent, value=None, gaps=gaps, lacks="es fehlen Monate, die fällig sind")
