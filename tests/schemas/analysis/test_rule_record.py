"""How a rule has served, counted from its hits, and what that speaks for."""

import pytest

from schemas.analysis.rule_record import GERMAN, Hit, count_hits, propose
from schemas.finding import Severity

RULE, OTHER = "PLACES_DIFFER", "NUMBER_AS_TEXT"


def hits(**outcomes):
    """So many hits that came to these outcomes, each in a return of its own."""
    ends = [outcome for outcome, count in outcomes.items() for _ in range(count)]
    return [Hit(RULE, "2026-10", str(number), outcome) for number, outcome in enumerate(ends)]


def proposal(severity=Severity.WARNING, **outcomes):
    return propose(count_hits(hits(**outcomes), {RULE: 100})[0], severity)


def test_places_and_returns_are_counted_apart():
    twice = [Hit(RULE, "2026-10", "one", "corrected", -3.0), Hit(RULE, "2026-10", "one", "open")]
    other = [Hit(RULE, "2026-09", "one", "corrected", 5.5), Hit("NOT_ASKED_ABOUT", "2026-10", "one", "corrected")]
    record, silent = count_hits([*twice, *other], {RULE: 40, OTHER: 47})

    assert (record.asked, record.returns, record.effect) == (40, 2, 2.5)
    assert record.outcomes == {"corrected": 2, "open": 1}
    assert (silent.asked, silent.returns, silent.outcomes.total(), silent.effect) == (47, 0, 0, None)


@pytest.mark.parametrize(
    ("outcomes", "said"),
    [
        ({"explained": 16, "corrected": 4}, "milder"),
        ({"explained": 10, "waived": 6, "corrected": 4}, "milder"),
        ({"explained": 15, "corrected": 5}, ""),
        ({"corrected": 16, "explained": 4}, "schärfer"),
        ({"corrected": 19}, ""),
        ({"corrected": 40, "open": 5}, "schärfer"),
        ({"open": 20}, "anders fragen"),
        ({"open": 16, "explained": 4}, "anders fragen"),
        ({"open": 10, "explained": 9}, ""),
        ({"dropped": 100, "told": 100}, ""),
    ],
)
def test_what_a_record_speaks_for(outcomes, said):
    assert proposal(**outcomes).partition(":")[0] == said


def test_an_error_is_sharp_already_and_what_only_informs_asks_nobody():
    assert proposal(Severity.ERROR, corrected=40) == ""
    assert proposal(Severity.ERROR, waived=40).startswith("milder")
    assert proposal(Severity.INFORMATION, corrected=40, open=40) == ""


def test_every_outcome_has_a_word():
    assert all(GERMAN[hit.outcome] for hit in hits(**dict.fromkeys(GERMAN, 1)))
