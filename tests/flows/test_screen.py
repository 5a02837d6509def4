"""What stands on Prefect's screen: words that an official reads, and names that it can draw."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from prefect import Task

from config.settings import load_settings
from flows.command.cli import main
from schemas.check.catalogue import CATALOGUE
from tasks.letters import steps as letters
from tasks.report import steps as report
from tasks.store import steps as store
from tasks.watch.screen import _sentence
from tests.flows.conftest import run_python

STEPS = [one for module in (letters, report, store) for one in vars(module).values() if isinstance(one, Task)]


def test_a_finding_is_said_as_its_rule_says_it_without_the_figures():
    said = {name: _sentence(name) for name in CATALOGUE}

    assert said["FILE_BROKEN"] == "Die Datei ist beschädigt und lässt sich nicht öffnen."
    assert said["DAYCARE_CHILDREN_CHILDREN_FEMALE_WITHIN_K01"] == "„darunter weiblich“ ist mehr als „Kinder insgesamt“."
    assert not [name for name, sentence in said.items() if set("{}") & set(sentence)]
    assert _sentence("RULE_OF_AN_EARLIER_VERSION") == "RULE_OF_AN_EARLIER_VERSION"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_step_has_a_name_that_the_drawing_can_show(step):
    """The font in which Prefect draws a run has no umlauts."""
    assert step.name.isascii()
    assert step.task_run_name == step.name


def test_the_steps_were_found():
    assert len(STEPS) == 10


# As the server's runner starts them: the commands themselves would refuse such homes before they started a server.
RUN_ALL = """
import json, sys
from config.errors import MonatsberichtError
from config.settings import load_settings
from flows.server.execute import load_flow, without_heartbeat
from flows.server.server import use_server
with use_server(load_settings(sys.argv[1])) as connection:
    runs = [(load_flow(entrypoint), given) for entrypoint, given in json.loads(sys.argv[2])]
    connection.wait()
    with without_heartbeat():
        for flow, given in runs:
            try:
                flow(**given)
                sys.exit(f"{flow.name} went well")
            except (MonatsberichtError, OSError):
                pass
"""
COLLECT, RELEASE, REMIND = "flows.collect.collect", "flows.release.release", "flows.remind.remind"
BEGIN, LOOK = "Einstellungen lesen", "Uhr und Datenordner nachsehen"


def lose_warehouse(home: Path):
    for path in home.glob("warehouse.db*"):
        path.unlink()


def put_clock_ahead(home: Path):
    folder = home / "log" / "runs" / "einsammeln"
    folder.mkdir(parents=True)
    (folder / "2099-01-01T00-00-00.json").write_text("{}", encoding="utf-8")


def garble_settings(home: Path):
    (home / "settings.toml").write_text("centre = 05914000", encoding="utf-8")


def name_another_centre(home: Path):
    (home / "settings.toml").write_text('centre = "05914001"', encoding="utf-8")


def lose_archive_folder(home: Path):
    (home / "archive").rmdir()
    (home / "archive").write_text("a file", encoding="utf-8")
    (home / "inbox" / "a.csv").write_text("Schulnummer;Monat", encoding="utf-8")


def leave_as_it_is(_home: Path):
    pass


ENDED = [
    (COLLECT, {}, garble_settings, BEGIN, "settings.toml ist keine gültige TOML-Datei"),
    (COLLECT, {}, name_another_centre, BEGIN, "05914001"),
    (COLLECT, {"month": "2026-13"}, leave_as_it_is, BEGIN, "„2026-13“ ist kein Monat"),
    (REMIND, {"month": "2099-10"}, leave_as_it_is, BEGIN, "Der Berichtsmonat Oktober 2099 öffnet erst am 30.10.2099."),
    (RELEASE, {"by": "A. Muster", "reason": "geprüft"}, garble_settings, BEGIN, "settings.toml ist keine gültige"),
    (RELEASE, {"by": "A. Muster", "reason": "geprüft"}, lose_warehouse, LOOK, "Der Datenbestand fehlt, obwohl"),
    (COLLECT, {}, lose_warehouse, LOOK, "Der Datenbestand fehlt, obwohl"),
    (COLLECT, {}, put_clock_ahead, LOOK, "Die Uhr dieses Rechners zeigt"),
    (COLLECT, {}, lose_archive_folder, "Eingang archivieren", "archive"),
]
NAMES = [f"{number}-{case[0].rpartition('.')[2]}-{case[2].__name__}" for number, case in enumerate(ENDED)]


@pytest.fixture(scope="module")
def failed(prepared, tmp_path_factory):
    """By name of the home: the run, its red steps and what each says, of a run of each case."""
    folder = tmp_path_factory.mktemp("ended")
    server = load_settings(shutil.copytree(prepared, folder / "server"))
    sound = load_settings(folder / "sound")
    assert main(["init", "--home", str(sound.home)]) == 0
    sound.key_file.write_text("0" * 64, encoding="ascii")
    runs = []
    for name, (entrypoint, given, spoil, _red, _said) in zip(NAMES, ENDED, strict=True):
        spoil(shutil.copytree(sound.home, folder / name))
        runs.append((entrypoint, {"home": str(folder / name), **given}))
    done = run_python(RUN_ALL, server.home, json.dumps(runs))
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(server.prefect / "prefect.db")) as database:
        return {name: _read(database, str(folder / name)) for name in NAMES}


def _read(database, home):
    run = "SELECT id, name, state_type FROM flow_run WHERE json_extract(parameters, '$.home') = ?"
    steps = """SELECT task_run.name, task_run_state.message FROM task_run JOIN task_run_state
               ON task_run_state.id = task_run.state_id WHERE task_run.state_type = 'FAILED' AND flow_run_id = ?"""
    ((number, name, state),) = database.execute(run, [home])
    return name, state, database.execute(steps, [number]).fetchall()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "red", "said"), [(name, *case[3:]) for name, case in zip(NAMES, ENDED, strict=True)])
def test_where_a_run_ended_is_a_red_step_with_its_sentence(failed, name, red, said):
    _named, state, steps = failed[name]

    ((step, message),) = steps
    assert (state, step) == ("FAILED", red)
    assert said in message
    assert "Traceback" not in message


@pytest.mark.slow
def test_a_run_that_knows_no_centre_has_the_name_of_its_flow(failed):
    assert failed[NAMES[0]][0] == "einsammeln"
    assert failed[NAMES[4]][0] == "freigeben"
