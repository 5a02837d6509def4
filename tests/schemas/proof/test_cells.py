"""Which formulas take what is not known for 0."""

import pytest

from schemas.proof.cells import NamedArea, find_misled, read_area

NAMES = {"ki.ist": NamedArea("Blatt", 4, 2, 4, 2), "liste": NamedArea("Blatt", 2, 1, 9, 3)}
EMPTY = ("Blatt", 4, 2)  # B4


def is_misled(text, at=("Blatt", 20, 5), origin=None):
    return find_misled({at: (text, origin or at)}, [EMPTY], NAMES) == [at]


@pytest.mark.parametrize(
    "text",
    ["B2-B4", "$B$4*2", "SUM(B1:B9)", "SUM(A3:C5)", "Blatt!B4", "'Blatt'!$B4", "SUM(B:B)", "ki.ist+1", "SUM(Liste)",
     'IF(A1="B9",B4,0)'],
)  # fmt: skip
def test_a_formula_that_reads_the_cell_is_misled(text):
    assert is_misled(text)


@pytest.mark.parametrize(
    "text",
    ["B2-B5", "SUM(B5:B9)", "Anlage!B4", '"B4"', "B4(1)", "AB4", "B40", "SUM(C:D)", "ki.isto", "LOG10(5)", "B4.x"],
)
def test_one_that_reads_something_else_is_not(text):
    assert not is_misled(text)


@pytest.mark.parametrize("text", ['IF(B4="","",B2-B4)', "IF(ISBLANK(B4),0,B4)"])
def test_one_that_asks_whether_it_is_empty_knows_what_to_do(text):
    assert not is_misled(text)


def test_what_counts_with_such_a_formula_is_misled_too():
    chain = {("Blatt", 5, 2): "B2-B4", ("Anlage", 1, 1): "Blatt!B5*2", ("Anlage", 1, 2): "Blatt!B6*2"}
    formulas = {spot: (text, spot) for spot, text in chain.items()}

    assert find_misled(formulas, [EMPTY], {}) == [("Anlage", 1, 1), ("Blatt", 5, 2)]
    assert find_misled(formulas, [], {}) == []


def test_a_formula_that_was_copied_reads_what_lies_as_far_from_it():
    first = ("Blatt", 3, 5)

    assert is_misled("B2+1", ("Blatt", 5, 5), first), "two rows down it reads B4"
    assert not is_misled("B$2+1", ("Blatt", 5, 5), first)
    assert is_misled("$B2+1", ("Blatt", 5, 9), first)


@pytest.mark.parametrize("text", ["Blatt!#REF!", "B4", "Blatt!$A:$A", "Blatt!$A$1:$XFD$99999"])
def test_what_is_no_small_area_of_a_sheet_is_none(text):
    assert read_area(text) is None
