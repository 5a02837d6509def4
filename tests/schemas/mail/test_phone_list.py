"""Whom to call first: ranked by what each missing return moves."""

import pytest

from schemas.form.forms import FORMS, KINDS
from schemas.mail.phone_list import rank_missing
from tests.schemas.mail.test_addressee import make_addressee


def order(values, *missing):
    return [(call.addressee.respondent_id, call.indicator) for call in rank_missing(missing, values, 3)]


def school(number):
    return make_addressee(respondent_id=number)


def test_the_largest_share_of_any_main_indicator_counts():
    values = {
        "1": {"S01": 100.0, "S05": 40.0},
        "2": {"S01": 800.0, "S05": 10.0},
        "3": {"S01": 100.0, "S05": 50.0},
        "4": {"S01": 5_000.0},
    }

    calls = rank_missing([school("1"), school("2"), school("3")], values, 3)

    assert [(call.addressee.respondent_id, call.indicator) for call in calls] == [
        ("3", "S05"),
        ("1", "S05"),
        ("2", "S01"),
    ]
    assert calls[0].share == pytest.approx(0.5)
    assert calls[2].share == pytest.approx(800 / 6000)


def test_kinds_are_compared_by_their_own_indicators():
    values = {"1": {"S01": 90.0, "V05": 1000.0}, "9": {"S01": 10.0}, "V": {"V05": 50.0, "S01": 1e6}}
    club = make_addressee(respondent_id="V", kind="association")

    assert order(values, club, school("1")) == [("V", "V05"), ("1", "S01")]


def test_who_is_unknown_comes_last_after_those_who_move_nothing_and_ties_go_by_number():
    values = {"2": {"S01": 0.0}, "3": {"S01": 5.0}, "4": {"S01": 5.0}}

    assert order(values, school("1"), school("2"), school("4"), school("3")) == [
        ("3", "S01"), ("4", "S01"), ("2", "S01"), ("1", None),
    ]  # fmt: skip


def test_no_totals_at_all_is_no_reason_to_fail():
    assert order({"1": {"S01": 0.0}}, school("1")) == [("1", None)]
    assert order({}, school("1")) == [("1", None)]


def test_every_main_indicator_is_a_sum_over_one_table():
    for kind, names in ((one.code, one.main) for one in KINDS.values()):
        columns = [
            (t, c) for form in FORMS.values() for t in form.tables for c in t.columns if c.meaning.indicator in names
        ]
        assert {column.meaning.indicator for _, column in columns} == set(names), kind
        tables = {name: {t.name for t, c in columns if c.meaning.indicator == name} for name in names}
        assert all(len(found) == 1 for found in tables.values()), tables
        assert all(column.meaning.kind in {"stock", "flow"} for _, column in columns)
