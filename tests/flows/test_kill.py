"""A run killed at any point and run again ends as if nothing had happened.

Each point is a function of ours that kills its own process, as `kill -9` and a power cut do, the moment it is called
for the n-th time. Then the same command runs to its end, and warehouse and reports must equal those of a run that
nobody disturbed, byte for byte.
"""

import hashlib
import os
import shutil
import sqlite3

import pytest

from config.settings import load_settings
from flows.command.upkeep import demo_city
from tests.factories_city import small_city
from tests.flows.conftest import clear_out, serving
from tests.flows.forked import run_forked

MONTH, AT = "2025-09", "2025-10-12T06:30"
RUN = """
import sys
from flows.command.cli import main
home, month, at = sys.argv[1:4]
sys.exit(main(["run", "--home", home, "--month", month, "--at", at]))
"""
KILL = """
import importlib, os, signal, sys
module, name, calls = importlib.import_module(sys.argv[4]), sys.argv[5], int(sys.argv[6])
real = getattr(module, name)
def dying(*arguments, **named):
    global calls
    calls -= 1
    if calls == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **named)
setattr(module, name, dying)
"""
POINTS = {
    "while it archives": ("tasks.intake.archive", "_copy", 25),
    "before anything is entered": ("tasks.intake.receive", "_enter", 1),
    "while it stores a batch": ("tasks.store.store", "enter_return", 20),
    "with all facts written, not committed": ("tasks.store.store", "Stored", 1),
    "with answers written, not entered": ("tasks.letters.answer", "store_answers", 1),
    "before the report is drawn": ("tasks.report.month", "render_files", 1),
    "while the report's folder is written": ("tasks.atomic_files", "_force", 1),
    "with the folder there, not recorded": ("tasks.report.month", "record_published", 1),
}


def content_of(home):
    """Every row of every table, and the digest of every published file."""
    connection = sqlite3.connect(home / "warehouse.db")
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
    rows = {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in tables}
    connection.close()
    files = {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("reports", "archive", "replies")
        for path in (home / folder).rglob("*")
        if path.is_file()
    }
    return rows, files


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """A home whose inbox holds a month's files of a small city, nothing run yet."""
    home = tmp_path_factory.mktemp("start") / "home"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(demo_city, "invent_city", small_city)
        demo_city.prepare_demo(load_settings(home), 1, 1)
    return home


@pytest.fixture(scope="module")
def served(prepared, tmp_path_factory):
    """A home without anything, with a Prefect server that all tests share."""
    home = tmp_path_factory.mktemp("kill") / "home"
    shutil.copytree(prepared, home)
    with serving(load_settings(home)):
        yield home


@pytest.fixture
def home(served, start):
    """That home as at the start, for one test after the other."""
    begin_again(served, start)
    return served


def begin_again(home, start):
    clear_out(home)
    lay_out(home, start)


def lay_out(home, start):
    shutil.copytree(start, home, dirs_exist_ok=True, ignore=lambda *_: ["inbox"])
    # The very same files: a known one is told by its number on the disk too.
    shutil.copytree(start / "inbox", home / "inbox", copy_function=os.link)


@pytest.fixture(scope="module")
def undisturbed(served, start):
    begin_again(served, start)
    done = run_forked(RUN, served, MONTH, AT)
    assert done.returncode == 0, done.stderr
    return content_of(served)


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_killed_and_run_again_it_ends_the_same(undisturbed, home, point):
    kill_and_run_again(undisturbed, home, point)


def kill_and_run_again(undisturbed, home, point):
    killed = run_forked(KILL + RUN, home, MONTH, AT, *POINTS[point])
    again = run_forked(RUN, home, MONTH, AT)

    assert killed.returncode == -9, killed.stderr
    assert again.returncode == 0, again.stderr
    rows, files = content_of(home)
    expected_rows, expected_files = undisturbed
    for table in expected_rows:
        assert rows[table] == expected_rows[table], table
    assert {name: digest for name, digest in files.items() if "/." not in name} == expected_files


@pytest.mark.slow
def test_a_second_run_changes_nothing(undisturbed, home):
    first, second = (run_forked(RUN, home, MONTH, AT) for _ in range(2))

    assert first.returncode == second.returncode == 0
    assert "0 neue Lieferungen" in second.stdout
    assert content_of(home) == undisturbed


@pytest.mark.slow
def test_killed_together_with_its_own_server_it_ends_the_same(undisturbed, start, prepared, tmp_path):
    """As a power cut does."""
    home = tmp_path / "home"
    lay_out(home, start)
    shutil.copytree(prepared / "prefect", home / "prefect", dirs_exist_ok=True)

    kill_and_run_again(undisturbed, home, "while it stores a batch")
