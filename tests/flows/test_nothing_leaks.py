"""No planted secret, contact or figure stands where it does not belong, whatever goes wrong and whoever repeats it.

A month is played through Prefect with servers that refuse us and say our password or token back, a mail server that
names the address that it does not know, and a program that fails with all of it in its words.
"""

import base64
import json
import re
import shutil
import socketserver
import threading
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile, is_zipfile

import openpyxl
import pypdf
import pytest

from config.settings import load_settings
from flows.server.server import login_file
from schemas.form.layout import HEAD_SHEET, SHEETS
from tasks.archived import LOCKED
from tasks.run_record import read_runs
from tests.flows.conftest import run_python, serving
from tests.flows.test_month_played import ASSOCIATION, CENTRE, DAYCARE, MONTH, REGISTER, SCHOOL, SILENT, US
from tests.servers.oauth import CLIENT_ID, trusted_tenant
from tests.servers.sftp import SftpServer
from tests.servers.smtp import SmtpServer
from tests.servers.webdav import WebDavServer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

MAIL, SFTP, WEBDAV = "Mail-k7Qw2x9", "Sftp-p3Zr8v1", "Dav-m5Tn6c4"
APPLICATION, KEYS = "Oauth-b8Lf4d2", "Schluessel-h9Gs3j6w1y"
CONTACT, ADDRESS, OFFICE = (
    "Wilhelmine Zwiebelfisch",
    "wilhelmine.zwiebelfisch@schule.example",
    "sekretariat@schule.example",
)
PERSONS = ("Kesselflick", "55512345", "Pflanzwurz", "Zwirbel", "12.03.2015", "2015-03-12")  # in files, see below
PUPILS, WRONG = 4_391, 73_591
FIGURES = re.compile(rb"(?<![\w.,:+-])(?:73\.?591|4\.?391)(?![\w-])")  # as a number, not inside a moment or a digest
ENVIRONMENT = {
    "MONATSBERICHT_SMTP_USER": "ki",
    "MONATSBERICHT_SMTP_PASSWORD": MAIL,
    "MONATSBERICHT_SOURCE_ABLAGE_USER": "ki",
    "MONATSBERICHT_SOURCE_ABLAGE_PASSWORD": SFTP,
    "MONATSBERICHT_SOURCE_CLOUD_USER": "ki",
    "MONATSBERICHT_SOURCE_CLOUD_PASSWORD": WEBDAV,
    "MONATSBERICHT_SOURCE_POSTFACH_USER": "ki",
    "MONATSBERICHT_OAUTH_CLIENT_SECRET": APPLICATION,
    "MONATSBERICHT_KEY_SECRET": KEYS,
}
SAID = f"{CONTACT} <{ADDRESS}> {WRONG} {PUPILS} {MAIL} {KEYS}"  # by a program that fails

PLAY = """
import json, sys
from config.errors import MonatsberichtError
from config.settings import load_settings
from flows.server import execute as e
given = json.loads(sys.argv[1])
if given["fault"]:
    import tasks.letters.steps, tasks.watch.screen, tasks.report.steps
    from sqlalchemy import text
    from tasks.warehouse import open_warehouse, writing
    def fail(engine, *_, **__):
        raise ValueError(given["fault"]) from RuntimeError(given["fault"])
    def refuse(engine, *_, **__):
        with writing(engine) as connection:
            row = {"a": given["fault"]}
            connection.execute(text("INSERT INTO metadata_that_is_not_there VALUES (:a)"), row)
    tasks.letters.steps.answer_waiting = fail
    tasks.report.steps.restore_published = lambda engine, _: refuse(engine)
loaders = [getattr(e, name) for name in given["flows"]]
try:
    e.execute(load_settings(given["home"]), loaders, given["month"], given["at"], lambda *_: None)
except Exception as error:
    print(type(error).__name__, error)
"""
SHOW = """
import sys
from flows.command.cli import main
for words in ("status --month 2026-10", "status --json --month 2026-10", "self-check", "doctor", "doctor --json"):
    print(words, main([*words.split(), "--home", sys.argv[1]]))
"""


class EchoingMailbox(socketserver.StreamRequestHandler):
    """An IMAP server that lets nobody in and says why with the very token."""

    def handle(self):
        self.wfile.write(b"* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready\r\n")
        for line in self.rfile:
            mark, command, *_ = line.split()
            if command.upper() == b"CAPABILITY":
                self.wfile.write(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n" + mark + b" OK done\r\n")
            elif command.upper() == b"AUTHENTICATE":
                self.wfile.write(b"+ \r\n")
                shown = base64.b64decode(self.rfile.readline()).replace(b"\x01", b" ")
                self.wfile.write(mark + b" NO [AUTHENTICATIONFAILED] not with " + shown + b"\r\n")
            else:
                self.wfile.write(mark + b" BAD no\r\n")


@contextmanager
def echoing_mailbox():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), EchoingMailbox) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"imap://127.0.0.1:{server.server_address[1]}/INBOX"
        server.shutdown()


@contextmanager
def watching_processes():
    """What every account of the machine may read of every process meanwhile."""
    seen, is_over = set(), threading.Event()

    def look():
        while not is_over.wait(0.05):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(path.read_bytes())
                except OSError:
                    continue

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        is_over.set()
        thread.join()


class Played:
    """The home after the play, and what it must not have told."""

    def __init__(self, home):
        self.home, self.settings = home, load_settings(home)
        self.said, self.processes, self.tokens = "", set(), set()

    @property
    def planted(self):
        """Each as it stands, in an address, and as servers are told it."""
        secrets = {MAIL, SFTP, WEBDAV, APPLICATION, KEYS, *self.tokens}
        secrets.add(login_file(self.settings).read_text(encoding="ascii").strip().partition(":")[2])
        told = {
            base64.b64encode(f"{mark}ki{mark or ':'}{one}".encode()).decode() for one in secrets for mark in ("\0", "")
        }
        return {*secrets, *told, CONTACT, ADDRESS, OFFICE}

    def find(self, content):
        """What of it stands in these bytes."""
        forms = {one: {one.encode(), quote(one).encode(), json.dumps(one)[1:-1].encode()} for one in self.planted}
        found = {one for one, written in forms.items() if any(form in content for form in written)}
        return found | {number.decode() for number in FIGURES.findall(content)}


def write_settings(home, tmp_path, tenant, smtp, sftp, webdav, mailbox):
    (home / "policy.toml").write_text("[report]\nleast_rate_pct = 10\n[gate]\nerrors = 'publish'\n", encoding="utf-8")
    known_hosts = tmp_path / "known_hosts"
    known_hosts.write_text(sftp.known_hosts() + "\n")
    (home / "settings.toml").write_text(
        f'log_level = "DEBUG"\nsmtp_url = "{smtp.url}"\nmail_from = "{US}"\nstaff_email = "team@ki-hagen.example"\n'
        f'oauth_flow = "client_credentials"\noauth_tenant = "hagen.example"\noauth_client_id = "{CLIENT_ID}"\n'
        f'oauth_authority = "{tenant.url}"\noauth_resource = "https://mail.hagen.example"\n'
        f'[[sources]]\nname = "ablage"\nurl = "{sftp.url}"\noptions = {{ known_hosts = "{known_hosts}" }}\n'
        f'[[sources]]\nname = "cloud"\nurl = "{webdav.url}"\n'
        f'[[sources]]\nname = "postfach"\nurl = "{mailbox}"\nauth = "oauth"\n'
    )


def fill_in(settings, respondent, pupils):
    """A form as a secretary fills it in, laid into the inbox."""
    (form,) = (settings.forms / MONTH).glob(f"*{respondent}*.xlsx")
    book = openpyxl.load_workbook(form)
    for row in book[HEAD_SHEET].iter_rows():
        given = {"Ansprechperson": CONTACT, "E-Mail": ADDRESS}
        for label, value in given.items():
            if str(row[0].value).startswith(label):
                row[1].value = value
    for row, number in enumerate(pupils, 6):
        for column, value in zip("BC", number, strict=False):
            book[SHEETS["school_pupils"]][f"{column}{row}"] = value
    book.save(settings.inbox / form.name)


def tell_of_persons(settings):
    """Two forms that tell of persons: a club's in title, place and remarks, a daycare's in a list on a hidden sheet."""
    (club,) = (settings.forms / MONTH).glob(f"*{ASSOCIATION}*.xlsx")
    book = openpyxl.load_workbook(club)
    for row in book[HEAD_SHEET].iter_rows():
        if str(row[0].value).startswith("Bemerkungen"):
            row[1].value = "Das Kind Ali Pflanzwurz (geb. 12.03.2015) fehlt"
    offers, places = book[SHEETS["offers"]], book[SHEETS["meeting_places"]]
    offers["A6"], offers["G6"] = "Nähkurs mit Fatoumata Kesselflick, 0176 55512345", 24
    places["A6"], places["B6"], places["C6"] = "Treffpunkt", "bei Fam. Pflanzwurz, Zwirbel-Str. 12", 40
    book.save(settings.inbox / club.name)
    (daycare,) = (settings.forms / MONTH).glob(f"*{DAYCARE}*.xlsx")
    book = openpyxl.load_workbook(daycare)
    listed = book.create_sheet("Amira Pflanzwurz")
    listed.sheet_state = "hidden"
    for row in (("Kind", "geboren", "Telefon"), ("Pflanzwurz", date(2015, 3, 12), "0176 55512345")):
        listed.append(row)
    book.save(settings.inbox / daycare.name)


def unpacked(path):
    """A file's bytes, and what is packed in it."""
    content = path.read_bytes()
    if is_zipfile(path):
        with ZipFile(BytesIO(content)) as parts:
            content += b"\n".join(parts.read(name) for name in parts.namelist())
    if path.suffix == ".pdf":
        content += "".join(page.extract_text() for page in pypdf.PdfReader(path).pages).encode()
    return content


def find_persons(path):
    content = unpacked(path)
    return [one for one in PERSONS if one.encode() in content or one.encode("utf-16-le") in content]


def play(played, *flows, at, fault=""):
    given = {"home": str(played.home), "flows": flows, "month": MONTH, "at": at, "fault": fault}
    done = run_python(PLAY, json.dumps(given), seconds=240, **ENVIRONMENT)
    assert done.returncode == 0, done.stderr[-3000:]
    played.said += done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def played(prepared, tmp_path_factory):
    """Invited, collected, reported; then once more by a program that fails."""
    tmp_path = tmp_path_factory.mktemp("leaks")
    home = tmp_path / "hagen"
    shutil.copytree(prepared, home)
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        trusted_tenant(tmp_path, monkeypatch) as tenant,
        SmtpServer(user="ki", password=MAIL) as smtp,
        SftpServer(tmp_path) as sftp,
        WebDavServer(tmp_path) as webdav,
        echoing_mailbox() as mailbox,
        watching_processes() as processes,
    ):
        tenant.secret = APPLICATION
        write_settings(home, tmp_path, tenant, smtp, sftp, webdav, mailbox)
        found = Played(home)
        for folder in found.settings.folders():
            folder.mkdir(exist_ok=True)
        (tmp_path / "stellen.csv").write_text(REGISTER, encoding="utf-8")
        done = run_python(
            "import sys; from flows.command.cli import main; sys.exit(main(sys.argv[1:]))",
            "register", tmp_path / "stellen.csv", "--home", home, **ENVIRONMENT,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        with serving(found.settings):
            smtp.refuse("RCPT", f"550 5.1.1 <{OFFICE}> is nobody for ki/{MAIL}", times=1)
            play(found, "load_invite", at="2026-10-30T08:00")
            fill_in(found.settings, SCHOOL, [(PUPILS, 2_000)])
            fill_in(found.settings, SILENT, [(100, WRONG)])
            tell_of_persons(found.settings)
            found.outcomes = [
                play(found, "load_collect", "load_report", at="2026-11-12T06:30"),
                play(found, "load_collect", at="2026-11-12T07:00", fault=SAID),
                play(found, "load_report", at="2026-11-12T07:15", fault=SAID),
            ]
            shown = run_python(SHOW, home, **ENVIRONMENT)
            found.said += shown.stdout + shown.stderr
        found.tokens, found.processes = set(tenant._access), processes
        found.mails = [message.content for message in smtp.messages if b"<notice." in message.content]
        yield found


def test_all_of_it_was_met_and_refused(played):
    """Without this nothing below would say anything."""
    first, fault, refused = played.outcomes
    assert first.count("Quellen ließen") == 1
    assert [name in first for name in ("ablage", "cloud", "postfach")] == [True] * 3
    assert "UnexpectedError" in (played.settings.log / "monatsbericht.log").read_text(encoding="utf-8")
    assert "(ValueError)" in fault
    assert refused.startswith("WarehouseError")
    assert "550 5.1.1 <s…@schule.example> is nobody for ki/…" in played.said
    assert played.tokens
    assert (played.home / "reports" / CENTRE / MONTH / "v1.0").is_dir()


def test_no_log_page_or_record_holds_it(played):
    files = [path for path in played.settings.log.rglob("*") if path.is_file()] + [played.settings.situation_page]
    assert {path.suffix for path in files} >= {".log", ".jsonl", ".json", ".html"}
    assert {path.name: found for path in files if (found := played.find(path.read_bytes()))} == {}


def test_no_command_and_no_mail_to_staff_says_it(played):
    status, other = played.said.split("status --month 2026-10 0\n")
    assert "self-check 1" in other
    assert played.find(other.encode()) == set()
    assert played.find(status.encode()) == {OFFICE}, "staff at their own screen have to know which address is wrong"
    assert [played.find(content) for content in played.mails] == [set()] * len(played.mails)


def test_how_long_each_part_of_a_report_took_is_logged_and_kept_with_the_run(played):
    lines = (played.settings.log / "monatsbericht.jsonl").read_text(encoding="utf-8").splitlines()
    logged = [one["values"][1] for one in map(json.loads, lines) if "Sekunden je Teil" in one.get("message", "")]
    runs = list(read_runs(played.settings.log, "monatsbericht"))
    parts = {"summarise", "compose", "charts", "html", "pdf", "xlsx", "data"}

    # A first month has no charts to draw.
    assert [
        seconds for seconds in logged if parts <= seconds.keys() and min(seconds[one] for one in parts - {"charts"}) > 0
    ]
    assert [run for run in runs if run.result.get("seconds") in logged]


def test_prefect_does_not_know_it(played):
    """Runs, states, logs, events and artifacts are rows of its database; what was deleted may lie in it still."""
    files = [
        path for path in played.settings.prefect.rglob("*") if path.is_file() and path != login_file(played.settings)
    ]
    assert {"prefect.db"} <= {path.name for path in files}
    assert {path.name: found for path in files if (found := played.find(path.read_bytes()))} == {}


def test_no_process_is_called_with_it(played):
    assert any(b"flows.server.process" in line for line in played.processes)
    assert played.find(b"\n".join(line for line in played.processes if b"def refuse" not in line)) == set()


def test_what_files_tell_of_persons_stands_nowhere_but_in_them(played):
    """Neither in the warehouse and its journal nor in logs, answers, mails, reports, pages or Prefect's rows."""
    settings = played.settings
    own = (settings.inbox, settings.archive / LOCKED)
    files = [path for path in played.home.rglob("*") if path.is_file() and not any(map(path.is_relative_to, own))]
    locked = [path for path in (settings.archive / LOCKED).iterdir() if find_persons(path)]

    assert {"warehouse.db", "lage.html", "bericht.pdf", "pruefbericht.html", "monatsbericht.jsonl"} <= {
        path.name for path in files
    }
    assert {str(path): found for path in files if (found := find_persons(path))} == {}
    assert len(locked) == 2, "without this the line above would say nothing"
    assert [one for one in PERSONS if one in played.said] == []


def test_what_is_published_is_rounded_and_names_nobody(played):
    for path in (path for path in played.settings.reports.rglob("*") if path.is_file()):
        assert (path.name, played.find(unpacked(path))) == (path.name, set())
