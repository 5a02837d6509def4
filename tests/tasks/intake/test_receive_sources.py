"""From every kind of source into archive and warehouse; with one of them down, dying or hanging, the others go on."""

import errno
import hashlib
import os
import shutil
import time
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from config.settings import Settings
from config.sources import Source
from schemas.files.incoming import archive_path
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from tasks.intake import look_inside as look_inside_module
from tasks.intake.receive_sources import receive_sources
from tasks.intake.worker import JobOutcome
from tests.factories import AT, rows_of
from tests.factories_mail import FROM, make_mail, make_zip
from tests.servers.certificates import make_certificate
from tests.servers.imap import ImapServer, needs_dovecot
from tests.servers.proxy import FlakyLine
from tests.servers.s3 import S3Server
from tests.servers.sftp import SftpServer
from tests.servers.webdav import WebDavServer

pytestmark = pytest.mark.slow

CAME = datetime(2026, 11, 3, 13, 30, tzinfo=UTC)  # 14:30 in Hagen
ENVIRONMENT = {
    f"MONATSBERICHT_SOURCE_{name}_{part}": value
    for name in ("FERN", "ANDERE")
    for part, value in (("USER", "ki"), ("PASSWORD", "geheim"))
}
SHARES = ["sftp", "webdav", "s3"]
KINDS = [*SHARES, pytest.param("imap", marks=needs_dovecot)]


class Place:
    """A server of one kind, and how to put a file there; into a mailbox it comes with a mail."""

    def __init__(self, kind, tmp_path, **options):
        self.kind, self.folder, self.tmp_path = kind, tmp_path / "server", tmp_path
        self.folder.mkdir()
        if kind in {"sftp", "webdav"}:
            self.server = (SftpServer if kind == "sftp" else WebDavServer)(self.folder, **options)
        else:
            self.server = (ImapServer if kind == "imap" else S3Server)(**options)

    def put(self, name, content):
        if self.kind == "imap":
            self.server.put(make_mail((name, content), subject=name), received=CAME)
        elif self.kind == "s3":
            self.server.put(name, content, CAME)
        else:
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            os.utime(path, (CAME.timestamp(), CAME.timestamp()))

    def source(self, port=None, name="fern"):
        port = port or self.server.port
        url, options = self.server.url.replace(f":{self.server.port}", f":{port}"), {}
        if self.kind == "sftp":
            known = self.tmp_path / "known_hosts"
            known.write_text(self.server.known_hosts(port) + "\n")
            options = {"known_hosts": str(known)}
        if self.kind == "s3":
            options = {"endpoint_url": self.server.endpoint(port)}
        return Source(name=name, url=url, options=options)


@pytest.fixture
def place(request, tmp_path):
    made = Place(request.param, tmp_path)
    with made.server:
        yield made


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home" / "inbox").mkdir(parents=True)
    return tmp_path / "home"


def look(engine, home, *sources, at=AT, seconds=5, environment=ENVIRONMENT, **more):
    settings = Settings(home=home, sources=sources)
    return receive_sources(engine, settings, at, environment, seconds=seconds, **more)


def lay(home, name, content):
    """A file that lies in the inbox for some time: nobody is writing it any more."""
    path = home / "inbox" / name
    path.write_bytes(content)
    os.utime(path, (CAME.timestamp(), CAME.timestamp()))


def submissions(engine):
    return rows_of(engine, w.submission, "file", "sha256", "received_at")


def downloads(server):
    """What was asked of a server's files: opened at one, requested at another; a mailbox does not tell."""
    asked = [*getattr(server, "opened", ()), *getattr(server, "requests", ())]
    return [one for one in asked if "Meldung" in str(one)]


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def archived(home):
    return {path.name for path in (home / "archive").rglob("*") if path.is_file()}


def drafts(home):
    return [path.name for path in (home / "archive").glob(".*")]


@pytest.mark.parametrize("place", KINDS, indirect=True)
def test_a_file_comes_into_archive_and_warehouse(engine, home, place):
    place.put("Meldung.xlsx", b"figures")
    received = look(engine, home, place.source())

    assert (received.new, received.known, received.unreadable, received.down) == (1, 0, (), ())
    assert submissions(engine) == [("Meldung.xlsx", sha256(b"figures"), datetime(2026, 11, 3, 14, 30))]
    assert archive_path(home / "archive", sha256(b"figures")).read_bytes() == b"figures"
    ((source, number, sender, outcome, parts),) = rows_of(
        engine, c.incoming, "source", "incoming_id", "sender", "outcome", "parts"
    )
    assert (source, sender, outcome, parts) == ("fern", FROM if place.kind == "imap" else None, "taken", 1)
    assert rows_of(engine, w.delivery, "submission_id", "incoming_id") == [(1, number)]
    assert rows_of(engine, c.source) == [
        {"source": "fern", "reached_at": AT, "failed_at": None, "reason": None, "growing": None},
        {"source": "inbox", "reached_at": AT, "failed_at": None, "reason": None, "growing": None},
    ]
    assert drafts(home) == []


@pytest.mark.parametrize("place", KINDS, indirect=True)
def test_a_second_look_fetches_nothing_and_changes_nothing(engine, home, place):
    place.put("Meldung.xlsx", b"figures")
    look(engine, home, place.source())
    before = downloads(place.server)
    received = look(engine, home, place.source())

    assert (received.new, received.down) == (0, ())
    assert len(submissions(engine)) == len(rows_of(engine, c.incoming)) == 1
    assert downloads(place.server) == before


@pytest.mark.parametrize("place", KINDS, indirect=True)
def test_nothing_is_deleted_or_changed_there(engine, home, place):
    place.put("Meldung.xlsx", b"figures")
    look(engine, home, place.source())

    if place.kind == "imap":
        assert place.server.mails() == []
        assert place.server.mails("Erledigt") == [make_mail(("Meldung.xlsx", b"figures"), subject="Meldung.xlsx")]
    elif place.kind == "s3":
        assert place.server.files() == {"Meldung.xlsx": b"figures"}
        assert {method for method, _ in place.server.requests} <= {"GET", "HEAD"}
    else:
        assert (place.folder / "Meldung.xlsx").read_bytes() == b"figures"
        assert (place.folder / "Meldung.xlsx").stat().st_mtime == CAME.timestamp()


@pytest.mark.parametrize("place", SHARES, indirect=True)
def test_subfolders_umlauts_and_what_nobody_sent(engine, home, place):
    for name in (
        "Schulen/Förderschule März.xlsx",
        ".versteckt/a.xlsx",
        "~$a.xlsx",
        "b.xlsx.part",
        "Thumbs.db",
        "leer.xlsx",
    ):
        place.put(name, b"" if name == "leer.xlsx" else name.encode())
    received = look(engine, home, place.source())

    assert received.down == ()
    assert sorted(name for name, *_ in submissions(engine)) == ["Schulen/Förderschule März.xlsx", "leer.xlsx"]


@pytest.mark.parametrize("place", SHARES, indirect=True)
def test_a_changed_file_is_a_new_one(engine, home, place):
    place.put("Meldung.xlsx", b"figures")
    look(engine, home, place.source())
    place.put("Meldung.xlsx", b"better figures")

    assert look(engine, home, place.source()).new == 1


@pytest.mark.parametrize("place", KINDS, indirect=True)
def test_an_archive_is_unpacked(engine, home, place):
    place.put("alle.zip", make_zip(("Kita/a.xlsx", b"1"), ("b.xlsx", b"2"), ("__MACOSX/._b.xlsx", b"3")))
    received = look(engine, home, place.source())

    prefix = "" if place.kind == "imap" else "alle.zip/"
    assert received.new == 2
    assert [name for name, *_ in submissions(engine)] == [f"{prefix}a.xlsx", f"{prefix}b.xlsx"]


@pytest.mark.parametrize("place", KINDS, indirect=True)
@pytest.mark.parametrize("fault", ["cut_after", "hang_after"])
def test_a_line_that_breaks_in_the_middle_loses_and_doubles_nothing(engine, home, place, fault):
    big = os.urandom(400_000)
    for number in range(4):
        place.put(f"{number}.xlsx", bytes([number]) + big)
    lay(home, "hier.xlsx", b"inbox")
    with FlakyLine(place.server.port) as line:
        getattr(line, fault)(900_000)
        first = look(engine, home, place.source(line.port), seconds=1)
        state = rows_of(engine, c.source, "source", "failed_at")
        whole = {name for name, *_ in submissions(engine)}
        line.mend()
        second = look(engine, home, place.source(line.port))

    assert len(first.down) == 1
    assert first.down[0].startswith("Quelle „fern“: ")
    assert state == [("fern", AT), ("inbox", None)]
    assert "hier.xlsx" in whole
    assert len(whole) < 5
    assert second.down == ()
    assert {(name, digest) for name, digest, _ in submissions(engine)} == {
        ("hier.xlsx", sha256(b"inbox")),
        *((f"{number}.xlsx", sha256(bytes([number]) + big)) for number in range(4)),
    }
    assert len(submissions(engine)) == 5
    assert drafts(home) == []


@pytest.mark.parametrize("place", KINDS, indirect=True)
@pytest.mark.parametrize("count", [0, 900_000])
def test_a_server_that_says_a_byte_now_and_then_is_left_in_time(engine, home, place, count):
    place.put("1.xlsx", os.urandom(600_000))
    place.put("2.xlsx", os.urandom(600_000))
    lay(home, "hier.xlsx", b"inbox")
    with FlakyLine(place.server.port) as line:
        line.drip_after(count)
        begun = time.monotonic()
        first = look(engine, home, place.source(line.port), total_seconds=3)
        took = time.monotonic() - begun
        whole = len(submissions(engine))
        line.mend()
        second = look(engine, home, place.source(line.port))

    assert first.down == ("Quelle „fern“: sie braucht zu lange; was geholt ist, ist verarbeitet.",)
    assert took < 10
    assert 1 <= whole < 3
    assert (len(submissions(engine)), second.down) == (3, ())
    assert drafts(home) == []


@pytest.mark.parametrize("place", KINDS, indirect=True)
@pytest.mark.parametrize(
    ("trouble", "expected"),
    [("stopped", "nimmt keine Verbindung an"), ("password", "Anmeldung wurde abgelehnt"), ("silent", "Server")],
)
def test_a_source_that_is_down_stops_no_other(engine, home, place, trouble, expected):
    lay(home, "hier.xlsx", b"inbox")
    environment = dict(ENVIRONMENT)
    with FlakyLine(place.server.port) as line:
        source = place.source(line.port if trouble == "silent" else None)
        if trouble == "silent":
            line.hang_after(0)
        if trouble == "password":
            environment["MONATSBERICHT_SOURCE_FERN_PASSWORD"] = "sehr-geheim"
        if trouble == "stopped":
            place.server.stop()
        received = look(engine, home, source, seconds=1 if trouble == "silent" else 9, environment=environment)
        if trouble == "stopped":
            place.server.start()

    ((sentence,), (about,)) = received.down, received.about
    assert expected in sentence
    assert "geheim" not in sentence
    assert "unerwartet" not in sentence
    assert (about == "fern ") == (trouble != "password")  # of what may pass staff hear once, however it is put
    assert received.new == 1
    assert rows_of(engine, c.source, "source", "reached_at", "failed_at") == [("fern", None, AT), ("inbox", AT, None)]


def test_two_sources_are_entered_in_the_order_in_which_they_came(engine, home, tmp_path):
    for name, seconds in (("eins", 3), ("zwei", 2), ("drei", 1)):
        folder = home / "inbox" if name == "zwei" else tmp_path / name
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.xlsx").write_bytes(name.encode())
        moment = CAME.timestamp() - seconds
        os.utime(folder / f"{name}.xlsx", (moment, moment))
    sources = [Source(name=name, url=str(tmp_path / name)) for name in ("drei", "eins")]
    look(engine, home, *sources)

    assert [name for name, *_ in submissions(engine)] == ["eins.xlsx", "zwei.xlsx", "drei.xlsx"]


def test_a_folder_that_is_not_there_is_a_source_that_is_down(engine, home, tmp_path):
    lay(home, "hier.xlsx", b"inbox")
    received = look(engine, home, Source(name="fern", url=str(tmp_path / "weg")))

    assert received.new == 1
    assert received.down == (f"Quelle „fern“: den Ordner gibt es nicht ({tmp_path / 'weg'}).",)


def test_anything_that_fsspec_reaches_is_a_source(engine, home):
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe_file("/eingang/Kita/a.xlsx", b"figures")
    memory.store["/eingang/Kita/a.xlsx"].created = CAME  # nobody is writing it any more
    try:
        received = look(engine, home, Source(name="fern", url="memory://eingang"), environment={})
    finally:
        memory.rm("/eingang", recursive=True)

    assert (received.new, received.down) == (1, ())
    assert [name for name, *_ in submissions(engine)] == ["Kita/a.xlsx"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("nichts://host/x", "diese Art von Adresse ist unbekannt"),
        ("imaps://mail.example", "MONATSBERICHT_SOURCE_ANDERS_USER und MONATSBERICHT_SOURCE_ANDERS_PASSWORD fehlen"),
        ("webdav://ki@cloud.example/x", "webdavs://"),
        ("s3://eingang", "MONATSBERICHT_SOURCE_ANDERS_USER und MONATSBERICHT_SOURCE_ANDERS_PASSWORD fehlen"),
    ],
)
def test_a_source_that_cannot_work_is_explained(engine, home, url, expected):
    received = look(engine, home, Source(name="anders", url=url))

    assert expected in received.down[0]


def test_a_file_too_large_to_be_fetched_is_named(engine, home):
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.pipe_file("/eingang/groß.xlsx", bytes(10_000_001))
    settings = Settings(home=home, sources=(Source(name="fern", url="memory://eingang"),), max_file_mb=1)
    try:
        first, second = (receive_sources(engine, settings, AT, {}) for _ in range(2))
    finally:
        memory.rm("/eingang", recursive=True)

    assert first.unreadable == ("fern: groß.xlsx: 10 MB, geholt werden höchstens 10 MB",)
    assert (first.new, second.new, second.known, second.unreadable) == (0, 0, 1, ())
    assert rows_of(engine, c.incoming, "path", "byte_count", "outcome") == [("groß.xlsx", 10_000_001, "refused")]


@pytest.mark.parametrize("known", ["unknown", "changed", "missing"])
def test_an_sftp_server_whose_key_is_not_known_is_not_spoken_to(engine, home, tmp_path, known):
    made = Place("sftp", tmp_path)
    with made.server:
        source = made.source()
        path = tmp_path / "known_hosts"
        other = SftpServer(tmp_path)
        other.port = made.server.port
        path.write_text("" if known == "unknown" else other.known_hosts() + "\n")
        if known == "missing":
            path.unlink()
        received = look(engine, home, source)

    expected = {"unknown": "ist unbekannt", "changed": "ist nicht der bekannte", "missing": "Ordner"}[known]
    assert expected in received.down[0]


def test_sftp_with_a_key_file(engine, home, tmp_path):
    import asyncssh

    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(tmp_path / "key")
    made = Place("sftp", tmp_path)
    made.server.password, made.server.client_key = None, key.convert_to_public()
    made.put("a.xlsx", b"figures")
    environment = {"MONATSBERICHT_SOURCE_FERN_USER": "ki", "MONATSBERICHT_SOURCE_FERN_KEY_FILE": str(tmp_path / "key")}
    with made.server:
        assert look(engine, home, made.source(), environment=environment).new == 1


@contextmanager
def trusted(certificate, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setenv("SSL_CERT_FILE", str(certificate.ca_file))
        yield


@pytest.mark.parametrize("kind", ["webdav", "s3", pytest.param("imap", marks=needs_dovecot)])
def test_a_certificate_is_verified(engine, home, tmp_path, monkeypatch, kind):
    made = make_certificate(tmp_path)
    place = Place(kind, tmp_path, certificate=made)
    with place.server:
        place.put("a.xlsx", b"figures")
        without = look(engine, home, place.source())
        with trusted(made, monkeypatch):
            trusting = look(engine, home, place.source())

    assert "Zertifikat" in without.down[0]
    assert (without.new, trusting.new, trusting.down) == (0, 1, ())


def test_the_archive_lost_a_file_that_is_still_there(engine, home, tmp_path):
    made = Place("sftp", tmp_path)
    made.put("alle.zip", make_zip(("a.xlsx", b"1"), ("b.xlsx", b"2")))
    with made.server:
        look(engine, home, made.source())
        shutil.rmtree(home / "archive")
        received = look(engine, home, made.source())

    assert received.new == 0
    assert {sha256(b"1"), sha256(b"2")} <= archived(home)
    assert len(submissions(engine)) == 2
    assert len(rows_of(engine, w.delivery)) == 2


@pytest.mark.parametrize(("error", "names"), [
    (OSError(errno.ENOSPC, "voll"), []),
    (KeyError("unser Fehler"), ["alle.zip"]),
], ids=["full disk", "our own fault"])  # fmt: skip
def test_an_archive_that_cannot_be_unpacked_stops_nobody(engine, home, monkeypatch, error, names):
    lay(home, "alle.zip", make_zip(("a.xlsx", b"1")))
    lay(home, "b.xlsx", b"2")
    monkeypatch.setattr(look_inside_module, "run_jobs", lambda *_: [JobOutcome(error=error)])
    received = look(engine, home)

    assert sorted(name for name, *_ in submissions(engine)) == [*names, "b.xlsx"]
    assert received.unreadable == (() if names else ("Archiv: der Datenträger ist voll (beim Aufnehmen von alle.zip)",))
