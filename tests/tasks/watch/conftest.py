"""A home with records of runs, on a clock that the test sets."""

from datetime import datetime

import pytest

from config import clock
from config.errors import IntakeError, MonatsberichtError
from config.settings import load_settings
from tasks import run_record
from tasks.run_record import RunRecord, recording, this_process
from tasks.watch.situation import write_page
from tasks.watch.troubles import find_troubles
from tasks.watch.watch import _open_readable

NOON = datetime(2026, 11, 4, 12, 5)


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    given = {"smtp_url": "smtp://localhost:25", "mail_from": "meldung@ki.example", "staff_email": "team@ki.example"}
    (tmp_path / "inbox").mkdir()  # so it is a home
    return load_settings(tmp_path).model_copy(update=given)


def page_of(settings, now=NOON):
    """The page as it is written after a run."""
    write_page(settings, now, _open_readable(settings), find_troubles(settings, now))
    return settings.situation_page.read_text(encoding="utf-8")


def enter_run(settings, flow, started, error=None, **more):
    """A run that began then and ended at once, well or with an error."""
    values = {"month": "2026-10", "scheduled": started.isoformat(), "started": started.isoformat()}
    record = RunRecord(flow, **values | {"is_scheduled": True, "process": this_process()} | more)
    try:
        with recording(settings.log, record) as result:
            result.update(record.result)
            if error:
                raise error
    except MonatsberichtError:
        pass


def enter_dead(settings, flow, started):
    """A run whose process has gone without a word."""
    record = RunRecord(flow, "2026-10", started.isoformat(), started.isoformat(), True, "1 another-boot 77")
    run_record.write_record(settings.log, record)


BROKEN = IntakeError(("a.xlsx: die Berechtigung fehlt",))
