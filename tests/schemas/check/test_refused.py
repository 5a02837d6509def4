"""Of one mistake only the cause is said: neither sums, jumps and totals that lack a row, nor cells to look at."""

import pytest

from tests.factories_mending import HEAD as HEAD_SHEET
from tests.factories_mending import check_sent, good


def asked(sent):
    """Rules of what is open: errors and queries, and what would be suggested."""
    return [one.rule for one in check_sent(sent).findings if one.severity != "information" or one.rule == "SUGGESTION"]


@pytest.mark.parametrize(
    ("form", "table", "key", "wrong"),
    [
        ("school", "school_pupils", "grade", "Klasse 27"),
        ("school", "school_arrivals", "country", "Atlantis"),
        ("daycare", "daycare_languages", "language", "Klingonisch"),
        ("daycare", "daycare_places", "group_form", "Bauwagen"),
    ],
)
def test_one_wrong_label_is_one_finding(form, table, key, wrong):
    assert asked(good(form).set(table, key, wrong)) == ["CODE_UNKNOWN"]


@pytest.mark.parametrize(
    ("form", "table"), [("school", "school_pupils"), ("daycare", "daycare_languages"), ("daycare", "daycare_places")]
)
def test_a_table_that_is_there_twice_is_one_finding(form, table):
    sent = good(form)
    grid = sent.table(table)
    keys = len(grid[0]) - sum(isinstance(cell, int | float) for cell in grid[1])
    sent.grids["Standort 2"] = [grid[0], *([*row[:keys], *[3] * (len(row) - keys)] for row in grid[1:])]

    assert asked(sent) == ["TABLE_TWICE"]


def test_a_table_without_its_keys_is_one_finding():
    sent = good()
    for row in sent.table("school_pupils"):
        del row[0]

    assert asked(sent) == ["COLUMN_KEY_MISSING"]


def test_two_rows_of_one_label_are_one_finding_though_a_row_seems_gone_and_another_to_jump():
    sent = good()
    sent.table("school_pupils")[2][0] = sent.table("school_pupils")[1][0]
    sent.set("school_pupils", "pupils", 300, 2)

    assert asked(sent) == ["SCHOOL_PUPILS_ROW_TWICE"]


def test_a_sum_is_not_compared_with_rows_of_which_one_was_refused():
    sent = good().set("school_pupils", "grade", "Klasse 27")
    figures = [sum(pair) for pair in zip(*(row[1:] for row in sent.table("school_pupils")[1:]), strict=True)]
    sent.table("school_pupils").append(["Summe", *figures])

    assert asked(sent) == ["CODE_UNKNOWN"]


@pytest.mark.parametrize("cell", ["ca. 400", "viele"])
def test_a_sum_that_cannot_be_read_is_no_finding(cell):
    sent = good()
    sent.table("school_pupils").append(["Summe", cell])

    assert asked(sent) == []


def test_cells_are_suggested_by_the_rows_that_were_read_and_not_by_sums_that_lack_one():
    sent = good().set("school_arrivals", "country", "Atlantis").set("school_arrivals", "arrivals_female", 9, 2)
    sent.set("school_pupils", "first_support_ukraine", 30)

    assert set(asked(sent)) == {
        "CODE_UNKNOWN",
        "SCHOOL_ARRIVALS_ARRIVALS_FEMALE_WITHIN_S10",
        "SCHOOL_PUPILS_S06_WITHIN_S05",
        "SCHOOL_PUPILS_FIRST_SUPPORT_UKRAINE_JUMPS",
    }


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("respondent", "169470", ("169468", "169470")), ("month", "Mai 2026", ("Oktober 2026", "Mai 2026"))],
)
def test_two_returns_in_one_file_are_told_as_such_and_not_added_up(field, value, words):
    sent = good()
    sent.grids["Meldung 2"] = good().head(**{field: value}).grids[HEAD_SHEET]
    sent.grids["Zahlen 2"] = [row[:1] + [7] + [None] * (len(row) - 2) if at else row
                              for at, row in enumerate(sent.table("school_pupils"))]  # fmt: skip
    found = [one for one in check_sent(sent).findings if one.severity == "error"]

    assert [one.rule for one in found if one.rule in {"TABLE_TWICE", "HEAD_TWO_RETURNS"}] == ["HEAD_TWO_RETURNS"]
    assert all(word in found[0].message for word in words)
    assert "für jede Berichtsstelle und jeden Monat einen eigenen Bogen" in found[0].hint
