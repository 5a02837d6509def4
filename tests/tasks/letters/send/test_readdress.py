"""What a mistyped address refused goes to the corrected one, once, as long as somebody waits for it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, update

from config.policy import load_policy
from schemas.store import warehouse as w
from schemas.store.correspondence import outbox
from tasks.letters.outbox import enqueue_mails
from tasks.letters.send.readdress import readdress_refused
from tasks.store.ledger import enter_month
from tests.factories import DAYCARE, SCHOOL, enter_respondents, keep, make_reading, rows_of
from tests.factories_outbox import make_mail

AT = datetime(2026, 11, 3, 9)
WRONG, RIGHT, OURS = "sekretariat@beispielschule.example", "buero@stelle.example", "meldung@ki.example"
CALENDAR = load_policy().calendar


@pytest.fixture
def refused(engine):
    """The school's invitation for October was refused; another one waits, a third went out."""
    enter_respondents(engine)
    enter_month(engine, "2026-10", CALENDAR, AT)
    with engine.begin() as connection:
        connection.execute(insert(w.contact), {"respondent_id": SCHOOL, "email": WRONG})
        enqueue_mails(connection, [make_mail()], AT)
        enqueue_mails(connection, [make_mail("b", recipient="kita@stelle.example", respondent_id=DAYCARE)], AT)
    give_up(engine)
    return engine


def give_up(engine, **which):
    mail = outbox.c.respondent_id == SCHOOL
    for name, value in which.items():
        mail &= outbox.c[name] == value
    with engine.begin() as connection:
        gone = {"given_up_at": AT, "last_reply": "550 unbekannt", "attempts": 1, "attempted_at": AT}
        connection.execute(update(outbox).where(mail).values(gone))


def register(engine, *emails):
    with engine.begin() as connection:
        connection.execute(update(w.contact).values(email="; ".join(emails)))


def again(engine, at=AT + timedelta(hours=2)):
    return readdress_refused(engine, CALENDAR, OURS, at)


def waiting(engine):
    """Recipients and texts of the school's mails that nobody has tried yet."""
    rows = rows_of(engine, outbox, "recipient", "text", respondent_id=SCHOOL, given_up_at=None, attempts=0)
    return sorted(rows)


def test_nothing_is_tried_again_at_the_address_that_refused_it(refused):
    assert again(refused) == 0
    assert waiting(refused) == []


def test_a_corrected_address_gets_the_same_mail_once(refused):
    register(refused, RIGHT)

    assert [again(refused), again(refused, AT + timedelta(days=1))] == [1, 0]
    assert waiting(refused) == [(RIGHT, make_mail().text)]
    (row,) = rows_of(refused, outbox, recipient=RIGHT)
    assert (row["attempted_at"], row["last_reply"], row["created_at"]) == (None, None, AT + timedelta(hours=2))


def test_it_is_not_written_twice_where_two_addresses_refused_it(refused):
    with refused.begin() as connection:
        enqueue_mails(connection, [make_mail("copy", recipient="leitung@beispielschule.example")], AT)
    give_up(refused)
    register(refused, RIGHT)

    assert again(refused) == 1


def test_a_corrected_address_that_is_refused_too_waits_for_the_next_correction(refused):
    register(refused, RIGHT)
    again(refused)
    give_up(refused)

    assert again(refused) == 0
    register(refused, "verwaltung@stelle.example")
    assert again(refused) == 1
    assert [recipient for recipient, _ in waiting(refused)] == ["verwaltung@stelle.example"]


def test_neither_we_nor_who_had_it_get_it(refused):
    with refused.begin() as connection:
        enqueue_mails(connection, [make_mail("copy", recipient=RIGHT)], AT)
    register(refused, RIGHT.upper(), OURS)

    assert again(refused) == 0


@pytest.mark.parametrize("later", [timedelta(days=9), timedelta(days=40)], ids=["after the deadline", "long after"])
def test_nobody_is_invited_when_it_is_too_late(refused, later):
    register(refused, RIGHT)

    assert again(refused, AT + later) == 0


def test_nobody_is_invited_of_whom_something_came(refused):
    keep(refused, make_reading("school"), at=AT)
    register(refused, RIGHT)

    assert again(refused) == 0


@pytest.mark.parametrize(("submission", "written"), [(1, 1), (7, 0)], ids=["what came last", "what was replaced"])
def test_the_answer_to_what_came_last_goes_out_even_after_the_deadline(refused, submission, written):
    keep(refused, make_reading("school"), at=AT)
    with refused.begin() as connection:
        enqueue_mails(connection, [make_mail("answer", kind="report", submission_id=submission)], AT)
    give_up(refused, kind="report")
    register(refused, RIGHT)

    assert again(refused, AT + timedelta(days=9)) == written


def test_a_reminder_waits_for_its_next_day(refused):
    with refused.begin() as connection:
        connection.execute(update(outbox).where(outbox.c.respondent_id == SCHOOL).values(kind="reminder"))
    register(refused, RIGHT)

    assert again(refused) == 0
