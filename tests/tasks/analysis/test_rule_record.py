"""What became of what the rules found: read from the submissions of a return, one after the other."""

from dataclasses import replace

import pytest
from sqlalchemy import insert, update

from schemas.analysis.rule_record import Hit
from schemas.finding import Severity
from schemas.form.submission import State
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from tasks.analysis.rule_record import read_hits
from tests.factories import AT, SCHOOL, enter_respondents, keep, make_finding, make_reading, make_verdict

RULE, CELL = "SCHOOL_PUPILS_PUPILS_JUMPS", "school_pupils.pupils[05]"


@pytest.fixture
def engine(engine):
    enter_respondents(engine)
    return engine


def found(**parts):
    usual = {"rule": RULE, "severity": Severity.WARNING, "subject": CELL, "value": "900", "respondent": SCHOOL}
    return make_finding(**(usual | parts))


def send(engine, *findings, pupils=100, state=State.ACCEPTED_WITH_QUERIES, month="2026-10"):
    """One submission of a school with so many pupils, in which this was found."""
    reading = make_reading(month=month, tables={"school_pupils": [{"grade": "05", "pupils": pupils}]})
    return keep(engine, reading, make_verdict(state, *findings, digest=f"{pupils}"))


def outcomes(engine, since="2026-10"):
    return [(hit.rule, hit.outcome, hit.effect) for hit in read_hits(engine, since)[0]]


def test_what_was_sent_again_without_it_was_corrected_with_its_effect_on_the_sum(engine):
    send(engine, found(), pupils=900)
    send(engine, pupils=90, state=State.ACCEPTED)

    assert outcomes(engine) == [(RULE, "corrected", -810.0)]


@pytest.mark.parametrize(
    ("again", "outcome"),
    [
        pytest.param({}, "open", id="still there"),
        pytest.param({"answer": "Erläutert (Oktober 2026): neue Klasse"}, "explained", id="explained"),
        pytest.param({"severity": Severity.INFORMATION}, "told", id="nobody was asked"),
    ],
)
def test_what_is_found_again_is_what_the_last_submission_says_of_it(engine, again, outcome):
    send(engine, found(), pupils=900)
    send(engine, found(**again), pupils=901)

    assert outcomes(engine) == [(RULE, outcome, None)]


def test_a_waiver_is_told_from_an_explanation(engine):
    about = {"waiver_id": 1, "rule": RULE, "respondent_id": SCHOOL, "month_from": "2026-10", "month_to": "2026-10"}
    with engine.begin() as connection:
        given = {"reason": "Umzug", "given_by": "A. Beispiel", "given_at": AT, "expires_on": AT.date()}
        connection.execute(insert(c.waiver), about | given)
    send(engine, found(answer="Ausnahme bis 31.12.2026: Umzug", waiver_id=1), pupils=900)

    assert outcomes(engine) == [(RULE, "waived", None)]


def test_the_same_bytes_without_it_say_that_the_rule_was_changed(engine):
    first = send(engine, found(), pupils=900)
    second = send(engine, pupils=900, state=State.ACCEPTED)
    with engine.begin() as connection:
        again = {"sha256": f"{first:064d}", "recheck_of": first}
        connection.execute(update(w.submission).where(w.submission.c.submission_id == second).values(again))

    assert outcomes(engine) == [(RULE, "dropped", None)]


def test_what_did_not_come_again_is_open_even_if_the_last_file_says_nothing_of_it(engine):
    send(engine, found(), pupils=900)
    send(engine, state=State.RETURNED)

    assert outcomes(engine) == [(RULE, "open", None)]


def test_one_place_is_one_hit_however_often_it_was_sent_and_earlier_months_are_left_out(engine):
    for pupils in (900, 901, 902):
        send(engine, found(value=str(pupils)), found(subject="school_pupils.pupils[06]"), pupils=pupils)
    send(engine, found(), month="2026-09")
    hits, returns = read_hits(engine, "2026-10")

    assert hits == [Hit(RULE, "2026-10", SCHOOL, "open")] * 2
    assert returns == {"2026-10": {"school": 1}}


def test_what_stood_there_and_was_no_number_has_no_effect(engine):
    send(engine, replace(found(), value="ca. 90"), pupils=900)
    send(engine, pupils=90, state=State.ACCEPTED)

    assert outcomes(engine) == [(RULE, "corrected", None)]


def test_a_nil_return_is_not_counted(engine):
    keep(engine, make_reading(tables={}, is_nil=True), make_verdict(State.NIL, figures=0))

    assert read_hits(engine, "2026-10") == ([], {"2026-10": {"school": 0}})
