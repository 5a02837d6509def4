"""How fast facts are loaded: `python -m tests.bench_load --rows 200000`, our loader beside SQLAlchemy's insert.

On SQLite in a file and on the tests' PostgreSQL (which never waits for its disk); best of three, in rows a second.
"""

import argparse
import sys
import tempfile
import time

from sqlalchemy import bindparam, insert

from schemas.store import warehouse as w
from schemas.store.partitions import add_years
from tasks.warehouse import load_rows, open_warehouse
from tests.factories import SCHOOL, enter_respondents, enter_submission, make_reading
from tests.servers import postgresql

FACTS = w.FACTS["school_pupils"]
NAMES = list(FACTS.columns.keys())


def main(*arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=200_000)
    asked = parser.parse_args(arguments or None)
    with tempfile.TemporaryDirectory() as folder, postgresql.server() as server, server.fresh() as url:
        for address in (f"sqlite:///{folder}/warehouse.db", url):
            compare(open_warehouse(address), asked.rows)


def compare(engine, count):
    enter_respondents(engine, SCHOOL)
    number = enter_submission(engine, make_reading())
    with engine.begin() as connection:
        add_years(connection, {"2026-10"})
    figures = len(NAMES) - 6
    rows = [("2026-10", SCHOOL, number, f"{row:07d}", *range(figures), "Tabelle 1", row) for row in range(count)]
    before = best(engine, lambda connection: insert_rows(connection, rows))
    after = best(engine, lambda connection: load_rows(connection, FACTS, NAMES, rows))
    sys.stdout.write(
        f"{engine.dialect.name}: insert {count / before:,.0f} rows/s, loader {count / after:,.0f} rows/s, "
        f"{before / after:.1f} times as fast\n"
    )
    engine.dispose()


def insert_rows(connection, rows):
    statement = insert(FACTS).values({name: bindparam(name) for name in NAMES})
    connection.execute(statement, [dict(zip(NAMES, row, strict=True)) for row in rows])


def best(engine, load):
    """Seconds of the fastest of three, each undone."""
    times = []
    for _ in range(3):
        with engine.connect() as connection:
            begun = time.perf_counter()
            load(connection)
            times.append(time.perf_counter() - begun)
            connection.rollback()
    return min(times)


if __name__ == "__main__":
    main()
