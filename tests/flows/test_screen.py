"""What stands on Prefect's screen: words that an official reads, and names that it can draw."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from prefect import Task

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


# As the server's runner starts it: the command itself would refuse such a home before it started a server.
COLLECT = """
import sys
from config.settings import load_settings
from flows.server.execute import load_collect, without_heartbeat
from flows.server.server import use_server
with use_server(load_settings(sys.argv[1])) as connection:
    flow = load_collect()
    connection.wait()
    with without_heartbeat():
        flow(home=sys.argv[1])
"""
LOOK = "Uhr und Datenordner nachsehen"


def lose_warehouse(home: Path):
    for path in home.glob("warehouse.db*"):
        path.unlink()


def put_clock_ahead(home: Path):
    folder = home / "log" / "runs" / "einsammeln"
    folder.mkdir(parents=True)
    (folder / "2099-01-01T00-00-00.json").write_text("{}", encoding="utf-8")


def lose_archive_folder(home: Path):
    (home / "archive").rmdir()
    (home / "archive").write_text("a file", encoding="utf-8")
    (home / "inbox" / "a.csv").write_text("Schulnummer;Monat", encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoil", "red", "said"),
    [
        (lose_warehouse, LOOK, "Der Datenbestand fehlt, obwohl"),
        (put_clock_ahead, LOOK, "Die Uhr dieses Rechners zeigt"),
        (lose_archive_folder, "Eingang archivieren", "archive"),
    ],
)
def test_where_a_run_ended_is_a_red_step_with_its_sentence(settings, spoil, red, said):
    assert main(["init", "--home", str(settings.home)]) == 0
    settings.key_file.write_text("0" * 64, encoding="ascii")
    spoil(settings.home)

    done = run_python(COLLECT, settings.home)

    assert done.returncode == 1, done.stderr
    query = """SELECT task_run.name, task_run_state.message FROM task_run JOIN task_run_state
               ON task_run_state.id = task_run.state_id WHERE task_run.state_type = 'FAILED'"""
    with closing(sqlite3.connect(settings.prefect / "prefect.db")) as database:
        ((name, message),) = database.execute(query)
    assert name == red
    assert said in message
    assert "Traceback" not in message
