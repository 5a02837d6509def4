"""A month of the invented city as it is played: `Month` builds the home, lays out what has come, keeps what came of it.

The days are those on which most happens: the month opens, a reminder is due, a day of returns only, the report, the
phone list, and on the last one the revised report, on a day on which summer time ends.
"""

import hashlib
import os
import shutil
from dataclasses import dataclass
from datetime import datetime

from config.schedule import last_due, read_deployments
from config.settings import TIMEZONE, load_settings
from flows.command.upkeep.demo_city import fill_in
from tasks.intake.register.import_register import import_register
from tasks.invent.city import invent_city
from tasks.invent.month import invent_month
from tasks.invent.season import FIRST
from tasks.run_record import RunRecord, recording, this_process
from tasks.warehouse import open_warehouse
from tests.servers.sftp import SftpServer

US, STAFF = "meldung@ki.example", "team@ki.example"
DAYS = tuple(
    datetime(2025, month, day, 8, 5) for month, day in ((9, 30), (10, 8), (10, 9), (10, 12), (10, 13), (10, 26))
)
OPENING, _, QUIET_DAY, REPORT_DAY, _, REVISION_DAY = DAYS


@dataclass(frozen=True)
class Places:
    """Where everything of a play lies; the paths are the same for every month, as reports and mails name some."""

    scratch: object

    @property
    def home(self):
        return self.scratch / "home"

    @property
    def sftp(self):
        return self.scratch / "sftp"

    @property
    def store(self):
        return self.scratch / "store"

    def snapshot(self, name):
        return self.scratch / "kept" / str(name)


class Month:
    """Files, home and snapshots of a play with `city`, mails going to `mails`, half of the returns coming by SFTP."""

    def __init__(self, scratch, prepared, mails, city=None):
        self.places, self.mails = Places(scratch), mails
        self.city = city or invent_city(1)
        scratch.mkdir(parents=True, exist_ok=True)
        for folder in (self.places.sftp, self.places.store):
            folder.mkdir()
        self.server = SftpServer(self.places.sftp)
        self.server.start()
        self.files = invent_month(self.city, FIRST)
        self._build_home(prepared)
        self._write_files()
        self.keep("start")

    def close(self):
        self.server.stop()

    def settings(self):
        return load_settings(self.places.home)

    def _build_home(self, prepared):
        home = self.places.home
        shutil.copytree(prepared, home)
        (self.places.scratch / "known_hosts").write_text(self.server.known_hosts() + "\n", encoding="utf-8")
        (home / "settings.toml").write_text(
            f'smtp_url = "{self.mails.url}"\nmail_from = "{US}"\nstaff_email = "{STAFF}"\n'
            f'[[sources]]\nname = "ablage"\nurl = "{self.server.url}"\n'
            f'options = {{ known_hosts = "{self.places.scratch / "known_hosts"}" }}\n',
            encoding="utf-8",
        )
        settings = load_settings(home)
        for folder in settings.folders():
            folder.mkdir(exist_ok=True)
        settings.key_file.write_text(hashlib.sha256(b"faults").hexdigest() + "\n", encoding="ascii")
        import_register(
            open_warehouse(settings.url), self.city.register_rows(), "register.csv", settings.centre, OPENING
        )
        self.pretend_to_have_run(OPENING)

    def pretend_to_have_run(self, day):
        """Each flow did its work when it was due last before a day, as one that nobody asked for."""
        for entry in read_deployments():
            done = last_due(entry, day.replace(hour=0)).isoformat()
            record = RunRecord(entry["name"], "2025-08", done, done, True, this_process())
            with recording(self.settings().log, record):
                pass

    def _write_files(self):
        """Every file of the month once; homes get links, as a known file is told by its number on the disk too."""
        secret = self.settings().key_file.read_text(encoding="ascii").strip().encode()
        for sent in self.files:
            path = self.places.store / sent.file
            path.write_bytes(fill_in(self.city, sent, secret))
            seconds = sent.arrived.replace(tzinfo=TIMEZONE).timestamp()
            os.utime(path, (seconds, seconds))

    def deliver(self, moment, *, all_by_sftp=False):
        """What has come by then lies in the inbox or at the SFTP server."""
        for number, sent in enumerate(self.files):
            target = (self.settings().inbox if number % 2 and not all_by_sftp else self.places.sftp) / sent.file
            if sent.arrived <= moment and not target.exists():
                _link(self.places.store / sent.file, target)

    def keep(self, name):
        """A copy of home and SFTP folder as they are."""
        for folder in (self.places.home, self.places.sftp):
            _copy(folder, self.places.snapshot(name) / folder.name)

    def empty(self):
        """Nothing is left in home and SFTP folder; no mail either."""
        for folder in (self.places.home, self.places.sftp):
            for path in folder.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.mails.messages.clear()

    def return_to(self, name):
        """Home and SFTP folder as they were."""
        self.empty()
        for folder in (self.places.home, self.places.sftp):
            _copy(self.places.snapshot(name) / folder.name, folder)


def _copy(folder, target):
    """Returns as links, all else as copies; the folder itself stays, it may be a disk of its own."""
    for path in folder.rglob("*"):
        copied = target / path.relative_to(folder)
        if path.is_dir():
            copied.mkdir(parents=True, exist_ok=True, mode=path.stat().st_mode & 0o777)
        elif not path.is_socket():
            copied.parent.mkdir(parents=True, exist_ok=True)
            is_return = path.parent.name in {"inbox", "sftp"}
            _link(path, copied) if is_return else shutil.copy2(path, copied)


def _link(path, target):
    try:
        os.link(path, target)
    except OSError:
        shutil.copy2(path, target)
