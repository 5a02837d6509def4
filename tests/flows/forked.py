"""Code in a process of its own that has its libraries already: to load them costs more than most of what is tested.

One way in: `run_forked`, which gives what `run_python` gives. A process that has loaded Prefect, pandas and our flows
is forked for each run; whatever a run changes or kills is its own. What a fresh interpreter does differently (no
module loaded, settings read at import) stays with `run_python`.
"""

import atexit
import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.flows.conftest import our_environment

LOADED = (
    "flows.collect flows.monthly_report flows.open_month flows.remind flows.send_mails flows.server.execute "
    "flows.command.cli vl_convert great_tables"
)
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([*LOADED.split(), __name__])


def run_forked(code, *arguments, seconds=120, **environment):
    """Run code in a fork of the process that has loaded everything."""
    with tempfile.TemporaryDirectory() as folder:
        process = FORKS.Process(
            target=_run, args=(code, [*map(str, arguments)], our_environment(**environment), folder)
        )
        process.start()
        process.join(seconds)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(code, seconds)
        said = [(Path(folder) / name).read_text(encoding="utf-8") for name in ("stdout", "stderr")]
    return subprocess.CompletedProcess(code, process.exitcode, *said)


def _run(code, arguments, environment, folder):
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["-c", *arguments]
    for number, name in enumerate(("stdout", "stderr"), 1):
        os.dup2(os.open(Path(folder) / name, os.O_WRONLY | os.O_CREAT), number)
    try:
        exec(code, {"__name__": "__main__"})  # noqa: S102 - the tests' own
    finally:
        atexit._run_exitfuncs()
