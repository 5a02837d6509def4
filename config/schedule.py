"""When the unattended machine works, from prefect.yaml. Ways in: `read_deployments`, `last_due`, `next_due`.

What has no schedule is started by a person on Prefect's screen: `read_by_hand`.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from cronsim import CronSim

from config.settings import TIMEZONE

DEPLOYMENTS = Path(__file__).parent / "prefect.yaml"


def read_deployments() -> tuple[dict[str, Any], ...]:
    """The deployments with a schedule as written there, in the order in which their work builds on each other."""
    return tuple(entry for entry in _read() if entry["schedules"])


def read_by_hand() -> tuple[dict[str, Any], ...]:
    """Those without one: nothing is ever due, and nothing missed."""
    return tuple(entry for entry in _read() if not entry["schedules"])


@cache
def _read() -> tuple[dict[str, Any], ...]:
    with DEPLOYMENTS.open(encoding="utf-8") as file:
        return tuple(yaml.safe_load(file)["deployments"])


def last_due(entry: dict[str, Any], now: datetime) -> datetime:
    """When a deployment was due last, before `now` (German wall clock)."""
    return max(_moments(entry, now, is_back=True))


def next_due(entry: dict[str, Any], now: datetime) -> datetime:
    """When it is due next."""
    return min(_moments(entry, now, is_back=False))


def _moments(entry: dict[str, Any], now: datetime, *, is_back: bool) -> Iterator[datetime]:
    """The nearest moment of each schedule, through both changes of summer time."""
    start = now.replace(tzinfo=TIMEZONE)
    for plan in entry["schedules"]:
        yield next(CronSim(plan["cron"], start, reverse=is_back)).replace(tzinfo=None)
