"""What is settled is not asked again: explanations while the value stays, waivers until they expire."""

from dataclasses import replace
from datetime import date

import pytest

from schemas.check.catalogue import CATALOGUE
from schemas.check.settle import Explained, Waiver, is_waivable, settle
from schemas.finding import Finding, Severity
from tests.factories import POLICY

DAY = date(2026, 11, 5)
LIMITS = POLICY.thresholds  # a value may move by 10, or by 30 %
SUBJECT = "school_pupils.first_support[05]"
ASKED = Finding(
    respondent="169468", month="2026-10", rule="FIRST_SUPPORT_HIGH", severity=Severity.WARNING, value="80",
    subject=SUBJECT,
)  # fmt: skip
EXPLAINED = Explained("169468", "2026-09", "FIRST_SUPPORT_HIGH", SUBJECT, "80", "Zwei neue Klassen.")
WRONG = replace(ASKED, rule="SCHOOL_PUPILS_S05_WITHIN_S01", severity=Severity.ERROR)
WAIVER = Waiver(7, WRONG.rule, "169468", "2026-10", "2026-12", "Umzug der Schule", date(2026, 12, 31))


def answer(finding, *, explained=(), waivers=(), day=DAY):
    (settled,) = settle([finding], explained, waivers, LIMITS, day)
    return settled.answer


def test_an_explained_warning_says_what_the_respondent_wrote():
    assert answer(ASKED, explained=[EXPLAINED]) == "Erläutert (September 2026): Zwei neue Klassen."


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("YEAR_MISSING", None), ("YEAR_ROW_MISSING", None), ("YEAR_MISSING_BY_NIL", "yes"),
        ("OFFERS_PERSONS_IN_YEAR_BELOW_MONTH", "80"), ("OFFERS_PERSONS_IN_YEAR_BELOW_EARLIER", "80"),
        ("SPENT_ABOVE_GRANTED", "80"), ("GRANT_EXCEEDED", "80"),
    ],
)  # fmt: skip
def test_what_is_said_of_one_year_is_no_answer_in_the_next(rule, value):
    december = replace(ASKED, rule=rule, value=value, month="2026-12")
    words = replace(EXPLAINED, rule=rule, value=value, month="2026-11")

    assert answer(december, explained=[words])
    assert not answer(replace(december, month="2027-12"), explained=[words])


@pytest.mark.parametrize("value", ["80", "90", "104", "56"])
def test_it_is_not_asked_again_while_the_value_stays_about_the_same(value):
    assert answer(replace(ASKED, value=value), explained=[EXPLAINED])


@pytest.mark.parametrize("value", ["105", "55", "0", None, "achtzig"])
def test_it_is_asked_again_where_the_value_is_another(value):
    assert answer(replace(ASKED, value=value), explained=[EXPLAINED]) is None


def test_a_warning_without_a_figure_stays_explained_while_it_says_the_same():
    missing = replace(ASKED, rule="COLUMN_MISSING", value=None)

    assert answer(missing, explained=[replace(EXPLAINED, rule="COLUMN_MISSING", value=None)])
    assert answer(missing, explained=[replace(EXPLAINED, rule="COLUMN_MISSING", value="Klasse")]) is None


@pytest.mark.parametrize(
    "other",
    [{"respondent": "169469"}, {"rule": "ARRIVALS_DIFFER"}, {"subject": "school_pupils.first_support[06]"}],
    ids=["another school", "another rule", "another grade"],
)
def test_an_explanation_is_about_one_thing_only(other):
    assert answer(ASKED, explained=[replace(EXPLAINED, **other)]) is None


def test_the_newest_explanation_speaks():
    newer = replace(EXPLAINED, month="2026-10", text="Drei neue Klassen.")

    assert answer(ASKED, explained=[EXPLAINED, newer]) == "Erläutert (Oktober 2026): Drei neue Klassen."


def test_words_do_not_settle_an_error():
    wrong = replace(ASKED, severity=Severity.ERROR)

    assert answer(wrong, explained=[EXPLAINED]) is None


def test_a_waiver_settles_an_error_and_is_named():
    (settled,) = settle([WRONG], [], [WAIVER], LIMITS, DAY)

    assert settled.answer == "Ausnahme bis 31.12.2026: Umzug der Schule"
    assert settled.waiver_id == 7
    assert settled.severity == Severity.ERROR


@pytest.mark.parametrize(
    ("waiver", "day"),
    [
        ({"rule": "SCHOOL_PUPILS_S06_WITHIN_S05"}, DAY),
        ({"respondent": "169469"}, DAY),
        ({"month_from": "2026-11"}, DAY),
        ({"month_to": "2026-09", "month_from": "2026-09"}, DAY),
        ({}, date(2027, 1, 1)),
    ],
    ids=["another rule", "another school", "a later month", "an earlier month", "it has expired"],
)
def test_a_waiver_settles_nothing_else(waiver, day):
    assert answer(WRONG, waivers=[replace(WAIVER, **waiver)], day=day) is None


@pytest.mark.parametrize(
    "rule",
    ["RESPONDENT_UNKNOWN", "SUBMISSION_KEY", "FILE_PDF", "COLUMN_PERSON", "BELOW_ZERO", "SCHOOL_PUPILS_ROW_TWICE"],
)
def test_some_rules_hold_for_everybody(rule):
    assert not is_waivable(rule)
    assert answer(replace(WRONG, rule=rule), waivers=[replace(WAIVER, rule=rule)]) is None


@pytest.mark.parametrize("rule", ["SCHOOL_PUPILS_S05_WITHIN_S01", "MONTH_NOT_OPEN", "ABOVE_LIMIT", "COLUMN_MISSING"])
def test_others_a_person_may_set_aside(rule):
    assert is_waivable(rule)


def test_every_rule_can_be_asked():
    assert {is_waivable(rule) for rule in (*CATALOGUE, "NO_SUCH_RULE")} == {True, False}


def test_an_information_needs_no_answer():
    said = replace(ASKED, severity=Severity.INFORMATION)

    assert answer(said, explained=[EXPLAINED], waivers=[replace(WAIVER, rule=said.rule)]) is None
