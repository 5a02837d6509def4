"""What a run is about: its month and its moment come from the schedule, not from the clock."""

from datetime import UTC, datetime

import pytest

from config.errors import UsageError
from flows.run import check_month, describe_run, name_run, parse_moment
from schemas.deadlines import due_month, report_month


@pytest.fixture
def flow_run():
    """Prefect's idea of the run that is going on."""
    from prefect.runtime import flow_run

    return vars(flow_run)


def scheduled(monkeypatch, flow_run, moment, **more):
    """As if Prefect had scheduled this run for a moment (UTC)."""
    for name, value in {"scheduled_start_time": moment, **more}.items():
        monkeypatch.setitem(flow_run, name, value)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-11-12", datetime(2026, 11, 12, 23, 59, 59)),
        ("2026-11-12T06:30", datetime(2026, 11, 12, 6, 30)),
        ("2026-11-12 06:30:15", datetime(2026, 11, 12, 6, 30, 15)),
        ("2026-11-12T06:30:15.900", datetime(2026, 11, 12, 6, 30, 15)),
        ("2026-11-12T05:30:00+00:00", datetime(2026, 11, 12, 6, 30)),
        ("2026-07-12T04:30:00Z", datetime(2026, 7, 12, 6, 30)),
    ],
    ids=["a day is its end", "minutes", "a blank", "fractions are cut", "UTC in winter", "UTC in summer"],
)
def test_a_moment_is_german_wall_clock(written, expected):
    assert parse_moment(written) == expected


@pytest.mark.parametrize("written", ["", "gestern", "12.11.2026", "2026-02-30", "2026-11"])
def test_what_is_no_day_is_explained(written):
    with pytest.raises(UsageError, match="ist kein Tag: erwartet wird JJJJ-MM-TT"):
        parse_moment(written)


@pytest.mark.parametrize("written", ["", "Oktober", "2026-13", "2026-10-01"])
def test_what_is_no_month_is_explained(written):
    with pytest.raises(UsageError, match="ist kein Monat: erwartet wird JJJJ-MM"):
        check_month(written)


@pytest.mark.parametrize(
    ("usual", "at", "month"),
    [
        (due_month, "2026-11-12", "2026-10"),
        (due_month, "2026-10-30", "2026-10"),
        (due_month, "2026-10-29", "2026-09"),
        (report_month, "2026-11-12", "2026-10"),
        (report_month, "2026-10-30", "2026-09"),
        (report_month, "2027-01-12", "2026-12"),
    ],
)
def test_without_a_month_the_day_decides(tmp_path, usual, at, month):
    assert describe_run(str(tmp_path), None, at, usual).month == month


def test_a_month_that_is_named_is_taken(tmp_path):
    run = describe_run(str(tmp_path), "2026-03", "2026-11-12", due_month)

    assert (run.month, run.at, run.settings.home) == ("2026-03", datetime(2026, 11, 12, 23, 59, 59), tmp_path)


def test_a_run_belongs_to_the_moment_for_which_it_was_scheduled(tmp_path, monkeypatch, flow_run):
    """Prefect may start it 0.2 s early: by the clock it would still be the day before, and September due."""
    midnight = datetime(2026, 10, 29, 23, 0, tzinfo=UTC)  # 30 October, 00:00 in Hagen
    scheduled(monkeypatch, flow_run, midnight)
    run = describe_run(str(tmp_path), None, None, due_month)

    assert (run.month, run.at) == ("2026-10", datetime(2026, 10, 30, 0, 0))
    assert due_month(datetime(2026, 10, 29, 23, 59, 59).date()) == "2026-09"


def test_a_retry_next_week_still_belongs_to_its_day(tmp_path, monkeypatch, flow_run):
    scheduled(monkeypatch, flow_run, datetime(2026, 11, 12, 5, 30, tzinfo=UTC))

    assert describe_run(str(tmp_path), None, None, report_month).at == datetime(2026, 11, 12, 6, 30)
    assert describe_run(str(tmp_path), None, None, report_month).month == "2026-10"


def test_summer_time_is_the_wall_clocks(tmp_path, monkeypatch, flow_run):
    scheduled(monkeypatch, flow_run, datetime(2026, 7, 12, 4, 30, 0, 250_000, tzinfo=UTC))

    assert describe_run(str(tmp_path), None, None, report_month).at == datetime(2026, 7, 12, 6, 30)


@pytest.mark.parametrize(
    ("flow_name", "given", "name"),
    [
        ("einsammeln", {"at": "2026-10-30"}, "einsammeln 05914000 2026-10"),
        ("monatsbericht", {"at": "2026-10-30"}, "monatsbericht 05914000 2026-09"),
        ("monatsbericht", {"at": "2026-10-30", "month": "2026-04"}, "monatsbericht 05914000 2026-04"),
    ],
)
def test_a_runs_name_says_centre_and_month(tmp_path, monkeypatch, flow_run, flow_name, given, name):
    parameters = {"home": str(tmp_path)} | given
    scheduled(monkeypatch, flow_run, None, flow_name=flow_name, parameters=parameters)

    assert name_run() == name
