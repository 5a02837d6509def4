"""Where the same persons are counted twice, and where it only looks so."""

from dataclasses import replace

import pytest

from config.policy import load_policy
from schemas.report.protection.quantities import describe_count, members_of, name_counts
from tasks.report.arrange import gather_report
from tasks.report.compose import compose_report
from tests.factories_summary import MONTH, make_answers, make_summary, make_totals

POLICY = load_policy()
PUPILS = f"{MONTH}/school_pupils.pupils"


def names_of(facts=None, **parts):
    raw = compose_report(make_summary(facts=facts, **parts), POLICY, "1.0")
    return name_counts(raw, gather_report(raw, 5))


def test_a_total_has_one_name_wherever_it_stands():
    facts = {"school_pupils": [{"grade": "05", "pupils": 40, "first_support": 9}]}
    names = names_of(facts, totals=make_totals(school_pupils__pupils={MONTH: 40}))
    places = [
        ("pupils_by_type", "total", "pupils"),
        ("support_by_grade", "total", "pupils"),
        ("key_figures", "S01", "now"),
        ("change_month", "S01", "now"),
    ]
    assert {names[place] for place in places} == {PUPILS}


def test_a_code_has_one_name_in_two_tables_and_another_one_by_another_breakdown():
    names = names_of({"school_pupils": [{"grade": "05", "pupils": 40}]})
    assert names["pupils_by_type", "G", "pupils"] == names["support_by_type", "G", "pupils"]
    assert names["support_by_grade", "05", "pupils"] == f"{PUPILS}/grade=05"


def test_what_is_gathered_is_named_by_what_is_in_it():
    facts = {"school_arrivals": [{"country": code, "arrivals": 1} for code in ("423", "438")]}
    names = names_of(facts)
    name = names["arrivals_by_country", "other", "arrivals"]
    assert name == f"{MONTH}/school_arrivals.arrivals/country=423+438"
    assert members_of(name) == tuple(f"{MONTH}/school_arrivals.arrivals/country={code}" for code in ("423", "438"))
    assert not members_of(PUPILS)


def test_a_panel_is_everybody_only_if_nobody_else_answered():
    totals = make_totals(school_pupils__pupils={MONTH: 50, "2026-09": 40})
    before, now = dict.fromkeys("abcde", 8), dict.fromkeys("abcde", 10)
    everybody = make_answers(school_pupils__pupils={"2026-09": before, MONTH: now})
    assert names_of(totals=totals, answers=everybody)["change_month", "S01", "panel_now"] == PUPILS
    more = make_answers(school_pupils__pupils={"2026-09": before, MONTH: now | {"f": 0}})
    assert names_of(totals=totals, answers=more)["change_month", "S01", "panel_now"] == f"{PUPILS}/panel=2026-09"


def test_what_nobody_knows_has_a_name_of_its_own():
    raw = compose_report(make_summary({"school_pupils": [{"grade": "05", "pupils": 40}]}), POLICY, "1.0")
    table = replace(raw.table("pupils_by_type"), id="unheard_of")
    section = replace(raw.sections[3], blocks=(table,))
    unknown = replace(raw, sections=(section,))
    assert name_counts(unknown, unknown)["unheard_of", "G", "pupils"] == f"{MONTH}/unheard_of/G/pupils"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2026-10/school_pupils.german_group/grade=01", "Oktober 2026, in Deutschfördergruppe (DFG), Jahrgang 01"),
        ("2026-09/school_pupils.first_support/school_type=G", "September 2026, in Erstförderung Deutsch, Grundschule"),
        ("2026-09/school_pupils.first_support", "September 2026, in Erstförderung Deutsch"),
        ("2026-09/school_pupils.first_support/panel=2025-09", "September 2026, in Erstförderung Deutsch, 2025-09"),
        ("2026-09/a_table_of_ours/row/column", "2026-09/a_table_of_ours/row/column"),
    ],
)
def test_a_name_in_words(name, words):
    assert describe_count(name) == words
