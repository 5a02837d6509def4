"""How long a migration takes: `python -m tests.bench_migrate --rows 8000000`, on SQLite and on the tests' PostgreSQL.

The step is that of tests/tasks/upkeep/migrate: a column with its check and an index on the table with all the rows, and
checks that make SQLite copy two small tables. `--copy` lets it copy the large one, too, which a step should avoid.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from schemas.store import warehouse as w
from schemas.store.partitions import add_years
from tasks.warehouse import load_rows, open_warehouse
from tests.factories import SCHOOL, enter_respondents, enter_submission, make_reading
from tests.servers import postgresql

ROOT = Path(__file__).parent.parent
FACTS = w.FACTS["school_pupils"]
NAMES = list(FACTS.columns.keys())
MONTHS = [f"{year}-{month:02d}" for year in range(2020, 2030) for month in range(1, 13)]


def main(*arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=8_000_000)
    parser.add_argument("--copy", action="store_true")
    asked = parser.parse_args(arguments or None)
    with tempfile.TemporaryDirectory() as folder, postgresql.server() as server, server.fresh() as url:
        file = Path(folder) / "warehouse.db"
        fill(f"sqlite:///{file}", asked.rows)
        size = file.stat().st_size
        seconds, most = migrate(f"sqlite:///{file}", asked, Path(folder))
        say(
            "sqlite", asked.rows, seconds, f", file {size / 1e6:,.0f} MB, {(most - size) / size:.1f} times that besides"
        )
        fill(url, asked.rows)
        say("postgresql", asked.rows, migrate(url, asked, Path(folder))[0], "")


def fill(url, count):
    """A warehouse of today with that many facts of one school."""
    engine = open_warehouse(url)
    enter_respondents(engine, SCHOOL)
    number = enter_submission(engine, make_reading())
    figures, each = range(len(NAMES) - 6), -(-count // len(MONTHS))
    with engine.begin() as connection:
        add_years(connection, set(MONTHS))
        for month in MONTHS:
            rows = ((month, SCHOOL, number, f"{row:07d}", *figures, "Tabelle 1", row) for row in range(each))
            load_rows(connection, FACTS, NAMES, rows)
    engine.dispose()


def _size(path):
    """SQLite's own files beside the warehouse may go at any moment."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def migrate(url, asked, folder):
    """Seconds that the next program takes, and the most bytes that the folder held meanwhile."""
    environment = os.environ | ({"NEXT_STEP_COPIES": "school_pupils"} if asked.copy else {})
    command = [sys.executable, "-m", "tests.tasks.upkeep.migrate.next_program", "migrate", url]
    begun, most = time.perf_counter(), 0
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        while process.poll() is None:
            most = max(most, sum(map(_size, folder.glob("*.db*"))))
            time.sleep(0.05)
    if process.returncode:
        raise SystemExit(process.returncode)
    return time.perf_counter() - begun, most


def say(engine, rows, seconds, more):
    sys.stdout.write(f"{engine}: {rows:,} rows migrated in {seconds:.1f} s{more}\n")


if __name__ == "__main__":
    main()
