"""Small flows for the tests of the machinery: what they do is known exactly."""

import time
from typing import Any

from prefect import flow, task

from config.errors import MonatsberichtError, OutageError


@task
def count(number: int) -> int:
    return number


@flow(name="probe")
def count_up(home: str, month: str | None = None, at: str | None = None) -> dict[str, Any]:
    return {"home": home, "month": month, "at": at, "sum": sum(count(number) for number in range(20))}


@flow(name="fehler")
def fail(home: str, month: str | None = None, at: str | None = None) -> None:
    raise MonatsberichtError(f"So geht das nicht: {month} {at} {home}")


@flow(name="langsam")
def linger(home: str, month: str | None = None, at: str | None = None) -> None:
    time.sleep(300)


@flow(name="ausfall")
def miss(home: str, month: str | None = None, at: str | None = None) -> None:
    raise OutageError(f"Der Server war weg: {month}")
