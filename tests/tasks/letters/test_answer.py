"""Every checked submission is answered once: folder, row, mail; to whom, with what, and what stands nowhere."""

import json
import os
import re
from datetime import datetime
from email import message_from_bytes
from email import policy as email_policy
from email.headerregistry import Address
from hashlib import sha256
from io import BytesIO

import pytest
from sqlalchemy import insert, update

from config.settings import TIMEZONE, Settings
from schemas.files.incoming import archive_path
from schemas.form.submission import State
from schemas.mail.message import build_message
from schemas.mail.submission_key import submission_key
from schemas.store import warehouse as w
from schemas.store.correspondence import answer, incoming, outbox
from schemas.store.recheck import enter_rechecks
from tasks.archived import erase_locked, lock
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.intake.receive import pending
from tasks.intake.worker import JobOutcome
from tasks.letters import answer as module
from tasks.letters.answer import answer_waiting
from tasks.store.decisions import discard_submission
from tests.factories import AT, POLICY, SCHOOL, enter_respondents, enter_submission, make_reading, rows_of
from tests.factories_answer import judge, make_mistaken, open_book
from tests.factories_workbook import NAME, make_form, make_rows

SECRET = b"secret of the tests only"
KEY = submission_key(SECRET, SCHOOL, "2026-10")
LATER = datetime(2026, 11, 6, 6, 30)
VALUES = ("ca. 41", "44 Personen", "Jahrgang", "B6", "G7")  # what only the attachments may say


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "hagen", smtp_url="smtp://localhost:25", mail_from="meldung@ki.example", workers=1)


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Without child processes, which take a second to start; one test has them."""
    monkeypatch.setattr(module, "run_jobs", lambda _name, jobs, _limits: [run(*job) for job in jobs])


def run(job):
    try:
        return JobOutcome(module.write_answer(job))
    except Exception as error:  # noqa: BLE001 - as the child process does
        return JobOutcome(error=error)


@pytest.fixture
def city(engine):
    enter_respondents(engine)
    return engine


def take(engine, settings, content, name=NAME, *, sender=None, at=AT):
    """A file from its arrival to its verdict; returns its number."""
    number = enter_submission(engine, make_reading(file=name), at)
    digest = f"{number:064d}"
    path = archive_path(settings.archive, digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if sender is not None:
        with engine.begin() as connection:
            connection.execute(insert(incoming), {
                "incoming_id": number, "source": "postfach", "path": f"<{number}@x>", "mark": "", "sha256": digest,
                "byte_count": 1, "received_at": at, "seen_at": at, "sender": sender, "outcome": "taken", "parts": 1,
            })  # fmt: skip
            row = {"submission_id": number, "file": name, "seen_at": at, "incoming_id": number}
            connection.execute(insert(w.delivery), row)
    desk = IntakeContext(POLICY, at, secret=SECRET)
    taken = process_batch(engine, desk, [WaitingFile(number, path, name)])
    assert taken.faults == {}
    return number


def form(**head):
    return make_form(**({"submission_key": KEY} | head))


def mistaken(**head):
    return make_mistaken(**({"submission_key": KEY} | head))


def reply(engine, settings, at=LATER):
    answered = answer_waiting(engine, settings, POLICY, at)
    assert answered.faults == {}
    return dict(answered.kinds), answered.mails


def files(settings):
    found = sorted(path for path in settings.replies.rglob("*") if path.is_file())
    return {path.relative_to(settings.replies).as_posix(): path.read_bytes() for path in found}


def mails(engine):
    return rows_of(engine, outbox)


def names(settings):
    return sorted(name.rpartition("/")[2] for name in files(settings))


def test_a_sound_return_gets_a_receipt_and_no_workbook(city, settings):
    take(city, settings, form(rows=make_rows(school_arrivals=[])))

    assert reply(city, settings) == ({"receipt": 1}, 1)
    assert set(files(settings)) == {
        f"{SCHOOL}/2026-10_1/{name}" for name in ("befunde.json", "mail.html", "mail.txt", "quittung.html")
    }
    (mail,) = mails(city)
    assert mail["subject"] == f"Quittung: Meldung Oktober 2026 – Stelle {SCHOOL}"
    assert [one["name"] for one in json.loads(mail["attachments"])] == ["quittung.html"]
    assert (mail["kind"], mail["month"], mail["respondent_id"], mail["submission_id"]) == (
        "receipt",
        "2026-10",
        SCHOOL,
        1,
    )


def test_with_a_receipt_goes_the_own_page_if_the_policy_wants_it(city, settings):
    wanted = POLICY.model_copy(update={"own_page": POLICY.own_page.model_copy(update={"send": True})})
    take(city, settings, form(rows=make_rows(school_arrivals=[])))
    assert answer_waiting(city, settings, wanted, LATER).faults == {}

    (mail,) = mails(city)
    assert [one["name"] for one in json.loads(mail["attachments"])] == ["quittung.html", "ihre_zahlen.html"]
    assert "ihre_zahlen.html" in mail["text"]
    assert not any(char.isdigit() for char in mail["text"].partition("Wie sich")[2].partition("Anlage")[0])
    assert b"<h1>Ihre Zahlen</h1>" in files(settings)[f"{SCHOOL}/2026-10_1/ihre_zahlen.html"]


def test_a_mistaken_one_gets_its_workbook_back_marked(city, settings):
    take(city, settings, mistaken())

    assert reply(city, settings) == ({"report": 1}, 1)
    assert names(settings) == sorted(
        [
            f"{NAME.removesuffix('.xlsx')}_Pruefprotokoll.xlsx",
            "befunde.json",
            "mail.html",
            "mail.txt",
            "pruefbericht.html",
        ]
    )
    (mail,) = mails(city)
    assert mail["subject"].startswith("Bitte berichtigen: Meldung Oktober 2026")
    assert [one["name"] for one in json.loads(mail["attachments"])] == [
        f"{NAME.removesuffix('.xlsx')}_Pruefprotokoll.xlsx",
        "pruefbericht.html",
    ]
    book = next(content for name, content in files(settings).items() if name.endswith(".xlsx"))
    assert open_book(book)["Jahrgänge"]["B6"].value == "ca. 41"


def test_the_machine_report_is_what_check_json_gives(city, settings):
    take(city, settings, mistaken())
    reply(city, settings)
    found = json.loads(next(content for name, content in files(settings).items() if name.endswith("befunde.json")))
    expected = [one.as_record() for one in judge(mistaken()).verdict.findings]

    assert [{**one, "file": NAME} for one in found] == expected


def test_what_a_mail_attaches_lies_in_the_home_with_that_digest(city, settings):
    take(city, settings, mistaken())
    reply(city, settings)

    for attached in json.loads(mails(city)[0]["attachments"]):
        content = (settings.home / attached["path"]).read_bytes()
        assert sha256(content).hexdigest() == attached["sha256"]


def test_no_figure_stands_in_a_mail(city, settings):
    take(city, settings, mistaken())
    take(city, settings, form(), name="neu.xlsx")
    reply(city, settings)

    for mail in mails(city):
        said = mail["subject"] + mail["text"] + mail["html"]
        assert not [value for value in VALUES if value in said]


def test_a_new_version_is_told_what_it_changes(city, settings):
    take(city, settings, form(rows=make_rows(school_arrivals=[])))
    rows = make_rows(school_arrivals=[])
    rows["school_pupils"][0]["pupils"] = 43
    take(city, settings, form(rows=rows), name="neu.xlsx")
    reply(city, settings)
    page = files(settings)[f"{SCHOOL}/2026-10_2/quittung.html"].decode()

    assert re.search(r"Geändert</td><td>.*\(Zelle B6\): bisher 41, jetzt 43<", page)
    assert "Änderungen" not in files(settings)[f"{SCHOOL}/2026-10_1/quittung.html"].decode()
    assert "inzwischen durch eine neuere Fassung" in files(settings)[f"{SCHOOL}/2026-10_1/mail.txt"].decode()


def test_an_unreadable_file_is_told_why_in_the_mail_itself(city, settings):
    take(city, settings, b"%PDF-1.7", name="Meldung_169468_2026-10.pdf", sender="a@schule.example")
    reply(city, settings)
    (mail,) = mails(city)
    text = " ".join(mail["text"].split())

    assert "ist ein PDF" in text
    assert "Bitte füllen Sie den Meldebogen als Excel-Datei (.xlsx) aus" in text


# To whom


def test_of_a_file_that_was_erased_the_page_goes_back_without_a_workbook(city, settings):
    take(city, settings, mistaken())
    (digest,) = (row[0] for row in rows_of(city, w.submission, "sha256"))
    lock(settings.archive, digest)
    erase_locked(settings.archive, [digest])

    assert reply(city, settings)[0] == {"report": 1}
    assert names(settings) == ["befunde.json", "mail.html", "mail.txt", "pruefbericht.html"]


def test_what_the_archive_has_lost_waits_for_its_answer_until_it_is_back_or_given_up(city, settings):
    back, given_up = take(city, settings, mistaken()), take(city, settings, form())
    paths = [archive_path(settings.archive, f"{number:064d}") for number in (back, given_up)]
    content = paths[0].read_bytes()
    for path in paths:
        path.unlink()
    assert reply(city, settings) == ({}, 0)

    paths[0].write_bytes(content)
    assert reply(city, settings)[0] == {"report": 1}
    discard_submission(city, given_up, "A. Beispiel", "in keiner Sicherung", LATER, settings.archive)
    assert reply(city, settings)[0] == {"receipt": 1}


def recipients(engine):
    return sorted(mail["recipient"] for mail in mails(engine))


def test_the_answer_goes_to_who_sent_it_and_to_each_address_of_the_respondent_once(city, settings):
    with city.begin() as connection:
        both = "leitung@schule.example; Buero@schule.example, Meldung@KI.example"
        connection.execute(insert(w.contact), {"respondent_id": SCHOOL, "email": both})
    take(city, settings, mistaken(contact_email="leitung@schule.example"), sender="buero@schule.example")

    assert reply(city, settings) == ({"report": 1}, 2)
    assert recipients(city) == ["Buero@schule.example", "leitung@schule.example"]
    ids = [mail["message_id"] for mail in mails(city)]
    assert len(set(ids)) == 2
    assert rows_of(city, answer, "message_id") == [(min(ids, key=len),)]
    assert reply(city, settings) == ({}, 0)


def test_without_a_sender_to_whom_the_return_names_and_to_whom_the_register_knows(city, settings):
    take(city, settings, form(contact_email="leitung@schule.example"))
    reply(city, settings)
    with city.begin() as connection:
        connection.execute(w.contact.delete())
        connection.execute(insert(w.contact), {"respondent_id": SCHOOL, "email": "register@schule.example"})
    take(city, settings, mistaken(contact_email=""), name="b.xlsx")
    reply(city, settings)

    assert recipients(city) == ["leitung@schule.example", "register@schule.example"]


LIST = "Ansprechperson;E-Mail;Jahrgang 05\nM. Beispiel;fremd@anderswo.example;{}\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("irgendwas.xlsx", lambda n: form(respondent="999999", contact_email="fremd@anderswo.example", remarks=str(n))),
        (f"{SCHOOL}.csv", lambda n: LIST.format(n).encode()),
        (f"Meldebogen-Schule_{SCHOOL}_2026-10.csv", lambda n: LIST.format(n).encode()),
        ("Liste.csv", lambda n: LIST.format(n).encode()),
    ],
    ids=["no respondent of ours", "a number in its name", "a number and a month in its name", "a list"],
)
@pytest.mark.slow
def test_nothing_goes_to_an_address_that_only_a_file_names(city, settings, name, content):
    """Whose it is nothing proves: who mailed it gets the answer, else staff."""
    take(city, settings, content(1), name=name)
    take(city, settings, content(2), name=f"neu/{name}", sender="a@schule.example")
    reply(city, settings.model_copy(update={"staff_email": "team@ki.example"}))

    assert recipients(city) == ["a@schule.example", "team@ki.example"]


def test_a_file_that_does_not_open_is_nobodys_though_its_name_has_a_number(city, settings):
    take(city, settings, b"PK\x03\x04 kaputt", name=f"{SCHOOL}_2026-10.xlsx")

    assert reply(city, settings) == ({"report": 1}, 0)


@pytest.mark.slow
def test_however_many_versions_came_one_mail_tells_what_came_of_them(city, settings):
    for number in range(4):
        take(
            city, settings, form(remarks=f"Fassung {number}", contact_email="a@schule.example"), name=f"v{number}.xlsx"
        )

    assert reply(city, settings) == ({"receipt": 4}, 1)
    (mail,) = mails(city)
    assert "„v3.xlsx“ ist am" in mail["text"]
    assert re.findall(r"„(v\d).xlsx“, eingegangen 05.11.2026, 09:00\s+Uhr: (\w+)", mail["text"]) == [
        ("v2", "ersetzt"), ("v1", "ersetzt"), ("v0", "ersetzt"),
    ]  # fmt: skip
    assert len({path.split("/")[1] for path in files(settings)}) == 4


def test_an_old_mistaken_version_is_not_sent_back_for_mending_once_a_newer_one_counts(city, settings):
    """What was wrong in it is listed, but there is nothing to mend, and nothing that would replace the newer one."""
    take(city, settings, mistaken(contact_email=""), name="alt.xlsx", sender="a@schule.example")
    take(city, settings, form(contact_email="", rows=make_rows(school_arrivals=[])), name="neu.xlsx")
    reply(city, settings)
    page, mail = (files(settings)[f"{SCHOOL}/2026-10_1/{name}"].decode() for name in ("pruefbericht.html", "mail.txt"))

    assert [name for name in names(settings) if name.endswith(".xlsx")] == []
    assert "Betreff: Ihre neuere Fassung gilt" in mail
    assert "Es gilt weiterhin Ihre neuere: „neu.xlsx“" in " ".join(mail.split())
    assert "ca. 41" in page
    assert "So geht es weiter" not in page


def test_a_mistaken_version_says_which_one_counts_until_it_is_mended(city, settings):
    take(city, settings, form(rows=make_rows(school_arrivals=[])), name="alt.xlsx")
    take(city, settings, mistaken(contact_email="a@schule.example"), name="neu.xlsx")
    reply(city, settings)
    text = " ".join(mails(city)[0]["text"].split())

    assert "Bis dahin gilt Ihre frühere Fassung: „alt.xlsx“, eingegangen 05.11.2026, 09:00 Uhr." in text
    assert "Für diesen Monat kamen von Ihnen zuvor auch:" in text


@pytest.mark.parametrize(
    "address", ["", "kein Postfach", "a@b.de\nBcc: x@y.de", "a@b.de, c@d.de", "meldung@ki.example"]
)
@pytest.mark.slow
def test_without_an_address_there_is_a_folder_and_no_mail(city, settings, address):
    take(city, settings, form(contact_email=""), sender=address or None)

    assert reply(city, settings) == ({"receipt": 1}, 0)
    assert rows_of(city, answer, "message_id") == [(None,)]
    assert f"{SCHOOL}/2026-10_1/mail.txt" in files(settings)


def test_without_a_mail_server_there_are_folders_only(city, settings):
    take(city, settings, form(), sender="a@schule.example")

    assert reply(city, settings.model_copy(update={"smtp_url": ""})) == ({"receipt": 1}, 0)
    assert mails(city) == []


def test_somebody_with_another_key_learns_nothing(city, settings):
    take(city, settings, mistaken(submission_key="0000-0000-0000-0000"), name="x.xlsx", sender="fremd@example.org")

    assert reply(city, settings) == ({"set_aside": 1}, 1)
    (mail,) = mails(city)
    assert (mail["recipient"], mail["attachments"], mail["respondent_id"], mail["month"]) == (
        "fremd@example.org",
        "[]",
        None,
        None,
    )
    assert not [
        word for word in ("Stelle", SCHOOL, "Oktober", *VALUES) if word in mail["subject"] + mail["text"] + mail["html"]
    ]
    assert names(settings) == ["mail.html", "mail.txt"]
    assert next(iter(files(settings))).startswith("_ohne-zuordnung/")


def test_nobody_is_written_to_at_the_address_that_a_stranger_put_into_the_form(city, settings):
    take(city, settings, mistaken(submission_key="0000-0000-0000-0000", contact_email="fremd@example.org"))

    assert reply(city, settings) == ({"set_aside": 1}, 0)


def test_a_name_with_a_line_break_makes_no_second_header(city, settings):
    with city.begin() as connection:
        connection.execute(update(w.respondent).values(name="Schule\r\nBcc: alle@example.org"))
    take(city, settings, form(contact_email=""), sender="a@schule.example")
    reply(city, settings)
    (mail,) = mails(city)
    message = message_from_bytes(travel(mail), policy=email_policy.default)

    assert mail["subject"].count("\n") == 0
    assert message["Bcc"] is None
    assert "Bcc: alle@example.org" in message["Subject"]


def travel(mail):
    """The bytes that go to the mail server."""
    return build_message(
        mail["message_id"],
        sender=Address(addr_spec="meldung@ki.example"),
        recipient=mail["recipient"],
        subject=mail["subject"],
        bodies=(mail["text"], mail["html"]),
        attachments=[],
        written=LATER.replace(tzinfo=TIMEZONE),
        is_again=False,
    )


# Once


def test_answering_again_changes_nothing(city, settings):
    take(city, settings, mistaken())
    reply(city, settings)
    before = files(settings), rows_of(city, answer), mails(city)

    assert reply(city, settings, datetime(2026, 11, 7)) == ({}, 0)
    assert (files(settings), rows_of(city, answer), mails(city)) == before


@pytest.mark.parametrize("place", ["write_files", "store_answers", "enqueue_mails"])
@pytest.mark.slow
def test_a_run_that_is_killed_is_taken_up_with_the_same_bytes_and_one_answer(city, settings, monkeypatch, place):
    take(city, settings, mistaken())
    take(city, settings, form(), name="neu.xlsx")
    with monkeypatch.context() as patched:
        patched.setattr(module, place, die_after(getattr(module, place)))
        patched.setattr(
            module, "run_jobs", lambda _name, jobs, _limits: [JobOutcome(module.write_answer(*job)) for job in jobs]
        )
        with pytest.raises(KeyboardInterrupt):
            answer_waiting(city, settings, POLICY, AT)
    half = files(settings)
    assert rows_of(city, answer) == mails(city) == []

    assert reply(city, settings) == ({"report": 1, "receipt": 1}, 1)  # of two versions one mail
    assert half.items() <= files(settings).items()


def die_after(function):
    def die(*arguments):
        function(*arguments)
        raise KeyboardInterrupt

    return die


def test_a_file_checked_again_is_answered_again_beside_the_old_answer(city, settings):
    first = take(city, settings, mistaken(contact_email=""), sender="a@schule.example")
    reply(city, settings)
    old = files(settings)
    with city.begin() as connection:
        connection.execute(enter_rechecks([first]))
    ((number, digest, name),) = pending(city)
    path = archive_path(settings.archive, digest)
    process_batch(city, IntakeContext(POLICY, LATER, secret=SECRET), [WaitingFile(number, path, name)])
    reply(city, settings, datetime(2026, 11, 7))

    assert old.items() <= files(settings).items()
    assert recipients(city) == ["a@schule.example"] * 2
    assert rows_of(city, answer, "folder") == [(f"{SCHOOL}/2026-10_1",), (f"{SCHOOL}/2026-10_2",)]


def test_what_fails_by_our_fault_stays_unanswered_and_stops_nobody(city, settings, monkeypatch):
    take(city, settings, form(rows=make_rows(school_arrivals=[])), name="neu.xlsx")
    wrong = take(city, settings, mistaken())
    whole = module.annotate
    monkeypatch.setattr(module, "annotate", lambda *_: 1 / 0)
    answered = answer_waiting(city, settings, POLICY, LATER)

    assert list(answered.faults) == [f"{wrong} ({NAME})"]
    assert dict(answered.kinds) == {"receipt": 1}
    monkeypatch.setattr(module, "annotate", whole)
    assert reply(city, settings) == ({"report": 1}, 1)


def test_a_file_that_costs_too_much_is_answered_without_being_opened(city, settings, monkeypatch):
    take(city, settings, mistaken(), sender="a@schule.example")
    monkeypatch.setattr(module, "run_jobs", lambda _name, jobs, _limits: [JobOutcome(exceeded="time") for _ in jobs])

    assert reply(city, settings) == ({"report": 1}, 1)
    assert names(settings) == ["befunde.json", "mail.html", "mail.txt", "pruefbericht.html"]
    assert "Senden Sie Ihre Datei noch einmal" in mails(city)[0]["text"]


def test_everything_is_on_the_disk_before_it_counts_as_written(city, settings, monkeypatch):
    order = []
    sync, keep = os.sync, module.store_answers
    monkeypatch.setattr(os, "sync", lambda: (order.append("disk"), sync()))
    monkeypatch.setattr(module, "store_answers", lambda *given: (order.append("rows"), keep(*given)))
    take(city, settings, form())
    reply(city, settings)

    assert order == ["disk", "rows"]


def test_in_child_processes_the_answers_are_the_same(city, settings, monkeypatch):
    take(city, settings, mistaken())
    reply(city, settings)
    wanted = files(settings)
    with city.begin() as connection:
        connection.execute(answer.delete())
        connection.execute(outbox.delete())
    monkeypatch.undo()

    assert reply(city, settings) == ({"report": 1}, 1)
    assert files(settings) == wanted


def test_the_mended_workbook_is_accepted_and_its_explanation_settles_the_query(city, settings):
    take(city, settings, mistaken())
    reply(city, settings)
    content = next(content for name, content in files(settings).items() if name.endswith(".xlsx"))
    number = take(city, settings, mend(content), name=f"Antwort {NAME}")

    assert rows_of(city, w.submission, "state", "errors", "warnings", submission_id=number) == [
        (State.ACCEPTED.value, 0, 0)
    ]
    assert reply(city, settings) == ({"receipt": 1}, 1)


def mend(content):
    """A school corrects the red cells and explains the query."""
    book = open_book(content)
    sheet, protocol = book["Jahrgänge"], book["Prüfprotokoll"]
    sheet["B6"], sheet["G7"] = 41, 5
    for row in range(1, 40):
        if protocol.cell(row, 2).value == "Rückfrage":
            protocol.cell(row, 8).value = "Zugänge sind noch keinem Jahrgang zugeordnet."
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
