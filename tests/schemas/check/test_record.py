"""How a rule has served, counted from its hits, and what that speaks for."""

import pytest

from schemas.check.catalogue import CATALOGUE
from schemas.check.record import GERMAN, Hit, count_hits, forms_of
from schemas.form.forms import FORMS

WARNING, ERROR, INFORMATION = "PLACES_DIFFER", "SCHOOL_PUPILS_S05_WITHIN_S01", "NUMBER_AS_TEXT"


def hits(rule=WARNING, /, **outcomes):
    """So many hits that came to these outcomes, each in a return of its own."""
    ends = [outcome for outcome, count in outcomes.items() for _ in range(count)]
    return [Hit(rule, "2026-10", str(number), outcome) for number, outcome in enumerate(ends)]


def proposal(rule, **outcomes):
    return count_hits(hits(rule, **outcomes), {}, [rule])[0].proposal


def test_places_and_returns_are_counted_apart():
    twice = [Hit(WARNING, "2026-10", "one", "corrected", -3.0), Hit(WARNING, "2026-10", "one", "open")]
    other = [Hit(WARNING, "2026-09", "one", "corrected", 5.5), Hit(ERROR, "2026-10", "one", "corrected")]
    record, silent = count_hits([*twice, *other], {"daycare": 40, "school": 7}, [WARNING, INFORMATION])

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
    assert proposal(WARNING, **outcomes).partition(":")[0] == said


def test_an_error_is_sharp_already_and_what_only_informs_asks_nobody():
    assert proposal(ERROR, corrected=40) == ""
    assert proposal(ERROR, waived=40).startswith("milder")
    assert proposal(INFORMATION, corrected=40, open=40) == ""
    assert proposal("A_RULE_OF_OLD", explained=40) == ""


def test_a_rule_is_asked_of_the_forms_that_have_its_cells():
    assert forms_of(WARNING) == {"daycare"}
    assert forms_of("PARENT_PROGRAMMES_ROW_TWICE") == {"school", "daycare", "association"}
    assert forms_of("RESPONDENT_UNKNOWN") == forms_of("FILE_PDF") == set(FORMS)
    assert all(forms_of(rule) <= set(FORMS) for rule in CATALOGUE)


def test_every_outcome_has_a_word():
    assert all(GERMAN[hit.outcome] for hit in hits(**dict.fromkeys(GERMAN, 1)))
