"""The proof of a year as a whole: `make_proof(facts, rules)` gives figures, lists and what differs. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from config.proof import Annual, ProofRules
from schemas.proof.calls import call_figures, left_figures
from schemas.proof.differences import list_differences, say_annual, say_later_payments
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


def make_proof(facts: YearFacts, said: ProofRules, day: date = date.max) -> Proof:
    """Work out all figures as they are on a day; what nachweis.toml says of a year goes where nothing else knows it."""
    facts, rules = leave_out_unfunded(facts, said), said.until(day)
    figures = _work_out(facts, rules)
    return Proof(
        facts,
        rules,
        figures,
        {"stellen": post_rows(facts, rules), "vereine": _share_rows(facts, figures)},
        (*list_differences(facts, rules, figures), *say_later_payments(said, day)),
        {"zentrum": facts.centre_name, "ags": facts.centre_id, "jahr": str(facts.year)},
    )


def _work_out(facts: YearFacts, rules: ProofRules) -> dict[str, ProofFigure]:
    """All figures by name; what is left of a Ziffer follows once its figures of the year are filled in."""
    figures = {figure.name: figure for figure in (*grant_figures(facts, rules), *share_figures(facts))}
    figures |= {figure.name: figure for figure in call_figures(facts, rules, figures)}
    annual = [one for one in rules.annual if one.year == facts.year and one.figure in figures]
    figures |= {one.figure: _fill_in(figures[one.figure], one) for one in annual}
    return figures | {figure.name: figure for figure in left_figures(rules, figures)}


def _fill_in(figure: ProofFigure, annual: Annual) -> ProofFigure:
    """A figure that no form asks for, from nachweis.toml; what the months know is only compared with it."""
    if figure.source != NOT_ASKED or figure.unit != "EUR":
        return figure
    return replace(figure, value=annual.eur, source=say_annual(annual), lacks="")


def _share_rows(facts: YearFacts, figures: Mapping[str, ProofFigure]) -> list[tuple[Entry, ...]]:
    rows: list[tuple[Entry, ...]] = []
    for respondent in list_sharers(facts):
        values = [figures[f"{ONE}.{respondent.lower()}.{word}"].value for word in _SHARES.values()]
        rows.append((respondent, facts.names.get(respondent, ""), *values))
    return rows
