"""The TOML beside a template: which named cell takes which figure."""

from decimal import Decimal

import pytest

from schemas.proof.mapping import read_mapping
from schemas.proof.proof import make_proof
from tests.schemas.proof.factories import FIRST, RULES, SECOND, make_facts

PROOF = make_proof(make_facts(), RULES)


def read(text):
    return read_mapping(text, PROOF, "vorlage.toml")


def test_cells_take_figures_and_texts():
    filling = read('[zellen]\nFeld_7 = "ki.ausgaben.ist"\n"Stadt" = "zentrum"\nLeer = "ki.spenden.ist"')

    assert filling.cells == {"Feld_7": Decimal("168001.20"), "Stadt": "Hagen", "Leer": None}
    assert filling.problems == ()


def test_an_area_takes_a_list_with_the_columns_that_it_wants():
    filling = read('[listen.Traeger]\nliste = "vereine"\nspalten = ["name", "", "verausgabt"]')

    assert filling.areas["Traeger"] == [
        ("Verein Eins", None, Decimal("1200.12")),
        ("Verein Zwei", None, Decimal("1200.12")),
    ]
    assert {row[0] for row in read('[listen.T]\nliste = "vereine"').areas["T"]} == {FIRST, SECOND}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[zellen]\nA = "ki.ausgabe.ist"\nB = "jahr"', "verlangt die Zahl „ki.ausgabe.ist“, die es nicht gibt"),
        ('[zellen]\nA = 7\nB = "jahr"', "„A“ nennt keine Zahl; ein Name mit Punkten steht auf beiden Seiten"),
        ('[zellen]\nA = ["jahr"]\nB = "jahr"', "„A“ nennt keine Zahl"),
        ('[zellen]\nki.rest = "ki.rest"\nB = "jahr"', "„ki“ nennt keine Zahl"),
        ('[zellen]\nA = "jahr"\na = "ags"\nB = "jahr"', "„A“ steht mehrmals da"),
        ('[listen.a]\nliste = "vereine"\n[zellen]\nA = "jahr"\nB = "jahr"', "[zellen] und [listen] zusammen"),
        ('[listen.A]\nliste = "vereine"\nspalten = []\n[zellen]\nB = "jahr"', "der Bereich bleibt, wie er ist"),
        ('[zelen]\n[zellen]\nB = "jahr"', "den Abschnitt „zelen“ gibt es nicht"),
        ('listen = 3\n[zellen]\nB = "jahr"', "„listen“ ist ein Abschnitt"),
        ('[listen.A]\nliste = "kitas"\n[zellen]\nB = "jahr"', "[listen.A] nennt keine Liste"),
        (
            '[listen.A]\nliste = "vereine"\nspalten = ["alter"]\n[zellen]\nB = "jahr"',
            "die Spalte „alter“ gibt es nicht",
        ),
        ('[listen.A]\nliste = "vereine"\nspalten = "name"\n[zellen]\nB = "jahr"', "spalten ist eine Liste"),
    ],
)
def test_what_is_asked_for_in_vain_is_named_and_the_rest_is_there(text, said):
    filling = read(text)

    assert (filling.cells, filling.areas) == ({"B": "2026"}, {})
    assert said in " ".join(filling.problems)


def test_a_near_name_is_proposed():
    assert "Gemeint ist vielleicht „ki.ausgaben.ist“" in read('[zellen]\nA = "ki.ausgabe.ist"').problems[0]


def test_a_mapping_of_nothing_says_so():
    assert "ordnet keine Zelle zu" in read("").problems[0]


def test_what_is_no_toml_is_refused_in_german():
    with pytest.raises(ValueError, match="keine gültige TOML-Datei"):
        read("[zellen\n")
