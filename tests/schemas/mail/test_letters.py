"""The words of invitations, reminders and the letter to staff are complete."""

from datetime import date, datetime

import pytest

from schemas.form.submission import State
from schemas.mail.letters import escalation, invitation, reminder
from schemas.mail.mail import Points
from tests.factories_outbox import sentences
from tests.schemas.mail.test_addressee import CYCLE, make_addressee

OFFICE = "Kommunales Integrationszentrum Hagen"
EARLY, LATE = date(2026, 11, 5), date(2026, 11, 13)


def said(letter):
    return " ".join([*sentences(letter), letter.office])


def letters():
    back = {"received_at": datetime(2026, 11, 3, 9)}
    return [
        invitation(make_addressee(), CYCLE, OFFICE),
        *(reminder(make_addressee(state, **back), CYCLE, day, OFFICE)
          for state in (State.EXPECTED, State.LATE, State.RETURNED, State.UNREADABLE) for day in (EARLY, LATE)),
        reminder(make_addressee(State.RETURNED, **back), CYCLE, EARLY, OFFICE, with_own=True),
        escalation({"school": 3, "daycare": 1}, CYCLE, LATE, OFFICE),
    ]  # fmt: skip


def test_an_invitation_says_what_until_when_and_how():
    letter = invitation(make_addressee(), CYCLE, OFFICE)

    assert letter.subject == "Ihre Monatsmeldung für Oktober 2026: Grundschule Am Beispiel"
    text = said(letter)
    for sentence in (
        "für Grundschule Am Beispiel (169468) bitten wir um die Monatsmeldung für Oktober 2026 (Stichtag 31.10.2026).",
        "Bitte senden Sie ihn bis zum Dienstag, 10.11.2026.",
        "Antworten Sie dazu einfach auf diese Mail.",
        "wählen Sie auf dem Blatt „Meldung“ bei „Fehlanzeige“ „Ja“",
        "nur Anzahlen ein: keine Namen",
        OFFICE,
    ):
        assert sentence in text


@pytest.mark.parametrize(
    ("state", "today", "subject", "sentence"),
    [
        (
            State.EXPECTED,
            EARLY,
            "Erinnerung an Ihre",
            "liegt uns noch nicht vor. Bitte senden Sie sie bis zum Dienstag,",
        ),
        (State.LATE, LATE, "ist überfällig", "Abgabetermin war Dienstag, 10.11.2026. Bitte senden Sie sie umgehend;"),
        (State.RETURNED, EARLY, "wartet auf Berichtigung", "Ihre Meldung vom 03.11.2026 für Grundschule Am Beispiel"),
        (State.UNREADABLE, EARLY, "ließ sich nicht öffnen", "bekommen haben, ließ sich nicht öffnen. Bitte senden Sie"),
    ],
)
def test_a_reminder_says_how_it_stands(state, today, subject, sentence):
    letter = reminder(make_addressee(state, received_at=datetime(2026, 11, 3, 9)), CYCLE, today, OFFICE)

    assert subject in letter.subject
    assert sentence in said(letter)


def test_whose_return_was_sent_back_reads_which_workbook_is_attached():
    back = make_addressee(State.RETURNED, received_at=datetime(2026, 11, 3, 9))
    own = said(reminder(back, CYCLE, EARLY, OFFICE, with_own=True))
    empty = said(reminder(back, CYCLE, EARLY, OFFICE))

    assert "haben wir zur Berichtigung zurückgegeben; sie zählt noch nicht." in own
    assert "Beigefügt ist noch einmal Ihr eigener Bogen, so wie er mit unserem Prüfprotokoll zurückging." in own
    assert "leeren Bogen" not in own
    assert "den beigefügten leeren Bogen" in empty


def test_a_name_is_never_a_second_line_of_a_subject():
    nasty = "Söhne\r\nBcc: alle@example.org"
    for letter in (
        invitation(make_addressee(name=nasty), CYCLE, OFFICE),
        reminder(make_addressee(State.RETURNED, name=nasty), CYCLE, EARLY, OFFICE),
    ):
        assert letter.subject.endswith("Söhne Bcc: alle@example.org")


def test_staff_read_counts_and_no_names():
    letter = escalation({"school": 1}, CYCLE, LATE, OFFICE)

    assert letter.subject == "Telefonliste Oktober 2026: 1 Meldung fehlt"
    assert "1 Meldung fehlt am 13.11.2026 noch für Oktober 2026." in said(letter)
    assert Points(("Schule: 1",)) in letter.paragraphs
    assert "4 Meldungen fehlen" in escalation({"school": 3, "daycare": 1}, CYCLE, LATE, OFFICE).subject
