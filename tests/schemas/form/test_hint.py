"""Grey hints: what is one, which columns have them, which rows are suggested again."""

import pytest

from schemas.form.forms import TABLES
from schemas.form.hint import BLANK_HINT, hinted_columns, is_hint, suggests_rows, write_hint


@pytest.mark.parametrize(
    ("table", "column", "value", "shown"),
    [
        ("school_pupils", "pupils", 1234, "‹1.234›"),
        ("school_pupils", "pupils", 0, "‹0›"),
        ("heritage_language_lessons", "weekly_hours", 7.5, "‹7,5›"),
        ("offer_funds", "granted_eur", 1234.5, "‹1.234,50›"),
    ],
)
def test_a_hint_is_written_as_the_column_shows_it(table, column, value, shown):
    assert write_hint(TABLES[table].column(column), value) == shown
    assert is_hint(shown)


@pytest.mark.parametrize("cell", [BLANK_HINT, " ‹41› ", "‹›"])
def test_whatever_stands_in_the_brackets_is_a_hint(cell):
    assert is_hint(cell)


@pytest.mark.parametrize("cell", ["", "41", "‹41", "41›", "‹", 41, 41.5, None, "<41>", "‹41› 42"])
def test_anything_else_is_not(cell):
    assert not is_hint(cell)


def test_a_flow_starts_anew_and_gets_no_hint():
    hinted = {f"{table.name}.{column.name}" for table in TABLES.values() for column in hinted_columns(table)}

    assert {"school_pupils.pupils", "daycare_languages.children", "posts.filled_fte"} <= hinted
    assert not {"school_pupils.arrivals", "offers.participants", "counselling.median_waiting_days"} & hinted


def test_rows_are_suggested_where_they_last():
    assert {table.name for table in TABLES.values() if suggests_rows(table)} == {
        "heritage_language_lessons",
        "parent_programmes",
        "daycare_languages",
        "offers",
        "offer_funds",
        "meeting_places",
    }
