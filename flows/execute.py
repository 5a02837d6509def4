"""Run flows from the command line, with a server for exactly as long. One way in: ``execute(settings, calls)``."""

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from config.settings import Settings
from flows.server import use_server

if TYPE_CHECKING:
    from prefect import Flow

COLLECT = "flows.collect.collect"
REPORT = "flows.monthly_report.monthly_report"


def execute(settings: Settings, entrypoints: Sequence[str], month: str | None, at: str | None) -> list[dict[str, Any]]:
    """Run these flows one after the other and give what each returned: counts and ids.

    A flow that fails raises its own exception here; the flows after it do not run.

    Raises:
        ServerError: there is no Prefect server to be had.
    """
    with use_server(settings) as connection:
        # Loading them takes as long as the server needs to start.
        flows = [load_flow(entrypoint) for entrypoint in entrypoints]
        connection.wait()
        results: list[Any] = [flow(home=str(settings.home), month=month, at=at) for flow in flows]
    return results


def load_flow(entrypoint: str) -> "Flow[..., Any]":
    """The flow that a dotted entrypoint means, `flows.collect.collect` for example."""
    module, _, name = entrypoint.rpartition(".")
    flow: Flow[..., Any] = getattr(importlib.import_module(module), name)
    return flow
