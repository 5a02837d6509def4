"""What a respondent sent and what became of it: complete, newest first, and nothing of somebody else's."""

from datetime import datetime, timedelta

import pytest

from schemas.answer.sent import MOST_SENDINGS
from schemas.finding import EARLIER_MONTH, SUBMISSION_KEY, Severity
from schemas.form.submission import State
from schemas.store.recheck import enter_rechecks
from tasks.letters.reply.waiting import StoredAnswer, list_cases, store_answers
from tasks.store.store import store_batch
from tests.factories import (
    AT,
    OTHER_SCHOOL,
    POLICY,
    enter_respondents,
    enter_submission,
    keep,
    make_finding,
    make_reading,
    make_verdict,
)
from tests.tasks.letters.reply.test_waiting import OFFICE

RETURNED = make_verdict(State.RETURNED)


@pytest.fixture
def city(engine):
    enter_respondents(engine)
    return engine


def case_of(engine, number):
    return list_cases(engine, [number], POLICY, OFFICE)[0]


def told(engine, number):
    return [(one.submission_id, one.outcome) for one in case_of(engine, number).sendings]


def held(rule):
    return make_verdict(State.SET_ASIDE, make_finding(rule=rule, severity=Severity.ERROR))


def test_the_newest_comes_first_with_what_became_of_each(city):
    for verdict in (RETURNED, make_verdict(), make_verdict(State.NIL)):
        last = keep(city, make_reading(), verdict)
    september = keep(city, make_reading(month="2026-09"))
    keep(city, make_reading(respondent=OTHER_SCHOOL))
    enter_submission(city, make_reading())

    assert told(city, last) == [
        (september, "angenommen, gilt"), (3, "Fehlanzeige, gilt"), (2, "ersetzt"), (1, "zurückgegeben"),
    ]  # fmt: skip


def test_when_it_arrived_and_when_it_was_checked_is_said(city):
    number = keep(city, make_reading(), received_at=AT - timedelta(hours=2))
    (one,) = case_of(city, number).sendings

    assert (one.file_name, one.month, one.received_at, one.checked_at) == (
        "169468_2026-10.xlsx", "2026-10", AT - timedelta(hours=2), AT,
    )  # fmt: skip


def test_of_many_the_last_are_listed_and_always_itself_and_what_is_in_force(city):
    numbers = [keep(city, make_reading())]
    numbers += [keep(city, make_reading(), RETURNED) for _ in range(MOST_SENDINGS + 4)]
    listed = [number for number, _ in told(city, numbers[2])]

    assert len(listed) == MOST_SENDINGS
    assert {numbers[0], numbers[2]} < set(listed)
    assert listed[0] == numbers[-1]


def test_what_nothing_proves_to_be_theirs_is_not_listed(city):
    keep(city, make_reading(), held(SUBMISSION_KEY))
    keep(city, make_reading(), make_verdict(State.UNREADABLE))
    asked = keep(city, make_reading(), held(EARLIER_MONTH))
    last = keep(city, make_reading())

    assert told(city, last) == [(last, "angenommen, gilt"), (asked, "zurückgestellt")]


@pytest.mark.parametrize("verdict", [held(SUBMISSION_KEY), make_verdict(State.UNREADABLE)], ids=["key", "unreadable"])
def test_who_only_names_a_respondent_hears_nothing_of_what_it_sent(city, verdict):
    keep(city, make_reading())

    assert told(city, keep(city, make_reading(), verdict)) == []


def test_a_file_that_was_checked_again_is_listed_once_as_its_last_check_left_it(city):
    wrong, last = keep(city, make_reading(), RETURNED), keep(city, make_reading(month="2026-09"))
    with city.begin() as connection:
        connection.execute(enter_rechecks([wrong]))
    assert told(city, last)[1] == (wrong, "zurückgegeben")
    store_batch(city, [last + 1], [make_reading()], [make_verdict()], datetime(2026, 11, 6))

    assert told(city, last) == [(last, "angenommen, gilt"), (last + 1, "angenommen, gilt")]
    assert told(city, last + 1) == told(city, last)


def test_an_old_file_knows_the_newer_one_in_force_and_a_new_one_the_older(city):
    first = keep(city, make_reading(), RETURNED)
    accepted = keep(city, make_reading())
    last = keep(city, make_reading(), RETURNED)
    cases = [case_of(city, number) for number in (first, accepted, last)]

    assert [case.in_force and case.in_force.submission_id for case in cases] == [accepted, None, accepted]
    assert [case.newer and case.newer.submission_id for case in cases] == [accepted, None, None]


def test_what_no_mail_spoke_of_is_untold(city):
    numbers = [keep(city, make_reading(), RETURNED) for _ in range(3)]
    keep(city, make_reading(month="2026-09"), RETURNED)
    with city.begin() as connection:
        mails = [
            StoredAnswer(case_of(city, numbers[0]), "f", "<id>"),
            StoredAnswer(case_of(city, numbers[1]), "f", None),
        ]
        store_answers(connection, mails, AT)

    assert [one.submission_id for one in case_of(city, numbers[2]).untold] == [numbers[1]]


def test_figures_in_place_of_a_nil_return_are_known_as_such(city):
    keep(city, make_reading(is_nil=True), make_verdict(State.NIL))

    assert case_of(city, keep(city, make_reading())).was_nil
    assert not case_of(city, keep(city, make_reading())).was_nil
