"""Which forms a rule is asked of."""

import pytest

from schemas.check import catalogue
from schemas.check.catalogue import CATALOGUE, asks_in, forms_of
from schemas.check.rule import Rule
from schemas.finding import Severity
from schemas.form.forms import FORMS


def test_a_rule_is_asked_of_the_forms_that_have_its_cells():
    assert forms_of("PLACES_DIFFER") == {"daycare"}
    assert forms_of("PARENT_PROGRAMMES_ROW_TWICE") == {"school", "daycare", "association"}
    assert forms_of("YEAR_MISSING") == forms_of("YEAR_MISSING_BY_NIL") == {"association"}
    assert forms_of("RESPONDENT_UNKNOWN") == forms_of("FILE_PDF") == set(FORMS)
    assert all(forms_of(rule) <= set(FORMS) for rule in CATALOGUE)


def test_a_rule_about_a_column_is_asked_in_the_months_whose_forms_have_it():
    below = [f"OFFERS_PERSONS_IN_YEAR_BELOW_{one}" for one in ("MONTH", "EARLIER")]
    for rule in ("YEAR_MISSING", "YEAR_MISSING_BY_NIL", *below):
        assert [month for month in ("2025-12", "2026-11", "2026-12", "2027-01") if asks_in(rule, month)] == ["2026-12"]
    assert asks_in("SCHOOL_PUPILS_S05_WITHIN_S01", "2025-12")
    assert asks_in("FILE_PDF", "2025-12")


def test_a_rule_that_one_of_several_columns_can_raise_is_asked_as_long_as_a_form_has_one(monkeypatch):
    either = ("offers__persons_in_year", "daycare_children__school_starters")  # of December, and from January 2027 on
    new = Rule("NEW_RULE", 1, Severity.WARNING, "Satz.", "Hinweis.", raised_by=either)
    monkeypatch.setitem(catalogue.CATALOGUE, new.id, new)

    assert forms_of(new.id) == {"association", "daycare"}
    assert [month for month in ("2026-11", "2026-12", "2027-01") if asks_in(new.id, month)] == ["2026-12", "2027-01"]


@pytest.mark.parametrize("rule", ["WHOLE_MISSING", "LANGUAGES_DIFFER", "NO_SUCH_RULE"])
def test_what_names_no_column_or_sums_is_asked_in_every_month(rule):
    assert asks_in(rule, "2020-01")


def test_a_sum_over_the_return_is_asked_of_the_forms_that_have_its_table():
    assert forms_of("LANGUAGES_DIFFER") == {"daycare"}
    assert forms_of("WHOLE_MISSING") == forms_of("NO_SUCH_RULE") == set(FORMS)
