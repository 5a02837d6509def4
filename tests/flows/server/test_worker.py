"""Prefect's own way to work: a server, `prefect deploy --all` into a process work pool, and a worker.

The worker is started by the very command of config/compose.yaml.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

import config
from config.schedule import read_by_hand, read_deployments
from config.settings import load_settings
from tasks.run_record import last_good
from tests.flows.server.asking import ask_prefect

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

CONFIG = Path(config.__file__).parent
LOGIN = "monatsbericht:nur-fuer-diesen-Test"
(WORK,) = yaml.safe_load((CONFIG / "compose.yaml").read_text(encoding="utf-8"))["services"]["worker"]["command"]
PREFECT = f"{sys.executable} -m prefect"


@contextmanager
def running(command, environment, folder):
    """A process with all that it starts, ended together."""
    with subprocess.Popen(
        command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture
def ask(prepared, tmp_path):
    """A server and a worker for a home; gives what asks the server."""
    home = tmp_path / "home"
    shutil.copytree(prepared, home)
    (home / "inbox").mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    known = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "MONATSBERICHT_"))}
    common = known | {
        "PREFECT_HOME": str(home / "prefect"),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "0",
    }
    server = [*PREFECT.split(), "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    work = WORK.replace("/etc/monatsbericht/prefect.yaml", str(CONFIG / "prefect.yaml"))
    work = "\n".join(line.replace("prefect ", f"{PREFECT} ", 1) for line in work.splitlines())
    mine = {"PREFECT_API_URL": url, "PREFECT_API_AUTH_STRING": LOGIN, "MONATSBERICHT_HOME": str(home)}

    def ask_server(path, body=None):
        return ask_prefect(f"{url}/{path}", LOGIN, body)

    with running(server, common | {"PREFECT_SERVER_API_AUTH_STRING": LOGIN}, tmp_path):
        wait_for(lambda: is_there(ask_server))
        with running(["sh", "-ec", work], common | mine, tmp_path):
            yield ask_server


def is_there(ask_server):
    try:
        return ask_server("health")
    except OSError:
        return False


def wait_for(look, seconds=150):
    for _ in range(seconds * 2):
        if found := look():
            return found
        time.sleep(0.5)
    pytest.fail("it did not come")


def test_a_worker_does_what_is_deployed_in_the_home_that_is_given(ask, tmp_path):
    names = [entry["name"] for entry in (*read_deployments(), *read_by_hand())]
    deployed = wait_for(lambda: (found := ask("deployments/filter", {})) and len(found) == len(names) and found)
    assert {one["name"] for one in deployed} == set(names)
    assert {one["parameters"]["home"] for one in deployed} == {str(tmp_path / "home")}
    assert {one["work_pool_name"] for one in deployed} == {"monatsbericht"}
    other = tmp_path / "other"
    (other / "inbox").mkdir(parents=True)
    (other / "settings.toml").write_text('centre = "05913000"\n', encoding="utf-8")
    collecting = next(one["id"] for one in deployed if one["name"] == "einsammeln")

    runs = [
        ask(f"deployments/{collecting}/create_flow_run", {"state": {"type": "SCHEDULED"}, "parameters": given})["id"]
        for given in (
            {"month": "2026-10", "at": "2026-11-05"},
            {"month": "2026-10", "at": "2026-11-05", "home": str(other)},
        )
    ]
    ended = [wait_for(lambda run=run: ended_of(ask(f"flow_runs/{run}"))) for run in runs]

    assert [(one["state_type"], one["name"]) for one in ended] == [
        ("COMPLETED", "einsammeln 05914000 2026-10"),
        ("COMPLETED", "einsammeln 05913000 2026-10"),
    ]
    for home, one in zip((tmp_path / "home", other), ended, strict=True):
        assert last_good(load_settings(home).log, "einsammeln").run_id == one["id"]
    assert len({one["deployment_id"] for one in ask("flow_runs/filter", {})}) == len(read_deployments()), (
        "every flow is scheduled"
    )


def ended_of(run):
    return run if run["state_type"] not in {"SCHEDULED", "PENDING", "RUNNING"} else None
