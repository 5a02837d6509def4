"""Texts that want to be a formula, markup or a command stay texts in everything that we write or show.

They stand wherever somebody else may write: the register, a return's head and cells, names of files, sheets and
headings, explanations and the reasons of waivers. What is written from them is opened with other programs' readers.
"""

import json
from datetime import date, datetime
from email import policy as email_policy
from email.parser import BytesParser

import openpyxl
import pytest
from rich.console import Console
from sqlalchemy import insert, select, update

from config.settings import load_settings
from flows.command import show
from flows.command.decide.waive import _show_waivers
from flows.command.look.status import show_status
from schemas.check.settle import Waiver
from schemas.files.incoming import archive_path
from schemas.store import warehouse as w
from schemas.store.correspondence import explanation, outbox
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.intake.receive import pending
from tasks.intake.receive_sources import receive_sources
from tasks.letters.answer import answer_waiting
from tasks.letters.invite import LetterContext, escalate_month, invite_month
from tasks.letters.send.due import send_due
from tasks.letters.send.server import MailServer
from tasks.report.month import publish_month
from tasks.store.decisions import grant_waiver, list_waivers
from tasks.store.ledger import enter_month
from tasks.warehouse import open_warehouse
from tasks.watch.situation import read_status
from tests.factories import ASSOCIATION, OPEN_GATE, OTHER_SCHOOL, POLICY, SCHOOL, enter_respondents, rows_of
from tests.factories_answer import make_mistaken
from tests.factories_workbook import make_book, make_form, make_rows, school_grid
from tests.flows.harmless import check_files, check_page, check_workbook
from tests.servers.smtp import SmtpServer

pytestmark = pytest.mark.slow

MONTH = "2026-10"
OPENS, AT, DUE = datetime(2026, 10, 30, 6), datetime(2026, 11, 5, 9), datetime(2026, 11, 12, 6, 30)
EVIL = (
    "=cmd|' /C calc'!A0",
    "+1+cmd",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=2+2",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><b onmouseover='x'>",
    "[link](javascript:alert(1)) **fett** `x`",
    '#eval("1") $x$ *fett* \\ @label <label>',
    "[red]rot[/red] [link=https://x.example]y[/link]",
    "\x1b[31mrot\x1b[0m\x07",
    "{0} {value} %s ${x} {{7*7}}",
    "&amp;&lt;b&gt;",
    "a\nBcc: alle@x.example",
    "😀 日本 سلام",
    "{% raw %}{{ 7 * 7 }} {{ self.__class__ }}{# x #}",
)


@pytest.fixture(scope="module")
def environment():
    """What all of it is set to."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "SMTP_URL": "smtp://localhost:25",
            "MAIL_FROM": "meldung@ki.example",
            "STAFF_EMAIL": "team@ki.example",
            "WORKERS": "1",
        }.items():
            patch.setenv(f"MONATSBERICHT_{name}", value)
        yield patch


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request, tmp_path_factory):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('city') / 'warehouse.db'}"
        return
    with request.getfixturevalue("postgresql_server").fresh() as url:
        yield url


@pytest.fixture(scope="module")
def city(url):
    """A register in which every name is an attack."""
    engine = open_warehouse(url)
    names = [SCHOOL, OTHER_SCHOOL, ASSOCIATION, *(f"16{number:04d}" for number in range(len(EVIL)))]
    enter_respondents(engine, *names)
    with engine.begin() as connection:
        for number, name in enumerate(names):
            text = EVIL[number % len(EVIL)]
            connection.execute(update(w.respondent).where(w.respondent.c.respondent_id == name).values(name=text))
            row = {"respondent_id": name, "name": text, "email": f"a{number}@x.example", "phone": text}
            connection.execute(insert(w.contact), row)
    enter_month(engine, MONTH, POLICY.calendar, OPENS)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def month(city, environment, tmp_path_factory):
    """The whole month with it: forms and letters out, files in and answered, exceptions, phone list; its settings."""
    settings = load_settings(tmp_path_factory.mktemp("home") / "hagen")
    for folder in settings.folders():
        folder.mkdir(parents=True, exist_ok=True)
    invite_month(LetterContext.of(city, settings, POLICY, MONTH, OPENS))
    take_in(city, settings)
    waive(city)
    for number in range(len(EVIL)):  # each waiver settles something, and is named in the report
        content = make_form(
            rows=make_rows(school_arrivals=[]), respondent=f"16{number:04d}", reference_date="2026-08-31"
        )
        (settings.inbox / f"{number}.xlsx").write_bytes(content)
    escalate_month(LetterContext.of(city, settings, POLICY, MONTH, datetime(2026, 11, 11, 7, 15)))
    receive_and_answer(city, settings)
    return settings


def offers():
    return {"offers": [{"title": text, "component": "B", "participants": 24, "volunteers": 3} for text in EVIL]}


def mistaken_sheet():
    """A school's return in which headings, names and cells attack, figures among them."""
    rows = [["05", text, 20, text] for text in EVIL] + [[text, 3, 2, text] for text in EVIL]
    grid = school_grid(*rows, headings=("Jahrgang", "Schülerinnen und Schüler insgesamt", "davon weiblich", EVIL[6]))
    return make_book({"<b>=1+1": [*grid, [], *([text] for text in EVIL)], "=A1": [[text] for text in EVIL]})


def take_in(city, settings):
    """Everything as files of the inbox, their names attacks as well."""
    files = {f"{text.replace('/', '_')}.xlsx": head for text, head in zip(EVIL, map(head_of, EVIL), strict=True)}
    for name, head in files.items():
        (settings.inbox / name).write_bytes(make_form(rows=make_rows(school_arrivals=[]), **head))
        receive_and_answer(city, settings)  # one by one: of versions that come together one mail goes out
    (settings.inbox / "verein.xlsx").write_bytes(
        make_form("association", rows=offers(), respondent=ASSOCIATION, submission_key="", remarks=EVIL[6])
    )
    receive_and_answer(city, settings)
    (settings.inbox / "=falsch<b>.xlsx").write_bytes(mistaken_sheet())
    receive_and_answer(city, settings)
    states = dict(rows_of(city, w.submission, "file", "state"))
    assert states.pop("=falsch<b>.xlsx") == "returned_for_correction"
    assert set(states.values()) <= {"accepted", "accepted_with_queries", "superseded"}


def receive_and_answer(city, settings):
    received = receive_sources(city, settings, AT, {})
    assert received.unreadable == ()
    waiting = [
        WaitingFile(number, archive_path(settings.archive, digest), name) for number, digest, name in pending(city)
    ]
    assert process_batch(city, IntakeContext(POLICY, AT), waiting).faults == {}
    assert answer_waiting(city, settings, POLICY, AT).faults == {}


def head_of(text):
    return {"remarks": text, "contact_name": text, "respondent_name": text, "submission_key": text}


def waive(city):
    for number, text in enumerate(EVIL):
        waiver = Waiver(0, "REFERENCE_DATE_OUTSIDE", f"16{number:04d}", MONTH, MONTH, text.strip(), date(2026, 12, 31))
        grant_waiver(city, waiver, text.strip(), AT)


def test_answers_hold_no_markup_and_no_formula(month):
    assert check_files(month.replies) >= 4 * (len(EVIL) + 2)
    books = [check_workbook(path.read_bytes()) for path in month.replies.rglob("*.xlsx")]
    shown = {text for texts in books for text in texts}
    assert {text for text in EVIL if text[0] in "=+-@<["} <= shown  # unchanged, and texts
    pages = [check_page(path.read_text()) for path in month.replies.rglob("*.html")]
    assert any("<script>alert(1)</script>" in page for page in pages)
    assert any(EVIL[-1] in page for page in pages)
    assert not any("alert(1)</script>" in path.read_text() for path in month.replies.rglob("*.html"))


def test_mails_have_one_subject_one_recipient_and_no_markup(city, month):
    with SmtpServer() as server:
        send_due(city, month.home, MailServer(server.url, month.mail_from), DUE)
        parser = BytesParser(policy=email_policy.default)
        sent = [(one.recipients, parser.parsebytes(bytes(one.mail))) for one in server.messages]
    with city.connect() as connection:
        kinds = set(connection.scalars(select(outbox.c.kind)))

    assert {"receipt", "report", "invitation", "escalation"} <= kinds
    assert len(sent) > 2 * len(EVIL)
    attached = {}
    for recipients, mail in sent:
        assert len(recipients) == 1
        assert mail["Bcc"] is None
        assert len(mail.get_all("Subject")) == len(mail.get_all("To")) == 1
        assert "\n" not in mail["Subject"]
        assert "\x1b" not in mail["Subject"]
        check_page(mail.get_body(("html",)).get_content())
        for part in mail.iter_attachments():
            attached[part.get_payload(decode=True)] = name = part.get_filename()
            assert name.isprintable()
            assert "/" not in name
    there = {path.read_bytes() for folder in (month.replies, month.forms) for path in folder.rglob("*.*")}
    assert len(attached) > 2 * len(EVIL)
    for content, name in attached.items():
        assert content in there or name.endswith(".html"), "what the other tests look into"
        if name.endswith(".html"):
            check_page(content.decode())


def test_forms_and_the_phone_list_hold_no_formula(month):
    paths = sorted(month.forms.rglob("*.xlsx"))

    assert len([path for path in paths if "Telefonliste" in path.name]) == 1
    texts = {text for path in paths for text in check_workbook(path.read_bytes())}
    assert {text for text in EVIL if text[0] in "=+-@"} <= texts


def test_the_report_holds_no_markup_and_no_formula(city, month):
    few = OPEN_GATE
    published = publish_month(city, month, few, MONTH, DUE)

    assert published.folder is not None
    assert check_files(published.folder) > 5
    page = check_page((published.folder / "bericht.html").read_text())
    assert "<script>alert(1)</script>" in page
    assert '#eval("1") $x$' in page
    assert EVIL[-1] in page
    assert (published.folder / "bericht.pdf").read_bytes().startswith(b"%PDF")
    package = json.loads((published.folder / "daten/datapackage.json").read_text())
    assert len(package["resources"]) > 5


def test_explanations_come_back_as_texts(engine, environment, tmp_path):
    enter_respondents(engine)
    enter_month(engine, MONTH, POLICY.calendar, OPENS)
    settings = load_settings(tmp_path / "hagen")
    for folder in settings.folders():
        folder.mkdir(parents=True)
    (settings.inbox / "a.xlsx").write_bytes(make_mistaken())
    receive_and_answer(engine, settings)
    (path,) = settings.replies.rglob("*.xlsx")
    book = openpyxl.load_workbook(path)
    asked = 0
    for row in book["Prüfprotokoll"].iter_rows(min_row=1):
        if row[1].value == "Rückfrage":
            row[7].value, row[7].data_type = EVIL[asked], "s"
            asked += 6
    book.save(settings.inbox / "b.xlsx")
    receive_and_answer(engine, settings)

    assert asked == 12
    assert sorted(rows_of(engine, explanation, "text")) == [(EVIL[6],), (EVIL[0],)]
    check_files(settings.replies)
    again = max(settings.replies.rglob("*.xlsx"), key=lambda path: path.stat().st_mtime_ns)
    assert any(EVIL[0] in text for text in check_workbook(again.read_bytes()))


def test_the_terminal_shows_characters_and_obeys_none(city, month, monkeypatch, capsys):
    monkeypatch.setattr(show, "console", lambda: Console(force_terminal=True, width=250, highlight=False))
    show_status(read_status(city, month, MONTH))
    _show_waivers(list_waivers(city, AT.date()))
    show.say(EVIL[12])
    printed = capsys.readouterr().out

    assert "[red]rot[/red]" in printed
    assert "\x1b[31m" not in printed
    assert "\x07" not in printed
    assert "\x1b]8;" not in printed
