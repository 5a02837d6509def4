"""The proof of a year as a whole: `make_proof(facts, rules)` gives figures, lists and what differs. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeAlias

from config.proof import Annual, ProofRules
from schemas.proof.calls import call_figures
from schemas.proof.differences import list_differences
from schemas.proof.facts import YearFacts
from schemas.proof.figure import NOT_ASKED, ProofFigure
from schemas.proof.gaps import Gap
from schemas.proof.grants import grant_figures, post_rows
from schemas.proof.shares import ONE, leave_out_unfunded, list_sharers, share_figures

Entry: TypeAlias = "str | Decimal | None"

LISTS = {
    "stellen": ("nummer", "inhabernummer", "modul", "anteil", "monate"),
    "vereine": ("nummer", "name", "bewilligt", "belegt", "monate", "verausgabt", "drittmittel", "eigenmittel", "rest"),
}
"""The lists that a template can take, with their columns."""
_SHARES = {
    "bewilligt": "zuwendung.plan", "belegt": "ausgaben.bisher", "monate": "ausgaben.monate", "verausgabt": "ausgaben.ist",
    "drittmittel": "drittmittel.ist", "eigenmittel": "eigenmittel.ist", "rest": "rest",
}  # fmt: skip


@dataclass(frozen=True)
class Proof:
    """Everything that templates, the page and the control sheet print; figures by name, lists by theirs.

    `differences`: German sentences on what does not fit together, `texts`: what a cover says.
    """

    facts: YearFacts
    rules: ProofRules
    figures: Mapping[str, ProofFigure]
    lists: Mapping[str, Sequence[tuple[Entry, ...]]]
    differences: Sequence[str]
    texts: Mapping[str, str]

    def gaps_of(self, names: Iterable[str]) -> list[Gap]:
        """Everything that is missing or doubtful in these figures, each once."""
        return sorted({gap for name in names for gap in self.figures[name].gaps})


def make_proof(facts: YearFacts, rules: ProofRules) -> Proof:
    """Work out all figures; what nachweis.toml says of a year is filled in where nothing else knows it."""
    facts = leave_out_unfunded(facts, rules)
    found = [*grant_figures(facts, rules), *share_figures(facts)]
    figures = {figure.name: figure for figure in found}
    figures |= {figure.name: figure for figure in call_figures(facts, rules, figures)}
    annual = [one for one in rules.annual if one.year == facts.year]
    filled = figures | {one.figure: _fill_in(figures[one.figure], one) for one in annual if one.figure in figures}
    return Proof(
        facts,
        rules,
        filled,
        {"stellen": post_rows(facts, rules), "vereine": _share_rows(facts, filled)},
        list_differences(facts, rules, figures),
        {"zentrum": facts.centre_name, "ags": facts.centre_id, "jahr": str(facts.year)},
    )


def _fill_in(figure: ProofFigure, annual: Annual) -> ProofFigure:
    """A figure that no form asks for, from nachweis.toml; what the months know is only compared with it."""
    if figure.source != NOT_ASKED or figure.unit != "EUR":
        return figure
    return replace(figure, value=annual.eur, source=f"nachweis.toml, annual ({annual.source})", lacks="")


def _share_rows(facts: YearFacts, figures: Mapping[str, ProofFigure]) -> list[tuple[Entry, ...]]:
    rows: list[tuple[Entry, ...]] = []
    for respondent in list_sharers(facts):
        values = [figures[f"{ONE}.{respondent.lower()}.{word}"].value for word in _SHARES.values()]
        rows.append((respondent, facts.names.get(respondent, ""), *values))
    return rows
