"""The words of an answer: right for each state, and no figure in a mail's body."""

from dataclasses import replace
from datetime import datetime

import pytest

from schemas.answer.words import next_steps, say_nil, verdict, write_mail
from schemas.finding import Severity
from schemas.form.submission import State
from tests.factories import make_finding
from tests.factories_answer import make_case, make_sendings
from tests.factories_outbox import sentences

ERROR = make_finding(
    severity=Severity.ERROR, value="4711", message="Blatt „A“, Zelle B2: 4711 Kinder.", hint="Weg damit: 4711."
)
QUERY = make_finding(severity=Severity.WARNING, value="815", message="Es sind 815.", hint="Bitte prüfen.")
WORKBOOK = ("Meldung_Pruefprotokoll.xlsx", "quittung.html")


def body(letter):
    return " ".join([letter.subject, *sentences(letter)])


@pytest.mark.parametrize(
    ("findings", "state", "said"),
    [
        ([ERROR, QUERY], State.RETURNED, "noch nicht angenommen: 1 Fehler und 1 Rückfrage."),
        ([ERROR, ERROR, QUERY, QUERY], State.RETURNED, "2 Fehler und 2 Rückfragen."),
        ([], State.RETURNED, "nicht zuzuordnen"),
        ([], State.ACCEPTED, "Die Meldung ist angenommen."),
        ([QUERY], State.ACCEPTED_WITH_QUERIES, "angenommen; offen: 1 Rückfrage."),
        ([], State.NIL, "Die Fehlanzeige ist angenommen."),
        ([QUERY], State.NIL, "Die Fehlanzeige ist angenommen; offen: 1 Rückfrage."),
        ([], State.UNREADABLE, "ließ sich nicht lesen"),
    ],
)
def test_the_verdict_is_one_sentence(findings, state, said):
    assert said in verdict(make_case(findings, state))


def test_a_version_that_was_replaced_meanwhile_is_told_so():
    assert "neuere Fassung" in verdict(make_case(state=State.SUPERSEDED, is_accepted=True))


def test_an_old_version_says_which_newer_one_counts_and_asks_for_nothing():
    sendings = make_sendings(State.ACCEPTED, State.RETURNED, number=8)
    case = make_case([ERROR], sendings=sendings)

    assert "Es gilt weiterhin Ihre neuere: „v8.xlsx“, eingegangen 05.11.2026, 08:00 Uhr." in verdict(case)
    assert (next_steps(case), case.needs_workbook) == ((), False)
    assert "Sie müssen nichts weiter tun." in body(write_mail(case, ("pruefbericht.html",)))


def test_a_mail_names_the_older_versions_that_no_mail_spoke_of():
    sendings = make_sendings(State.ACCEPTED, State.RETURNED, State.SUPERSEDED)
    text = body(write_mail(make_case(state=State.ACCEPTED, sendings=sendings), ("quittung.html",)))

    assert "„v6.xlsx“, eingegangen 04.11.2026, 08:00 Uhr: zurückgegeben" in text
    assert "„v5.xlsx“, eingegangen 03.11.2026, 08:00 Uhr: ersetzt" in text
    told = (sendings[0], *(replace(one, is_told=True) for one in sendings[1:]))
    assert "zuvor auch" not in body(write_mail(make_case(state=State.ACCEPTED, sendings=told), ("quittung.html",)))


@pytest.mark.parametrize(
    ("was_nil", "state", "said"),
    [
        (True, State.ACCEPTED, "jetzt sind Zahlen gemeldet"),
        (False, State.NIL, "jetzt liegt eine Fehlanzeige vor"),
        (True, State.NIL, ""),
        (False, State.ACCEPTED, ""),
    ],
)
def test_a_nil_return_in_place_of_figures_is_said_and_the_other_way_round(was_nil, state, said):
    found = say_nil(make_case(state=state, earlier=3, was_nil=was_nil))

    assert said in found
    assert bool(found) == bool(said)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (datetime(2026, 11, 10, 23), "bitte bis zum 10.11.2026"),
        (datetime(2026, 11, 11), "bis zum 25.11.2026 kommt die Angabe noch in den Bericht"),
        (datetime(2026, 12, 1), "bitte so bald wie möglich."),
    ],
    ids=["before the deadline", "before the cut-off", "after it"],
)
def test_the_deadline_is_that_which_still_can_be_kept(day, said):
    assert said in next_steps(make_case([ERROR], checked_at=day))[-1]


def test_who_has_nothing_to_do_is_told_so():
    assert next_steps(make_case(state=State.ACCEPTED)) == ()
    assert "Sie müssen nichts weiter tun." in body(write_mail(make_case(state=State.ACCEPTED), ("quittung.html",)))


def test_a_receipt_and_a_report_say_in_the_subject_what_they_are():
    receipt, report = (write_mail(make_case([QUERY], state), WORKBOOK) for state in (State.ACCEPTED, State.RETURNED))

    assert receipt.subject == "Quittung: Meldung Oktober 2026 – Grundschule Am Beispiel"
    assert report.subject == "Bitte berichtigen: Meldung Oktober 2026 – Grundschule Am Beispiel"


@pytest.mark.parametrize("state", [State.RETURNED, State.ACCEPTED_WITH_QUERIES, State.SET_ASIDE, State.UNREADABLE])
def test_no_value_and_no_sentence_about_one_stands_in_a_mail(state):
    said = body(write_mail(make_case([ERROR, QUERY], state), WORKBOOK))

    assert not [word for word in ("4711", "815", "B2", "Kinder") if word in said]


def test_who_to_ask_is_said():
    assert "Kommunales Integrationszentrum Hagen, meldung@ki.example." in body(write_mail(make_case([ERROR]), WORKBOOK))


def test_a_file_that_could_not_be_read_is_told_why_and_how_to_mend_it():
    parts = {"message": "Die Datei ist mit einem Kennwort geschützt.", "hint": "Bitte ohne Kennwort speichern."}
    said = make_finding(rule="FILE_PASSWORD", severity=Severity.ERROR, **parts)
    text = body(write_mail(make_case([said], State.UNREADABLE), ()))

    assert "Kennwort geschützt. Bitte ohne Kennwort speichern." in text


def test_a_stranger_learns_nothing_but_that_the_file_came():
    said = body(write_mail(make_case([ERROR], State.SET_ASIDE), ()))

    assert not [
        word
        for word in ("Grundschule", "169468", "Oktober", "Fehler")
        if word in said.replace("Meldebogen-Schule_169468_2026-10.xlsx", "")
    ]


def test_without_a_workbook_nobody_is_sent_to_one():
    said = body(write_mail(make_case([ERROR]), ("pruefbericht.html",)))

    assert "Excel-Datei" not in said
    assert "„pruefbericht.html“" in said
