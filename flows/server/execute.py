"""Run flows from the command line, with a server for exactly as long. One way in: ``execute(settings, loaders, ...)``.

A flow is handed over as the function that loads it: Prefect takes as long to import as the server needs to start.
"""

import contextlib
import importlib
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from config.errors import MonatsberichtError, OutageError, raise_problems
from config.settings import Settings
from flows.command.seen import seen
from flows.command.show import tracking
from flows.server.server import use_server
from tasks.existing_warehouse import check_home
from tasks.run import followed

if TYPE_CHECKING:
    from prefect import Flow

    Loader = Callable[[], Flow[..., Any]]


def load_collect() -> "Flow[..., Any]":
    """The flow that takes in what has come."""
    from flows.collect import collect

    return collect


def load_report() -> "Flow[..., Any]":
    """The flow that publishes the report."""
    from flows.monthly_report import monthly_report

    return monthly_report


def load_invite() -> "Flow[..., Any]":
    """The flow that opens a month and invites."""
    from flows.open_month import open_month

    return open_month


def load_remind() -> "Flow[..., Any]":
    """The flow that reminds."""
    from flows.remind import remind

    return remind


def execute(
    settings: Settings,
    loaders: "Sequence[Loader]",
    month: str | None,
    at: str | None,
    progress: Callable[[str, int, int], None],
) -> list[dict[str, Any]]:
    """Run these flows one after the other and give what each returned: counts and ids.

    `progress(what, done, of)` is told before each step.

    A flow that fails raises its own exception here, and the flows after it do not run. One that did its work but for
    some files, mails or a server that was away has a result all the same: the others run, and its problem comes last.

    Raises:
        LostError: a part of the home is gone.
        ServerError: there is no Prefect server to be had.
    """
    # A full disk would otherwise print one traceback for each line of the log that cannot be written.
    logging.raiseExceptions = False
    with contextlib.ExitStack() as stack:
        with seen(settings.home):
            check_home(settings)
            connection = stack.enter_context(use_server(settings))
            flows = [load() for load in loaders]
            connection.wait()
        stack.enter_context(without_heartbeat())
        return _run_all(flows, {"home": str(settings.home), "month": month, "at": at}, progress)


def _run_all(
    flows: "Sequence[Flow[..., Any]]", given: dict[str, Any], progress: Callable[[str, int, int], None]
) -> list[dict[str, Any]]:
    results: list[Any] = []
    problems: list[MonatsberichtError] = []
    for number, flow in enumerate(flows):
        progress(str(flow.name), number, len(flows))
        try:
            with followed(number + 1 < len(flows)):
                results.append(flow(**given))
        except MonatsberichtError as error:
            problems.append(error)
            results += error.done
            if not (error.done or isinstance(error, OutageError)):
                break
    raise_problems(problems, results)
    return results


def execute_with_progress(
    settings: Settings, loaders: "Sequence[Loader]", month: str | None, at: str, tell: Callable[[dict[str, Any]], None]
) -> None:
    """Run these flows with a bar, then tell what each did, also where something went wrong; that is raised."""
    try:
        with tracking("Ablaufsteuerung starten") as progress:
            results = execute(settings, loaders, month, at, progress)
    except MonatsberichtError as error:
        for result in error.done:
            tell(result)
        raise
    for result in results:
        tell(result)


def load_flow(entrypoint: str) -> "Flow[..., Any]":
    """The flow that a dotted entrypoint of config/prefect.yaml means, `flows.collect.collect` for example."""
    module, _, name = entrypoint.rpartition(".")
    flow: Flow[..., Any] = getattr(importlib.import_module(module), name)
    return flow


def without_heartbeat() -> contextlib.AbstractContextManager[Any]:
    """Each flow would wait up to 1 s for its last heartbeat; they are for schedulers, and here a person waits."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    return temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None})
