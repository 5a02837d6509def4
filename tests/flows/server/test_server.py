"""The embedded server: it starts, records everything, and never stays behind."""

import io
import json
import os
import signal
import socket
import sqlite3
import time
import urllib.error
import urllib.request
from contextlib import closing, nullcontext
from email.message import Message
from types import SimpleNamespace

import pytest

from config.errors import ServerError
from config.settings import load_settings
from flows.server import server as module
from flows.server.server import find_server, note_file, start_server, write_server_note
from tests.flows.conftest import run_python

pytestmark = pytest.mark.slow

EXECUTE = """
import sys
from config.settings import load_settings
from flows.server.execute import execute
from tests.flows import sample
loaders = [lambda name=name: getattr(sample, name) for name in sys.argv[2].split(",")]
print(execute(load_settings(sys.argv[1]), loaders, "2026-10", "2026-11-12", progress=lambda *_: None))
"""


@pytest.fixture
def server(settings):
    started = start_server(settings, port=0)
    yield started
    started.stop()


def query(settings, sql):
    with closing(sqlite3.connect(settings.prefect / "prefect.db")) as database:
        return database.execute(sql).fetchall()


def wait_until_gone(pid, seconds=15):
    for _ in range(int(seconds / 0.1)):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_a_flow_of_twenty_tasks_is_recorded_to_the_last(settings):
    done = run_python(EXECUTE, settings.home, "count_up,count_up")

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("'month': '2026-10', 'at': '2026-11-12', 'sum': 190") == 2
    assert query(settings, "select state_type, count(*) from task_run group by 1") == [("COMPLETED", 40)]
    assert query(settings, "select state_type, count(*) from flow_run group by 1") == [("COMPLETED", 2)]
    assert query(settings, "select count(*) from events where event = 'prefect.task-run.Completed'") == [(40,)]
    assert not note_file(settings).exists()


def test_a_failing_flow_raises_its_own_error_and_what_follows_does_not_run(settings):
    done = run_python(EXECUTE, settings.home, "fail,count_up")

    assert "MonatsberichtError: So geht das nicht: 2026-10 2026-11-12" in done.stderr
    assert query(settings, "select state_type from flow_run") == [("FAILED",)]


def test_a_server_that_was_away_does_not_stop_what_follows_and_is_said_at_the_end(settings):
    done = run_python(EXECUTE, settings.home, "miss,count_up")

    assert done.returncode == 1
    assert "OutageError: Der Server war weg: 2026-10" in done.stderr
    assert query(settings, "select state_type from flow_run order by start_time") == [("FAILED",), ("COMPLETED",)]


def test_the_servers_life(server, settings):
    server.wait_until_ready(60)
    # Nobody has to know of a server that ends with its command ...
    assert find_server(settings) is None
    # ... and a lasting one is found by its note, by the commands of the same home only.
    write_server_note(settings, server)
    assert find_server(settings) == server.url
    other = load_settings(settings.home.parent / "other")
    other.prefect.mkdir(parents=True)
    note_file(other).write_text(note_file(settings).read_text(encoding="utf-8"), encoding="utf-8")
    assert find_server(other) is None

    server.stop()

    assert server.process.returncode == 0
    assert find_server(settings) is None


def test_the_server_goes_when_its_parent_is_killed(settings):
    code = """
import os, signal, sys
from config.settings import load_settings
from flows.server.server import start_server
server = start_server(load_settings(sys.argv[1]), port=0)
server.wait_until_ready(60)
print(server.process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = run_python(code, settings.home)

    assert done.returncode == -signal.SIGKILL
    assert wait_until_gone(int(done.stdout))


def test_a_server_that_ends_while_loading_is_an_error_that_names_its_log(server):
    server.process.kill()

    with pytest.raises(ServerError, match=r"prefect-server\.log"):
        server.wait_until_ready(60)


@pytest.mark.parametrize(
    "note",
    [
        pytest.param("", id="empty"),
        pytest.param("{", id="half written"),
        pytest.param('{"url": "http://127.0.0.1:9/api"}', id="no process"),
        pytest.param(f'{{"pid": {2**22 + 1}, "url": "http://127.0.0.1:9/api"}}', id="process gone"),
        pytest.param(f'{{"pid": {os.getpid()}, "url": "http://127.0.0.1:9/api"}}', id="number taken by another"),
    ],
)
def test_a_note_left_behind_counts_for_nothing(tmp_path, note):
    settings = load_settings(tmp_path)
    settings.prefect.mkdir()
    note_file(settings).write_text(note, encoding="utf-8")

    assert find_server(settings) is None


def test_a_taken_port_is_an_error_that_says_what_to_do(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ServerError, match="server_port"):
        start_server(load_settings(tmp_path), port=taken.getsockname()[1])


def test_results_are_nobody_elses_business(tmp_path):
    settings = load_settings(tmp_path)

    module.prepare_folders(settings)

    for folder in (settings.prefect, settings.prefect / "results"):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_the_log_starts_afresh_before_it_fills_the_disk(tmp_path, monkeypatch):
    log = tmp_path / "prefect-server.log"
    log.write_bytes(b"0123456789")
    with module._open_log(log) as file:
        file.write(b"a")
    monkeypatch.setattr(module, "LOG_LIMIT_BYTES", 5)
    with module._open_log(log) as file:
        file.write(b"b")

    assert log.read_bytes() == b"b"


def test_without_a_screen_nothing_but_the_api_is_served(server):
    server.wait_until_ready(60)
    with urllib.request.urlopen(f"{server.url}/health", timeout=10) as answer:
        assert json.load(answer) is True
    with pytest.raises(urllib.error.HTTPError, match="404") as refused:
        urllib.request.urlopen(server.url.removesuffix("api"), timeout=10)
    refused.value.close()


def test_a_broken_prefect_database_is_named_and_how_to_go_on(settings):
    (settings.prefect / "prefect.db").write_bytes(b"keine Datenbank" * 100)
    server = start_server(settings, port=0)

    with pytest.raises(ServerError, match=r"prefect\.db\* im Ordner prefect/ beiseitelegen"):
        server.wait_until_ready(60)


def test_a_full_disk_is_said_as_such_and_no_database_is_suspected(settings, monkeypatch):
    (settings.prefect / "prefect.db").write_bytes(b"keine Datenbank" * 100)
    server = start_server(settings, port=0)
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: SimpleNamespace(free=0))

    with pytest.raises(ServerError, match="der Datenträger ist voll"):
        server.wait_until_ready(60)


@pytest.mark.parametrize(("refusals", "asked"), [([503, 503], 3), ([503] * 50, 4), ([500], 1)])
def test_a_server_whose_database_is_busy_for_a_moment_is_asked_again(settings, monkeypatch, refusals, asked):
    tries = []

    def answer(request, timeout):
        tries.append(request)
        if len(tries) <= len(refusals):
            raise urllib.error.HTTPError(request.full_url, refusals[len(tries) - 1], "no", Message(), None)
        return io.BytesIO(b"[]")

    monkeypatch.setattr(module, "PAUSES_WHILE_BUSY", (0, 0, 0))
    monkeypatch.setattr(urllib.request, "urlopen", answer)

    with pytest.raises(OSError, match=str(refusals[0])) if asked <= len(refusals) else nullcontext():
        assert module.ask_api(settings, "http://127.0.0.1:9/api") == b"[]"

    assert len(tries) == asked
