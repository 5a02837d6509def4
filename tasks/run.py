"""What every run has in common: its home, month and day, its name and its log. One way in: ``begin_run(...)``."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from logging.handlers import RotatingFileHandler
from typing import Any

from config import clock
from config.errors import MonatsberichtError, UsageError
from config.settings import TIMEZONE, Settings, load_settings
from schemas.german import format_date, format_month
from schemas.time.deadlines import due_month
from schemas.time.month import last_working_day, parse_month
from tasks.discretion import Discretion
from tasks.json_lines import JsonLines
from tasks.run_record import usual_month
from tasks.watch.home import refuse_no_home

LOG_FORMAT = "%(asctime)s %(levelname)s %(flow_run_name)s | %(task_run_name)s | %(message)s"
RUN_LOGGERS = ("prefect.flow_runs", "prefect.task_runs")
DISCRETION = Discretion()
IS_FOLLOWED: ContextVar[bool] = ContextVar("is followed", default=False)
"""Whether another flow of the same command follows at once: nothing is late that it may do this minute."""


@contextmanager
def followed(by_another: bool) -> Iterator[None]:
    """Meanwhile IS_FOLLOWED is that, and afterwards what it was."""
    token = IS_FOLLOWED.set(by_another)
    try:
        yield
    finally:
        IS_FOLLOWED.reset(token)


@dataclass(frozen=True)
class Run:
    """One run of a flow: which installation, which reporting month; moments are German wall clock.

    Args:
        settings: of the installation.
        month: the reporting month.
        at: when it counts as done: the present, or what was asked for. What comes and what is open is judged by it.
        scheduled: for when it was planned, which says what is due; `at` where somebody asked for it.
        is_asked: somebody named month or moment; a run by schedule names neither.
    """

    settings: Settings
    month: str
    at: datetime
    scheduled: datetime
    is_asked: bool = True


def begin_run(home: str | None, month: str | None, at: str | None, usual_month: Callable[[date], str]) -> Run:
    """Fix what the run is about and open its log; to be called first in every flow.

    Raises:
        LostError: there is no home; nothing is begun in its place.
        SettingsError: they cannot be read.
        UsageError: as `describe_run` and `check_due` do.
    """
    run = describe_run(home, month, at, usual_month)
    refuse_no_home(run.settings)
    check_due(run.month, run.at, run.at.date())
    _write_log_to(run.settings)
    return run


def describe_run(home: str | None, month: str | None, at: str | None, usual_month: Callable[[date], str]) -> Run:
    """What a run with these parameters is about; `usual_month` says the month of a day where none is given.

    The month is that of the moment for which the run was scheduled, not the clock's: Prefect may start it 0.2 s early,
    and a retry next week still belongs to that day. When something came, or whether a month is open, says the clock.

    Raises:
        UsageError: month is not YYYY-MM or at is not YYYY-MM-DD.
    """
    scheduled = parse_moment(at) if at else _scheduled()
    moment = scheduled if at else max(scheduled, clock.now())
    chosen = check_month(month) if month else usual_month(scheduled.date())
    return Run(load_settings(home), chosen, moment, scheduled, is_asked=bool(month or at))


def name_run() -> str:
    """The name of the run on Prefect's screen: flow, centre, month."""
    from prefect.runtime import flow_run

    return name_due(flow_run.flow_name, flow_run.parameters)


def name_due(flow: str, given: dict[str, Any], scheduled: datetime | None = None) -> str:
    """The name of a run with these parameters, also of one that only waits for the moment for which it is scheduled.

    That of the flow alone where they, or the settings, cannot be read: a run without a name would never begin, and so
    never say why.
    """
    at = given.get("at") or (scheduled.isoformat() if scheduled else None)
    try:
        run = describe_run(given.get("home"), given.get("month"), at, partial(usual_month, flow))
    except (MonatsberichtError, OSError):
        return flow
    return f"{flow} {run.settings.centre} {run.month}"


def parse_moment(written: str) -> datetime:
    """A reference day or moment as given by people; a day without a time means its end. Raises UsageError."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise UsageError(f"„{written}“ ist kein Tag: erwartet wird JJJJ-MM-TT, zum Beispiel 2026-11-12.") from error
    if moment.tzinfo:
        moment = moment.astimezone(TIMEZONE).replace(tzinfo=None)
    return datetime.combine(moment, time(23, 59, 59)) if ":" not in written else moment.replace(microsecond=0)


def check_due(month: str | None, at: datetime, today: date) -> None:
    """Refuse a mistyped month or day: what is owed would be entered, aged and dated for a time that has not come.

    Raises:
        UsageError: the day lies in the future, or the month has not opened by then.
    """
    if at.date() > today:
        raise UsageError(f"Der {format_date(at.date())} liegt in der Zukunft: --at ist zum Nachholen da.")
    if month and month > due_month(at.date()):
        opens = format_date(last_working_day(month))
        raise UsageError(f"Der Berichtsmonat {format_month(month)} öffnet erst am {opens}.")


def check_month(written: str) -> str:
    """A reporting month as given by people; raises UsageError."""
    try:
        return parse_month(written)
    except ValueError as error:
        raise UsageError(f"„{written}“ ist kein Monat: erwartet wird JJJJ-MM, zum Beispiel 2026-10.") from error


def _scheduled() -> datetime:
    from prefect.runtime import flow_run

    scheduled: datetime = flow_run.scheduled_start_time  # of a kind whose own methods are on their way out
    return datetime.fromtimestamp(int(scheduled.timestamp()), TIMEZONE).replace(tzinfo=None)


def _write_log_to(settings: Settings) -> None:
    """Send the run's messages to log/monatsbericht.log as well, and to .jsonl for machines; once a process and home."""
    settings.log.mkdir(parents=True, exist_ok=True)
    kinds = {"log": logging.Formatter(LOG_FORMAT, defaults={"task_run_name": ""}), "jsonl": JsonLines()}
    wanted = {str(settings.log / f"monatsbericht.{ending}"): formatter for ending, formatter in kinds.items()}
    loggers = [logging.getLogger(name) for name in RUN_LOGGERS]
    for logger in loggers:
        logger.addFilter(DISCRETION)
    for handler in [handler for handler in loggers[0].handlers if isinstance(handler, RotatingFileHandler)]:
        if wanted.pop(handler.baseFilename, None):
            continue
        for logger in loggers:
            logger.removeHandler(handler)
        handler.close()
    for path, formatter in wanted.items():
        # Five files of 5 MB hold some years of one city.
        handler = RotatingFileHandler(path, maxBytes=5_000_000, backupCount=5, encoding="utf-8", delay=True)
        handler.setFormatter(formatter)
        for logger in loggers:
            logger.addHandler(handler)
