"""Numbers, codes and texts as people write them: any text is answered, German numbers come back as they were."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.codes import code_list, code_lists
from schemas.check.catalogue import CATALOGUE
from schemas.files.values import (
    Parsed,
    describe_expected,
    is_non_answer,
    mend_mojibake,
    parse_code,
    parse_number,
    parse_text,
    tidy,
    write_cell,
)
from schemas.files.workbook import Fault
from schemas.form.forms import TABLES
from schemas.german import format_eur, format_number

COUNT = TABLES["school_pupils"].column("pupils")
HOURS = TABLES["meeting_places"].column("open_hours")
EUROS = TABLES["offer_funds"].column("spent_eur")
COLUMNS = (COUNT, HOURS, EUROS)

cells = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="0123456789.,-–+/ %€kAca<>'\u00a0\u202f", max_size=12),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from([Fault("error", "#REF!"), Fault("formula")]),
)


@given(cells, st.sampled_from(COLUMNS), st.booleans())
def test_any_cell_is_a_number_of_its_type_or_missing_with_a_rule(cell, column, is_text):
    parsed = parse_number(cell, column, is_text=is_text)

    assert parsed.rule is None or parsed.rule in CATALOGUE
    if parsed.value is None:
        assert parsed.rule or (isinstance(cell, str) and not tidy(cell))
    else:
        assert isinstance(parsed.value, int if column is COUNT else float)


@given(cells, st.sampled_from(code_lists()))
def test_any_cell_is_a_known_code_or_missing(cell, codes):
    parsed = parse_code(cell, codes)

    assert parsed.value is None or parsed.value in code_list(codes).codes
    assert parsed.rule is None or parsed.rule in CATALOGUE


@given(cells)
@example("\x1b\n0")
@example("\x1f \u200b \x1fÃ¼")
def test_any_cell_is_a_text_that_does_not_change_when_read_again(cell):
    parsed = parse_text(cell)

    if parsed.value is not None:
        assert parse_text(parsed.value).value == parsed.value


@given(st.integers(min_value=-999_999, max_value=20_000_000))
def test_a_german_whole_number_comes_back(number):
    assert parse_number(format_number(number), COUNT).value == number
    assert parse_number(str(number), COUNT).value == number


@given(st.integers(min_value=-(10**11), max_value=10**11))
def test_german_euros_come_back(cents):
    amount = cents / 100

    assert parse_number(format_eur(amount), EUROS).value == pytest.approx(amount, abs=0.001)
    assert parse_number(f"{format_number(amount, 2)} EUR", EUROS).value == pytest.approx(amount, abs=0.001)


@pytest.mark.parametrize("column", [EUROS, TABLES["offer_funds"].column("granted_eur")], ids=["spent", "granted"])
@pytest.mark.parametrize("written", ["(120,50)", "(120,50 €)", "120,50-", "1234-", "minus 5"])
def test_a_minus_of_bookkeepers_is_asked_for_as_others_write_it(column, written):
    assert parse_number(written, column) == Parsed(None, "NUMBER_UNREADABLE")
    assert ("Minus" in describe_expected(column)) == (column is EUROS)


@given(st.integers(min_value=0, max_value=10_000))
def test_german_hours_come_back(tenths):
    assert parse_number(format_number(tenths / 10, 1), HOURS).value == tenths / 10


@given(st.text(max_size=40))
def test_text_that_was_read_in_the_wrong_encoding_is_mended_or_left_alone(text):
    assert isinstance(mend_mojibake(text), str)


@pytest.mark.parametrize("text", ["Müller", "Größe", "Ärztehaus", "Café", "Übergang – Schule", "„Treff“"])
def test_mojibake_of_german_words_is_mended_and_the_words_are_left_alone(text):
    assert mend_mojibake(text.encode().decode("cp1252")) == text
    assert mend_mojibake(text) == text


@pytest.mark.parametrize("text", ["Ã¼ und 日本", "Ã„ Ã¼ Ã"])
def test_what_is_only_partly_mojibake_is_left_alone(text):
    assert mend_mojibake(text) == text


@pytest.mark.parametrize("codes", code_lists())
def test_every_code_and_title_of_a_list_is_found_without_a_word(codes):
    for code, title in code_list(codes).titles.items():
        assert parse_code(code, codes).value == code
        assert parse_code(title, codes) == parse_code(code, codes)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (5.0, "5"), (5, "5"), (2.5, "2.5"), (True, "Ja"), (False, "Nein"), (date(2026, 10, 1), "01.10.2026"),
        (datetime(2026, 10, 1, 8), "01.10.2026"), (time(8, 30), "08:30:00"), (timedelta(hours=3), "3:00:00"),
        (Fault("error", "#REF!"), "#REF!"), (Fault("formula"), "Formel"), (float("inf"), "inf"),
    ],
)  # fmt: skip
def test_a_cell_is_written_as_it_is_seen(cell, written):
    assert write_cell(cell) == written


def test_zero_and_nought_are_no_non_answers():
    assert not any(is_non_answer(text) for text in ("0", "keine", "nein", "x", "12"))
