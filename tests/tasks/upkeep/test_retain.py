"""What is too old is erased: addresses, senders, mails, names, files. The figures stay."""

import os
from datetime import date, datetime
from hashlib import sha256

import pytest
from sqlalchemy import insert, update

from config.policy import load_policy
from schemas.files.incoming import archive_path
from schemas.form.submission import State
from schemas.mail.mail import Mail
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from tasks.letters.outbox import enqueue_mails
from tasks.upkeep.retain import Places, erase, find_expired
from tests.factories import (
    AT,
    CENTRE,
    DAYCARE,
    SCHOOL,
    enter_respondents,
    keep,
    make_finding,
    make_reading,
    make_verdict,
    rows_of,
)
from tests.factories_inbox import receive_folder

RETENTION = load_policy().retention
SOON, MAILS_OLD, FILES_OLD = date(2027, 1, 1), date(2029, 1, 1), date(2037, 1, 1)


@pytest.fixture
def places(tmp_path):
    made = Places(tmp_path / "archive", tmp_path / "replies", tmp_path / "meldeboegen")
    for folder in (made.archive, made.replies, made.forms):
        folder.mkdir()
    return made


@pytest.fixture
def city(engine, places):
    """A school that closed at the end of 2026 and a daycare that goes on; each has sent a return and got a mail."""
    enter_respondents(engine, SCHOOL, spans=[(date(2020, 1, 1), date(2026, 12, 31))])
    enter_respondents(engine, DAYCARE)
    keep(
        engine, make_reading(contact_name="Sekretariat", contact_email="s@schule.example", remarks="Frau X war krank.")
    )
    keep(engine, make_reading("daycare", contact_email="k@kita.example"))
    mail = Mail(
        "<m@ki.example>", "receipt", "s@schule.example", "Quittung", "Guten Tag", "<p>Guten Tag</p>", month="2026-10"
    )
    with engine.begin() as connection:
        enqueue_mails(connection, [mail], AT)
        connection.execute(update(c.outbox).values(sent_at=AT))
        answer = {
            "submission_id": 1,
            "kind": "receipt",
            "checked_at": AT,
            "written_at": AT,
            "folder": f"{SCHOOL}/2026-10_1",
        }
        connection.execute(insert(c.answer), answer)
    (places.replies / SCHOOL / "2026-10_1").mkdir(parents=True)
    (places.forms / "2026-10").mkdir()
    return engine


def receive(engine, places, tmp_path, at=AT):
    """A file that came, with its bytes in the archive; returns where."""
    inbox = tmp_path / "inbox"
    inbox.mkdir(exist_ok=True)
    (inbox / "Meldung.xlsx").write_bytes(b"bytes")
    os.utime(inbox / "Meldung.xlsx", (1_000, 1_000))  # nobody is writing it any more
    receive_folder(engine, inbox, places.archive, at)
    with engine.begin() as connection:
        connection.execute(update(w.submission).where(w.submission.c.state == "received").values(state="unreadable"))
    return archive_path(places.archive, sha256(b"bytes").hexdigest())


def test_what_is_young_stays(city, places):
    before = {table.name: rows_of(city, table) for table in (w.contact, c.outbox, w.submission)}
    found = find_expired(city, places, RETENTION, SOON)
    erase(city, places, RETENTION, SOON)

    assert found.is_empty
    assert {table.name: rows_of(city, table) for table in (w.contact, c.outbox, w.submission)} == before


def test_addresses_go_first_of_those_who_owe_nothing_any_more(city, places):
    found = erase(city, places, RETENTION, MAILS_OLD)

    assert (found.contacts, found.mails, found.files) == (1, 1, ())
    assert rows_of(city, w.contact, "respondent_id") == [(DAYCARE,)]
    assert rows_of(city, c.outbox, "message_id", "recipient", "text", "attachments") == [
        ("<m@ki.example>", "gelöscht", "", "[]")
    ]
    assert rows_of(city, w.submission, "remarks")[0] == ("Frau X war krank.",)


def test_later_files_answers_forms_and_remarks_go_and_the_figures_stay(city, places, tmp_path):
    path = receive(city, places, tmp_path)
    facts = rows_of(city, w.FACTS["school_pupils"])
    assert path.exists()
    erase(city, places, RETENTION, FILES_OLD)

    assert not path.exists()
    assert not (places.replies / SCHOOL / "2026-10_1").exists()
    assert not (places.forms / "2026-10").exists()
    assert rows_of(city, w.submission, "remarks")[0] == (None,)
    assert rows_of(city, w.FACTS["school_pupils"]) == facts != []


def test_what_somebody_wrote_goes_too_and_a_finding_stays_settled(city, places):
    words = {"submission_id": 1, "rule": "PLACES_DIFFER", "subject": "x", "respondent_id": SCHOOL, "month": "2026-10",
             "text": "Frau X ist neu.", "given_at": AT}  # fmt: skip
    with city.begin() as connection:
        connection.execute(insert(c.explanation), words)
    asked = make_finding(value="Frau X", message="„Frau X“ ist keine Zahl.", answer="Frau X ist neu.")
    keep(city, make_reading(month="2026-09"), make_verdict(State.ACCEPTED, asked))
    erase(city, places, RETENTION, FILES_OLD)

    assert rows_of(city, c.explanation, "text") == [("gelöscht",)]
    assert rows_of(city, w.finding, "rule", "value", "message", "answer", "is_settled") == [
        ("NUMBER_AS_TEXT", None, "gelöscht", "gelöscht", True)
    ]


@pytest.mark.parametrize("table", [c.clearance, c.discard, w.report_release], ids=lambda table: table.name)
def test_who_decided_is_forgotten_and_what_was_decided_stays(city, places, table):
    of_report = {"release_id": 1, "centre_id": CENTRE, "month": "2026-10", "version": "1.0", "points": "{}"}
    about = of_report if table is w.report_release else {"submission_id": 1}
    with city.begin() as connection:
        connection.execute(insert(table), about | {"given_by": "A. Beispiel", "reason": "verloren", "given_at": AT})
    erase(city, places, RETENTION, MAILS_OLD)
    assert rows_of(city, table, "given_by") == [("A. Beispiel",)]

    erase(city, places, RETENTION, FILES_OLD)
    assert rows_of(city, table, "given_by", "reason") == [("gelöscht", "verloren")]


def test_bytes_that_somebody_sent_again_lately_stay(city, places, tmp_path):
    path = receive(city, places, tmp_path)
    with city.begin() as connection:
        connection.execute(update(c.incoming).values(received_at=datetime(2036, 12, 1)))
    erase(city, places, RETENTION, FILES_OLD)

    assert path.exists()


def test_a_mail_that_still_waits_is_not_emptied(city, places):
    with city.begin() as connection:
        connection.execute(update(c.outbox).values(sent_at=None))

    assert erase(city, places, RETENTION, FILES_OLD).mails == 0
    assert rows_of(city, c.outbox, "recipient") == [("s@schule.example",)]


def test_looking_changes_nothing_and_erasing_twice_erases_once(city, places):
    looked = find_expired(city, places, RETENTION, FILES_OLD)
    erased = erase(city, places, RETENTION, FILES_OLD)

    assert looked == erased
    assert erase(city, places, RETENTION, FILES_OLD).is_empty


def test_a_run_killed_before_the_files_is_made_up_for(city, places, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("tasks.upkeep.retain.shutil.rmtree", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            erase(city, places, RETENTION, FILES_OLD)
    erase(city, places, RETENTION, FILES_OLD)

    assert not (places.replies / SCHOOL / "2026-10_1").exists()


def test_a_leap_day_has_its_years_too(city, places):
    assert not find_expired(city, places, RETENTION, date(2028, 2, 29)).files
