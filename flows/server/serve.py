"""The unattended machine: `monatsbericht serve`. One way in: ``serve(settings, say)``.

One process tree on one machine: this process looks for due runs, its child is the Prefect server with screen and
scheduler, and each run is a further child. The schedules are read from config/prefect.yaml and nowhere else. What an
earlier one left behind that was killed, or whose machine lost its power, is put in order first.
"""

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from config import clock
from config.errors import ServerError, explain_failure
from config.schedule import read_by_hand, read_deployments
from config.settings import Settings
from flows.server.execute import load_flow
from flows.server.server import Server, connect_client, find_server, note_file, start_server, write_server_note
from tasks.run_record import read_runs
from tasks.watch.watch import watch

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment
    from prefect.runner import Runner

WATCH_SECONDS = 2
LOOK_SECONDS = 60


def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Keep server and schedules until SIGTERM or Ctrl-C, telling `say` once everything is ready.

    Raises:
        ServerError: a server of this home is running already, the port is taken, or the server was lost.
    """
    running = find_server(settings)
    if running:
        raise ServerError(f"Für diesen Datenordner läuft schon ein Server: {_screen(running)}.")
    server = start_server(settings, settings.server_port, lasting=True)
    try:
        connect_client(settings, server.url)
        server.wait_until_ready(settings.server_start_seconds)
        write_server_note(settings, server)
        _keep_schedules(settings, server, say)
    finally:
        note_file(settings).unlink(missing_ok=True)
        server.stop()


def _keep_schedules(settings: Settings, server: Server, say: Callable[[str], None]) -> None:
    from prefect.runner import Runner

    from flows.server.recover import recover

    # A run uses both cores already. Without pause_on_shutdown=False a restart of the machine would delete the future.
    runner = Runner(name="monatsbericht", pause_on_shutdown=False, limit=1)
    made: dict[str, Any] = {
        entry["name"]: runner.add_deployment(_build_deployment(entry, settings))
        for entry in (*read_deployments(), *read_by_hand())
    }
    if missed := recover(settings, made):
        say(f"Nachgeholt wird: {', '.join(missed)}.")
    say(f"Bereit. Oberfläche: {_screen(server.url)}  (beenden mit Strg-C)")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run_until_stopped(settings, runner, server))
    # Whoever asks twice is asked for patience: Prefect's handler would end this process wherever it is just then.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    say("Beendet.")


async def _run_until_stopped(settings: Settings, runner: "Runner", server: Server) -> None:
    """Work until SIGTERM, which Prefect's runner handles; without a server there is nothing to do."""
    working = asyncio.ensure_future(runner.start())
    looks = asyncio.ensure_future(look_regularly(settings, _look))
    while not working.done() and server.process.poll() is None:
        await asyncio.wait([working], timeout=WATCH_SECONDS)
    looks.cancel()
    if server.process.poll() is not None:
        working.cancel()
        raise ServerError(f"Der Prefect-Server ist unerwartet zu Ende gegangen; Einzelheiten stehen in {server.log}.")
    await working


async def look_regularly(settings: Settings, look: Callable[[Settings], None]) -> None:
    """Look each minute, and at once where a run began or ended.

    What died or did not happen says nothing itself: somebody has to look from outside.
    """
    while True:
        seen, since = _states(settings), time.monotonic()
        await asyncio.to_thread(look, settings)
        while time.monotonic() - since < LOOK_SECONDS and _states(settings) == seen:  # noqa: ASYNC110 - other processes tell no event
            await asyncio.sleep(WATCH_SECONDS)


def _states(settings: Settings) -> list[tuple[str, str]]:
    """The latest run of each flow, and what became of it; one that was cancelled has died."""
    return [
        (run.started, run.state)
        for entry in read_deployments()
        for run in read_runs(settings.log, entry["name"], most=1)
    ]


def _look(settings: Settings) -> None:
    from flows.server.names import name_unbegun
    from flows.server.unbegun import record_unbegun

    for do in (lambda: record_unbegun(settings), lambda: watch(settings, clock.now()), name_unbegun):
        try:
            do()
        except Exception as error:  # noqa: BLE001 - what fails here must not end the machine; the next look may do better
            logging.getLogger(__name__).warning("%s", explain_failure(error))


def _build_deployment(entry: dict[str, Any], settings: Settings) -> "RunnerDeployment":
    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    return RunnerDeployment.from_flow(
        load_flow(entry["entrypoint"]),
        name=entry["name"],
        description=entry["description"],
        tags=entry["tags"],
        parameters={"home": str(settings.home)},
        schedules=[Cron(plan["cron"], timezone=plan["timezone"], slug=plan["slug"]) for plan in entry["schedules"]],
        # By path, Prefect would put flows/ first on sys.path.
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def _screen(url: str) -> str:
    return url.removesuffix("/api")
