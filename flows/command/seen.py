"""What stops a command before its first run is seen by all. Ways in: `seen`, `home_to_run_in`.

A run looks after itself. Before it there is only what the command says, and under cron nobody reads that.
"""

import contextlib
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import UsageError
from flows.command.arguments import existing_home

if TYPE_CHECKING:
    from config.settings import Settings


def home_to_run_in(arguments: Namespace) -> "Settings":
    """As `existing_home`, for a command that runs flows there."""
    with seen(arguments.home):
        return existing_home(arguments)


@contextlib.contextmanager
def seen(home: Path | str | None) -> Iterator[None]:
    """Where something fails meanwhile, staff are told and lage.html is written; not of a command called wrongly."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, UsageError):
            _look(home)
        raise


def _look(home: Path | str | None) -> None:
    """Trouble with that is no trouble of the command, which has its own to tell."""
    from config import clock
    from tasks.watch.watch import watch_home

    with contextlib.suppress(Exception):
        watch_home(home, clock.now())
