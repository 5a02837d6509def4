"""Which forms a rule is asked of."""

from schemas.check.catalogue import CATALOGUE, asks_in, forms_of
from schemas.form.forms import FORMS


def test_a_rule_is_asked_of_the_forms_that_have_its_cells():
    assert forms_of("PLACES_DIFFER") == {"daycare"}
    assert forms_of("PARENT_PROGRAMMES_ROW_TWICE") == {"school", "daycare", "association"}
    assert forms_of("YEAR_MISSING") == {"association"}
    assert forms_of("RESPONDENT_UNKNOWN") == forms_of("FILE_PDF") == set(FORMS)
    assert all(forms_of(rule) <= set(FORMS) for rule in CATALOGUE)


def test_a_rule_about_a_column_is_asked_in_the_months_whose_forms_have_it():
    for rule in ("YEAR_MISSING", "OFFERS_PERSONS_IN_YEAR_BELOW_MONTH"):
        assert [month for month in ("2025-12", "2026-11", "2026-12", "2027-01") if asks_in(rule, month)] == ["2026-12"]
    assert asks_in("SCHOOL_PUPILS_S05_WITHIN_S01", "2025-12")
    assert asks_in("FILE_PDF", "2025-12")
