"""The clock on the wall in Germany: `now()`, and what it showed `before` that."""

from datetime import UTC, datetime, timedelta

from config.settings import TIMEZONE


def now() -> datetime:
    """The present to the second, without a time zone, as the warehouse keeps time.

    Always called as `clock.now()`: who moves the clock moves it for everybody.
    """
    return datetime.now(TIMEZONE).replace(tzinfo=None, microsecond=0)


def before(moment: datetime, span: timedelta) -> datetime:
    """What the clock showed so long ago: at 03:10 on the day summer time begins, 01:25 for 45 minutes."""
    passed = moment.replace(tzinfo=TIMEZONE).astimezone(UTC) - span
    return passed.astimezone(TIMEZONE).replace(tzinfo=None, fold=0)
