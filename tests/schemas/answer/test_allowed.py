"""All entries of a list where one is wrong, if they can be read through."""

import pytest

from config.codes import code_list
from schemas.answer.allowed import say_allowed
from tests.factories import make_finding

WRONG = {"rule": "CODE_UNKNOWN", "table": "offers", "column": "component", "month": "2026-10"}


def say(**parts):
    return say_allowed(make_finding(**(WRONG | parts)))


def test_every_entry_that_holds_in_that_month_is_named():
    known = code_list("component")

    assert say() == f"Möglich sind: {', '.join(known.valid_titles('2026-10').values())}."
    assert say(month=None) == f"Möglich sind: {', '.join(known.titles.values())}."
    assert say(month="2027-01") != say()


@pytest.mark.parametrize(
    "parts",
    [
        {"rule": "NUMBER_WRITTEN"},
        {"table": "school_arrivals", "column": "country"},
        {"column": "participants"},
        {"hint": " ".join(f"„{title}“" for title in code_list("component").titles.values())},
    ],
    ids=["another mistake", "a long list", "no list", "the hint says them"],
)
def test_nothing_is_added_where_it_helps_nobody(parts):
    assert not say(**parts)


def test_the_head_of_the_form_has_a_list_too():
    assert say(table=None, column="nil_return") == "Möglich sind: Ja, Nein."
