"""Time and memory of reports: `python -m tests.bench_report --home HOME`, of a home with published months.

Every version that was published there is made once more in one process, as `monatsbericht report --version` does:
figures, protection, page, PDF, workbook and data, and held against what was published. Exit code 1 where one differs.
"""

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import select

from config.settings import load_settings
from flows.command.work.rebuild import rebuild_report
from schemas.store import warehouse as w
from schemas.store.published import is_published
from tasks.existing_warehouse import open_home_warehouse


def main(*arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--most", type=int, default=100, help="reports, the first ones")
    asked = parser.parse_args(arguments or None)
    settings = load_settings(asked.home)
    engine, table = open_home_warehouse(settings), w.publication
    query = select(table.c.month, table.c.version).where(is_published(settings.centre))
    with engine.connect() as connection:
        versions = connection.execute(query.order_by(table.c.month, table.c.version)).all()[: asked.most]
    seconds, unequal = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number, (month, version) in enumerate(versions):
            begun = time.perf_counter()
            made = rebuild_report(engine, settings, month, version, Path(folder) / str(number))
            seconds.append(time.perf_counter() - begun)
            unequal += [] if made.is_equal else [f"{month} {version}"]
            sys.stdout.write(f"{month} {version}: {seconds[-1]:.1f} s, {memory()}\n")
    engine.dispose()
    ordered = sorted(seconds)
    sys.stdout.write(
        f"{len(seconds)} reports: {ordered[len(ordered) // 2]:.1f} s in the middle, {ordered[-1]:.1f} s at most, "
        f"{memory()}; unequal: {unequal or 'none'}\n"
    )
    return 1 if unequal else 0


def memory():
    """What this process holds now and held at most so far (Linux counts in pages and in KB)."""
    now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() // 1_000_000
    return f"{now} MB, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000} MB at most"


if __name__ == "__main__":
    sys.exit(main())
