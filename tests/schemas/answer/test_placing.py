"""Where findings are marked, and what sheets are called in Excel."""

import pytest

from schemas.answer.placing import name_sheets, place_findings, plain_sentence, spot_of, write_cell_note
from schemas.files.workbook import Sheet
from schemas.finding import Severity
from tests.factories import make_finding, make_reading, make_table

READING = make_reading(tables={"school_pupils": make_table("school_pupils", {"grade": "05"}, sheet="Jahrgänge")})


@pytest.mark.parametrize(
    ("parts", "spot"),
    [
        ({"cell": "C14"}, (13, 2)),
        ({"cell": "AA1"}, (0, 26)),
        ({"row": 6, "table": "school_pupils"}, (5, 0)),
        ({"table": "school_pupils"}, (4, 0)),
        ({"row": 9}, (8, 0)),
        ({}, (0, 0)),
    ],
    ids=["cell", "far column", "row of a table", "table", "row", "sheet"],
)
def test_a_finding_is_marked_at_its_cell_or_where_its_row_table_or_sheet_begins(parts, spot):
    assert spot_of(make_finding(sheet="Jahrgänge", **parts), READING) == spot


def test_what_has_no_sheet_is_marked_nowhere():
    assert place_findings([make_finding(sheet=None)], READING) == {}


def test_the_sheet_of_a_csv_has_no_name_and_gets_one():
    assert place_findings([make_finding(sheet="", cell="B2")], READING) == {
        "": {(1, 1): [make_finding(sheet="", cell="B2")]}
    }
    assert name_sheets([Sheet("", [])]) == {"": "Meldung"}


def test_two_names_that_excel_would_take_for_one_are_told_apart():
    names = name_sheets([Sheet(name, []) for name in ("Kinder", "KINDER", "K/1", "K:1", "😀" * 20)])

    assert [*names.values()][:4] == ["Kinder", "KINDER (2)", "K_1", "K_1 (2)"]
    assert len(names["😀" * 20].encode("utf-16-le")) // 2 <= 31


def test_a_sentence_stands_beside_its_place_without_repeating_it():
    said = make_finding(sheet="A", cell="B2", message="Blatt „A“, Zelle B2, Jahrgang 05: Zu viel.")

    assert plain_sentence(said) == "Jahrgang 05: Zu viel."
    assert plain_sentence(make_finding(message="Ohne Ort.")) == "Ohne Ort."
    assert plain_sentence(make_finding(sheet="A", row=3, message="Blatt „A“, Zeile 3: Satz.")) == "Satz."


def test_a_note_names_how_heavy_it_is_says_how_to_mend_it_and_what_was_answered():
    query = make_finding(severity=Severity.WARNING, message="Viel.", hint="Bitte prüfen.")
    done = make_finding(
        severity=Severity.WARNING, message="Wenig.", hint="Bitte prüfen.", answer="Erläutert: so ist es."
    )
    note = write_cell_note([done, query], "Die Spalte meint Kinder.")

    assert note.weight == "warning"
    assert note.text.split("\n\n") == [
        "Rückfrage: Viel.\nBitte prüfen.",
        "Erledigte Rückfrage: Wenig.\nBitte prüfen.\nErläutert: so ist es.",
        "Die Spalte meint Kinder.",
    ]


def test_a_longer_note_is_higher():
    short, long = (write_cell_note([make_finding(message="Satz. " * times)]) for times in (1, 60))

    assert long.height > 3 * short.height
