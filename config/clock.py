"""The clock on the wall in Germany. One way in: `now()`."""

from datetime import datetime

from config.settings import TIMEZONE


def now() -> datetime:
    """The present to the second, without a time zone, as the warehouse keeps time.

    Always called as `clock.now()`: who moves the clock moves it for everybody.
    """
    return datetime.now(TIMEZONE).replace(tzinfo=None, microsecond=0)
