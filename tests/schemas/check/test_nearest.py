"""Of entries that are equally near to what somebody wrote, those come first that this respondent reported before."""

import pytest

from config.codes import code_list
from schemas.check.missing.before import Previous
from tests.factories import SCHOOL
from tests.factories_mending import check_sent, good
from tests.factories_workbook import the_finding

COUNTRIES = "school_arrivals"
BOTH = ["245", "246"]  # either is a Kongo


def say_of(written, before):
    """What is said of the text to a school that reported this country last month."""
    sent = good().set(COUNTRIES, "country", written)
    usual = sent.known.previous[SCHOOL, "2026-10"]
    rows = usual.facts[COUNTRIES].iloc[:1].assign(country=before)
    sent.know(previous={(SCHOOL, "2026-10"): Previous(usual.month, {**usual.facts, COUNTRIES: rows})})
    return the_finding(check_sent(sent), "CODE_UNKNOWN").hint


@pytest.mark.parametrize("before", BOTH)
def test_what_was_reported_last_month_is_named_first_among_equals(before):
    hint, titles = say_of("Kongo", before), code_list("country").titles
    places = {code: hint.index(f"„{titles[code]}“") for code in BOTH}

    assert min(BOTH, key=places.get) == before


def test_what_was_reported_last_month_is_not_named_where_it_is_not_near():
    assert "Syrien" not in say_of("Kongo", "475")
    assert say_of("Atlantis", "475") == say_of("Atlantis", "163")
