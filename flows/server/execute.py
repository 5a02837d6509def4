"""Run flows from the command line, with a server for exactly as long. One way in: ``execute(settings, calls)``."""

import contextlib
import importlib
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from config.errors import MonatsberichtError, OutageError, raise_problems
from config.settings import Settings
from flows.server.server import use_server
from flows.show import tracking

if TYPE_CHECKING:
    from prefect import Flow

COLLECT = "flows.collect.collect"
REPORT = "flows.monthly_report.monthly_report"
INVITE = "flows.open_month.open_month"
REMIND = "flows.remind.remind"
SEND = "flows.send_mails.send_mails"


def execute(
    settings: Settings,
    entrypoints: Sequence[str],
    month: str | None,
    at: str | None,
    progress: Callable[[str, int, int], None],
) -> list[dict[str, Any]]:
    """Run these flows one after the other and give what each returned: counts and ids.

    `progress(what, done, of)` is told before each step.

    A flow that fails raises its own exception here; the flows after it do not run, unless it failed only because a
    server was away (OutageError): that is raised at the end.

    Raises:
        ServerError: there is no Prefect server to be had.
    """
    # A full disk would otherwise print one traceback for each line of the log that cannot be written.
    logging.raiseExceptions = False
    with use_server(settings) as connection:
        # Loading them takes as long as the server needs to start.
        flows = [load_flow(entrypoint) for entrypoint in entrypoints]
        connection.wait()
        with without_heartbeat():
            results: list[Any] = []
            outages: list[MonatsberichtError] = []
            for number, flow in enumerate(flows):
                progress(str(flow.name), number, len(flows))
                try:
                    results.append(flow(home=str(settings.home), month=month, at=at))
                except OutageError as error:
                    outages.append(error)
                    results += error.done
                except MonatsberichtError as error:
                    error.done = (*results, *error.done)
                    raise
    raise_problems(outages, results)
    return results


def execute_aloud(
    settings: Settings, entrypoints: Sequence[str], month: str | None, at: str, tell: Callable[[dict[str, Any]], None]
) -> None:
    """Run these flows with a bar, then tell what each did, also where something went wrong; that is raised."""
    try:
        with tracking("Ablaufsteuerung starten") as progress:
            results = execute(settings, entrypoints, month, at, progress)
    except MonatsberichtError as error:
        for result in error.done:
            tell(result)
        raise
    for result in results:
        tell(result)


def load_flow(entrypoint: str) -> "Flow[..., Any]":
    """The flow that a dotted entrypoint means, `flows.collect.collect` for example."""
    module, _, name = entrypoint.rpartition(".")
    flow: Flow[..., Any] = getattr(importlib.import_module(module), name)
    return flow


def without_heartbeat() -> contextlib.AbstractContextManager[Any]:
    """Each flow would wait up to 1 s for its last heartbeat; they are for schedulers, and here a person waits."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    return temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None})
