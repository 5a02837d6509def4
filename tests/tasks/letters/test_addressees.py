"""Who owes a return, and how they are reached."""

from datetime import datetime

from sqlalchemy import insert, update

from config.policy import load_policy
from schemas.form.submission import State
from schemas.store import warehouse as w
from tasks.centre import read_sender_name
from tasks.letters.addressees import read_addressees
from tasks.store.ledger import enter_month
from tests.factories import CENTRE, DAYCARE, SCHOOL, enter_respondents, keep, make_finding, make_reading, make_verdict

OPENS = datetime(2026, 10, 30, 6)


def test_everybody_who_owes_stands_there_with_state_and_contact(engine):
    enter_respondents(engine, SCHOOL, DAYCARE)
    enter_respondents(engine, "170227", centre="05911000")
    enter_month(engine, "2026-10", load_policy().calendar, OPENS)
    with engine.begin() as connection:
        contact = {
            "respondent_id": SCHOOL,
            "email": " a@käthe.example; Leitung@schule.example,keine, leitung@schule.example",
            "phone": "02331 1",
            "name": "Sekretariat",
        }
        connection.execute(insert(w.contact), contact)
    back = make_verdict(State.RETURNED, make_finding(severity="error"))
    keep(engine, make_reading("school"), back, at=datetime(2026, 11, 3, 9))

    daycare, school = read_addressees(engine, CENTRE, "2026-10")

    assert (daycare.respondent_id, daycare.state, daycare.emails, daycare.received_at) == (
        DAYCARE,
        "expected",
        (),
        None,
    )
    assert (school.phone, school.contact) == ("02331 1", "Sekretariat")
    assert school.emails == ("a@xn--kthe-loa.example", "leitung@schule.example")
    assert (school.state, school.received_at, school.errors) == (State.RETURNED, datetime(2026, 11, 3, 9), 1)
    assert school.is_missing
    assert read_addressees(engine, CENTRE, "2026-11") == []


def test_who_owes_nothing_is_not_addressed(engine):
    enter_respondents(engine, SCHOOL)
    enter_month(engine, "2026-10", load_policy().calendar, OPENS)
    with engine.begin() as connection:
        connection.execute(update(w.return_).values(is_owed=False))

    assert read_addressees(engine, CENTRE, "2026-10") == []


def test_the_office_has_the_name_of_its_city(engine):
    words = load_policy().report.model_copy(update={"imprint": "KI"})

    assert read_sender_name(engine, CENTRE, words) == "KI Hagen"
    assert read_sender_name(engine, "00000000", words) == "KI"
