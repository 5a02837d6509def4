"""The unattended machine: schedules as written become Scheduled runs, and it stops when told to."""

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config import clock
from config.errors import ServerError
from config.schedule import read_by_hand, read_deployments
from config.settings import load_settings
from flows.server import serve as serve_module
from flows.server.execute import load_flow
from flows.server.look import look_at_machine
from flows.server.serve import look_regularly, serve
from flows.server.server import find_server, login_file
from tasks.run_record import RunRecord, identify, read_runs, recording, this_process, write_record
from tasks.secret import server_login
from tests.flows.conftest import run_python
from tests.flows.server.asking import ask_prefect

BERLIN = ZoneInfo("Europe/Berlin")


def test_every_deployment_names_a_flow_by_its_dotted_path():
    for entry in read_deployments():
        flow = load_flow(entry["entrypoint"])

        assert entry["entrypoint"] == f"{flow.fn.__module__}.{flow.fn.__name__}"
        assert {"home", "month", "at"} <= set(flow.parameters.properties)


def test_every_schedule_is_german_time_and_has_its_own_name():
    plans = [plan for entry in read_deployments() for plan in entry["schedules"]]

    assert {plan["timezone"] for plan in plans} == {"Europe/Berlin"}
    assert len({plan["slug"] for plan in plans}) == len(plans)


@pytest.mark.parametrize("entry", read_deployments(), ids=lambda entry: entry["name"])
def test_every_flow_comes_daily_and_the_policy_says_on_which_days_it_acts(entry):
    """A day written here would come apart from the home's policy.toml."""
    days = {tuple(plan["cron"].split()[2:]) for plan in entry["schedules"]}

    assert days == {("*", "*", "*")}


def test_a_run_that_is_killed_is_looked_at_at_once_and_not_a_minute_later(tmp_path, monkeypatch):
    monkeypatch.setattr(serve_module, "WATCH_SECONDS", 0.01)
    settings, seen = load_settings(tmp_path), []
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as working:
        moment = "2026-11-12T06:30:00"
        begun = RunRecord("einsammeln", "2026-10", moment, moment, True, identify(working.pid))
        write_record(settings.log, begun)

        def look(_settings):
            seen.extend(run.state for run in read_runs(settings.log, "einsammeln"))
            working.kill()
            working.wait()

        with contextlib.suppress(TimeoutError):
            asyncio.run(asyncio.wait_for(look_regularly(settings, look), 3))

    assert seen == ["running", "dead"]


@pytest.fixture(scope="module")
def machine(prepared, tmp_path_factory):
    """A running `monatsbericht serve`: its settings and process."""
    home = tmp_path_factory.mktemp("machine") / "home"
    shutil.copytree(prepared, home)
    (home / "inbox").mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = os.environ | {"MONATSBERICHT_SERVER_PORT": port}
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.command.cli", "serve", "--home", str(home)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            ready = process.stdout.readline()
            assert ready.startswith("Bereit. Oberfläche: http://127.0.0.1:" + port), ready + process.stdout.read()
            yield load_settings(home).model_copy(update={"server_port": int(port)}), process
        finally:
            process.kill()


def ask(settings, url, body=None):
    """As our own client asks: with the password that it finds in the home."""
    return ask_prefect(url, server_login(login_file(settings)), body)


def scheduled_runs(settings):
    url = find_server(settings)
    body = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    for _ in range(120):
        runs = ask(settings, f"{url}/flow_runs/filter", body)
        if len({run["deployment_id"] for run in runs}) == len(read_deployments()):
            return runs
        time.sleep(0.5)
    pytest.fail("the scheduler created no runs: its own log says why")


@pytest.mark.slow
def test_a_deployed_schedule_really_creates_scheduled_runs(machine):
    settings, _ = machine
    url = find_server(settings)

    runs = scheduled_runs(settings)

    names = {found["id"]: found["name"] for found in ask(settings, f"{url}/deployments/filter", {})}
    starts = [
        (names[run["deployment_id"]], datetime.fromisoformat(run["expected_start_time"]).astimezone(BERLIN))
        for run in runs
    ]
    assert {(name, start.hour, start.minute) for name, start in starts} >= {
        ("einsammeln", 5, 30), ("monatsbericht", 6, 30), ("einladen", 6, 0), ("erinnern", 7, 15),
    }  # fmt: skip
    minutes = {
        entry["name"]: {int(minute) for plan in entry["schedules"] for minute in plan["cron"].split()[0].split(",")}
        for entry in read_deployments()
    }
    assert all(start.minute in minutes[name] for name, start in starts)
    assert {run["parameters"]["home"] for run in runs} == {str(settings.home)}


@pytest.mark.slow
def test_a_run_that_waits_has_the_name_that_it_will_have(machine):
    settings, _ = machine
    scheduled_runs(settings)
    done = run_python(NAME_UNBEGUN, settings.home, find_server(settings))
    assert done.returncode == 0, done.stderr

    names = {found["id"]: found["name"] for found in ask(settings, f"{find_server(settings)}/deployments/filter", {})}
    for run in scheduled_runs(settings):
        assert re.fullmatch(rf"{names[run['deployment_id']]} 05914000 \d{{4}}-\d\d", run["name"]), run["name"]


@pytest.mark.slow
def test_a_run_that_was_cancelled_before_it_began_has_the_name_that_it_would_have_had(machine):
    """Prefect calls one that somebody starts on its screen by lot, too."""
    settings, _ = machine
    url = find_server(settings)
    deployment = ask(settings, f"{url}/deployments/filter", {})[0]
    later = {"type": "SCHEDULED", "state_details": {"scheduled_time": f"{clock.now() + timedelta(days=1)}Z"}}
    run = ask(settings, f"{url}/deployments/{deployment['id']}/create_flow_run", {"state": later})
    ask(settings, f"{url}/flow_runs/{run['id']}/set_state", {"state": {"type": "CANCELLED"}, "force": True})

    done = run_python(NAME_UNBEGUN, settings.home, url)
    assert done.returncode == 0, done.stderr
    name = ask(settings, f"{url}/flow_runs/{run['id']}")["name"]
    assert re.fullmatch(rf"{deployment['name']} 05914000 \d{{4}}-\d\d", name)


NAME_UNBEGUN = """
import sys
from config.settings import load_settings
from flows.server.server import connect_client
connect_client(load_settings(sys.argv[1]), sys.argv[2])
from flows.server.names import name_unbegun
name_unbegun()
"""


@pytest.mark.slow
def test_no_slot_can_be_left_taken(machine):
    """Prefect's own limits keep their slots through a power cut: there are none, the warehouse has a lock."""
    settings, _ = machine

    deployments = ask(settings, f"{find_server(settings)}/deployments/filter", {})

    assert len(deployments) == len(read_deployments()) + len(read_by_hand())
    for deployment in deployments:
        assert deployment["global_concurrency_limit"] is None
        assert not deployment["paused"]


@pytest.mark.slow
def test_a_run_that_is_due_is_done_and_its_name_says_centre_and_month(machine):
    settings, _ = machine
    url = find_server(settings)
    collecting = next(
        found for found in ask(settings, f"{url}/deployments/filter", {}) if found["name"] == "einsammeln"
    )
    order = {"state": {"type": "SCHEDULED"}, "parameters": {"month": "2026-10", "at": "2026-11-05"}}

    run = ask(settings, f"{url}/deployments/{collecting['id']}/create_flow_run", order)
    for _ in range(120):
        run = ask(settings, f"{url}/flow_runs/{run['id']}")
        if run["state_type"] not in {"SCHEDULED", "PENDING", "RUNNING"}:
            break
        time.sleep(0.5)

    assert (run["state_type"], run["name"]) == ("COMPLETED", "einsammeln 05914000 2026-10")
    assert "einsammeln 05914000 2026-10" in (settings.log / "monatsbericht.log").read_text(encoding="utf-8")
    assert {"05914000", "2026-10"} <= set(run["tags"])
    shown = {one["key"]: one for one in ask(settings, f"{url}/artifacts/filter", {})}
    assert {"meldungen-2026-10", "befunde-2026-10", "lage"} <= set(shown)
    (total,) = json.loads(shown["meldungen-2026-10"]["data"])
    assert (total["Art"], total["geschuldet"]) == ("insgesamt", 0)
    assert settings.situation_page.exists()


@pytest.mark.slow
def test_a_run_that_never_began_is_red_on_the_page_too(machine):
    settings, _ = machine
    url = find_server(settings)
    reminding = next(found for found in ask(settings, f"{url}/deployments/filter", {}) if found["name"] == "erinnern")
    settings.settings_file.write_text("centre = 05914000", encoding="utf-8")

    run = ask(settings, f"{url}/deployments/{reminding['id']}/create_flow_run", {"state": {"type": "SCHEDULED"}})
    wait_for(lambda: ask(settings, f"{url}/flow_runs/{run['id']}")["state_type"], "FAILED")

    (record,) = read_runs(settings.log, "erinnern")
    assert (record.state, record.run_id) == ("failed", run["id"])
    assert record.sentence.startswith("settings.toml ist keine gültige TOML-Datei")
    assert "erinnern: gescheitert" in settings.situation_page.read_text(encoding="utf-8"), "at once, without a look"
    settings.settings_file.unlink()


@pytest.mark.slow
def test_the_screen_works_on_any_port_and_asks_nobody_else(machine):
    settings, _ = machine

    known = ask(settings, f"http://127.0.0.1:{settings.server_port}/ui-settings")

    assert known["api_url"] == "/api"
    assert known["available_uis"] == ["v1"]
    assert ask(settings, f"{find_server(settings)}/admin/settings")["server"]["analytics_enabled"] is False


def refused(url, *, method="GET", body=None, **headers):
    """How the server answers somebody without its password: the status and who may read the answer."""
    data = None if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, data, {"content-type": "application/json", **named}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers.get("access-control-allow-origin")
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("access-control-allow-origin")


@pytest.mark.slow
def test_who_has_no_password_cannot_make_a_run_of_foreign_code(machine):
    settings, _ = machine
    url = find_server(settings)
    (first, *_) = ask(settings, f"{url}/deployments/filter", {})
    foreign = {"path": "/srv", "entrypoint": "boese.py:laufen"}

    for headers in ({}, {"authorization": "Basic bW9uYXRzYmVyaWNodDpmYWxzY2g="}):
        for method, path in (("PATCH", f"deployments/{first['id']}"), ("POST", "flow_runs/filter")):
            assert refused(f"{url}/{path}", method=method, body=foreign, **headers)[0] == 401
    assert ask(settings, f"{url}/deployments/{first['id']}")["entrypoint"] == first["entrypoint"]


@pytest.mark.slow
def test_a_foreign_page_or_name_gets_no_answer(machine):
    settings, _ = machine
    health = f"{find_server(settings)}/health"

    assert refused(health, origin="https://boese.example") == (200, None)
    assert refused(health, host="boese.example")[0] == 400
    own = f"http://127.0.0.1:{settings.server_port}"
    assert refused(health, origin=own) == (200, own)


@pytest.mark.slow
def test_another_account_of_the_machine_reads_nothing_of_the_home(machine):
    settings, _ = machine
    secret = login_file(settings)

    assert all(path.stat().st_mode & 0o077 == 0 for path in (settings.home, settings.prefect, secret))
    if os.geteuid() == 0:
        for command in (["ls", settings.home], ["cat", secret], ["cat", settings.prefect / "prefect.db"]):
            others = {"user": "nobody", "group": "nogroup", "extra_groups": [], "cwd": "/"}
            seen = subprocess.run(command, capture_output=True, timeout=60, check=False, **others)
            assert (seen.returncode != 0, seen.stdout) == (True, b"")
    address = f":{settings.server_port:04X} "
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines() if address in line[:40]]
    assert {one.partition(":")[0] for one in listening} <= {"0100007F"}


@pytest.mark.slow
def test_doctor_sees_whether_the_machine_runs_as_it_was_set_up(machine, tmp_path):
    settings, _ = machine

    assert look_at_machine(settings).message == f"{len(read_deployments())} Abläufe zu ihren Zeiten"
    assert look_at_machine(load_settings(tmp_path)).status == "Hinweis"


@pytest.mark.slow
def test_there_is_one_machine_a_home(machine):
    settings, _ = machine

    with pytest.raises(ServerError, match="läuft schon ein Server"):
        serve(settings, print)


@pytest.mark.slow
def test_it_stops_when_told_to_and_keeps_the_future(machine):
    settings, process = machine
    scheduled_runs(settings)

    process.send_signal(signal.SIGTERM)
    first = process.stdout.readline()
    process.send_signal(signal.SIGTERM)  # somebody has no patience
    rest = process.stdout.read()

    assert process.wait(30) == 0
    assert (first, rest) == ("Beendet.\n", "")
    assert find_server(settings) is None
    count = sum(len(entry["schedules"]) for entry in read_deployments())
    with closing(sqlite3.connect(settings.prefect / "prefect.db")) as database:
        assert database.execute("select count(*) from deployment_schedule where active").fetchone() == (count,)
        assert database.execute("select count(*) from flow_run where state_type = 'SCHEDULED'").fetchone()[0] > 0


WITH_A_LONG_RUN = """
import sys
from config.settings import load_settings
from flows.server import serve
plan = {"cron": "0 0 1 1 *", "timezone": "Europe/Berlin", "slug": "neujahr"}
serve.read_deployments = lambda: [
    {"name": "langsam", "entrypoint": sys.argv[2], "description": "", "tags": [], "schedules": [plan]}
]
serve.serve(load_settings(sys.argv[1]).model_copy(update={"server_port": 0}), lambda said: print(said, flush=True))
"""


@contextmanager
def long_run(settings, entrypoint="tests.flows.sample.linger"):
    """A machine with one flow, which is made to run; gives its process and the address of its server."""
    command = [sys.executable, "-c", WITH_A_LONG_RUN, settings.home, entrypoint]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    ) as process:
        try:
            process.stdout.readline()
            url = find_server(settings)
            (deployment,) = (
                one for one in ask(settings, f"{url}/deployments/filter", {}) if one["entrypoint"] == entrypoint
            )
            run = ask(
                settings, f"{url}/deployments/{deployment['id']}/create_flow_run", {"state": {"type": "SCHEDULED"}}
            )
            yield process, lambda: ask(settings, f"{url}/flow_runs/{run['id']}")["state_type"]
        finally:
            process.kill()


def wait_for(look, *wanted, seconds=60):
    for _ in range(2 * seconds):
        if look() in wanted:
            return
        time.sleep(0.5)
    pytest.fail(f"still {look()}")


def states(settings):
    with closing(sqlite3.connect(settings.prefect / "prefect.db")) as database:
        query = "select state_type from flow_run where start_time is not null order by created"
        return [state for (state,) in database.execute(query)]


@pytest.mark.slow
def test_a_run_at_work_is_not_left_running_when_the_machine_is_stopped(settings):
    with long_run(settings) as (process, look):
        wait_for(look, "RUNNING")
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0

    assert states(settings) in (["CANCELLED"], ["CRASHED"])


@pytest.mark.slow
def test_after_a_power_cut_the_dead_run_is_called_crashed_and_the_next_one_works(settings):
    with long_run(settings) as (process, look):
        wait_for(look, "RUNNING")
        _kill_all(process.pid)
    assert states(settings) == ["RUNNING"]

    with long_run(settings, "tests.flows.sample.count_up") as (_, look):
        wait_for(look, "COMPLETED")
        assert states(settings) == ["CRASHED", "COMPLETED"]


@pytest.mark.slow
def test_what_somebody_has_paused_on_the_screen_a_new_start_sets_up_again(settings):
    def paused():
        (one,) = ask(settings, f"{find_server(settings)}/deployments/filter", {"deployments": {"name": LINGER}})
        return one["paused"]

    with long_run(settings):
        (one,) = ask(settings, f"{find_server(settings)}/deployments/filter", {"deployments": {"name": LINGER}})
        order = f"{find_server(settings)}/deployments/{one['id']}/pause_deployment"
        with contextlib.suppress(json.JSONDecodeError):  # it has nothing to say
            ask(settings, order, {})
        assert paused()

    with long_run(settings):
        assert not paused()


LINGER = {"any_": ["langsam"]}


def _kill_all(pid):
    """Everything at once, as the power goes: the process with all that it has started, and what those have."""
    tree, found = [pid], [pid]
    while found:
        listed = [Path(f"/proc/{one}/task/{one}/children").read_text().split() for one in found]
        found = [int(child) for children in listed for child in children]
        tree += found
    for one in tree:
        os.kill(one, signal.SIGKILL)


@pytest.mark.slow
def test_what_was_missed_is_made_up_for_once_and_in_order(prepared, tmp_path):
    """Two days without power: dozens of runs were missed, and each flow runs once, collecting before it reports."""
    shutil.copytree(prepared, tmp_path / "home")
    settings = load_settings(tmp_path / "home").model_copy(update={"server_port": 0})
    settings.inbox.mkdir()
    started = (clock.now() - timedelta(days=2)).isoformat()
    for entry in read_deployments():
        with recording(settings.log, RunRecord(entry["name"], "2026-10", started, started, True, this_process())):
            pass
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, settings.home], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            said = process.stdout.readline()
            order = [entry["name"] for entry in read_deployments()]
            assert said == f"Nachgeholt wird: {', '.join(order)}.\n"
            # On two quiet cores some 40 s; other tests work beside this one.
            wait_for(lambda: len(_ended(settings, order)) == len(order), True, seconds=200)
            assert set(_ended(settings, order).values()) == {1}
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)

    starts = [next(read_runs(settings.log, name)).started for name in order]
    assert starts == sorted(starts)


SERVE = """
import sys
from config.settings import load_settings
from flows.server.look import look_at_machine
from flows.server import serve as serve_module
from flows.server.serve import look_regularly, serve
serve(load_settings(sys.argv[1]).model_copy(update={"server_port": 0}), lambda said: print(said, flush=True))
"""


def _ended(settings, names):
    """How many runs of each flow have ended since the two days."""
    counts = {name: sum(bool(run.ended) for run in read_runs(settings.log, name)) - 1 for name in names}
    return {name: count for name, count in counts.items() if count}
