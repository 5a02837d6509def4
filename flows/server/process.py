"""The embedded Prefect server as a process of its own. One way in: ``python -m flows.server.process``.

It differs from ``prefect server start`` in three points: it listens on a socket that its parent has opened already, so
that nobody waits for a port; it ends when its parent has gone, however that happened; and before it ends it writes
down everything that it has been told, because Prefect records task runs from a queue after answering.
"""

import argparse
import asyncio
import gc
import os
import socket
import time
from types import FrameType
from typing import TYPE_CHECKING

from flows.server.internals import hide_second_screen, is_recorded

if TYPE_CHECKING:
    from fastapi import FastAPI

HOSTS = ("127.0.0.1", "localhost")
WATCH_SECONDS = 0.1
DRAIN_SECONDS = 20.0
# The queue counts as empty when it was so this long: time enough for what still lies in a socket's buffer.
QUIET_SECONDS = 0.3


def main() -> None:
    """Serve the Prefect API on the inherited socket until told to stop or left alone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--parent", type=int, required=True)
    arguments = parser.parse_args()
    # Importing makes two million objects and no garbage: collecting meanwhile costs half a second.
    gc.disable()
    app = _create_app()
    gc.freeze()
    gc.enable()
    asyncio.run(_serve(app, socket.socket(fileno=arguments.fd), arguments.parent))


def _create_app() -> "FastAPI":
    from fastapi.middleware.trustedhost import TrustedHostMiddleware
    from prefect.server.api.server import create_app

    hide_second_screen()
    app = create_app(final=True)
    # A name of somebody else that points to this machine (DNS rebinding) gets no answer either.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS))
    return app


async def _serve(app: "FastAPI", listener: socket.socket, parent: int) -> None:
    import uvicorn

    class PatientServer(uvicorn.Server):
        """Takes the first signal as a request, the second as an order."""

        asked_to_stop = False

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            if self.asked_to_stop:
                super().handle_exit(sig, frame)
            self.asked_to_stop = True

    config = uvicorn.Config(app, log_level="error", lifespan="on", timeout_graceful_shutdown=3)
    server = PatientServer(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    # A parent killed with -9 sends no signal, so somebody has to look.
    while not task.done() and not server.asked_to_stop and os.getppid() == parent:  # noqa: ASYNC110
        await asyncio.sleep(WATCH_SECONDS)
    await _wait_until_recorded()
    server.should_exit = True
    await task


async def _wait_until_recorded() -> None:
    """Return when every event taken in has been handled, or after DRAIN_SECONDS."""
    started = quiet_since = time.monotonic()
    while time.monotonic() - quiet_since < QUIET_SECONDS and time.monotonic() - started < DRAIN_SECONDS:
        await asyncio.sleep(0.02)
        if not is_recorded():
            quiet_since = time.monotonic()


if __name__ == "__main__":
    main()
