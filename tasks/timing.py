"""How long the parts of some work take. Ways in: `timing()` around the work, `timed(part)` before a part of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_measured: ContextVar[dict[str, float] | None] = ContextVar("measured", default=None)


@contextmanager
def timing() -> Iterator[dict[str, float]]:
    """Seconds by part, in the order in which the parts were begun first; filled while the work goes on."""
    seconds: dict[str, float] = {}
    token = _measured.set(seconds)
    try:
        yield seconds
    finally:
        _measured.reset(token)


@contextmanager
def timed(part: str) -> Iterator[None]:
    """A part of the work, as a decorator or around a block; where nobody measures it costs nothing."""
    seconds = _measured.get()
    if seconds is None:
        yield
        return
    seconds.setdefault(part, 0.0)
    begun = time.perf_counter()
    try:
        yield
    finally:
        seconds[part] = round(seconds[part] + time.perf_counter() - begun, 3)
