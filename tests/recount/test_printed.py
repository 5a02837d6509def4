"""The census: what is found, counted, constant, different; and that the count knows nothing of what it checks."""

import ast
from pathlib import Path

import pytest

from tests.recount.printed import Constants, Figures, Printed, differing, numbers_in, take_census

CHECKED = ("schemas", "flows", "tasks.steering", "tasks.review", "tasks.proof", "tasks.report", "tasks.store")
HERE = Path(__file__).parent


def printed(text, table="A"):
    return Printed(text, ("page.html", table))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("1.234,5 %", ["1.234,5"]), ("−3 bis +1.138", ["3", "1.138"]), ("165567.7", ["165567.7"]), ("keine", [])],
)
def test_numbers_are_those_that_a_reader_sees(text, numbers):
    assert numbers_in(text) == numbers


def test_a_census_tells_what_was_counted_and_names_the_rest():
    told, other, method = printed("12 von 13"), printed("7"), printed("2.000 Ziehungen", "B")
    claims = [("Zeile", [told], ["12 von 14"]), ("Methode", method, Constants(["2.000"]))]
    lines = take_census([told, other, method], claims)

    assert (lines["page.html", "A"].found, lines["page.html", "A"].counted) == (3, 2)
    assert lines["page.html", "A"].uncounted == ["7"]
    assert lines["page.html", "A"].different == [claims[0]]
    assert (lines["page.html", "B"].constant, lines["page.html", "B"].different) == (1, [])


def test_a_sentence_is_held_against_its_numbers_in_their_order():
    sentence = printed("785 Kinder, 3 Angebote")

    assert differing([("Satz", sentence, Figures(["785", "3"]))]) == []
    assert differing([("Satz", sentence, Figures(["3", "785"]))]) != []


def test_two_texts_that_read_the_same_are_two():
    first, second = printed("5"), printed("5")

    assert take_census([first, second], [("Zeile", first, "5")])["page.html", "A"].uncounted == [second]


@pytest.mark.parametrize("path", [one for one in HERE.rglob("*.py") if not one.name.startswith("test_")], ids=str)
def test_nothing_of_the_code_that_is_checked_takes_part(path):
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module)

    assert not {name for name in found if name.startswith(CHECKED)}
