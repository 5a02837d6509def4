"""A whole month with real servers: forms go out by mail, returns come by mail, SFTP, WebDAV and folder, answers return.

Dovecot keeps the mailbox, asyncssh and wsgidav the other places, aiosmtpd takes every mail that is sent; Prefect runs
the flows, each on its day of autumn 2026. What is wrong is mended as a secretary would: in the workbook that came back.
"""

import io
import json
import re
import shutil
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email.headerregistry import Address
from html.parser import HTMLParser

import openpyxl
import pytest

from config.settings import load_settings
from schemas.form.layout import HEAD_SHEET, META_SHEET, SHEETS
from tests.factories_mail import make_mail
from tests.flows.conftest import run_python, serving
from tests.flows.forked import run_forked
from tests.flows.harmless import check_workbook
from tests.servers.imap import ImapServer, needs_dovecot
from tests.servers.sftp import SftpServer
from tests.servers.smtp import SmtpServer
from tests.servers.webdav import WebDavServer

pytestmark = [pytest.mark.slow, needs_dovecot, pytest.mark.timeout(600)]

MONTH = "2026-10"
SCHOOL, SILENT, DAYCARE, ASSOCIATION, CENTRE = "169468", "169470", "K-05914000-0001", "V-05914000-0001", "05914000"
ADDRESSES = {
    SCHOOL: "sekretariat@schule.example",
    SILENT: "still@schule.example",
    DAYCARE: "leitung@kita.example",
    ASSOCIATION: "vorstand@verein.example",
    CENTRE: "zahlen@ki-hagen.example",
}
US, STAFF, STRANGER = "meldung@ki-hagen.example", "team@ki-hagen.example", "fremd@anderswo.example"
REGISTER = f"""Nummer;Art;Name;Schulform;Stadtteil;Träger;E-Mail;gültig ab;gültig bis;Nachfolge;Telefon
{SCHOOL};Schule;Astrid-Lindgren-Schule;G;Haspe;Stadt Hagen;{ADDRESSES[SCHOOL]};2020-08-01;;;02331 1
{SILENT};Schule;Grundschule Kuhlerkamp;G;Mitte;Stadt Hagen;{ADDRESSES[SILENT]};2020-08-01;;;02331 2
{DAYCARE};Kita;Kita Regenbogen;;Mitte;Stadt Hagen;{ADDRESSES[DAYCARE]};2020-08-01;;;02331 3
{ASSOCIATION};Verein;Begegnung <b>Haspe</b> e. V.;;Haspe;;{ADDRESSES[ASSOCIATION]};2020-08-01;;;02331 4
{CENTRE};Integrationszentrum;KI Hagen;;;;{ADDRESSES[CENTRE]};2020-08-01;;;02331 5
"""
TITLE = '=HYPERLINK("http://boese.example")<script>alert(1)</script>'  # of an offer, as somebody may well write it
PUPILS, GIRLS_TOO_MANY, CHILDREN = (217, 233, 241, 251), 997, (83, 89)

EXECUTE = """
import json, sys
from config.settings import load_settings
from flows.server import execute as e
given = json.loads(sys.argv[1])
loaders = [getattr(e, name) for name in given["flows"]]
done = e.execute(load_settings(given["home"]), loaders, given["month"], given["at"], lambda *_: None)
print(json.dumps(done))
"""
INVITE, REMIND, COLLECT, REPORT = "load_invite", "load_remind", "load_collect", "load_report"


class Month:
    """The installation, its servers, and what was sent in each act of the play."""

    def __init__(self, home, smtp, imap, sftp, webdav):
        self.home, self.smtp, self.imap, self.sftp, self.webdav = home, smtp, imap, sftp, webdav
        self.acts, self.results = {}, {}

    def play(self, act, at, *flows):
        """Run flows on a day; what they sent is the act's."""
        before = len(self.smtp.messages)
        given = {"home": str(self.home), "flows": flows, "month": MONTH, "at": at}
        secrets = {
            f"MONATSBERICHT_SOURCE_{name}_{part}": value
            for name in ("POSTFACH", "ABLAGE", "CLOUD")
            for part, value in (("USER", "ki"), ("PASSWORD", "geheim"))
        }
        done = run_forked(EXECUTE, json.dumps(given), **secrets)
        assert done.returncode == 0, done.stderr[-3000:]
        self.results[act] = json.loads(done.stdout.splitlines()[-1])
        sent = [message.mail for message in self.smtp.messages[before:]]
        self.acts[act] = [mail for mail in sent if not mail["Message-ID"].startswith("<notice.")]  # to staff

    def mails(self, act, recipient=None):
        """The mails of an act by recipient, or the one to somebody."""
        by_recipient = {
            Address(addr_spec=str(mail["To"].addresses[0].addr_spec)).addr_spec: mail for mail in self.acts[act]
        }
        return by_recipient if recipient is None else by_recipient[recipient]

    def query(self, sql):
        with closing(sqlite3.connect(self.home / "warehouse.db")) as database:
            return database.execute(sql).fetchall()

    def states(self):
        return dict(self.query(f"SELECT respondent_id, state FROM \"return\" WHERE month = '{MONTH}'"))


def workbook_of(mail):
    """The workbook that hangs on a mail: its name and bytes."""
    ((name, content),) = [
        (part.get_filename(), part.get_content())
        for part in mail.iter_attachments()
        if part.get_filename().endswith(".xlsx")
    ]
    return name, content


@contextmanager
def filling(content):
    """Open a workbook as its user does, and have what is saved."""
    book, out = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    result = {}
    yield book, result
    book.save(out)
    result["bytes"] = out.getvalue()


def fill_school(content, girls):
    with filling(content) as (book, result):
        for row, number in enumerate(PUPILS, 6):
            book[SHEETS["school_pupils"]][f"B{row}"] = number
        book[SHEETS["school_pupils"]]["C7"] = girls
    return result["bytes"]


def fill_daycare(content):
    with filling(content) as (book, result):
        for row, number in enumerate(CHILDREN, 6):
            book[SHEETS["daycare_children"]][f"B{row}"] = number
    return result["bytes"]


def fill_association(content):
    with filling(content) as (book, result):
        sheet = book[SHEETS["offers"]]
        heads = {str(cell.value).replace("\n", ""): cell.column for cell in sheet[5] if cell.value}
        sheet.cell(6, 1).value = TITLE
        sheet.cell(6, 1).data_type = "s"
        sheet.cell(6, next(at for head, at in heads.items() if head.startswith("Teil"))).value = 47
    return result["bytes"]


def fill_nil(content):
    with filling(content) as (book, result):
        sheet = book[HEAD_SHEET]
        (row,) = [cell.row for cell in sheet["A"] if cell.value == "Fehlanzeige"]
        sheet.cell(row, 2).value = "Ja"
    return result["bytes"]


def forge(content, respondent):
    """Somebody changes the number in their own form, on both sheets."""
    with filling(content) as (book, result):
        for sheet in (book[HEAD_SHEET], book[META_SHEET]):
            for line in sheet.iter_rows():
                for cell in line:
                    if cell.value == SCHOOL:
                        cell.value = respondent
    return result["bytes"]


def findings_in(content, kind):
    """(sheet, cell, row of the protocol) of each finding of a kind, as the first sheet lists them."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.title == "Prüfprotokoll"
    return [(line[2].value, line[3].value, line[0].row) for line in sheet.iter_rows() if line[1].value == kind]


def mend(content, value):
    """Put a value into every cell that the protocol calls wrong."""
    with filling(content) as (book, result):
        for sheet, cell, _ in findings_in(content, "Fehler"):
            book[sheet][cell] = value
    return result["bytes"]


def explain(content, text):
    """Answer every question in the protocol's column."""
    with filling(content) as (book, result):
        sheet = book.worksheets[0]
        (column,) = {cell.column for line in sheet.iter_rows() for cell in line if cell.value == "Erläuterung"}
        for _, _, row in findings_in(content, "Rückfrage"):
            sheet.cell(row, column).value = text
    return result["bytes"]


@contextmanager
def installation(tmp_path, prepared):
    """A home with Prefect's server running, and the four servers outside."""
    home = tmp_path / "hagen"
    shutil.copytree(prepared, home)
    for folder in ("sftp", "webdav"):
        (tmp_path / folder).mkdir()
    with (
        SmtpServer() as smtp,
        ImapServer() as imap,
        SftpServer(tmp_path / "sftp") as sftp,
        WebDavServer(tmp_path / "webdav") as webdav,
    ):
        known_hosts = tmp_path / "known_hosts"
        known_hosts.write_text(sftp.known_hosts() + "\n")
        (home / "settings.toml").write_text(
            f'smtp_url = "{smtp.url}"\nmail_from = "{US}"\nstaff_email = "{STAFF}"\n'
            f'[[sources]]\nname = "postfach"\nurl = "{imap.url}"\n'
            f'[[sources]]\nname = "ablage"\nurl = "{sftp.url}"\noptions = {{ known_hosts = "{known_hosts}" }}\n'
            f'[[sources]]\nname = "cloud"\nurl = "{webdav.url}"\n'
        )
        settings = load_settings(home)
        for folder in settings.folders():
            folder.mkdir(exist_ok=True)
        with serving(settings):
            yield Month(home, smtp, imap, sftp, webdav)


@pytest.fixture(scope="module")
def month(prepared, tmp_path_factory):
    """The play, from the invitation to the report."""
    tmp_path = tmp_path_factory.mktemp("month")
    (tmp_path / "stellen.csv").write_text(REGISTER, encoding="utf-8")
    with installation(tmp_path, prepared) as month:
        done = run_python(
            "import sys; from flows.command.cli import main; sys.exit(main(sys.argv[1:]))",
            "register", tmp_path / "stellen.csv", "--home", month.home,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

        month.play("invited", "2026-10-30T08:00", INVITE)
        _send_first(month, tmp_path)
        month.play("answered", "2026-11-03T12:00", COLLECT)
        month.play("reminded", "2026-11-05T07:15", REMIND)
        _send_mended(month, tmp_path)
        month.play("mended", "2026-11-06T12:00", COLLECT)
        month.play("reminded again", "2026-11-09T07:15", REMIND)
        month.play("escalated", "2026-11-11T07:15", REMIND)
        month.play("reported", "2026-11-12T06:30", COLLECT, REPORT)
        month.play("everything once more", "2026-11-12T06:45", COLLECT, REMIND, REPORT)
        yield month


def _send_first(month, tmp_path):
    """The school by mail with a mistake, a stranger in the name of another, Kita and association into their folders."""
    forms = {name: workbook_of(month.mails("invited", address)) for name, address in ADDRESSES.items()}
    name, form = forms[SCHOOL]
    came = datetime(2026, 11, 2, 9, tzinfo=UTC)
    month.imap.put(make_mail((name, fill_school(form, GIRLS_TOO_MANY)), sender=ADDRESSES[SCHOOL]), received=came)
    forged = forge(fill_school(form, 100), SILENT)
    month.imap.put(
        make_mail((forms[SILENT][0], forged), sender=STRANGER, subject="Meldung der Grundschule"), received=came
    )
    (tmp_path / "sftp" / forms[DAYCARE][0]).write_bytes(fill_daycare(forms[DAYCARE][1]))
    (tmp_path / "webdav" / forms[ASSOCIATION][0]).write_bytes(fill_association(forms[ASSOCIATION][1]))


def _send_mended(month, tmp_path):
    """The school mends the workbook that came back, the Kita explains in it; the centre has nothing to report."""
    name, annotated = workbook_of(month.mails("answered", ADDRESSES[SCHOOL]))
    mended = make_mail((name, mend(annotated, 100)), sender=ADDRESSES[SCHOOL], subject="Berichtigt")
    month.imap.put(mended, received=datetime(2026, 11, 5, 15, tzinfo=UTC))
    name, annotated = workbook_of(month.mails("answered", ADDRESSES[DAYCARE]))
    (tmp_path / "sftp" / name).write_bytes(explain(annotated, "Die Plätze melden wir nach."))
    name, form = workbook_of(month.mails("invited", ADDRESSES[CENTRE]))
    (month.home / "inbox" / name).write_bytes(fill_nil(form))


def test_everybody_who_owes_is_invited_once_with_a_form_of_their_own(month):
    assert set(month.mails("invited")) == set(ADDRESSES.values())
    keys = set()
    for respondent, address in ADDRESSES.items():
        name, form = workbook_of(month.mails("invited", address))
        hidden = {
            line[0].value: line[1].value for line in openpyxl.load_workbook(io.BytesIO(form))[META_SHEET].iter_rows()
        }
        assert respondent in name
        assert (hidden["respondent"], hidden["month"]) == (respondent, MONTH)
        keys.add(hidden["submission_key"])
    assert len(keys) == len(ADDRESSES)


def test_returns_came_by_mail_sftp_webdav_and_folder(month):
    sources = {source for (source,) in month.query("SELECT DISTINCT source FROM incoming WHERE outcome = 'taken'")}

    assert sources == {"postfach", "ablage", "cloud", "inbox"}


def test_processed_mails_are_moved_and_none_is_lost(month):
    assert month.imap.mails("INBOX") == []
    assert len(month.imap.mails("Erledigt")) == 3


def test_everybody_hears_what_came_of_their_file(month):
    answered = month.mails("answered")

    assert set(answered) == {ADDRESSES[SCHOOL], ADDRESSES[DAYCARE], ADDRESSES[ASSOCIATION], STRANGER}
    assert answered[ADDRESSES[SCHOOL]]["Subject"].startswith("Bitte berichtigen")
    assert "Quittung" in answered[ADDRESSES[ASSOCIATION]]["Subject"]


def test_the_mended_workbook_was_accepted_and_the_receipt_says_so(month):
    assert findings_in(workbook_of(month.mails("answered", ADDRESSES[SCHOOL]))[1], "Fehler")
    assert "Quittung" in month.mails("mended", ADDRESSES[SCHOOL])["Subject"]
    assert month.query(
        f"SELECT sum(pupils), sum(pupils_female) FROM current_school_pupils WHERE respondent_id = '{SCHOOL}'"
    ) == [(sum(PUPILS), 100)]


def test_the_explanation_was_read_and_settled_the_question(month):
    assert month.query("SELECT DISTINCT respondent_id, text FROM explanation") == [
        (DAYCARE, "Die Plätze melden wir nach.")
    ]
    assert month.states()[DAYCARE] == "accepted"
    assert "Quittung" in month.mails("mended", ADDRESSES[DAYCARE])["Subject"]


def test_in_the_end_each_return_stands_as_it_should(month):
    assert month.states() == {
        SCHOOL: "accepted", SILENT: "late", DAYCARE: "accepted", ASSOCIATION: "accepted", CENTRE: "nil",
    }  # fmt: skip


def test_only_those_who_owe_are_reminded_and_nobody_twice_for_a_day(month):
    assert set(month.mails("reminded")) == {ADDRESSES[SCHOOL], ADDRESSES[SILENT], ADDRESSES[CENTRE]}
    back = month.mails("reminded", ADDRESSES[SCHOOL])
    assert "zur Berichtigung zurückgegeben" in back.get_body(("plain",)).get_content()
    assert workbook_of(back) == workbook_of(month.mails("answered", ADDRESSES[SCHOOL]))
    assert set(month.mails("reminded again")) == {ADDRESSES[SILENT], STAFF}  # three days before: the rehearsal


def test_staff_get_the_list_of_whom_to_call(month):
    assert set(month.mails("escalated")) == {STAFF}
    _, content = workbook_of(month.mails("escalated", STAFF))
    cells = [
        str(cell.value) for line in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for cell in line
    ]

    assert "Grundschule Kuhlerkamp" in cells
    assert "02331 2" in cells
    assert "Astrid-Lindgren-Schule" not in cells


def test_nobody_can_report_for_somebody_else(month):
    answer = month.mails("answered", STRANGER)
    body = answer.get_body(("plain",)).get_content()

    assert month.query("SELECT file, state FROM submission WHERE state = 'set_aside'")[0][1] == "set_aside"
    assert list(answer.iter_attachments()) == []
    assert "Kuhlerkamp" not in body
    assert ADDRESSES[SILENT] not in answer.as_string()


def test_the_report_is_published_from_what_came(month):
    _, report = month.results["reported"]

    assert report["version"] == "1.0"
    assert (month.home / "reports" / CENTRE / MONTH / "v1.0" / "bericht.pdf").exists()


def test_doing_everything_again_sends_nothing(month):
    assert month.acts["everything once more"] == []
    assert month.acts["reported"] == []


class Text(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self):
        super().__init__()
        self.tags, self.text = set(), ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.text += data


def everything(month):
    return [mail for act in month.acts.values() for mail in act]


def test_every_mail_can_be_read_by_anybody(month):
    mails = everything(month)

    assert len({mail["Message-ID"] for mail in mails}) == len(mails) >= 14
    for mail in mails:
        assert mail.defects == []
        assert [part.defects for part in mail.walk() if part.defects] == []
        assert mail["From"].addresses[0].addr_spec == US
        assert mail["Auto-Submitted"].startswith("auto-")
        assert mail["Date"].datetime is not None
        page = Text()
        page.feed(mail.get_body(("html",)).get_content())
        assert not page.tags & {"script", "b"}, "what somebody typed became markup"
        assert mail.get_body(("plain",)).get_content().startswith("Guten Tag")


def test_no_mail_says_a_figure_about_children(month):
    figures = {str(number) for number in (*PUPILS, *CHILDREN, GIRLS_TOO_MANY, sum(PUPILS), sum(CHILDREN), 47)}
    for mail in everything(month):
        words = mail["Subject"] + mail.get_body(("plain",)).get_content() + mail.get_body(("html",)).get_content()
        numbers = set(re.findall(r"(?<![\w.#-])\d+(?![\w%-])", words))
        assert not numbers & figures


def test_what_begins_like_a_formula_is_text_in_what_we_send(month):
    assert month.query("SELECT title FROM current_offers") == [(TITLE,)]
    for mail in everything(month):
        for part in mail.iter_attachments():
            if part.get_filename().endswith(".xlsx"):
                check_workbook(part.get_content())
