"""The dictionary's ten questions are asked of a warehouse, on both engines, and answered as worked out by hand."""

import re
from datetime import datetime

import pytest
from sqlalchemy import insert, text

from schemas.finding import Severity
from schemas.form.submission import State
from schemas.report.funds import funds_table
from schemas.store import warehouse as w
from tasks.analysis.write_dictionary import read_questions
from tasks.report.summarise import summarise
from tasks.store.ledger import enter_month
from tests.factories import (
    AT,
    CENTRE,
    OTHER_SCHOOL,
    POLICY,
    enter_respondents,
    keep,
    make_finding,
    make_nil,
    make_reading,
    make_verdict,
)

QUESTIONS = read_questions()
SEPTEMBER, NOVEMBER = datetime(2026, 10, 5, 9), datetime(2026, 11, 20, 9)


def grades(number, supported, **more):
    return {"school_pupils": [{"grade": "05", "pupils": number, "first_support": supported, **more}]}


@pytest.fixture
def city(engine):
    """Two months: one school in both, the other in October only, which is corrected after the 12th of November."""
    enter_respondents(engine)
    with engine.begin() as connection:
        connection.execute(w.respondent.update().where(w.respondent.c.kind == "school").values(school_type="G"))
    for month in ("2026-09", "2026-10"):
        enter_month(engine, month, POLICY.calendar, AT)
    keep(engine, make_reading(tables=grades(100, 10), month="2026-09"), at=SEPTEMBER)
    arrivals = {"school_arrivals": [{"country": "166", "arrivals": 3}]}
    keep(engine, make_reading(tables={**grades(110, 12), **arrivals}))
    keep(engine, make_reading(tables=grades(50, 5), respondent=OTHER_SCHOOL))
    keep(engine, make_reading(tables=grades(60, 6), respondent=OTHER_SCHOOL), at=NOVEMBER)
    keep(engine, make_reading("daycare", {
        "daycare_children": [{"age_group": "U3", "children": 50, "other_family_language": 20}],
        "daycare_languages": [{"language": "tr", "children": 15}, {"language": "ar", "children": 5}],
        "parent_programmes": [{"programme": "Rucksack KiTa", "language": "tr", "groups": 1, "children": 8}],
    }))  # fmt: skip
    asked = make_finding(rule="FIRST_SUPPORT_HIGH", severity=Severity.WARNING, answer="Erläutert: neue Klasse")
    offer = {"title": "Café", "field_of_action": "encounter", "participants": 40, "participants_60_and_over": 10}
    keep(engine, make_reading("association", {
        "offers": [offer],
        "offer_funds": [{"component": "A", "budget_line": "rent", "granted_eur": 1200.0, "spent_eur": 50.0}],
    }), make_verdict(State.ACCEPTED, asked))  # fmt: skip
    keep(engine, make_nil("centre"))
    for month, day in (("2026-09", datetime(2026, 10, 12, 6)), ("2026-10", datetime(2026, 11, 12, 6))):
        report = {"centre_id": CENTRE, "month": month, "version": "1.0", "vintage": day, "content": "c" * 64,
                  "manifest": "m" * 64}  # fmt: skip
        with engine.begin() as connection:
            connection.execute(insert(w.publication), report)
    return engine


def ask(engine, words):
    (query,) = [sql for question, sql in QUESTIONS if words in question]
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query.replace(":", "\\:")))]


def test_there_are_ten():
    assert len(QUESTIONS) == 10


@pytest.mark.parametrize(("words", "sql"), QUESTIONS, ids=[question[:30] for question, _ in QUESTIONS])
@pytest.mark.slow
def test_each_has_an_answer(city, words, sql):
    assert ask(city, words)


def test_the_same_schools_only(city):
    assert ask(city, "in denselben Grundschulen") == [("2026-09", 1, 10), ("2026-10", 1, 12)]


def test_a_school_that_left_out_a_grade_is_not_the_same_school(city):
    rows = [{"grade": "05", "pupils": 110, "first_support": 12}, {"grade": "06", "pupils": 90}]
    keep(city, make_reading(tables={"school_pupils": rows}))

    assert ask(city, "in denselben Grundschulen") == []


def test_rucksack_children_for_a_hundred_with_another_language(city):
    assert ask(city, "Rucksack-Gruppen") == [("2026-10", 40.0)]


def test_on_time_late_or_not_at_all(city):
    found = {row[:2]: row[2:] for row in ask(city, "pünktlich, verspätet")}

    assert found["2026-10", "school"] == (2, 2, 0, 0)
    assert found["2026-09", "daycare"] == (1, 0, 0, 1)


def test_the_largest_languages_come_first(city):
    assert [(title, int(number)) for title, number in ask(city, "Welche Familiensprachen")] == [
        ("Türkisch", 15),
        ("Arabisch", 5),
    ]


def test_arrivals_of_the_school_year(city):
    assert ask(city, "Aus welchen Ländern") == [("2026/27", "Ukraine", 3)]


def test_what_was_spent_against_a_straight_line(city):
    ((component, spent, granted, line),) = ask(city, "gleichmäßiger Abfluss")

    assert (component, float(spent), float(granted), float(line)) == ("A", 50.0, 1200.0, 200.0)


def test_the_straight_line_is_that_of_the_report(city):
    """Returns are owed since September, so that two twelfths can have been spent."""
    summary = summarise(city, CENTRE, "2026-10", datetime(2026, 11, 30), months=13)
    table = funds_table(summary, "component", 80.0)

    assert table.cell("A", "straight_line").value == float(ask(city, "gleichmäßiger Abfluss")[0][3])


def test_the_share_of_those_over_sixty(city):
    ((month, field, participants, share),) = ask(city, "60 und älter")

    assert (month, field, participants, float(share)) == ("2026-10", "encounter", 40, 25.0)


def test_explained_findings_are_told_apart(city):
    assert ask(city, "Welche Prüfungen") == [("FIRST_SUPPORT_HIGH", "warning", 1, 1, 1)]


def test_what_we_believed_and_what_we_know(city):
    assert ask(city, "12. November") == [("2026-09", 100, 1, 100, 1), ("2026-10", 160, 2, 170, 2)]


def test_final_figures_apart_from_provisional_ones(city):
    found = ask(city, "von vorläufigen")

    assert [(month, status, many, value) for month, _, _, status, many, value, _ in found] == [
        ("2026-09", "A", 1, 10.0),
        ("2026-10", "P", 2, 18.0),
    ]


def test_the_examples_name_what_there_is(city):
    for _, sql in QUESTIONS:
        assert not re.search(r"\b(contact|outbox|incoming)\b", sql)
