"""The record of runs: what ended says how, what was killed is dead, and nothing else is needed to read it."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from prefect.exceptions import TerminationSignal

from config import clock
from config.errors import ENDED_OUTSIDE, IntakeError
from config.schedule import read_deployments
from tasks import run_record
from tasks.run_record import RunRecord, is_missed, last_good, read_runs, recording, this_process

START = datetime(2026, 11, 12, 6, 30)


@pytest.fixture
def minutes(monkeypatch):
    """A clock that goes on a minute whenever somebody looks at it."""
    moments = iter(START.replace(minute=minute) for minute in range(31, 60))
    monkeypatch.setattr(clock, "now", lambda: next(moments))


def record(started=START, flow="einsammeln", **more):
    values = {"scheduled": started.isoformat(), "started": started.isoformat(), "process": this_process()}
    return RunRecord(**values | {"flow": flow, "month": "2026-10", "is_scheduled": True} | more)


def test_a_run_that_ended_well_is_kept_with_its_result(tmp_path, minutes):
    with recording(tmp_path, record()) as result:
        result["new"] = 3

    (kept,) = read_runs(tmp_path, "einsammeln")
    assert (kept.state, kept.result, kept.ended) == ("done", {"new": 3}, "2026-11-12T06:31:00")
    assert last_good(tmp_path, "einsammeln") == kept
    assert list(read_runs(tmp_path, "monatsbericht")) == []


def test_a_run_that_failed_says_why_and_raises_it(tmp_path, minutes):
    with pytest.raises(IntakeError), recording(tmp_path, record()):
        raise IntakeError(("a.xlsx: die Berechtigung fehlt",))

    (kept,) = read_runs(tmp_path, "einsammeln")
    assert (kept.state, kept.cause, kept.is_bad) == ("failed", "IntakeError", True)
    assert "a.xlsx: die Berechtigung fehlt" in kept.sentence
    assert last_good(tmp_path, "einsammeln") is None


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(28, "No space left on device", "warehouse.db"), "der Datenträger ist voll"),
        (KeyboardInterrupt(), "von außen beendet"),
        (ZeroDivisionError("secret 17"), "Unerwarteter Fehler (ZeroDivisionError)"),
    ],
)
def test_every_failure_has_a_german_sentence_without_what_the_program_held(tmp_path, minutes, error, sentence):
    with pytest.raises(type(error)), recording(tmp_path, record()):
        raise error

    (kept,) = read_runs(tmp_path, "einsammeln")
    assert sentence in kept.sentence
    assert "secret" not in kept.sentence


def test_a_run_that_is_at_work_is_running(tmp_path):
    with recording(tmp_path, record()):
        assert [one.state for one in read_runs(tmp_path, "einsammeln")] == ["running"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1), TerminationSignal(15)])
def test_a_run_that_somebody_ended_has_not_failed(tmp_path, error):
    """With Ctrl-C, by the system, or on Prefect's screen."""
    with pytest.raises(type(error)), recording(tmp_path, record()):
        raise error
    (kept,) = read_runs(tmp_path, "einsammeln")

    assert (kept.state, kept.is_bad, kept.sentence) == ("dead", True, ENDED_OUTSIDE)


KILLED = """
import os, signal, sys
from pathlib import Path
from tasks.run_record import RunRecord, recording, this_process
started = "2026-11-12T06:30:00"
with recording(Path(sys.argv[1]), RunRecord("einsammeln", "2026-10", started, started, True, this_process())):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_run_that_was_killed_is_dead_for_whoever_looks_from_outside(tmp_path):
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False, timeout=60)

    (kept,) = read_runs(tmp_path, "einsammeln")
    assert (kept.state, kept.is_bad, kept.ended) == ("dead", True, None)


def test_a_run_that_was_killed_is_dead_before_anybody_has_collected_its_process(tmp_path):
    """In a container, or while its parent is busy, the number of a dead process stays for a while."""
    with subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)]) as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)

        assert Path(f"/proc/{process.pid}/stat").exists()
        assert [one.state for one in read_runs(tmp_path, "einsammeln")] == ["dead"]


@pytest.mark.parametrize("process", ["1 another-boot 77", "4194303 alive"])
def test_a_process_of_another_life_of_the_machine_is_another_one(tmp_path, process):
    """After a power cut somebody else has the number."""
    run_record.write_record(tmp_path, record(process=process))

    assert [one.state for one in read_runs(tmp_path, "einsammeln")] == ["dead"]


def test_the_latest_run_comes_first_and_only_so_many_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(run_record, "KEPT", 3)
    for hour in (7, 9, 8, 6, 10):
        with recording(tmp_path, record(START.replace(hour=hour))):
            pass

    assert [one.started[11:13] for one in read_runs(tmp_path, "einsammeln")] == ["10", "09", "08"]


def test_the_last_that_did_its_work_is_kept_however_many_fail_after_it(tmp_path, monkeypatch):
    """What it was governed by, and how far it saw the warehouse get, would be forgotten with it."""
    monkeypatch.setattr(run_record, "KEPT", 3)
    for hour in range(1, 4):
        with recording(tmp_path, record(START.replace(hour=hour))):
            pass
    for hour in range(4, 12):
        with pytest.raises(IntakeError), recording(tmp_path, record(START.replace(hour=hour))):
            raise IntakeError(("a.xlsx",))

    assert [one.started[11:13] for one in read_runs(tmp_path, "einsammeln")] == ["11", "10", "09", "03"]
    assert last_good(tmp_path, "einsammeln").started == START.replace(hour=3).isoformat()
    with recording(tmp_path, record(START.replace(hour=12))):
        pass
    assert [one.started[11:13] for one in read_runs(tmp_path, "einsammeln")] == ["12", "11", "10"]


def test_what_is_no_record_is_passed_over(tmp_path):
    with recording(tmp_path, record()):
        pass
    folder = tmp_path / "runs" / "einsammeln"
    for number, content in enumerate(["", "{", '{"flow": 1}', json.dumps([1])]):
        (folder / f"2026-12-0{number}.json").write_text(content, encoding="utf-8")

    assert [one.state for one in read_runs(tmp_path, "einsammeln")] == ["done"]


def test_a_log_that_cannot_be_written_stops_no_run(tmp_path):
    (tmp_path / "runs").write_text("eine Datei", encoding="utf-8")

    with recording(tmp_path, record()) as result:
        result["new"] = 1

    assert list(read_runs(tmp_path, "einsammeln")) == []


@pytest.mark.parametrize(("month", "is_done"), [("2026-08", False), ("2026-10", True)])
def test_a_run_by_hand_does_what_was_due_only_for_the_month_that_is_due(tmp_path, monkeypatch, month, is_done):
    """A revised report of August, asked for on the report day of October, leaves that still to be made."""
    monkeypatch.setattr(clock, "now", lambda: START.replace(hour=9))
    (entry,) = [one for one in read_deployments() if one["name"] == "monatsbericht"]
    by_hand = record(START.replace(hour=8), flow="monatsbericht", month=month, is_scheduled=False)
    for one in (record(START.replace(day=11), flow="monatsbericht"), by_hand):
        with recording(tmp_path, one):
            pass

    assert is_missed(tmp_path, entry, START.replace(hour=9)) is not is_done
    assert (last_good(tmp_path, "monatsbericht", "2026-10").started == by_hand.started) is is_done
