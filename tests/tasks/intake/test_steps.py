"""What comes before letters and reports where the last collecting did not get through."""

from collections import Counter
from datetime import datetime, timedelta
from logging import getLogger

import pytest

from config.settings import Settings
from schemas.store import warehouse as w
from tasks.intake import steps
from tasks.intake.process import BatchResult
from tasks.intake.steps import catch_up
from tasks.run import Run
from tasks.run_record import RunRecord, this_process, write_record
from tasks.warehouse import open_warehouse
from tests.factories import rows_of

NOW = datetime(2026, 11, 12, 7, 15)


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path)


@pytest.fixture
def taken(monkeypatch):
    """For which runs something was taken in."""
    runs = []
    monkeypatch.setattr(steps, "take_in", lambda run, _: runs.append(run))
    monkeypatch.setattr(steps, "get_run_logger", lambda: getLogger("test"))
    return runs


def has_collected(settings, *states):
    """Runs of the collecting that came to these states, the last one a quarter of an hour ago."""
    for number, (state, result) in enumerate(reversed(states), 1):
        started = (NOW - number * timedelta(minutes=15)).isoformat()
        given = {"month": "2026-10", "scheduled": started, "is_scheduled": True, "process": this_process()}
        write_record(settings.log, RunRecord("einsammeln", started=started, state=state, result=result, **given))


def catch_up_at(settings, *, is_asked=False):
    run = Run(settings, "2026-10", NOW, NOW, is_asked=is_asked)
    catch_up(run)
    return run


@pytest.mark.parametrize(
    ("state", "result"),
    [
        pytest.param("failed", {}, id="it did not get through"),
        pytest.param("failed", {"new": 3}, id="a source or a file is left"),
        pytest.param("dead", {}, id="the power went"),
    ],
)
def test_what_the_last_collecting_left_is_taken_in_first(settings, taken, state, result):
    has_collected(settings, ("done", {"new": 3}), (state, result))

    run = catch_up_at(settings)

    assert taken == [run]


@pytest.mark.parametrize(
    "states",
    [
        pytest.param([("failed", {}), ("done", {"new": 3})], id="it was made up for"),
        pytest.param([("done", {}), ("running", {})], id="one is at work, and waits for nobody"),
        pytest.param([], id="nothing was ever collected"),
    ],
)
def test_nothing_is_taken_in_twice(settings, taken, states):
    has_collected(settings, *states)
    catch_up_at(settings)

    assert taken == []


@pytest.mark.parametrize(
    ("off", "is_taken"),
    [
        pytest.param(timedelta(hours=3), True, id="it was due since then"),
        pytest.param(timedelta(minutes=15), False, id="none was due since then"),
    ],
)
def test_what_came_while_the_machine_was_off_is_taken_in_first(settings, taken, off, is_taken):
    has_collected(settings, ("done", {"new": 3}))
    later = NOW - timedelta(minutes=15) + off
    catch_up(Run(settings, "2026-10", later, NOW, is_asked=False))

    assert bool(taken) == is_taken


def test_who_asks_for_a_flow_by_hand_gets_that_flow_alone(settings, taken):
    has_collected(settings, ("failed", {}))
    catch_up_at(settings, is_asked=True)

    assert taken == []


def test_a_rule_of_the_shadow_that_failed_is_named_and_no_file_waits(settings, monkeypatch, caplog):
    engine = open_warehouse(settings.url)
    taken = BatchResult(Counter(accepted=1), failed={("SLOW_DRIFT", "2026-10"): "ZeroDivisionError: so many"})
    monkeypatch.setattr(steps, "process_batch", lambda *_: taken)
    monkeypatch.setattr(steps, "get_run_logger", lambda: getLogger("test"))
    with caplog.at_level("WARNING"):
        steps.process_files.fn(Run(settings, "2026-10", NOW, NOW), 1, [])

    assert "Regel SLOW_DRIFT, die erst erprobt wird, ist an den Meldungen für 2026-10 gescheitert" in caplog.text
    assert rows_of(engine, w.backtest, "rule", "since", "failed_months") == [("SLOW_DRIFT", "2026-10", 1)]
