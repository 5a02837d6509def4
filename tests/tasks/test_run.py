"""What a run is about: its month and its moment come from the schedule, not from the clock."""

import json
import logging
from datetime import UTC, date, datetime

import pytest

from config import clock
from config.errors import LostError, UsageError
from schemas.time.deadlines import due_month, report_month
from tasks.run import RUN_LOGGERS, begin_run, check_due, check_month, describe_run, name_run, parse_moment


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

    assert (run.month, run.scheduled) == ("2026-10", datetime(2026, 10, 30, 0, 0))
    assert due_month(datetime(2026, 10, 29, 23, 59, 59).date()) == "2026-09"


def test_a_retry_next_week_still_belongs_to_its_day(tmp_path, monkeypatch, flow_run):
    scheduled(monkeypatch, flow_run, datetime(2026, 11, 12, 5, 30, tzinfo=UTC))

    assert describe_run(str(tmp_path), None, None, report_month).scheduled == datetime(2026, 11, 12, 6, 30)
    assert describe_run(str(tmp_path), None, None, report_month).month == "2026-10"


@pytest.mark.parametrize(
    ("present", "judged"),
    [
        (datetime(2026, 11, 14, 9), datetime(2026, 11, 14, 9)),
        (datetime(2026, 11, 12, 6, 29, 59), datetime(2026, 11, 12, 6, 30)),
    ],
    ids=["made up for two days later", "started a moment early"],
)
def test_what_comes_is_judged_by_the_clock_but_never_before_the_schedule(
    tmp_path, monkeypatch, flow_run, present, judged
):
    scheduled(monkeypatch, flow_run, datetime(2026, 11, 12, 5, 30, tzinfo=UTC))
    monkeypatch.setattr(clock, "now", lambda: present)

    run = describe_run(str(tmp_path), None, None, report_month)

    assert (run.at, run.is_asked) == (judged, False)
    assert describe_run(str(tmp_path), None, "2026-11-05T07:15", report_month).at == datetime(2026, 11, 5, 7, 15)


def test_summer_time_is_the_wall_clocks(tmp_path, monkeypatch, flow_run):
    scheduled(monkeypatch, flow_run, datetime(2026, 7, 12, 4, 30, 0, 250_000, tzinfo=UTC))

    assert describe_run(str(tmp_path), None, None, report_month).scheduled == datetime(2026, 7, 12, 6, 30)


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


@pytest.mark.parametrize("given", [{"month": "2026-13"}, {"at": "gestern"}, {"home": "without-settings"}])
def test_a_run_that_will_say_what_is_wrong_has_a_name_to_begin_with(tmp_path, monkeypatch, flow_run, given):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "without-settings" / "settings.toml").mkdir(parents=True)
    parameters = {"home": str(tmp_path)} | given
    scheduled(monkeypatch, flow_run, datetime(2026, 11, 5, tzinfo=UTC), flow_name="erinnern", parameters=parameters)

    assert name_run() == "erinnern"


@pytest.mark.parametrize(
    ("month", "at", "sentence"),
    [
        ("2026-10", datetime(2026, 11, 13), "Der 13.11.2026 liegt in der Zukunft"),
        ("2026-11", datetime(2026, 11, 12), "Der Berichtsmonat November 2026 öffnet erst am 30.11.2026."),
        ("2062-10", datetime(2026, 11, 12), "Der Berichtsmonat Oktober 2062 öffnet erst am 31.10.2062."),
    ],
)
def test_a_time_that_has_not_come_is_refused(month, at, sentence):
    with pytest.raises(UsageError, match=sentence):
        check_due(month, at, date(2026, 11, 12))


@pytest.mark.parametrize("month", [None, "2026-10", "2025-01"])
def test_today_and_the_past_are_done(month):
    check_due(month, datetime(2026, 11, 12, 23, 59, 59), date(2026, 11, 12))


@pytest.fixture
def quiet_loggers():
    """The loggers of runs without Prefect's handlers, which want a flow run; afterwards without this test's files."""
    before = {name: list(logging.getLogger(name).handlers) for name in RUN_LOGGERS}
    for name in RUN_LOGGERS:
        logging.getLogger(name).handlers = []
    yield
    for name, handlers in before.items():
        logger = logging.getLogger(name)
        for handler in set(logger.handlers) - set(handlers):
            logger.removeHandler(handler)
            handler.close()
        logger.handlers = handlers


def make_home(folder):
    """A folder with an inbox: a home that nothing has come to yet."""
    (folder / "inbox").mkdir(parents=True, exist_ok=True)
    return str(folder)


def tell(message, *given):
    """As a task tells something: Prefect adds the names."""
    names = {"flow_run_name": "einsammeln 05914000 2026-10", "task_run_name": "Eingang"}
    logging.getLogger(RUN_LOGGERS[1]).warning(message, *given, extra=names)


@pytest.mark.usefixtures("quiet_loggers")
def test_a_run_writes_its_log_into_its_home_once(tmp_path):
    for _ in range(2):
        begin_run(make_home(tmp_path / "a"), None, "2026-11-12", due_month)
    tell("12 neu")
    (line,) = (tmp_path / "a" / "log" / "monatsbericht.log").read_text(encoding="utf-8").splitlines()

    assert line.endswith("WARNING einsammeln 05914000 2026-10 | Eingang | 12 neu")


def test_a_home_that_is_away_is_not_begun_anew(tmp_path):
    with pytest.raises(LostError, match="nichts neu angelegt"):
        begin_run(str(tmp_path / "away"), None, "2026-11-12", due_month)

    assert not (tmp_path / "away").exists()


@pytest.mark.usefixtures("quiet_loggers")
def test_machines_read_the_same_with_counts_and_ids_only(tmp_path):
    for _ in range(2):
        begin_run(make_home(tmp_path), None, "2026-11-12", due_month)
    tell("Eingang: %s neu, %s", 12, {"accepted": 3})
    tell("Lieferung %s: unser Fehler", "17 (Kind Muster.xlsx)")
    tell("Antworten: %s", {"receipt": 2})
    tell("Muster.xlsx ist beschädigt")
    path = tmp_path / "log" / "monatsbericht.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    assert [(line.get("message"), line.get("values")) for line in lines] == [
        ("Eingang: %s neu, %s", [12, {"accepted": 3}]),
        ("Lieferung %s: unser Fehler", ["17"]),
        ("Antworten: %s", [{"receipt": 2}]),
        (None, None),
    ]
    assert {(line["level"], line["run"], line["step"]) for line in lines} == {
        ("WARNING", "einsammeln 05914000 2026-10", "Eingang")
    }
    assert "Muster" not in path.read_text(encoding="utf-8")


@pytest.mark.usefixtures("quiet_loggers")
def test_a_run_of_another_home_writes_there(tmp_path):
    for home in ("a", "b"):
        begin_run(make_home(tmp_path / home), None, "2026-11-12", due_month)
    tell("12 neu")

    assert (tmp_path / "b" / "log" / "monatsbericht.log").exists()
    assert not (tmp_path / "a" / "log" / "monatsbericht.log").exists()
