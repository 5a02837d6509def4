"""The posts of KIM as its grant counts them, against where they sit. One way in: `compare_seats(facts, figures)`. Pure.

The grant is the centre's, and so is the proof of it; from 2027 on the centre and each carrier say which of its posts sit
with them. Both count the same posts.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from schemas.analysis.question import Question
from schemas.form.forms import TABLES
from schemas.proof.facts import SEATS, YearFacts
from schemas.proof.figure import ProofFigure, say_value, word_of
from schemas.proof.gaps import find_gaps, say_months, sum_known

MODULE, FILLED = "KIM", "filled_fte"


def compare_seats(facts: YearFacts, figures: Mapping[str, ProofFigure]) -> Iterator[str]:
    """Months in which the two differ, and months in which a return is missing, so that nobody can tell."""
    unequal: dict[tuple[Decimal, Decimal], list[str]] = {}
    unknown: list[str] = []
    for month in _asked_months(facts):
        told, seated = figures[f"{word_of(MODULE)}.stellen.m{month[5:]}"].value, _seated(facts, month)
        if told is None or seated is None:
            unknown.append(month)
        elif told != seated:
            unequal.setdefault((told, seated), []).append(month)
    for (told, seated), months in unequal.items():
        yield (
            f"{MODULE}: nach der Zuwendung sind {say_value(told, 'VZÄ')} VZÄ besetzt, nach den Meldungen der Stellen, bei denen "
            f"sie angesiedelt sind, {say_value(seated, 'VZÄ')} VZÄ ({say_months(months)})."
        )
    if unknown:
        yield (
            f"{MODULE}: ob die besetzten Stellen der Zuwendung mit denen übereinstimmen, die Integrationszentrum und Träger "
            f"melden, lässt sich nicht sagen ({say_months(unknown)}): es fehlen Angaben."
        )


def _asked_months(facts: YearFacts) -> Iterator[str]:
    """The months that are due and recorded, in which the seats are asked."""
    column = TABLES[SEATS].column(FILLED)
    known = (month for month in facts.months if month <= facts.due and month in facts.recorded)
    return (month for month in known if column.is_asked(month))


def _seated(facts: YearFacts, month: str) -> Decimal | None:
    question = Question(SEATS, FILLED, month)
    return None if any(gap.is_open for gap in find_gaps(facts, question)) else sum_known(facts, question)
