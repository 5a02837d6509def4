"""A run that ends before it has begun: it cannot read its settings, or its home is away. One way in: `tell_unbegun`.

It has a record and stands on lage.html all the same, also where no `serve` looks from outside.
"""

import contextlib
from datetime import datetime

from config import clock
from config.errors import UsageError
from config.schedule import read_deployments
from tasks.run import check_month
from tasks.run_record import RunRecord, fail_record, usual_month
from tasks.watch.home import bare_settings, is_home
from tasks.watch.watch import watch_home


def unbegun_record(  # noqa: PLR0913, PLR0917 - all that is known of it
    flow: str, month: str | None, at: str | None, moment: datetime, run_id: str, process: str
) -> RunRecord:
    """The record of a run with these parameters that was to begin at that moment."""
    return RunRecord(
        flow=flow,
        month=_month_of(month, usual_month(flow, moment.date())),
        scheduled=moment.isoformat(),
        started=moment.isoformat(),
        is_scheduled=not (month or at),
        process=process,
        run_id=run_id,
    )


def _month_of(written: str | None, usual: str) -> str:
    """The month that was asked for; where it is none, that may be why the run did not begin."""
    with contextlib.suppress(UsageError):
        return check_month(written or usual)
    return usual


def tell_unbegun(record: RunRecord, home: str | None, error: BaseException) -> None:
    """Keep that this ended the run, and write the page.

    A flow that only somebody at Prefect's screen starts has no record: there it is said at once.

    Raises as `watch_home` does.
    """
    settings = bare_settings(home)
    if is_home(settings) and record.flow in {entry["name"] for entry in read_deployments()}:
        fail_record(settings.log, record, error)
    watch_home(home, clock.now())
