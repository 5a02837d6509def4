"""Moves the clock of every process of an installation under test, and shortens its patience; only for tests.

Python imports a module of this name at its start, in serve, in Prefect's server, in runs and in their workers alike.
The clock stands in a file that the harness may change at any time: which moment it was (`base`) at which real second
(`since`), and what counts as the moment of every run (`at`): a report bears it, so two months can be compared.
"""

import importlib.abc
import importlib.machinery
import json
import os
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

CLOCK = Path(os.environ["FAULTS_CLOCK"])
CRON = os.environ.get("FAULTS_CRON")  # for every flow instead of its own times
LOOK_SECONDS, BUSY_MILLISECONDS, RETRY_SECONDS = 3, 2_000, [1, 2, 3]


def _read():
    return json.loads(CLOCK.read_text(encoding="utf-8"))


def _shift(real, timezone):
    """A real moment, in seconds, as the moved clock on the wall shows it."""
    told = _read()
    base = datetime.fromisoformat(told["base"]).replace(tzinfo=timezone)
    moved = datetime.fromtimestamp(base.timestamp() + real - told["since"], timezone)
    return moved.replace(tzinfo=None, microsecond=0, fold=0)


def _move_clock(module):
    import time

    module.now = lambda: _shift(time.time(), module.TIMEZONE)


def _move_runs(module):
    def scheduled():
        from prefect.runtime import flow_run

        return _shift(flow_run.scheduled_start_time.timestamp(), module.TIMEZONE)

    real = module.describe_run
    module._scheduled = scheduled
    module.describe_run = lambda *given: replace(real(*given), at=datetime.fromisoformat(_read()["at"]))


def _date_reports(module):
    real = module.publish_month

    def publish(engine, settings, policy, month, _at, **named):
        return real(engine, settings, policy, month, datetime.fromisoformat(_read()["at"]), **named)

    module.publish_month = publish


def _hurry_retries(module):
    module.RETRY_SECONDS[:] = RETRY_SECONDS


def _hurry_looks(module):
    module.LOOK_SECONDS = LOOK_SECONDS


def _hurry_locks(module):
    real = module._prepare_sqlite

    def prepare(connection, record):
        real(connection, record)
        connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")

    module._prepare_sqlite = prepare


def _come_often(module):
    real = module.read_deployments()
    plans = [{"slug": "oft", "cron": CRON, "timezone": "Europe/Berlin"}]
    if CRON:
        module.read_deployments = lambda: tuple(entry | {"schedules": plans} for entry in real)


def _start_runs_soon(module):
    """Prefect looks every ten seconds for what is due; ten times as often, and no moment is idle for long."""
    real = module.common_environment
    module.common_environment = lambda settings: real(settings) | {"PREFECT_RUNNER_POLL_FREQUENCY": "1"}


CHANGES = {
    "config.clock": _move_clock,
    "config.schedule": _come_often,
    "flows.server.environment": _start_runs_soon,
    "flows.server.serve": _hurry_looks,
    "tasks.monthly_flow": _hurry_retries,
    "tasks.report.steps": _date_reports,
    "tasks.run": _move_runs,
    "tasks.warehouse": _hurry_locks,
}


class _Changing(importlib.abc.MetaPathFinder):
    """Imports a module as ever and then changes it."""

    def find_spec(self, name, path, target=None):
        if name not in CHANGES:
            return None
        found = importlib.machinery.PathFinder.find_spec(name, path, target)
        found.loader = _After(found.loader, CHANGES[name])
        return found


class _After(importlib.abc.Loader):
    def __init__(self, loader, change):
        self._loader, self._change = loader, change

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        self._loader.exec_module(module)
        self._change(module)

    def __getattr__(self, name):
        return getattr(self._loader, name)


sys.meta_path.insert(0, _Changing())
