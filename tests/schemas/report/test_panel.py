"""Change is that of the respondents who answered a column wholly in both months."""

import pytest

from schemas.report.panel import Answer, Panel, compare_months, to_answer, who_answered
from tests.factories_summary import make_answers

PUPILS, SUPPORT = "school_pupils.pupils", "school_pupils.first_support"
BEFORE, NOW = "2026-09", "2026-10"


def compared(before, now):
    return compare_months(make_answers(school_pupils__pupils={BEFORE: before, NOW: now}), (PUPILS,), (BEFORE, NOW))


@pytest.mark.parametrize(
    ("before", "now", "panel"),
    [
        ({"a": 10, "b": 20}, {"a": 11, "b": 22}, Panel(2, (30.0,), (33.0,), 0, 0)),
        ({"a": 10, "b": 20}, {"a": 11}, Panel(1, (10.0,), (11.0,), 1, 0)),
        ({"a": 10}, {"a": 11, "b": 200, "c": 1}, Panel(1, (10.0,), (11.0,), 0, 2)),
        ({"a": 10, "b": [20]}, {"a": 10, "b": 60}, Panel(1, (10.0,), (10.0,), 0, 1)),
        ({"a": 10, "b": 60}, {"a": 10, "b": [20]}, Panel(1, (10.0,), (10.0,), 1, 0)),
        ({"a": 10}, {"b": 10}, Panel(0, (0.0,), (0.0,), 1, 1)),
        ({}, {}, Panel(0, (0.0,), (0.0,), 0, 0)),
    ],
    ids=["all", "missing", "additional", "half before", "half now", "nobody in both", "empty"],
)
def test_only_who_answered_wholly_in_both_months_is_compared(before, now, panel):
    assert compared(before, now) == panel


def test_a_month_that_is_not_known_has_no_panel():
    answers = make_answers(school_pupils__pupils={NOW: {"a": 1}})

    assert compare_months(answers, (PUPILS,), (BEFORE, NOW)).n == 0


def test_a_share_is_of_those_who_answered_both_columns():
    answers = make_answers(
        school_pupils__pupils={BEFORE: {"a": 10, "b": 90}, NOW: {"a": 10, "b": 90}},
        school_pupils__first_support={BEFORE: {"a": 1, "b": 9}, NOW: {"a": 2}},
    )

    assert compare_months(answers, (SUPPORT, PUPILS), (BEFORE, NOW)) == Panel(1, (1.0, 10.0), (2.0, 10.0), 1, 0)
    assert compare_months(answers, (PUPILS,), (BEFORE, NOW)).n == 2


def test_cents_are_exact():
    names = [str(number) for number in range(10)]
    answers = make_answers(offer_funds__spent_eur={month: dict.fromkeys(names, 0.1) for month in (BEFORE, NOW)})

    assert compare_months(answers, ("offer_funds.spent_eur",), (BEFORE, NOW)).now == (1.0,)


@pytest.mark.parametrize(
    ("table", "rows", "answered", "value", "answer"),
    [
        ("school_pupils", 3, 3, 12, Answer(12)),
        ("school_pupils", 3, 2, 12, Answer(12, is_whole=False)),
        ("school_pupils", 3, 0, None, None),
        ("school_pupils", 0, 0, None, None),
        ("offers", 0, 0, None, Answer(0.0)),
        ("offers", 2, 0, None, None),
    ],
)
def test_no_row_is_an_answer_in_a_list_only(table, rows, answered, value, answer):
    assert to_answer(table, rows, answered, value) == answer


def test_an_answer_with_open_rows_is_one_where_that_is_asked():
    answers = make_answers(school_pupils__pupils={NOW: {"a": 1, "b": [2]}})

    assert who_answered(answers, (PUPILS,), NOW) == {"a"}
    assert who_answered(answers, (PUPILS,), NOW, wholly=False) == {"a", "b"}
