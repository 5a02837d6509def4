"""A home with Prefect's database in it, made once for all workers: creating that takes 10 s."""

import fcntl
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest

from config.settings import load_settings
from flows.command.cli import main
from flows.server.server import start_server, write_server_note
from tests.drawn import drawn_once

__all__ = ["drawn_once"]

PREPARE = (
    "import sys; from config.settings import load_settings; from flows.server.server import prepare_database as p; "
)


def our_environment(**more):
    """Nothing of this machine's settings; the few files of a test are read by one child, which loads pandas once."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "MONATSBERICHT_"))}
    return known | {"MONATSBERICHT_WORKERS": "1"} | more


def run_python(code, *arguments, seconds=120, **environment):
    """Run code in an interpreter of its own: Prefect's settings belong to a process."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=our_environment(**environment),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def call(home, capsys, *arguments):
    """Run a command; returns its exit code and all that it said, in one line."""
    capsys.readouterr()
    code = main([arguments[0], "--home", str(home), *arguments[1:]])
    shown = capsys.readouterr()
    return code, " ".join((shown.out + shown.err).split())


@contextmanager
def serving(settings):
    """A Prefect server that all runs in this home share: to start one takes 10 s."""
    server = start_server(settings, port=0)
    try:
        server.wait_until_ready(90)
        write_server_note(settings, server)
        yield
    finally:
        server.stop()


def clear_out(home):
    """Leave nothing but what is Prefect's, whose server goes on."""
    for path in home.iterdir():
        if path.is_file():
            path.unlink()
        elif path.name != "prefect":
            shutil.rmtree(path)


@pytest.fixture(scope="session")
def prepared(shared_folder):
    """The home, to be copied; the first worker that needs it makes it, the others wait."""
    home = shared_folder / "prepared"
    with (shared_folder / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            done = run_python(PREPARE + "p(load_settings(sys.argv[1]))", shared_folder / "preparing")
            assert done.returncode == 0, done.stderr
            (shared_folder / "preparing").rename(home)
    return home


@pytest.fixture
def settings(prepared, tmp_path):
    """Settings of a fresh home whose Prefect database exists."""
    shutil.copytree(prepared, tmp_path / "home")
    return load_settings(tmp_path / "home")
