"""The command `register`: what it says of a list, and its exit code."""

import pytest

from config.places import read_places
from flows.command.cli import main
from tests.factories_workbook import make_book
from tests.flows.conftest import call

HEADING = ["Nummer", "Art", "Name", "Schulform", "gültig ab"]
SCHOOL = ["169468", "Schule", "Eulenschule", "G", "2020-08-01"]
WRONG = ["169470", "Schule", "Mausschule", "Zauberschule", "2020-08-01"]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr("flows.server.server.prepare_database", lambda _: None)
    assert main(["init", "--home", str(tmp_path / "hagen")]) == 0
    return tmp_path / "hagen"


def register(home, capsys, **sheets):
    path = home.parent / "liste.xlsx"
    path.write_bytes(make_book({name: list(rows) for name, rows in sheets.items()}))
    return call(home, capsys, "register", str(path))


def test_a_right_list_is_taken(home, capsys):
    code, said = register(home, capsys, Stellen=[HEADING, SCHOOL])

    assert code == 0
    assert said == (
        "Übernommen: 1 Berichtsstelle, 1 Gültigkeitszeitraum. Es gibt keine Liste der Stadtteile (orte.csv im "
        "Datenordner, erste Zeile title;aliases): bis dahin werden Angaben dazu angenommen, aber weder gedruckt noch "
        "ausgegeben."
    )


def test_a_first_list_of_places_comes_from_the_register_and_is_the_centres_from_then_on(home, capsys):
    heading = [*HEADING, "Stadtteil"]
    first = register(home, capsys, Stellen=[heading, [*SCHOOL, "Haspe"]])[1]
    (home / "orte.csv").write_text("title;aliases\nHaspe;Hagen-Haspe\nEilpe;\n", encoding="utf-8")
    again = register(home, capsys, Stellen=[heading, [*SCHOOL, "Boele"]])[1]

    assert "Neu: die Liste der Stadtteile (orte.csv im Datenordner), 1 aus dem Register" in first
    assert "orte.csv" not in again
    assert [place.title for place in read_places(home)] == ["Haspe", "Eilpe"]


def test_a_wrong_line_is_named_and_the_others_are_taken(home, capsys):
    code, said = register(home, capsys, Stellen=[HEADING, SCHOOL, [], WRONG])

    assert code == 1
    assert "Zeile 4, Schulform: „Zauberschule“ ist nicht bekannt" in said
    assert "Übernommen: 1 Berichtsstelle, 1 Gültigkeitszeitraum." in said
    assert "was von ihren Berichtsstellen bekannt war, gilt weiter. Bitte berichtigen" in said


def test_a_list_with_nothing_right_is_not_taken(home, capsys):
    code, said = register(home, capsys, Stellen=[HEADING, WRONG])

    assert code == 1
    assert said.endswith("Nichts übernommen: bitte die Fehler in der Liste beheben und den Befehl wiederholen.")


def test_of_several_sheets_the_one_with_the_headings_is_read_and_that_is_said(home, capsys):
    code, said = register(home, capsys, Titelblatt=[["Schulen"], [], ["Name des Amtes"]], Daten=[HEADING, SCHOOL])

    assert code == 0
    assert said.startswith("Gelesen wird das Blatt „Daten“, unbeachtet bleiben: „Titelblatt“.")
