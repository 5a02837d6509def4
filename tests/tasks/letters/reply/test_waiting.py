"""Which submissions wait for an answer, and what is known of them."""

from datetime import datetime

from sqlalchemy import insert

from schemas.finding import Severity
from schemas.form.submission import State
from schemas.store import warehouse as w
from schemas.store.correspondence import answer, incoming
from schemas.store.recheck import enter_rechecks
from tasks.letters.reply.waiting import CentreContact, StoredAnswer, list_cases, list_unanswered, store_answers
from tasks.store.store import store_batch
from tests.factories import (
    AT,
    POLICY,
    SCHOOL,
    enter_respondents,
    enter_submission,
    keep,
    make_finding,
    make_reading,
    make_verdict,
    rows_of,
)

LATER = datetime(2026, 11, 6)
OFFICE = CentreContact("Kommunales Integrationszentrum Hagen", "meldung@ki.example")


def cases(engine, *numbers):
    return list_cases(engine, numbers, POLICY, OFFICE)


def reply(engine, *found):
    with engine.begin() as connection:
        store_answers(connection, [StoredAnswer(case, "169468/2026-10_1", "<id>") for case in found], AT)


def test_what_was_checked_waits_until_it_is_answered(engine):
    enter_respondents(engine)
    number = keep(engine, make_reading())
    enter_submission(engine, make_reading())

    assert list_unanswered(engine) == [[number]]
    reply(engine, *cases(engine, number))
    assert list_unanswered(engine) == []
    assert rows_of(engine, answer, "kind", "checked_at", "folder", "message_id") == [
        ("receipt", AT, "169468/2026-10_1", "<id>")
    ]


def test_a_batch_has_so_many_answers_figures_and_findings(engine):
    enter_respondents(engine)
    verdicts = [make_verdict(State.ACCEPTED, *[make_finding()] * findings, figures=5) for findings in (0, 0, 0, 3, 9)]
    numbers = [keep(engine, make_reading(), verdict) for verdict in verdicts]

    assert list_unanswered(engine) == [numbers]
    assert list_unanswered(engine, 2) == [numbers[:2], numbers[2:4], numbers[4:]]
    assert list_unanswered(engine, most_told=15) == [numbers[:3], numbers[3:4], numbers[4:]]
    assert list_unanswered(engine, most_told=1) == [[number] for number in numbers]


def test_what_was_checked_again_is_answered_by_itself(engine):
    enter_respondents(engine)
    number = keep(engine, make_reading(), make_verdict(State.RETURNED))
    reply(engine, *cases(engine, number))
    before = rows_of(engine, w.submission)
    again = recheck(engine, number)
    assert list_unanswered(engine) == []
    store_batch(engine, [again], [make_reading()], [make_verdict()], LATER)

    assert list_unanswered(engine) == [[again]]
    reply(engine, *cases(engine, again))
    assert rows_of(engine, answer, "submission_id", "kind", "checked_at") == [
        (number, "report", AT), (again, "receipt", LATER),
    ]  # fmt: skip
    assert rows_of(engine, w.submission, submission_id=number) == before


def recheck(engine, number):
    with engine.begin() as connection:
        connection.execute(enter_rechecks([number]))
    return number + 1


def test_a_case_knows_whose_it_is_until_when_and_who_answers(engine):
    enter_respondents(engine)
    (case,) = cases(engine, keep(engine, make_reading(contact_email="a@schule.example")))

    assert (case.name, case.respondent, case.month, case.kind) == (f"Stelle {SCHOOL}", SCHOOL, "2026-10", "receipt")
    assert (case.deadline.isoformat(), case.cutoff.isoformat()) == ("2026-11-10", "2026-11-25")
    assert case.office == "Kommunales Integrationszentrum Hagen"
    assert case.contact == "a@schule.example"


def test_findings_come_in_their_order_with_all_they_say(engine):
    enter_respondents(engine)
    found = [
        make_finding(
            rule="B", severity=Severity.ERROR, sheet="Jahrgänge", cell="B6", row=6, subject="t.c[05]", hint="Tun."
        ),
        make_finding(rule="A", severity=Severity.WARNING, answer="Erläutert: so"),
    ]
    (case,) = cases(engine, keep(engine, make_reading(), make_verdict(State.RETURNED, *found)))

    assert [(one.rule, one.severity, one.cell, one.subject, one.answer) for one in case.findings] == [
        ("B", Severity.ERROR, "B6", "t.c[05]", None), ("A", Severity.WARNING, None, None, "Erläutert: so"),
    ]  # fmt: skip
    assert {one.respondent for one in case.findings} == {SCHOOL}


def test_a_new_version_knows_the_one_that_it_replaces(engine):
    enter_respondents(engine)
    first = keep(engine, make_reading())
    wrong = keep(engine, make_reading(), make_verdict(State.RETURNED))
    last = keep(engine, make_reading())
    other = keep(engine, make_reading(month="2026-09"))

    assert [case.earlier for case in cases(engine, first, wrong, last, other)] == [None, None, first, None]


def test_an_older_file_that_is_checked_again_replaces_nothing_newer(engine):
    enter_respondents(engine)
    first = keep(engine, make_reading())
    wrong = keep(engine, make_reading(), make_verdict(State.RETURNED))
    last = keep(engine, make_reading())
    with engine.begin() as connection:
        connection.execute(enter_rechecks([wrong]))
    store_batch(engine, [last + 1], [make_reading()], [make_verdict()], LATER)

    assert [case.earlier for case in cases(engine, last, last + 1)] == [last + 1, first]


def test_the_sender_is_who_mailed_it_first(engine):
    enter_respondents(engine)
    number = keep(engine, make_reading())
    with engine.begin() as connection:
        for at, sender in enumerate([None, "erste@schule.example", "zweite@schule.example"], start=1):
            connection.execute(insert(incoming), mail(at, sender))
            row = {"submission_id": number, "file": f"{at}.xlsx", "seen_at": datetime(2026, 11, at), "incoming_id": at}
            connection.execute(insert(w.delivery), row)

    assert cases(engine, number)[0].sender == "erste@schule.example"
    assert cases(engine, recheck(engine, number))[0].sender == "erste@schule.example"


def mail(number, sender):
    return {
        "incoming_id": number, "source": "postfach", "path": f"<{number}@x>", "mark": "", "sha256": "0" * 64,
        "byte_count": 1, "received_at": AT, "seen_at": AT, "sender": sender, "outcome": "taken", "parts": 1,
    }  # fmt: skip
