"""Which forms a rule is asked of."""

from schemas.check.catalogue import CATALOGUE, forms_of
from schemas.form.forms import FORMS


def test_a_rule_is_asked_of_the_forms_that_have_its_cells():
    assert forms_of("PLACES_DIFFER") == {"daycare"}
    assert forms_of("PARENT_PROGRAMMES_ROW_TWICE") == {"school", "daycare", "association"}
    assert forms_of("RESPONDENT_UNKNOWN") == forms_of("FILE_PDF") == set(FORMS)
    assert all(forms_of(rule) <= set(FORMS) for rule in CATALOGUE)
