"""What a new version changes, cell by cell."""

from schemas.answer.changes import facts_of, find_changed_cells, say_changes
from tests.factories import make_reading

OFFER = {"title": "Sprachcafé", "component": "B", "participants": 24, "volunteers": 3}


def changes(before, after, form="association"):
    old, new = make_reading(form, before), make_reading(form, after)
    return [
        (one.row, one.column, one.cell, one.old, one.new, one.kind) for one in find_changed_cells(facts_of(old), new)
    ]


def test_the_same_figures_are_no_change():
    assert changes({"offers": [OFFER]}, {"offers": [OFFER]}) == []


def test_a_value_that_is_another_now_is_said_with_its_cell_old_and_new():
    ((row, column, cell, *values),) = changes({"offers": [OFFER]}, {"offers": [OFFER | {"participants": 1030}]})

    assert (row, column, values) == ("Sprachcafé", "Teilnehmende im Monat", ["24", "1.030", "changed"])
    assert cell is not None
    assert cell.endswith("6")


def test_what_was_left_out_is_empty_not_nothing():
    found = changes({"offers": [OFFER]}, {"offers": [OFFER | {"volunteers": None}]})

    assert [(one[3], one[4]) for one in found] == [("3", "leer")]


def test_a_row_that_moved_is_no_change():
    other = OFFER | {"title": "Nähtreff"}

    assert changes({"offers": [OFFER, other]}, {"offers": [other, OFFER]}) == []


def test_rows_that_came_and_went_are_said_value_by_value():
    renamed = OFFER | {"title": "Sprachtreff"}
    found = changes({"offers": [OFFER]}, {"offers": [renamed]})

    assert {(row, kind) for row, *_, kind in found} == {("Sprachtreff", "added"), ("Sprachcafé", "removed")}
    assert all(cell is None for _, _, cell, _, _, kind in found if kind == "removed")


def test_a_table_that_is_gone_is_every_row_of_it_gone():
    found = changes({"offers": [OFFER]}, {})

    assert {kind for *_, kind in found} == {"removed"}


def test_codes_are_said_by_their_titles_and_money_as_germans_write_it():
    row = {"title": "Sprachcafé", "granted_eur": 1000.0}
    found = changes({"offer_funds": [row]}, {"offer_funds": [row | {"granted_eur": 1234.5}]})

    assert [(one[3], one[4]) for one in found] == [("1.000,00", "1.234,50")]
    assert changes({"offers": [OFFER]}, {"offers": [OFFER | {"component": "C"}]})[0][3] != "B"


def test_the_last_bit_of_an_amount_is_no_change():
    row = {"title": "Sprachcafé", "granted_eur": 0.1 + 0.2}

    assert changes({"offer_funds": [row]}, {"offer_funds": [row | {"granted_eur": 0.3}]}) == []


def said(before, after):
    old, new = make_reading("association", before), make_reading("association", after)
    return [(one.place, one.what, one.cells) for one in say_changes(find_changed_cells(facts_of(old), new))]


def test_in_words_a_row_is_said_once_with_all_that_changed_in_it():
    ((place, what, cells),) = said({"offers": [OFFER]}, {"offers": [OFFER | {"participants": 25, "volunteers": None}]})

    assert (place.rpartition(": ")[2], what, len(cells)) == ("Sprachcafé", "Geändert", 2)
    assert [cell.partition("): ")[2] for cell in cells] == ["bisher 24, jetzt 25", "bisher 3, jetzt leer"]


def test_in_words_a_row_that_came_and_one_that_went_are_said_with_what_stood_in_them():
    found = said({"offers": [OFFER]}, {"offers": [OFFER | {"title": "Sprachtreff"}]})

    assert [(place.rpartition(": ")[2], what) for place, what, _ in found] == [
        ("Sprachtreff", "Neue Zeile"), ("Sprachcafé", "Zeile entfällt"),
    ]  # fmt: skip
    assert all("Teilnehmende im Monat: 24" in cells for *_, cells in found)


def test_a_row_without_a_value_that_came_or_went_is_said_too():
    bare = {"title": "Nähtreff"}

    assert [(what, cells) for _, what, cells in said({"offers": [OFFER]}, {"offers": [OFFER, bare]})] == [
        ("Neue Zeile", ())
    ]
    assert [(what, cells) for _, what, cells in said({"offers": [bare]}, {})] == [("Zeile entfällt", ())]
