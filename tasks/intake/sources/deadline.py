"""How long a source may take in all: `Deadline(seconds).run(step, ...)`.

A timeout of a socket bounds silence only. A server that says a byte now and then would keep us for ever.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import ParamSpec, TypeVar

from config.errors import UnreachableError
from tasks.intake.sources.reasons import LATE_READING

P = ParamSpec("P")
T = TypeVar("T")


class Deadline:
    """The end of one look into a source."""

    def __init__(self, seconds: float, late: str = LATE_READING) -> None:
        self._end, self._late = time.monotonic() + seconds, late

    def run(self, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a step gives. It runs in a thread of its own, which is left behind when the time is over.

        Raises:
            UnreachableError: the time is over. Whoever closes the connection then ends the thread too.
        """
        result: Future[T] = Future()
        if (left := self._end - time.monotonic()) > 0:
            threading.Thread(target=_settle, args=(result, lambda: step(*args, **kwargs)), daemon=True).start()
            try:
                return result.result(left)
            except TimeoutError:
                if result.done():
                    raise  # it is the server's
        raise UnreachableError(self._late)


def _settle(result: Future[T], step: Callable[[], T]) -> None:
    try:
        result.set_result(step())
    except BaseException as error:  # noqa: BLE001 - whatever it is belongs to whoever waits
        result.set_exception(error)
