"""The money that associations got from KOMM-AN: by source, budget line, component and association.

Ways in: `leave_out_unfunded`, `share_figures(facts)`, and `list_sharers(facts)` for those of whom there is something to
say. Pure.
"""

from collections.abc import Iterator
from dataclasses import replace

from config.codes import code_list
from config.proof import ProofRules
from schemas.form.forms import TABLES
from schemas.form.submission import State
from schemas.proof.facts import FUNDS, OwedReturn, YearFacts
from schemas.proof.figure import (
    ProofFigure,
    ask_year,
    difference_figure,
    plan_figure,
    spent_figures,
    sum_figures,
    unasked,
    word_of,
)
from schemas.proof.gaps import last_heard

ALL = "vereine"
ONE = "verein"  # and the association's number
NO_DONATIONS = "Der Meldebogen Verein fragt Spenden nicht getrennt: sie stehen in den Drittmitteln."
NO_RECEIPT = "Was den Vereinen ausgezahlt wurde, fragt kein Meldebogen."
_FLOWS = (("ausgaben", "Ausgaben aus der Zuwendung", "spent_eur"), ("drittmittel", "Drittmittel und Spenden", "third_party_eur"), ("eigenmittel", "Eigenmittel", "own_eur"))  # fmt: skip


def leave_out_unfunded(facts: YearFacts, rules: ProofRules) -> YearFacts:
    """The year without the returns of associations that get no money in it; one that reports some stays."""
    unfunded = find_unfunded(facts, rules) - {row.respondent for row in facts.rows if row.table == FUNDS}
    asked = set(facts.owing(FUNDS)) & unfunded
    return replace(facts, returns=[one for one in facts.returns if one.respondent not in asked])


def find_unfunded(facts: YearFacts, rules: ProofRules) -> frozenset[str]:
    """Who gets no money in the year, by nachweis.toml."""
    return frozenset(one.respondent for one in rules.unfunded if one.year == facts.year)


def share_figures(facts: YearFacts) -> Iterator[ProofFigure]:
    """The figures of all associations together, by budget line and component, then of each of them."""
    yield from _figures_of(facts, ALL, "Vereine", {})
    yield unasked(f"{ALL}.zuwendung.eingang", "Vereine, ausgezahlte Zuwendung", NO_RECEIPT)
    yield unasked(f"{ALL}.spenden.ist", "Vereine, Spenden", NO_DONATIONS)
    for column in TABLES[FUNDS].keys:
        for code, title in code_list(column.meaning.codes or "").titles.items():
            yield from _figures_of(facts, f"{ALL}.{word_of(title)}", f"Vereine, {title}", {column.name: code})
    for respondent in list_sharers(facts):
        name = facts.names.get(respondent, respondent)
        yield from _figures_of(facts, f"{ONE}.{respondent.lower()}", name, {"respondent_id": respondent})


def list_sharers(facts: YearFacts) -> list[str]:
    """Associations with funds in the year, and those who owe a return and whose grant nobody knows for that."""
    with_rows = {row.respondent for row in facts.rows if row.table == FUNDS}
    owing = {one.respondent for one in facts.returns if one.is_owed and _is_unheard(facts, one)}
    return sorted(with_rows | (set(facts.owing(FUNDS)) & owing))


def _is_unheard(facts: YearFacts, owed: OwedReturn) -> bool:
    """Whether nothing has come of a respondent at all, or nothing since and this return is missing."""
    heard = last_heard(facts, owed.respondent)
    return owed.month <= facts.due and (not heard or (owed.month > heard and owed.state != State.EXPECTED))


def _figures_of(facts: YearFacts, name: str, label: str, filters: dict[str, str]) -> Iterator[ProofFigure]:
    """Plan, spending from the grant, other money, all spending, and what is left of the grant."""
    asked = ask_year(facts, FUNDS, "granted_eur", **filters)
    grant = plan_figure(facts, f"{name}.zuwendung.plan", f"{label}, bewilligte Zuwendung", asked)
    yield from (grant, replace(grant, name=f"{name}.ausgaben.plan", title=f"{label}, geplante Ausgaben"))
    years, known = [], []
    for word, title, column in _FLOWS:
        figures = list(
            spent_figures(facts, f"{name}.{word}", f"{label}, {title}", ask_year(facts, FUNDS, column, **filters))
        )
        yield from figures
        known.append(figures[0])
        years.append(figures[-1])
    yield sum_figures(f"{name}.gesamt.bisher", f"{label}, alle Ausgaben, belegt", known)
    yield sum_figures(f"{name}.gesamt.ist", f"{label}, alle Ausgaben", years)
    yield difference_figure(f"{name}.rest", f"{label}, Rest der Zuwendung", grant, years[0])
