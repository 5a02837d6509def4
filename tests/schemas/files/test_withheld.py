"""What of a sheet is about single persons: where it is taken out, and what stays."""

from datetime import date

import pytest

from schemas.check.level0 import PERSON_RULES
from schemas.files.protocol import EXPLANATION, RULE, SUBJECT, read_protocol
from schemas.files.values import is_withheld
from schemas.files.withheld import withhold
from schemas.files.workbook import Fault, Sheet
from tests.factories import ASSOCIATION
from tests.factories_workbook import PUPILS, make_form, read_in, school_grid

LIST = [["Kind", "geboren", "Land"], ["Beispiel", date(2015, 3, 12), "Syrien"], ["Muster", date(2016, 1, 2), "Irak"]]
FORM = school_grid(["01", 41, 20], headings=PUPILS[:3])


def take(*grids, names=()):
    """The sheets as kept, the headings of lists and the texts with what they told, by address."""
    sheets = [Sheet(name, [list(row) for row in grid], is_hidden=bool(at))
              for at, (name, grid) in enumerate(zip(names or "ABCDE", grids, strict=False))]  # fmt: skip
    kept, found = withhold(sheets)
    columns = [f"{one.place.sheet}!{one.place.address}" for one in found if one.kind is None]
    return kept, columns, {f"{one.place.sheet}!{one.place.address}": one.kind for one in found if one.kind}


def cells_of(sheets):
    return {str(cell) for sheet in sheets for row in sheet.rows for cell in row}


@pytest.mark.parametrize(
    ("listed", "headed"),
    [
        (LIST, ["A1", "B1"]),
        ([["Schüler", "Klasse", "Land"], ["Beispiel", "5a", "Irak"]], ["A1", "B1", "C1"]),
        ([["Teilnehmerin", "Telefon"], ["Beispiel", "4711"]], ["B1"]),
        ([["Liste der Kinder"], ["Nachname", "Vorname"], ["Beispiel", "Kim"]], ["A2", "B2"]),
        ([["Beispiel, Anna"], ["Muster, Ali"], ["Probe, Olena"]], ["A1"]),
        ([["Beispiel", "Anna"], ["Muster", "Ali"], ["Probe", "Olena"]], ["B1"]),
        ([["x"], ["Anna Beispiel", "Ali Muster", "Olena Probe"]], ["A2"]),
    ],
)
def test_a_list_of_persons_on_any_sheet_is_emptied(listed, headed):
    kept, columns, _ = take(FORM, listed)

    assert {f"B!{cell}" for cell in headed} <= set(columns)
    assert cells_of(kept).isdisjoint(
        {"Beispiel", "Anna", "Beispiel, Anna", "Anna Beispiel", "4711", "2015-03-12", "5a"}
    )
    assert kept[0].rows == FORM


def test_a_list_beside_a_table_is_emptied_with_all_its_columns_and_the_table_stays():
    beside = [row + [""] * (4 - len(row)) for row in FORM]
    beside[6] += ["", "Kind", "geboren", "Allergie"]
    beside[7] += ["", "Beispiel", date(2015, 3, 12), "Nüsse"]
    (kept,), columns, texts = take(beside)

    assert columns == ["A!F7", "A!G7"]
    assert kept.rows[7][:4] == FORM[7] + [""]
    assert kept.rows[7][4:] == [""] * 4
    assert texts == {}


def test_a_list_above_a_table_ends_where_the_table_begins():
    (kept,), columns, _ = take([["Vorname", "Klasse"], ["Anna", "5a"], *FORM])

    assert columns == ["A!A1"]
    assert kept.rows[2:] == FORM
    assert kept.rows[1][0] == ""


def test_a_text_that_names_somebody_gives_place_to_a_mark_of_its_own():
    grid = [
        *FORM[:5],
        ["Bemerkungen", "Kind Mohamed fehlt"],
        *FORM[6:],
        ["Tel. 02331 123456", Fault("lost", "Frau Kaya")],
    ]
    (kept,), columns, texts = take(grid)

    assert columns == []
    assert [*texts] == ["A!B6", "A!A9", "A!B9"]
    assert texts["A!B6"] == "der Name einer Person"
    marks = [kept.rows[5][1], *kept.rows[8]]
    assert len({*filter(is_withheld, marks)}) == 3


def test_who_may_be_called_and_the_key_stay_in_the_head_and_nowhere_else():
    head = [
        ["Ansprechperson", "Frau Kaya"],
        ["E-Mail", "kaya@schule.example"],
        ["Kontakt: Frau Kaya, Tel. 02331 123456"],
        ["Meldeschlüssel", "0049-0231-1234-5678"],
    ]
    (kept,), _, texts = take([*head, *FORM, [], ["Frau Kaya"]])

    assert kept.rows[:4] == head
    assert [*texts] == ["A!A14"]


OFFICE = [
    "Tel. 02331 123456", "Telefon: 02331/123456 · Fax: +49 2331 123457", "Musterstraße 5, 58095 Hagen",
    "123456@schule.example", "Sekretariat: info@grundschule.example, Tel. 02331 123456",
]  # fmt: skip
PRIVATE = ["Tel. 0171 1234567", "Frau Beispiel, Tel. 02331 123456", "anna.beispiel@schule.example",
           "wohnt Musterstraße 5", "Tel. +90 212 1234567", "Anna Beispiel, geb. 1.2.2015"]  # fmt: skip


@pytest.mark.parametrize("text", OFFICE)
def test_a_letterhead_says_how_the_office_is_reached_and_below_it_that_is_a_persons(text):
    below = [*FORM, [], [text]]

    assert take([[text], *FORM])[1:] == ([], {})
    assert list(take(below)[2]) == [f"A!A{len(below)}"]


@pytest.mark.parametrize("text", PRIVATE)
def test_a_letterhead_that_tells_of_somebody_is_not_kept(text):
    (kept,), _, texts = take([[text], *FORM])

    assert list(texts) == ["A!A1"]
    assert text not in cells_of([kept])


def test_a_date_of_birth_beside_its_label_is_one_and_a_reference_date_is_none():
    (kept,), _, texts = take([*FORM, ["geboren", date(2015, 3, 12)]])

    assert texts == {"A!B9": "ein Geburtsdatum"}
    assert date(2026, 10, 31) in [cell for row in kept.rows for cell in row]


def test_whose_form_it_is_stays_also_where_an_institution_is_called_like_a_person():
    form = make_form("association", rows={}, respondent=ASSOCIATION, respondent_name="Familie Kaya", submission_key="")
    (kept,), _, texts = take([["Familie Kaya (V-05914000-0001) · Oktober 2026"], ["Familie Kaya (123) · Oktober 2026"]])

    assert [one for one in read_in(form).findings if one.rule in PERSON_RULES] == []
    assert kept.rows[0] == ["Familie Kaya (V-05914000-0001) · Oktober 2026"]
    assert [*texts] == ["A!A2"]


def test_an_explanation_that_names_somebody_explains_nothing():
    headings = ["Befund", EXPLANATION, RULE, SUBJECT]
    rows = [["x", "Frau Kaya war krank", "A_RULE", "t.c[05]"], ["y", "Es war so.", "A_RULE", "t.c[06]"]]
    (kept,), columns, texts = take([headings, *rows], names=("Prüfprotokoll",))

    assert (columns, texts) == ([], {"Prüfprotokoll!B2": "der Name einer Person"})
    assert [one.text for one in read_protocol(kept)] == ["Es war so."]


def test_a_sheet_that_is_called_like_a_person_is_renamed():
    kept, _, texts = take(FORM, [["x"]], [["y"]], names=("Mai", "Anna Beispiel", "Anna"))

    assert [sheet.name for sheet in kept] == ["Mai", "Blatt 2", "Anna"]
    assert [*texts.values()] == ["der Name einer Person"]


@pytest.mark.parametrize(
    "grid",
    [
        [["Name", "Astrid-Lindgren-Schule"], ["Telefon", "siehe Briefkopf"], *FORM],
        [*FORM, [], ["Kinder", "Land"], [12, "Irak"]],
        [["Anna"], ["Ali"]],
    ],
)
def test_what_is_no_list_stays(grid):
    (kept,), columns, texts = take(grid)

    assert (kept.rows, columns, texts) == (grid, [], {})
