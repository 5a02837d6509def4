"""Where we reach into Prefect: each test turns red when the reason has gone, and the function may go with it."""

import sqlite3
from contextlib import closing

import pytest

from tests.flows.conftest import run_python

SCREENS = """
from prefect.server.api.server import create_ui_app
from starlette.testclient import TestClient
with TestClient(create_ui_app(ephemeral=False)) as client:
    print(client.get("/ui-settings").json()["available_uis"])
"""
HASTY = """
import sys
from config.settings import load_settings
from flows.server import server
from flows.server.execute import execute
start = server.subprocess.Popen
code = "import flows.server.process as p; p.is_recorded = lambda: True; p.QUIET_SECONDS = 0; p.main()"
server.subprocess.Popen = lambda call, **more: start([call[0], "-c", code, *call[3:]], **more)
from tests.flows.sample import count_up
execute(load_settings(sys.argv[1]), [lambda: count_up] * 3, "2026-10", None, progress=lambda *_: None)
"""


@pytest.mark.slow
def test_a_server_that_does_not_wait_until_all_is_recorded_loses_part_of_it(settings):
    done = run_python(HASTY, settings.home)

    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(settings.prefect / "prefect.db")) as database:
        found = database.execute("select count(*) from task_run where state_type = 'COMPLETED'").fetchone()
    assert found[0] < 60


@pytest.mark.slow
def test_the_second_screen_would_be_offered_and_no_setting_leaves_it_out(tmp_path):
    environment = {"PREFECT_HOME": str(tmp_path), "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(tmp_path / "ui")}
    done = run_python(SCREENS, **environment, PREFECT_SERVER_UI_V2_ENABLED="false")

    assert done.stdout.strip() == "['v1', 'v2']", done.stderr
