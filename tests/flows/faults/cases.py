"""What else may fail under a running month. One way in: `CASES`, by name; each is played by `tests.flows.faults.play`.

A `Case` is begun on a day of the month before serve starts (or at a moment that it waits for), lasts until the machine
has felt it, and is mended; then the machine is left alone. What it leaves must equal the undisturbed day.
"""

import contextlib
import shutil
import sqlite3
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from schemas.files.incoming import archive_path
from tests.flows.faults.month import DAYS, QUIET_DAY, REPORT_DAY, REVISION_DAY

DISK_MB = 400


@dataclass(frozen=True)
class Case:
    """`fault(month, machine)` is a context: inside, it is broken. `felt` says when it may be mended.

    Args:
        fault: what is broken.
        day: on which day.
        begins: what has to be going on first; None breaks it before serve is started.
        is_told: whether staff have to hear of it; what passes within the pauses of one run is nobody's trouble.
        all_by_sftp: nothing of the day comes any other way.
        base: what the clock shows at the start, where the day does not say it.
    """

    fault: object
    day: datetime = QUIET_DAY
    begins: object = None
    is_told: bool = True
    base: datetime | None = None
    all_by_sftp: bool = False


def has_failed(machine):
    """Whether a run has ended badly."""
    return bool(machine.failed())


@contextmanager
def nothing(_month, _machine):
    yield lambda: True


@contextmanager
def mail_server_away(month, machine):
    month.mails.stop()
    try:
        yield lambda: has_failed(machine)
    finally:
        month.mails.start()


@contextmanager
def sftp_server_away(month, machine):
    month.server.stop()
    try:
        yield lambda: has_failed(machine)
    finally:
        month.server.start()


@contextmanager
def locked(machine, is_felt):
    """Another program holds the warehouse as SQLite lets it."""
    with contextlib.closing(sqlite3.connect(machine.settings.home / "warehouse.db", timeout=30)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield is_felt
        other.rollback()


def locked_shortly(_month, machine):
    end = []
    return locked(machine, lambda: _after(end, 5))


def locked_for_long(_month, machine):
    return locked(machine, lambda: has_failed(machine))


@contextmanager
def away(machine, *names):
    """Parts of the home lie elsewhere, as after a wrong click, and come back."""
    kept = machine.settings.home.parent / "elsewhere"
    kept.mkdir()
    for name in names:
        if (machine.settings.home / name).exists():
            shutil.move(machine.settings.home / name, kept / name)
    try:
        yield lambda: has_failed(machine)
    finally:
        for path in kept.iterdir():
            _give_back(path, machine.settings.home / path.name)
        kept.rmdir()


def warehouse_away(_month, machine):
    return away(machine, "warehouse.db", "warehouse.db-wal", "warehouse.db-shm")


@contextmanager
def warehouse_refused(month, machine):
    """A file is there that no SQLite opens."""
    with warehouse_away(month, machine) as felt:
        (machine.settings.home / "warehouse.db").write_bytes(b"no database at all" * 1000)
        yield felt
        (machine.settings.home / "warehouse.db").unlink()


def key_secret_away(_month, machine):
    return away(machine, machine.settings.key_file.name)


def replies_away(_month, machine):
    return away(machine, "replies")


def archive_away(_month, machine):
    return away(machine, "archive")


@contextmanager
def report_away(_month, machine):
    """The published folder is deleted; nobody gives it back, the next run writes it again. Staff heard of it."""
    (folder,) = (machine.settings.reports / machine.settings.centre).iterdir()
    shutil.rmtree(folder)
    yield folder.exists


@contextmanager
def archived_file_away(month, machine):
    """One of the day's files goes from the archive before it was read."""
    before = _archived(machine)
    while not (new := _archived(machine) - before) and machine.process.poll() is None:
        time.sleep(0.005)
    (digest, *_) = sorted(new)
    path = archive_path(machine.settings.archive, digest)
    kept = machine.settings.home.parent / digest
    shutil.move(path, kept)
    try:
        yield lambda: has_failed(machine)
    finally:
        shutil.move(kept, path)


def _archived(machine):
    return {path.name for path in machine.settings.archive.rglob("*") if path.is_file() and path.name[0] != "."}


@contextmanager
def prefect_killed(_month, machine):
    """Prefect's server alone dies while a run works; serve ends, and its unit starts it again."""
    machine.kill_server()
    machine.wait_for(lambda: machine.process.poll() is not None, "serve has ended")
    machine.start()
    yield machine.is_ready


@contextmanager
def disk(folder):
    """A disk of its own under a folder, which may be full; raises OSError where this machine has none to give."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=0700", "tmpfs", str(folder)]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise OSError("no disk of its own could be mounted") from error
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def full(_month, machine):
    """Not a byte is left on the disk of the home."""
    ballast = machine.settings.home / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while file.write(b"\0" * size):
                    pass
    end = []
    try:
        yield lambda: has_failed(machine) or _after(end, 120)  # a busy machine reckons a report for a minute
    finally:
        ballast.unlink()


def _after(end, seconds):
    if not end:
        end.append(time.monotonic() + seconds)
    return time.monotonic() > end[0]


def _give_back(path, target):
    """In the place of whatever was made meanwhile."""
    if target.is_dir():
        shutil.rmtree(target)
    target.unlink(missing_ok=True)
    shutil.move(path, target)


def working(name):
    """That a flow is at work."""
    return lambda machine: machine.is_running(name)


DISK_CASES = {
    "disk full while it collects": Case(full, begins=working("einsammeln")),
    "disk full while it reports": Case(full, REPORT_DAY, begins=working("monatsbericht")),
}
CASES = {
    "warehouse locked for a moment": Case(locked_shortly, begins=working("einsammeln"), is_told=False),
    "warehouse locked for long": Case(locked_for_long, begins=working("einsammeln")),
    "warehouse is no database": Case(warehouse_refused),
    "warehouse gone": Case(warehouse_away),
    "mail server away": Case(mail_server_away),
    "Prefect server killed alone": Case(prefect_killed, begins=working("einsammeln")),
    "key secret gone": Case(key_secret_away),
    "published folder gone": Case(report_away, DAYS[4]),
    "replies gone": Case(replies_away),
    "archive gone": Case(archive_away),
    "an archived file gone": Case(archived_file_away, begins=lambda machine: machine.is_ready()),
    "clock back from summer time": Case(nothing, REVISION_DAY, is_told=False, base=datetime(2025, 10, 26, 2, 59, 30)),
}
