"""What a person lets through, by name: a set-aside submission, and a rule for a respondent."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from config.errors import UsageError
from schemas.check.settle import Waiver
from schemas.finding import Severity
from schemas.form.submission import State
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from tasks.intake.receive import pending
from tasks.letters.reply.waiting import list_unanswered
from tasks.store.decisions import (
    accept_submission,
    discard_submission,
    grant_waiver,
    list_open,
    list_set_aside,
    list_waivers,
    request_recheck,
)
from tests.factories import (
    AT,
    enter_respondents,
    enter_submission,
    keep,
    make_finding,
    make_reading,
    make_verdict,
    rows_of,
)

RULE = "SCHOOL_PUPILS_S05_WITHIN_S01"
WAIVER = Waiver(0, RULE, "169468", "2026-10", "2026-12", "Umzug der Schule", date(2026, 12, 31))


@pytest.fixture
def city(engine):
    enter_respondents(engine)
    return engine


def set_aside(engine):
    finding = make_finding(rule="SUBMISSION_KEY", severity=Severity.ERROR, message="Der Meldeschlüssel fehlt.")
    return keep(engine, make_reading(), make_verdict(State.SET_ASIDE, finding))


def send_back(engine, rule=RULE):
    """A return that is owed, and was sent back for a rule."""
    keep(engine, make_reading())
    finding = make_finding(rule=rule, severity=Severity.ERROR)
    return keep(engine, make_reading(), make_verdict(State.RETURNED, finding))


def test_what_is_set_aside_changes_no_return_until_somebody_accepts_it(city):
    number = set_aside(city)

    assert rows_of(city, w.return_) == []
    assert [(row["submission_id"], row["message"]) for row in list_set_aside(city)] == [
        (number, "Der Meldeschlüssel fehlt.")
    ]


def test_accepting_is_written_down_and_makes_it_wait_again(city):
    number = set_aside(city)
    accept_submission(city, number, "A. Beispiel", "Anruf der Schule", AT)

    assert rows_of(city, c.clearance) == [
        {"submission_id": number, "given_by": "A. Beispiel", "reason": "Anruf der Schule", "given_at": AT}
    ]
    assert rows_of(city, w.submission, "state", "recheck_of") == [("set_aside", None), ("received", number)]
    assert list_set_aside(city) == []


def test_what_was_accepted_by_name_needs_it_only_once(city):
    number = set_aside(city)
    accept_submission(city, number, "A. Beispiel", "Anruf der Schule", AT)

    with pytest.raises(UsageError, match="ist schon zugelassen"):
        accept_submission(city, number, "B. Beispiel", "Noch ein Anruf", AT)
    assert len(rows_of(city, w.submission)) == 2


def test_giving_up_is_written_down_and_ends_the_waiting(city):
    number, waiting = set_aside(city), enter_submission(city, make_reading(file="verloren.xlsx"))
    assert [row["submission_id"] for row in list_open(city)] == [number, waiting]

    assert discard_submission(city, waiting, "A. Beispiel", "im Archiv verloren", AT) == "verloren.xlsx"
    discard_submission(city, number, "A. Beispiel", "nicht von der Schule", AT)

    assert rows_of(city, c.discard, "submission_id", "given_by", "reason", "given_at") == [
        (number, "A. Beispiel", "nicht von der Schule", AT),
        (waiting, "A. Beispiel", "im Archiv verloren", AT),
    ]
    assert rows_of(city, w.submission, "state") == [("withdrawn",), ("withdrawn",)]
    assert (list_open(city), list_set_aside(city), pending(city), list_unanswered(city)) == ([], [], [], [])


def test_only_what_is_open_can_be_given_up(city):
    accepted, aside = keep(city, make_reading()), set_aside(city)
    accept_submission(city, aside, "A. Beispiel", "Anruf der Schule", AT)

    for number, why in (
        (accepted, "ist angenommen"),
        (aside, "ist schon noch einmal geprüft oder zugelassen"),
        (99, "gibt es nicht"),
    ):
        with pytest.raises(UsageError, match=why):
            discard_submission(city, number, "A. Beispiel", "verloren", AT)
    with pytest.raises(UsageError, match="Namen und Begründung"):
        discard_submission(city, aside, "A. Beispiel", "", AT)


def test_what_is_given_up_once_keeps_its_first_reason(city):
    aside = set_aside(city)
    discard_submission(city, aside, "A. Beispiel", "nicht von der Schule", AT)

    with pytest.raises(UsageError, match="ist schon abgeschrieben"):
        discard_submission(city, aside, "B. Beispiel", "verloren", AT)
    assert rows_of(city, c.discard, "given_by", "reason") == [("A. Beispiel", "nicht von der Schule")]


def test_a_file_that_is_lost_is_not_checked_again_for_a_mended_rule(city, tmp_path):
    send_back(city)

    assert request_recheck(city, RULE, "2026-10", tmp_path) == 0
    assert pending(city) == []


@pytest.mark.parametrize(("by", "reason"), [("", "Anruf"), ("A. Beispiel", "  ")])
def test_nobody_accepts_without_name_and_reason(city, by, reason):
    number = set_aside(city)

    with pytest.raises(UsageError, match="Namen und Begründung"):
        accept_submission(city, number, by, reason, AT)


def test_only_what_is_set_aside_can_be_accepted(city):
    number = keep(city, make_reading())

    with pytest.raises(UsageError, match="ist angenommen, nicht zurückgestellt"):
        accept_submission(city, number, "A. Beispiel", "Anruf", AT)
    with pytest.raises(UsageError, match="gibt es nicht"):
        accept_submission(city, 99, "A. Beispiel", "Anruf", AT)


def test_a_waiver_is_written_down_once(city):
    assert grant_waiver(city, WAIVER, "A. Beispiel", AT) == (1, 0)
    assert grant_waiver(city, WAIVER, "A. Beispiel", datetime(2026, 11, 20, 9)) == (1, 0)
    assert grant_waiver(city, replace(WAIVER, reason="Anderer Grund"), "A. Beispiel", AT) == (2, 0)

    assert [row["reason"] for row in list_waivers(city, AT.date())] == ["Umzug der Schule", "Anderer Grund"]


def test_a_waiver_makes_what_was_sent_back_for_the_rule_wait_again(city):
    number = send_back(city)

    before = rows_of(city, w.submission, submission_id=number), rows_of(city, w.finding)

    assert grant_waiver(city, WAIVER, "A. Beispiel", AT) == (1, 1)
    assert grant_waiver(city, WAIVER, "A. Beispiel", AT) == (1, 0)  # it waits already
    assert rows_of(city, w.submission, "state", "received_at", recheck_of=number) == [("received", AT)]
    assert (rows_of(city, w.submission, submission_id=number), rows_of(city, w.finding)) == before


@pytest.mark.parametrize(
    "other",
    [{"rule": "SCHOOL_PUPILS_S06_WITHIN_S05"}, {"month_from": "2026-11"}],
    ids=["another rule", "another month"],
)
def test_what_was_sent_back_for_something_else_stays(city, other):
    number = send_back(city)
    grant_waiver(city, replace(WAIVER, **other), "A. Beispiel", AT)

    assert rows_of(city, w.submission, "state", submission_id=number) == [("returned_for_correction",)]


def test_what_failed_a_rule_is_checked_again_once_it_was_put_right(city):
    number = send_back(city)
    before = rows_of(city, w.submission, submission_id=number)

    assert request_recheck(city, RULE, "2026-09") == request_recheck(city, "OTHER_RULE", "2026-10") == 0
    assert request_recheck(city, RULE, "2026-10") == 1
    assert request_recheck(city, RULE, "2026-10") == 0  # it waits already
    assert rows_of(city, w.submission, "state", recheck_of=number) == [("received",)]
    assert rows_of(city, w.submission, submission_id=number) == before


def test_a_rule_that_only_asked_sent_nothing_back(city):
    keep(city, make_reading(), make_verdict(State.RETURNED, make_finding(rule=RULE, severity=Severity.WARNING)))

    assert request_recheck(city, RULE, "2026-10") == 0


def test_a_waiver_ends(city):
    grant_waiver(city, WAIVER, "A. Beispiel", AT)

    assert len(list_waivers(city, date(2026, 12, 31))) == 1
    assert list_waivers(city, date(2027, 1, 1)) == []


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"rule": "RESPONDENT_UNKNOWN"}, "gilt für alle"),
        ({"rule": "NO_SUCH_RULE"}, "gibt es nicht"),
        ({"respondent": "100000"}, "steht nicht im Register"),
        ({"rule": "PLACES_DIFFER"}, "prüft die Regel"),
        ({"month_to": "2026-09"}, "liegt vor dem ersten"),
        ({"expires_on": date(2026, 10, 1)}, "abgelaufen"),
        ({"reason": ""}, "Begründung"),
    ],
)
def test_a_waiver_that_cannot_be_is_refused(city, other, sentence):
    with pytest.raises(UsageError, match=sentence):
        grant_waiver(city, replace(WAIVER, **other), "A. Beispiel", AT)
    assert rows_of(city, c.waiver) == []
