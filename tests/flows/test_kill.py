"""A run killed at any point and run again ends as if nothing had happened.

Each point is a function of ours that kills its own process, as `kill -9` and a power cut do, the moment it is called
for the n-th time. Then the same command runs to its end, and warehouse and reports must equal those of a run that
nobody disturbed, byte for byte.
"""

import hashlib
import shutil
import sqlite3

import pytest

from config.settings import load_settings
from flows.command.upkeep.demo_city import prepare_demo
from tests.flows.conftest import run_python

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
    "while it archives": ("tasks.intake.receive", "_copy", 120),
    "before anything is entered": ("tasks.intake.receive", "_enter", 1),
    "while it stores a batch": ("tasks.store.store", "_enter_return", 90),
    "with all facts written, not committed": ("tasks.store.store", "Stored", 1),
    "with answers written, not entered": ("tasks.letters.answer", "keep_answers", 1),
    "before the report is drawn": ("tasks.report.month", "render_files", 1),
    "while the report's folder is written": ("tasks.beside", "_force", 1),
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
def inbox_home(prepared, tmp_path_factory):
    """A home whose inbox holds a month's files, nothing run yet."""
    home = tmp_path_factory.mktemp("kill") / "start"
    prepare_demo(load_settings(home), 1, 1)
    shutil.copytree(prepared / "prefect", home / "prefect", dirs_exist_ok=True)
    return home


@pytest.fixture(scope="module")
def undisturbed(inbox_home, tmp_path_factory):
    home = tmp_path_factory.mktemp("kill") / "undisturbed"
    shutil.copytree(inbox_home, home)
    done = run_python(RUN, home, MONTH, AT)
    assert done.returncode == 0, done.stderr
    return content_of(home)


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_killed_and_run_again_it_ends_the_same(inbox_home, undisturbed, tmp_path, point):
    home = tmp_path / "home"
    shutil.copytree(inbox_home, home)

    killed = run_python(KILL + RUN, home, MONTH, AT, *POINTS[point])
    again = run_python(RUN, home, MONTH, AT)

    assert killed.returncode == -9, killed.stderr
    assert again.returncode == 0, again.stderr
    rows, files = content_of(home)
    expected_rows, expected_files = undisturbed
    for table in expected_rows:
        assert rows[table] == expected_rows[table], table
    assert {name: digest for name, digest in files.items() if "/." not in name} == expected_files


@pytest.mark.slow
def test_a_second_run_changes_nothing(inbox_home, undisturbed, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(inbox_home, home)

    first, second = (run_python(RUN, home, MONTH, AT) for _ in range(2))

    assert first.returncode == second.returncode == 0
    assert "0 neue Lieferungen" in second.stdout
    assert content_of(home) == undisturbed
