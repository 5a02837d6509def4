"""Under which name a file is kept: that of its sender, unless it tells of a single person."""

from unicodedata import normalize

import pytest

from schemas.files.identity import month_in_name, respondent_in_name
from schemas.files.incoming import kept_name, was_renamed
from schemas.form.forms import FORMS
from tasks.invent.city import invent_city
from tasks.invent.month import invent_month
from tasks.letters.make_forms import FormTarget
from tests.schemas.files.test_persons import HARMLESS

TELLING = (
    "Anna Beispiel.xlsx", "Beispiel, Anna.ods", "Meldung_Anna_Beispiel_200530_2026-09.xlsx", "Beispiel-Anna.csv",
    "Meldung.Anna.Beispiel.xlsx", "Bogen Frau Weber (2).xlsx", "Kind Mohamed 2b.xls", "200530 geb. 12.03.2015.xlsx",
    normalize("NFD", "Bogen Frau Müller.xlsx"),
    "Goetheschule Oktober 2026 von Frau Weber.xls", "Liste Anna, Mehmet und Olena", "Sprachcafé_mit_Olena_Beispiel.eml",
)  # fmt: skip

TOLD = ("Anna", "Beispiel", "Weber", "Mohamed", "Olena", "Mehmet", "12.03", "ller")


@pytest.mark.parametrize("name", TELLING)
def test_a_name_that_tells_of_a_person_gives_place_to_another(name):
    kept = kept_name(name)

    assert was_renamed(kept)
    assert [told for told in TOLD if told in kept] == []
    assert kept.rpartition(".")[2] == name.rpartition(".")[2] or "." not in name
    assert kept_name(kept) == kept


@pytest.mark.parametrize("name", TELLING)
def test_whose_it_is_and_of_which_month_stays(name):
    kept = kept_name(name)

    assert (respondent_in_name(kept), month_in_name(kept)) == (respondent_in_name(name), month_in_name(name))


def test_two_names_stay_two_and_folders_stay():
    one, other = kept_name("Mai/Anna Beispiel.xlsx"), kept_name("Mai/Olena Beispiel.xlsx")

    assert one != other
    assert one.startswith("Mai/Datei_")
    assert was_renamed(one)


@pytest.mark.parametrize(
    "name", ["", ".", "Bogen.xlsx", "Datei.xlsx", "a/b", *(text.replace("/", " ") for text in HARMLESS)]
)
def test_all_other_names_stay(name):
    assert kept_name(name) == name
    assert not was_renamed(name)


def test_our_own_forms_and_a_month_of_an_invented_city_keep_their_names():
    city = invent_city(1)
    named = {FormTarget(form, {"respondent": "200530", "month": "2026-10"}).file_name for form in FORMS.values()}
    named |= {sent.file for sent in invent_month(city, "2026-10")}

    assert {name for name in named if kept_name(name) != name} == set()
