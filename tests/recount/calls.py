"""The commands as staff call them, on a day that is long after the last month of the demo: `call`, `ask_views`."""

import subprocess
import sys

LATER = """
import sys
from contextlib import redirect_stdout
from datetime import datetime
from pathlib import Path
from config import clock
from flows.command.cli import main
day, home, folder, *months = sys.argv[1:]
clock.now = lambda: datetime.fromisoformat(day)
for month in months:
    with (Path(folder) / f"{month}.json").open("w", encoding="utf-8") as file, redirect_stdout(file):
        done = main(["steering", "--month", month, "--json", "--home", home])
    if done:
        sys.exit(f"steering {month}: {done}")
"""
ONE = """
import sys
from datetime import datetime
from config import clock
from flows.command.cli import main
clock.now = lambda: datetime.fromisoformat(sys.argv[1])
sys.exit(main(sys.argv[2:]))
"""


def call(day, home, *arguments):
    """Run a command on a day; what it finds missing is no failure of it. Returns what it wrote."""
    return _run(ONE, f"{day}T09:00:00", arguments[0], "--home", str(home), *arguments[1:])


def ask_views(day, home, folder, months):
    """Write what the steering view of each month says into a folder, as month.json."""
    folder.mkdir()
    _run(LATER, f"{day}T09:00:00", str(home), str(folder), *months)


def _run(program, *arguments):
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False)
    is_refused = done.returncode == 1 and not done.stdout  # it says why on stderr, and wrote nothing
    if is_refused or done.returncode not in {0, 1}:
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout
