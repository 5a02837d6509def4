"""Invitations, reminders and the phone list: to whom they belong, once, with the form; whatever happens in between."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import insert, update

import tasks.letters.invite
from config.errors import OutageError
from config.policy import load_policy
from config.settings import load_settings
from schemas.answer.words import WORKBOOK
from schemas.form.submission import State
from schemas.mail.submission_key import key_fits
from schemas.store import warehouse as w
from schemas.store.correspondence import answer, outbox
from tasks.letters.invite import LetterContext, escalate_month, invite_month, phone_list, remind_month
from tasks.letters.send.due import send_due
from tasks.letters.send.server import MailServer
from tasks.secret import key_secret
from tasks.store.ledger import enter_month
from tests.factories import (
    ASSOCIATION,
    CENTRE,
    DAYCARE,
    KINDS,
    OTHER_SCHOOL,
    SCHOOL,
    enter_respondents,
    keep,
    make_nil,
    make_reading,
    make_verdict,
    rows_of,
)
from tests.factories_inbox import lose_source
from tests.factories_workbook import read_in, rules_of
from tests.servers.smtp import SmtpServer

MONTH = "2026-10"
OPENS = datetime(2026, 10, 30, 6)
POLICY = load_policy()
EVERYBODY = sorted(KINDS)


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("MONATSBERICHT_SMTP_URL", "smtp://localhost:25")
    monkeypatch.setenv("MONATSBERICHT_MAIL_FROM", "meldung@ki.example")
    monkeypatch.setenv("MONATSBERICHT_STAFF_EMAIL", "team@ki.example")
    return load_settings(tmp_path / "home")


@pytest.fixture
def city(engine, settings):
    """Five respondents with an address each; September is reported by all but one; October has opened."""
    settings.home.mkdir()
    enter_respondents(engine)
    with engine.begin() as connection:
        rows = [{"respondent_id": name, "email": f"{number}@stelle.example", "phone": f"02331 {number}"}
                for number, name in enumerate(EVERYBODY)]  # fmt: skip
        connection.execute(insert(w.contact), rows)
    enter_month(engine, "2026-09", POLICY.calendar, datetime(2026, 9, 30, 6))
    for form in ("school", "daycare", "association"):
        keep(engine, make_reading(form, month="2026-09"), at=datetime(2026, 10, 5, 9))
    enter_month(engine, MONTH, POLICY.calendar, OPENS)
    return engine


def at(day, hour=7):
    """The office on a day of November (or October, above 29)."""
    return datetime(2026, 10 if day > 29 else 11, day, hour, 15)


def office(city, settings, moment):
    enter_month(city, MONTH, POLICY.calendar, moment)
    return LetterContext.of(city, settings, POLICY, MONTH, moment)


def invite(city, settings, moment=OPENS):
    return invite_month(office(city, settings, moment))


def remind(city, settings, moment):
    return remind_month(office(city, settings, moment))


def mails(city, kind):
    return sorted(rows_of(city, outbox, "respondent_id", kind=kind))


def reminded(city, day):
    rows = [row for row in rows_of(city, outbox, kind="reminder") if row["created_at"].date() == day]
    return sorted(row["respondent_id"] for row in rows)


# Invitations


def test_each_respondent_is_invited_once_with_its_own_form(city, settings):
    written = invite(city, settings)

    assert (written.forms, written.letters, written.unreachable) == (5, 5, ())
    assert [name for (name,) in mails(city, "invitation")] == EVERYBODY
    with SmtpServer() as server:
        send_due(city, settings.home, MailServer(server.url, settings.mail_from), OPENS)
        received = {one.recipients[0]: one.mail for one in server.messages}
    assert len(received) == 5
    mail = received[f"{EVERYBODY.index(SCHOOL)}@stelle.example"]
    (form,) = mail.iter_attachments()
    assert form.get_filename() == "Meldebogen-Schule_169468_2026-10.xlsx"
    reading = read_in(form.get_payload(decode=True), form.get_filename())
    assert (reading.respondent, reading.month) == (SCHOOL, MONTH)
    secret = key_secret(settings.key_file, {})
    assert [key_fits(secret, key, SCHOOL, MONTH) for key in reading.submission_keys] == [True] * len(
        reading.submission_keys
    )
    assert reading.submission_keys
    assert rules_of(reading) == ["HINT_LEFT"]
    sheet = openpyxl.load_workbook(BytesIO(form.get_payload(decode=True)))["Jahrgänge"]
    shown = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(6, 20)}
    assert shown["Jahrgang 05"] == "‹100›"


def test_the_same_day_and_every_day_after_nobody_is_invited_again(city, settings):
    invite(city, settings)
    before = {path.name: path.stat().st_mtime_ns for path in (settings.forms / MONTH).iterdir()}

    again = [invite(city, settings, at(day)) for day in (31, 2, 10)]

    assert [(one.forms, one.letters) for one in again] == [(0, 0)] * 3
    assert {path.name: path.stat().st_mtime_ns for path in (settings.forms / MONTH).iterdir()} == before


@pytest.mark.parametrize("moment", [datetime(2026, 10, 29, 23), datetime(2026, 11, 11, 0, 1)])
def test_nobody_is_invited_before_the_opening_or_after_the_deadline(city, settings, moment):
    written = invite_month(LetterContext.of(city, settings, POLICY, MONTH, moment))

    assert written.letters == 0
    assert not settings.forms.exists()


def test_who_comes_into_the_register_later_is_invited_then(city, settings):
    invite(city, settings)
    enter_respondents(city, "170227")
    with city.begin() as connection:
        connection.execute(insert(w.contact), {"respondent_id": "170227", "email": "neu@stelle.example"})

    assert (invite(city, settings, at(3)).letters, len(mails(city, "invitation"))) == (1, 6)


def test_who_has_sent_something_already_is_not_invited(city, settings):
    keep(city, make_reading("school"), at=OPENS)
    keep(city, make_nil("daycare"), at=OPENS)
    keep(city, make_reading("association"), make_verdict(State.RETURNED), at=OPENS)

    assert invite(city, settings, at(31)).letters == 2
    assert [name for (name,) in mails(city, "invitation")] == [CENTRE, OTHER_SCHOOL]


def test_who_has_no_usable_address_is_told_to_staff_every_time(city, settings):
    with city.begin() as connection:
        for name, email in ((SCHOOL, None), (DAYCARE, "bitte anrufen")):
            connection.execute(update(w.contact).where(w.contact.c.respondent_id == name).values(email=email))

    first, again = invite(city, settings), invite(city, settings, at(31))

    assert (first.letters, again.letters) == (3, 0)
    assert sorted(first.unreachable) == sorted(again.unreachable) == [SCHOOL, DAYCARE]
    assert first.forms == 5


def test_each_of_several_addresses_gets_each_letter_once(city, settings):
    both = ["buero@stelle.example", "leitung@stelle.example"]
    with city.begin() as connection:
        school = w.contact.c.respondent_id == SCHOOL
        connection.execute(update(w.contact).where(school).values(email=f"{both[0]};Meldung@KI.example, {both[1]}"))

    letters = [invite(city, settings).letters, invite(city, settings, at(31)).letters]
    letters += [remind(city, settings, at(5, hour)).letters for hour in (7, 8)]

    assert letters == [6, 0, 6, 0]
    for kind in ("invitation", "reminder"):
        rows = rows_of(city, outbox, "recipient", "message_id", kind=kind, respondent_id=SCHOOL)
        assert sorted(recipient for recipient, _ in rows) == both
        assert len({name for _, name in rows}) == 2
    form = next((settings.forms / MONTH).glob("*_169468_*"))
    assert read_in(form.read_bytes(), form.name).contact_email == "; ".join(both)


def test_we_never_write_to_ourselves(city, settings):
    with city.begin() as connection:
        own = w.contact.c.respondent_id == CENTRE
        connection.execute(update(w.contact).where(own).values(email="Meldung@KI.example"))

    written = invite(city, settings)

    assert (written.letters, written.unreachable) == (4, (CENTRE,))


def test_who_owes_nothing_gets_nothing(city, settings):
    with city.begin() as connection:
        connection.execute(
            update(w.return_).where(w.return_.c.respondent_id == SCHOOL).values(is_owed=False, state=State.EXEMPT.value)
        )

    invite_month(LetterContext.of(city, settings, POLICY, MONTH, OPENS))

    assert [name for (name,) in mails(city, "invitation")] == [name for name in EVERYBODY if name != SCHOOL]


def test_without_a_mail_server_the_forms_are_written_all_the_same(city, settings, monkeypatch):
    monkeypatch.delenv("MONATSBERICHT_SMTP_URL")

    written = invite(city, load_settings(settings.home))

    assert (written.forms, written.letters, mails(city, "invitation")) == (5, 0, [])


def test_a_run_killed_between_forms_and_letters_is_made_up_for(city, settings, monkeypatch):
    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(tasks.letters.invite, "enqueue_mails", die)
        with pytest.raises(KeyboardInterrupt):
            invite(city, settings)
    assert mails(city, "invitation") == []
    kept = {path.name: path.read_bytes() for path in (settings.forms / MONTH).iterdir()}

    assert invite(city, settings).letters == 5
    assert {path.name: path.read_bytes() for path in (settings.forms / MONTH).iterdir()} == kept


def test_a_form_that_was_sent_out_stays_as_it_is_and_a_lost_one_comes_back(city, settings):
    invite(city, settings)
    path = settings.forms / MONTH / "Meldebogen-Schule_169468_2026-10.xlsx"
    content = path.read_bytes()
    with city.begin() as connection:
        connection.execute(update(w.respondent).values(name="Umbenannt"))

    assert invite(city, settings, at(31)).forms == 0
    assert path.read_bytes() == content
    path.unlink()
    assert invite(city, settings, at(2)).forms == 1


# Reminders


def test_only_those_who_owe_are_reminded(city, settings):
    invite(city, settings)
    keep(city, make_reading("school"), at=at(3))
    keep(city, make_nil("daycare"), at=at(3))
    keep(city, make_reading("association"), make_verdict(State.RETURNED), at=at(3))

    written = remind(city, settings, at(5))

    assert (written.day, written.letters) == (date(2026, 11, 5), 3)
    subjects = dict(rows_of(city, outbox, "respondent_id", "subject", kind="reminder"))
    assert sorted(subjects) == [CENTRE, OTHER_SCHOOL, ASSOCIATION]
    assert "wartet auf Berichtigung" in subjects[ASSOCIATION]
    assert subjects[CENTRE].startswith("Erinnerung an Ihre Monatsmeldung")


def test_nobody_is_reminded_twice_for_the_same_day_and_again_for_the_next(city, settings):
    assert [remind(city, settings, at(day)).letters for day in (4, 5, 5, 6, 7, 8, 9, 10, 11, 20)] == [
        0, 5, 0, 0, 0, 0, 5, 0, 0, 0,
    ]  # fmt: skip


def test_after_downtime_only_the_latest_day_is_made_up_for(city, settings):
    assert remind(city, settings, at(10)).day == date(2026, 11, 9)  # the 8th is a Sunday
    assert reminded(city, date(2026, 11, 10)) == EVERYBODY
    assert len(mails(city, "reminder")) == 5


def test_who_was_sent_back_a_file_today_is_not_reminded_as_well(city, settings):
    keep(city, make_reading("school"), make_verdict(State.RETURNED), at=at(5, 6))
    remind(city, settings, at(5))
    keep(city, make_reading("daycare"), make_verdict(State.RETURNED), at=at(5, 12))
    remind(city, settings, at(6))

    assert reminded(city, date(2026, 11, 5)) == sorted({*EVERYBODY} - {SCHOOL})
    assert reminded(city, date(2026, 11, 6)) == []
    remind(city, settings, at(9))
    assert reminded(city, date(2026, 11, 9)) == EVERYBODY


def test_a_reminder_brings_the_form_again_and_writes_it_where_it_is_lost(city, settings):
    written = remind(city, settings, at(5))

    assert written.forms == 5
    assert all(
        "meldeboegen/2026-10/Meldebogen-" in row["attachments"] for row in rows_of(city, outbox, kind="reminder")
    )


def test_whose_file_was_sent_back_gets_that_workbook_again_where_there_is_one(city, settings):
    for form, respondent, name in (("school", SCHOOL, f"Oktober{WORKBOOK}"), ("daycare", DAYCARE, "pruefbericht.html")):
        number = keep(city, make_reading(form), make_verdict(State.RETURNED), at=at(3))
        folder = f"{respondent}/{MONTH}_{number}"
        (settings.replies / folder).mkdir(parents=True)
        (settings.replies / folder / name).write_bytes(b"what went back")
        with city.begin() as connection:
            row = {"submission_id": number, "kind": "report", "folder": folder, "checked_at": at(3)}
            connection.execute(insert(answer), row | {"written_at": at(3)})
    remind(city, settings, at(5))

    rows = {row["respondent_id"]: row for row in rows_of(city, outbox, kind="reminder")}
    assert f'"path": "replies/{SCHOOL}/' in rows[SCHOOL]["attachments"]
    assert "Ihr eigener Bogen" in rows[SCHOOL]["text"]
    assert '"path": "meldeboegen/' in rows[DAYCARE]["attachments"]
    assert "leeren Bogen" in rows[DAYCARE]["text"]
    with SmtpServer() as server:
        assert send_due(city, settings.home, MailServer(server.url, settings.mail_from), at(5)).sent == 5
        sent = {one.recipients[0]: list(one.mail.iter_attachments()) for one in server.messages}
    (workbook,) = sent[f"{EVERYBODY.index(SCHOOL)}@stelle.example"]
    assert (workbook.get_filename(), workbook.get_payload(decode=True)) == (f"Oktober{WORKBOOK}", b"what went back")


def test_a_run_killed_while_it_reminds_has_reminded_nobody(city, settings, monkeypatch):
    put = tasks.letters.invite.enqueue_mails

    def die(*arguments):
        put(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(tasks.letters.invite, "enqueue_mails", die)
        with pytest.raises(KeyboardInterrupt):
            remind(city, settings, at(5))

    assert mails(city, "reminder") == []
    assert remind(city, settings, at(5, 9)).letters == 5


def test_nobody_is_reminded_while_a_source_is_away_unless_somebody_asks_for_it(city, settings):
    lose_source(city, "postfach", at(4, 18))
    unattended = replace(office(city, settings, at(5)), is_asked=False)

    for write in (remind_month, escalate_month):
        day = replace(unattended, at=at(5 if write is remind_month else 11))
        with pytest.raises(OutageError, match=r"„postfach“ \(seit 04.11.2026, 18:15 Uhr\)") as waits:
            write(day)
        assert waits.value.partial.letters == 0
    assert rows_of(city, outbox) == []
    lose_source(city, "postfach", None)
    assert (remind_month(replace(unattended, at=at(6))).letters, escalate_month(unattended).letters) == (5, 0)

    lose_source(city, "postfach", at(6))
    assert remind(city, settings, at(9)).letters == 5


def test_where_nobody_is_to_be_reminded_nothing_waits(city, settings):
    remind(city, settings, at(5))
    lose_source(city, "postfach", at(5, 18))

    assert remind_month(replace(office(city, settings, at(6)), is_asked=False)).letters == 0


# The phone list


def test_staff_get_the_phone_list_once_ordered_by_what_is_missing_most(city, settings):
    keep(city, make_reading("daycare"), at=at(3))
    keep(city, make_reading("school"), make_verdict(State.RETURNED), at=at(9))

    assert [escalate_month(office(city, settings, at(day))).letters for day in (10, 11, 11, 12, 20, 24, 26)] == [
        0, 1, 0, 0, 1, 0, 0,
    ]  # fmt: skip

    first, second = rows_of(city, outbox, kind="escalation")
    mail = min(first, second, key=lambda row: row["created_at"])
    assert mail["recipient"] == "team@ki.example"
    assert "4 Meldungen fehlen" in mail["subject"]
    assert not any(name in mail["text"] + mail["html"] for name in EVERYBODY)
    sheet = openpyxl.load_workbook(settings.forms / MONTH / "Telefonliste_2026-10_11-11-2026.xlsx").active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:5] == ("Rang", "Name", "Kennung", "Art", "Telefon")
    assert {row[2] for row in rows[1:]} == {*EVERYBODY} - {DAYCARE}
    found = {row[2]: row for row in rows[1:]}
    assert found[SCHOOL][4] == f"02331 {EVERYBODY.index(SCHOOL)}"
    assert (found[SCHOOL][7], found[SCHOOL][8], found[SCHOOL][9]) == (1, "zurückgegeben", 100)
    assert found[OTHER_SCHOOL][9] == "unbekannt"
    assert [row[2] for row in rows[1:]].index(OTHER_SCHOOL) > [row[2] for row in rows[1:]].index(SCHOOL)


def test_nobody_missing_is_no_letter(city, settings):
    for form in ("school", "daycare", "association", "centre"):
        keep(city, make_reading(form), at=at(3))
    keep(city, make_reading("school", respondent=OTHER_SCHOOL), at=at(3))

    assert escalate_month(office(city, settings, at(11))).letters == 0
    assert phone_list(office(city, settings, at(11))) == []


def test_texts_of_the_register_are_no_formulas_in_the_list(city, settings):
    with city.begin() as connection:
        connection.execute(update(w.respondent).values(name='=HYPERLINK("http://x.example")'))
        connection.execute(update(w.contact).values(phone="+49 2331 1", name="@SUM(A1)"))

    escalate_month(office(city, settings, at(11)))

    sheet = openpyxl.load_workbook(settings.forms / MONTH / "Telefonliste_2026-10_11-11-2026.xlsx").active
    assert {cell.data_type for row in sheet.iter_rows(min_row=2, max_col=7, min_col=2) for cell in row} == {"s"}


def test_without_an_address_of_staff_nothing_is_written(city, settings, monkeypatch):
    monkeypatch.delenv("MONATSBERICHT_STAFF_EMAIL")

    assert escalate_month(office(city, load_settings(settings.home), at(11))).letters == 0


def test_the_newest_of_three_months_counts(city, settings):
    for month, pupils in (("2026-07", 900), ("2026-08", 50)):
        enter_month(city, month, POLICY.calendar, OPENS - timedelta(days=30))
        keep(city, make_reading("school", {"school_pupils": [{"grade": "05", "pupils": pupils}]}, month=month,
                                respondent=OTHER_SCHOOL), at=OPENS - timedelta(days=20))  # fmt: skip

    shares = {call.addressee.respondent_id: call.share for call in phone_list(office(city, settings, at(11)))}

    assert shares[OTHER_SCHOOL] == pytest.approx(50 / 150)
    assert shares[SCHOOL] == pytest.approx(1.0)  # of first support it had all
