"""What a run by schedule owes of other months: a revision that is held, and a version that a dead run left."""

from datetime import datetime, timedelta

import pytest
from prefect.logging import disable_run_logger

from config import clock
from config.errors import GateError
from config.settings import load_settings
from schemas.store import warehouse as w
from tasks.report.month import publish_month
from tasks.report.steps import publish_report
from tasks.run import Run
from tasks.run_record import RunRecord, recording, this_process
from tasks.store.ledger import enter_month
from tasks.warehouse import open_warehouse
from tasks.watch.troubles import find_troubles
from tests.factories import POLICY, enter_respondents, keep, make_reading, rows_of
from tests.tasks.watch.test_troubles import put_archived

pytestmark = pytest.mark.slow

MONTH, EARLY = "2026-10", datetime(2026, 11, 5, 9)
REPORT_DAY, REVISION = datetime(2026, 11, 12, 6, 30), datetime(2026, 11, 26, 6, 30)
ANY_RATE = "[gate]\nleast_kind_rate_pct = 0\n"
STRICT = f"{ANY_RATE}[report]\nleast_rate_pct = 100\n"


def archive(settings, engine):
    for row in rows_of(engine, w.submission):
        put_archived(settings, row["sha256"])


@pytest.fixture
def home(tmp_path):
    """Of five respondents three have reported; version 1.0 is out, and a fourth return came after it."""
    settings = load_settings(tmp_path)
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    enter_month(engine, MONTH, POLICY.calendar, EARLY)
    for form in ("school", "daycare", "association"):
        keep(engine, make_reading(form), at=EARLY)
    archive(settings, engine)
    (tmp_path / "policy.toml").write_text(ANY_RATE, encoding="utf-8")
    settings.key_file.write_text("0123456789abcdef", encoding="ascii")
    return settings, engine


def report_of_the_centre(home, at):
    """The fourth return, with which the figures are others."""
    settings, engine = home
    keep(engine, make_reading("centre"), at=at)
    archive(settings, engine)


@pytest.fixture
def daily(home, monkeypatch):
    """The run of a day, by schedule; returns the keys of the troubles after it, but for what no run tells of."""
    settings, _ = home

    def run(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        month = "2026-10" if moment.month == 11 else "2026-11"
        values = (moment.isoformat(), moment.isoformat(), True, this_process())
        try:
            with disable_run_logger(), recording(settings.log, RunRecord("monatsbericht", month, *values)) as result:
                done = publish_report.fn(Run(settings, month, moment, moment, is_asked=False))
                result.update(version=done.version, settled=list(done.settled))
        except GateError:
            pass
        found = [one.key for one in find_troubles(settings, moment + timedelta(minutes=5))]
        assert "warehouse" not in found
        return [key.rpartition("/")[0] for key in found if key.startswith(("held", "run", "begun"))]

    return run


def versions(engine):
    return [version for version, manifest in rows_of(engine, w.publication, "version", "manifest") if manifest]


def test_a_revision_that_is_held_is_tried_each_day_until_it_is_out(home, daily):
    settings, engine = home
    assert daily(REPORT_DAY) == []
    report_of_the_centre(home, datetime(2026, 11, 20, 9))
    (settings.home / "policy.toml").write_text(STRICT, encoding="utf-8")
    for days in range(7):  # into the next month, whose own report is not due yet
        assert daily(REVISION + timedelta(days=days)) == ["held/2026-10/1.1"]
    assert versions(engine) == ["1.0"]

    (settings.home / "policy.toml").write_text(ANY_RATE, encoding="utf-8")
    assert daily(REVISION + timedelta(days=7)) == []
    assert versions(engine) == ["1.0", "1.1"]


def test_a_version_that_was_planned_is_finished_by_the_next_run_whatever_its_month(home, daily, monkeypatch):
    settings, engine = home
    daily(REPORT_DAY)
    report_of_the_centre(home, datetime(2026, 11, 27, 9))

    def die(*_):
        raise KeyboardInterrupt

    later = datetime(2026, 12, 3, 10)
    with monkeypatch.context() as patch:
        patch.setattr("tasks.report.month.make_files", die)
        with pytest.raises(KeyboardInterrupt):
            publish_month(engine, settings, POLICY, MONTH, later)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert [one.key for one in find_troubles(settings, later) if one.key.startswith("begun")] == ["begun/2026-10"]

    assert daily(datetime(2026, 12, 4, 6, 30)) == []
    assert versions(engine) == ["1.0", "1.1"]
