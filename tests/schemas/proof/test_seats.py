"""The posts of KIM in the grant against where they sit, in a year in which carriers report."""

from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.form.submission import State
from schemas.proof.facts import FactRow, OwedReturn
from schemas.proof.proof import make_proof
from schemas.proof.seats import compare_seats
from tests.schemas.proof.factories import CENTRE, RULES, make_facts, post

CARRIER = "T-05914000-0001"
TWO = ("2027-01", "2027-02")


def seat(month, respondent, filled, component="case_management"):
    values = {"kim_component": component, "granted_fte": Decimal("2.00"), "filled_fte": Decimal(filled)}
    return FactRow("kim_posts", month, respondent, values)


def returned(respondent, kind, month, state=State.ACCEPTED):
    return OwedReturn(respondent, kind, month, state, is_owed=True, is_in_force=state == State.ACCEPTED)


def of_year(*seats, missing=()):
    """January and February 2027: the grant says 3.00 posts of KIM are filled."""
    returns = [
        returned(who, kind, month, State.MISSING if (who, month) in missing else State.ACCEPTED)
        for month in TWO
        for who, kind in ((CENTRE, "centre"), (CARRIER, "carrier"))
    ]
    rows = [*(post(month, module) for month in TWO for module in ("KI", "KIM")), *seats]
    there = {(one.respondent, one.month) for one in returns if one.is_in_force}
    known = [one for one in rows if (one.respondent, one.month) in there]
    return replace(make_facts(), year=2027, due=TWO[-1], returns=returns, rows=known)


EQUAL = [seat(month, who, filled) for month in TWO for who, filled in ((CENTRE, "1.00"), (CARRIER, "2.00"))]


def said(facts):
    return list(compare_seats(facts, make_proof(facts, RULES).figures))


def test_equal_posts_need_no_word():
    assert said(of_year(*EQUAL)) == []


def test_months_in_which_they_differ_are_named_together_with_both_numbers():
    facts = of_year(*EQUAL, *(seat(month, CENTRE, "0.50", "coordination") for month in TWO))

    (sentence,) = said(facts)
    assert "nach der Zuwendung sind 3,00 VZÄ besetzt" in sentence
    assert "angesiedelt sind, 3,50 VZÄ (Januar bis Februar)" in sentence
    assert sentence in make_proof(facts, RULES).differences


@pytest.mark.parametrize("who", [CENTRE, CARRIER])
def test_a_month_in_which_a_return_is_missing_is_not_compared_and_named(who):
    (sentence,) = said(of_year(*EQUAL, missing={(who, "2027-02")}))

    assert "lässt sich nicht sagen (Februar)" in sentence


def test_before_carriers_report_nothing_is_said():
    assert said(make_facts()) == []
