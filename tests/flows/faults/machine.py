"""A home on a moved clock with its `monatsbericht serve`, which may lose its power at any moment."""

import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from config.schedule import read_deployments
from config.settings import TIMEZONE
from flows.server.recover import find_missed
from schemas.store.correspondence import outbox
from tasks.existing_warehouse import open_existing_warehouse
from tasks.run_record import last_good, read_runs

ROOT = Path(__file__).parents[3]
READY = "Bereit."
PATIENCE_SECONDS = 900.0


class Stuck(Exception):  # noqa: N818 - what is found out, no mistake of the harness
    """It did not become well again by itself; the message says what is still missing."""


class Machine:
    """One process tree; `settings` are those of the home, `mails` the server to which it sends."""

    def __init__(self, scratch, settings, mails, *, cron=None, **environment):
        self.settings, self.mails, self.process = settings, mails, None
        self.clock, self.said = scratch / "clock.json", scratch / "serve.txt"
        self.starts, self.begin, self.lasting = 0, None, frozenset()
        known = {
            name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "MONATSBERICHT_"))
        }
        self._environment = known | {
            "PYTHONPATH": f"{Path(__file__).parent / 'moved'}{os.pathsep}{ROOT}",
            "FAULTS_CLOCK": str(self.clock),
            "MONATSBERICHT_SOURCE_ABLAGE_USER": "ki",
            "MONATSBERICHT_SOURCE_ABLAGE_PASSWORD": "geheim",
        }
        self._environment |= environment | ({"FAULTS_CRON": cron} if cron else {})

    def begin_day(self, at, base=None):
        """It is `base` on the wall now, what runs bears the moment `at`, and all of the hour has to be done anew."""
        self.begin, self.starts = (base or at).replace(minute=0, second=0).isoformat(), 0
        self._write_clock({"at": at.isoformat(), "base": (base or at).isoformat(), "since": time.time()})

    def pass_time(self, by):
        """So much later at once."""
        told = json.loads(self.clock.read_text(encoding="utf-8"))
        self._write_clock(told | {"since": told["since"] - by.total_seconds()})

    def now(self):
        """What the clock shows."""
        told = json.loads(self.clock.read_text(encoding="utf-8"))
        base = datetime.fromisoformat(told["base"]).replace(tzinfo=TIMEZONE)
        moved = datetime.fromtimestamp(base.timestamp() + time.time() - told["since"], TIMEZONE)
        return moved.replace(tzinfo=None, microsecond=0, fold=0)

    def _write_clock(self, told):
        draft = self.clock.with_suffix(".part")
        draft.write_text(json.dumps(told), encoding="utf-8")
        draft.replace(self.clock)

    def start(self):
        """Like the unit of systemd: serve, in a session of its own."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "flows.command.cli", "serve", "--home", str(self.settings.home)]
        with self.said.open("wb") as out:
            self.process = subprocess.Popen(
                command,
                env=self._environment | {"MONATSBERICHT_SERVER_PORT": str(port)},
                cwd=self.said.parent,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.starts += 1

    def is_ready(self):
        return READY in self.said.read_text(encoding="utf-8", errors="replace")

    def wait_until_ready(self):
        self.wait_for(lambda: self.is_ready() or self.process.poll() is not None, "serve is ready")
        if not self.is_ready():
            raise Stuck(f"serve ended at once: {self.said.read_text(encoding='utf-8', errors='replace')[-400:]}")

    def stop(self):
        """As an office shuts its machine down."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(90)
        self.kill()

    def kill(self):
        """As the power goes: every process of the installation, whoever its parent is, until none is left."""
        while found := self._processes():
            for number in found:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            if self.process:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(0.01)
        if self.process:
            self.process.wait()

    def kill_server(self):
        """Prefect's server alone."""
        note = json.loads((self.settings.prefect / "server.json").read_text(encoding="utf-8"))
        os.kill(note["pid"], signal.SIGKILL)

    def _processes(self):
        """The numbers of all that live and were started with our clock."""
        mark = f"FAULTS_CLOCK={self.clock}".encode()
        return [
            int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdecimal() and _has(folder, mark)
        ]

    # What is going on

    def phase(self):
        """What the machine is doing at this moment."""
        running = [name for name in self.names() if self.is_running(name)]
        if running:
            mailing = ", mailing" if self.mails.is_busy() else ""
            return f"{running[0]}, {self._last_step(running[0])}{mailing}"
        if not self.is_ready():
            return "boot"
        return "between two runs" if self.left() else "idle"

    def _last_step(self, name):
        """Behind which step a run is, from the log; a run that has just begun has none in it."""
        log = self.settings.log / "monatsbericht.log"
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        flow, step = ([part.strip() for part in lines[-1].split("|")] + [""])[:2] if lines else ("", "")
        if not step or f" {name} " not in f"{flow} ":
            return "at its beginning"
        return f"behind {re.sub('-[0-9a-f]{3}$|ab [0-9]+$', '', step).strip()}"

    def names(self):
        return [entry["name"] for entry in read_deployments()]

    def is_running(self, name):
        return any(run.state == "running" for run in read_runs(self.settings.log, name, 1))

    def left(self):
        """The flows that have not done their work of this moment yet."""
        goods = {name: last_good(self.settings.log, name) for name in self.names()}
        return [name for name, good in goods.items() if good is None or good.started < self.begin]

    def seconds(self):
        """How long each flow took for its last good work."""
        goods = [last_good(self.settings.log, name) for name in self.names()]
        times = {good.flow: map(datetime.fromisoformat, (good.ended, good.started)) for good in goods if good}
        return {name: (ended - started).total_seconds() for name, (ended, started) in times.items()}

    def failed(self):
        """How often each flow ended badly since the moment, with the names of the errors."""
        return Counter(
            (name, run.cause or run.state)
            for name in self.names()
            for run in read_runs(self.settings.log, name)
            if run.is_bad and run.started >= self.begin
        )

    def unsent(self):
        """The mails that wait in the outbox."""
        waiting = select(outbox.c.message_id).where(outbox.c.sent_at.is_(None), outbox.c.given_up_at.is_(None))
        engine = open_existing_warehouse(self.settings.url)
        with engine.connect() as database:
            return list(database.scalars(waiting))

    def untold(self):
        """What staff still have to be told; `lasting` are troubles that nobody ends."""
        told = self.told().items()
        return [key for key, one in told if not (one["told"] if key in self.lasting else _is_told(one))]

    def at_work(self):
        """The runs that Prefect shows as at work, whatever the records say."""
        database = f"file:{self.settings.prefect / 'prefect.db'}?mode=ro"
        with contextlib.closing(sqlite3.connect(database, uri=True, timeout=30)) as connection:
            query = "SELECT name FROM flow_run WHERE state_type IN ('RUNNING', 'PENDING', 'CANCELLING')"
            return [name for (name,) in connection.execute(query)]

    def told(self):
        with contextlib.suppress(OSError, ValueError):
            return json.loads((self.settings.log / "gemeldet.json").read_text(encoding="utf-8"))
        return {}

    def missing(self):
        """What is not well yet, in words; empty when it is."""
        running = [name for name in self.names() if self.is_running(name)]
        failing = [name for name in self.names() if not self._is_well(name)]
        parts = {"left": self.left(), "running": running, "failing": failing, "unsent": self.unsent()}
        parts |= {"untold": self.untold()}
        return ", ".join(f"{name}: {values[:3]}" for name, values in parts.items() if values)

    def _is_well(self, name):
        ended = next((run for run in read_runs(self.settings.log, name, 5) if run.state != "running"), None)
        return ended is None or not ended.is_bad

    def say(self):
        """The last words of serve and of the runs, for whoever looks for the reason."""
        log = self.settings.log / "monatsbericht.log"
        texts = [path.read_text(encoding="utf-8", errors="replace") for path in (self.said, log) if path.exists()]
        return [f"| {line}" for text in texts for line in text.splitlines()[-12:]]

    # Waiting

    def wait_for(self, look, what, seconds=PATIENCE_SECONDS):
        end = time.monotonic() + seconds
        while not look():
            if time.monotonic() > end:
                raise Stuck(f"waited {seconds:.0f} s until {what}; {self.missing()}")
            time.sleep(0.2)

    def settle(self):
        """Leave it alone until all is well; the hours that mails have to wait pass faster, by further mornings."""
        for _ in range(4):
            if not self.process or self.process.poll() is not None:
                self.start()
            self.wait_until_ready()
            self.wait_for(lambda: not self.left(), "each flow has done its work")
            with contextlib.suppress(Stuck):
                self.pass_time(timedelta(minutes=6))  # mails to staff that failed wait for five
                self.wait_for(lambda: not self.missing(), "all is well", seconds=60)
                return
            self.stop()
            self.pass_time(timedelta(minutes=61))
            self._check_due()
        raise Stuck(self.missing())

    def _check_due(self):
        """After an hour something is due again; if not, nothing would ever happen."""
        if not find_missed(self.settings, self.now()):
            raise Stuck(f"nothing is due, but {self.missing()}")


def _is_told(entry):
    if entry["told"] is None:
        return False
    return not entry["is_trouble"] or bool(entry["over"] and (entry["over_told"] or entry["over"] <= entry["told"]))


def _has(process, mark):
    try:
        return mark in (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return False
