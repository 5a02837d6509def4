"""What every run has in common: its home, month and day, its name and its log. One way in: ``begin_run(...)``."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from logging.handlers import RotatingFileHandler
from typing import Any

from config.errors import UsageError
from config.settings import TIMEZONE, Settings, load_settings
from schemas.deadlines import due_month
from schemas.month import parse_month

RUN_LOGGERS = ("prefect.flow_runs", "prefect.task_runs")


@dataclass(frozen=True)
class Run:
    """One run of a flow: which installation, which reporting month, and the day on which it counts as done."""

    settings: Settings
    month: str
    day: date


def begin_run(home: str | None, month: str | None, at: str | None) -> Run:
    """Fix what the run is about and open its log; to be called first in every flow."""
    run = describe_run(home, month, at)
    _write_log_to(run.settings)
    return run


def describe_run(home: str | None, month: str | None, at: str | None) -> Run:
    """What a run with these parameters is about.

    The day is the one on which the run was scheduled, not the clock's: Prefect may start it 0.2 s early, and a retry
    next week still belongs to that day.

    Raises:
        UsageError: month is not YYYY-MM or at is not YYYY-MM-DD.
    """
    day = parse_day(at) if at else _scheduled_day()
    return Run(load_settings(home), check_month(month) if month else due_month(day), day)


def name_run() -> str:
    """The name of the run on Prefect's screen: flow, centre, month."""
    from prefect.runtime import flow_run

    given: dict[str, Any] = flow_run.parameters
    run = describe_run(given.get("home"), given.get("month"), given.get("at"))
    return f"{flow_run.flow_name} {run.settings.centre} {run.month}"


def parse_day(written: str) -> date:
    """A reference day as given by people; raises UsageError."""
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise UsageError(f"„{written}“ ist kein Tag: erwartet wird JJJJ-MM-TT, zum Beispiel 2026-11-12.") from error


def check_month(written: str) -> str:
    """A reporting month as given by people; raises UsageError."""
    try:
        return parse_month(written)
    except ValueError as error:
        raise UsageError(f"„{written}“ ist kein Monat: erwartet wird JJJJ-MM, zum Beispiel 2026-10.") from error


def _scheduled_day() -> date:
    from prefect.runtime import flow_run

    scheduled: datetime = flow_run.scheduled_start_time
    return scheduled.astimezone(TIMEZONE).date()


def _write_log_to(settings: Settings) -> None:
    """Send the run's messages to log/monatsbericht.log as well; once a process and home."""
    path = settings.log / "monatsbericht.log"
    loggers = [logging.getLogger(name) for name in RUN_LOGGERS]
    for handler in [handler for handler in loggers[0].handlers if isinstance(handler, RotatingFileHandler)]:
        if handler.baseFilename == str(path):
            return
        for logger in loggers:
            logger.removeHandler(handler)
        handler.close()
    settings.log.mkdir(parents=True, exist_ok=True)
    # Five files of 5 MB hold some years of one city.
    handler = RotatingFileHandler(path, maxBytes=5_000_000, backupCount=5, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(flow_run_name)s %(message)s"))
    for logger in loggers:
        logger.addHandler(handler)
