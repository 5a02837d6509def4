"""Our own process killed (kill -9) at any point between a source and the warehouse: nothing is lost, nothing double."""

import hashlib
import json
import os

import pytest

from schemas.store import correspondence as c
from schemas.store import warehouse as w
from tests.factories import rows_of
from tests.factories_mail import make_mail, make_zip
from tests.flows.forked import run_forked
from tests.flows.test_kill import KILL
from tests.servers.imap import ImapServer, needs_dovecot
from tests.servers.sftp import SftpServer

RUN = """
import json, os, sys
from datetime import datetime
from config.settings import load_settings
from tasks.intake.receive_sources import receive_sources
from tasks.warehouse import open_warehouse
settings = load_settings(sys.argv[1])
engine = open_warehouse(sys.argv[2])
received = receive_sources(engine, settings, datetime.fromisoformat(sys.argv[3]), os.environ)
engine.dispose()
print(json.dumps([received.new, received.known, received.down, received.unreadable, received.attention]))
"""
POINTS = {
    "nothing fetched yet": ("tasks.intake.receive", "_gather", 1),
    "in the middle of a copy": ("tasks.intake.archive", "_copy", 2),
    "in the middle of unpacking": ("tasks.intake.look_inside", "run_jobs", 2),
    "half of the parts archived": ("tasks.intake.archive", "_place", 4),
    "all archived, nothing entered": ("tasks.intake.receive", "_enter", 1),
    "rows written, not committed": ("tasks.intake.receive", "insert", 3),
    "entered, no source told": ("tasks.intake.receive", "_tell", 1),
    "one mail moved, one not": ("tasks.intake.sources.mailbox", "explaining", 6),
    "all done but the sources' state": ("tasks.intake.receive", "_remember", 1),
}
FORM, ARCHIVE = ("mail.xlsx", b"mail"), ("alle.zip", make_zip(("a.xlsx", b"a"), ("b.xlsx", b"b")))


def sha256(content):
    return hashlib.sha256(content).hexdigest()


@pytest.mark.slow
@needs_dovecot
@pytest.mark.parametrize("point", POINTS)
def test_killed_and_run_again_it_ends_the_same(sqlite_engine, tmp_path, point):
    run_killed_and_again(sqlite_engine, tmp_path, point)


@pytest.mark.slow
@needs_dovecot
def test_killed_in_the_middle_of_a_transaction_on_the_other_engine(postgresql_engine, tmp_path):
    run_killed_and_again(postgresql_engine, tmp_path, "rows written, not committed")


def run_killed_and_again(engine, tmp_path, point):
    home, there = tmp_path / "home", tmp_path / "there"
    (home / "inbox").mkdir(parents=True)
    there.mkdir()
    (home / "inbox" / "eins.xlsx").write_bytes(b"1")
    (home / "inbox" / ARCHIVE[0]).write_bytes(ARCHIVE[1])
    (there / "zwei.xlsx").write_bytes(b"2")
    for path in (home / "inbox" / "eins.xlsx", there / "zwei.xlsx"):
        os.utime(path, (1_000, 1_000))  # nobody is writing it any more
    with ImapServer() as imap, SftpServer(there) as sftp:
        imap.put(make_mail(FORM), make_mail(subject="Frage"), make_mail(("Mail.zip", ARCHIVE[1]), subject="Archiv"))
        mails = imap.mails()
        (tmp_path / "known_hosts").write_text(sftp.known_hosts() + "\n")
        (home / "settings.toml").write_text(
            f'[[sources]]\nname = "post"\nurl = "{imap.url}"\n'
            f'[[sources]]\nname = "fern"\nurl = "{sftp.url}"\noptions = {{ known_hosts = "{tmp_path}/known_hosts" }}\n'
        )
        secrets = {
            f"MONATSBERICHT_SOURCE_{name}_{part}": value
            for name in ("POST", "FERN")
            for part, value in (("USER", "ki"), ("PASSWORD", "geheim"))
        }
        at = "2027-01-05T09:00"
        killed = run_forked(KILL + RUN, home, engine.url.render_as_string(), at, *POINTS[point], **secrets)
        again = run_forked(RUN, home, engine.url.render_as_string(), at, **secrets)
        folders = [sorted(imap.mails(name)) for name in ("INBOX", "Erledigt", "Zu lesen")]

    assert killed.returncode == -9, killed.stderr
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)[2:4] == [[], []]
    assert folders == [[], sorted([mails[0], mails[2]]), [mails[1]]]
    assert sorted(digest for (digest,) in rows_of(engine, w.submission, "sha256")) == sorted(
        sha256(content) for content in (b"1", b"2", b"mail", b"a", b"b")
    )
    assert len(rows_of(engine, w.delivery)) == 7
    assert sorted(rows_of(engine, c.incoming, "source", "outcome", "parts")) == [
        ("fern", "taken", 1), ("inbox", "taken", 1), ("inbox", "taken", 2),
        ("post", "nothing", 0), ("post", "taken", 1), ("post", "taken", 2),
    ]  # fmt: skip
    archived = {path.name for path in (home / "archive").rglob("*") if path.is_file()}
    assert archived == {sha256(content) for content in (b"1", b"2", b"mail", b"a", b"b", ARCHIVE[1], *mails)}
