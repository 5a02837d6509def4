"""The sheet "Prüfprotokoll" on its way back: what was explained, and nothing else."""

import pytest

from schemas.files.protocol import EXPLANATION, RULE, SHEET, SUBJECT, VALUE, is_protocol, read_protocol
from schemas.files.reading import Explanation
from schemas.files.workbook import Sheet

HEADINGS = ["Nr.", EXPLANATION, RULE, SUBJECT, VALUE]


def protocol(*rows, name=SHEET):
    return Sheet(name, [["Prüfprotokoll"], [], HEADINGS, *map(list, rows)])


def test_an_explanation_is_known_by_rule_and_subject():
    sheet = protocol([1, "Umzug aus der Nachbarschule", "FIRST_SUPPORT_HIGH", "school_pupils.first_support[02]", "60"])

    assert list(read_protocol(sheet)) == [
        Explanation("FIRST_SUPPORT_HIGH", "school_pupils.first_support[02]", "60", "Umzug aus der Nachbarschule")
    ]


@pytest.mark.parametrize(
    "row",
    [[1, "", "R", "s", ""], [1, "  ", "R", "s", ""], [1, "Text", "", "s", ""], [1, "Text", "R", "", ""], [1, "Text"]],
    ids=["empty", "blank", "no rule", "no subject", "row cut off"],
)
def test_a_row_that_says_nothing_or_about_nothing_is_ignored(row):
    assert list(read_protocol(protocol(row))) == []


def test_a_sorted_table_is_read_all_the_same():
    rows = [1, "eins", "A", "x", ""], [2, "zwei", "B", "y", ""]

    assert set(read_protocol(protocol(*rows))) == set(read_protocol(protocol(*reversed(rows))))


def test_an_explanation_is_cleaned_and_cut():
    (said,) = read_protocol(protocol([1, " \u200bMÃ¼ller\x07 " + "x" * 2_000, "R", "s", ""]))

    assert said.text.startswith("Müller xxx")
    assert len(said.text) == 1_000


def test_a_subject_is_compared_to_the_letter_and_a_number_by_its_value():
    (said,) = read_protocol(protocol([1, "Text", "R", "offers.participants[Café – Mitte|B]", 60.0]))

    assert (said.subject, said.value) == ("offers.participants[Café – Mitte|B]", "60")


def test_a_copy_of_the_sheet_counts_and_a_sheet_of_that_name_without_our_headings_does_not():
    assert is_protocol(protocol(name="Prüfprotokoll (2)"))
    assert not is_protocol(Sheet(SHEET, [["Notizen"]]))
    assert not is_protocol(protocol(name="Jahrgänge"))
    assert list(read_protocol(Sheet(SHEET, [["Notizen"]]))) == []
