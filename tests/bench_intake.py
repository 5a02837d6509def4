"""What reading costs beside its floor: `python -m tests.bench_intake --files 2000`, milliseconds of CPU a workbook.

The floor is what nobody can save: hash the bytes, let the library parse them, insert their cells as they are. Beside it
stand what a child does with a file (opened, then found and cleaned), and the whole way from inbox to stored, all on the
workbooks of the demo's city, again and again until there are enough. Rounds alternate and the fastest counts: another
program on the machine disturbs all alike.
"""

import argparse
import hashlib
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from datetime import datetime
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineWorkbook

from config.settings import Settings
from flows.command.upkeep.demo_city import prepare_demo
from schemas.files.incoming import archive_path
from schemas.files.workbook import MAX_BYTES
from tasks.intake.clean import clean
from tasks.intake.extract import extract
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.intake.read import read
from tasks.intake.receive import pending
from tasks.intake.receive_sources import receive_sources
from tasks.intake.steps import BATCH
from tasks.intake.worker import end_children
from tasks.warehouse import open_warehouse

AT = datetime(2026, 1, 5, 6, 30)
ROUNDS = 3


def main(*arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=20_000)
    asked = parser.parse_args(arguments or None)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home")
        prepare_demo(settings, 1, 1)
        books = [path.read_bytes() for path in sorted(settings.inbox.rglob("*.xlsx"))]
        books = [content for content in books if content.startswith(b"PK")]
        many = [books[number % len(books)] for number in range(-(-asked.files // ROUNDS))]
        opened = [read("a.xlsx", content) for content in many]
        steps = {"floor": lambda: floor(many), "open": lambda: open_all(many), "clean": lambda: clean_all(opened)}
        costs = compare(steps)
        whole, count = take_in(settings, asked.files)
    lines = [f"{name}: {seconds / len(many) * 1000:.2f} ms a workbook" for name, seconds in costs.items()]
    lines.append(f"inbox to stored: {whole / count * 1000:.2f} ms a file ({count} files)")
    sys.stdout.write("\n".join(lines) + "\n")


def compare(steps):
    """Seconds of CPU of each step, the least of the rounds."""
    costs = {}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            begun = time.process_time()
            step()
            costs[name] = min(costs.get(name, time.process_time()), time.process_time() - begun)
    return costs


def floor(books):
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE cell (digest TEXT, sheet INTEGER, line INTEGER, place INTEGER, value)")
    for content in books:
        digest = hashlib.sha256(content).hexdigest()
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        rows = [
            (digest, sheet, line, place, cell)
            for sheet in range(len(book.sheet_names))
            for line, cells in enumerate(book.get_sheet_by_index(sheet).to_python())
            for place, cell in enumerate(cells)
            if isinstance(cell, float)
        ]
        connection.executemany("INSERT INTO cell VALUES (?, ?, ?, ?, ?)", rows)
    connection.close()


def open_all(books):
    for content in books:
        assert read("a.xlsx", content, max_bytes=MAX_BYTES).is_readable


def clean_all(opened):
    for book in opened:
        assert clean(extract(book)).tables or book.findings is not None


def take_in(settings, wanted):
    """Seconds of CPU, of ourselves and our children, for as many files as wanted, and how many they were.

    Copies of the city's returns: the bytes differ behind the end of the zip, which no program reads.
    """
    models = sorted(settings.inbox.rglob("*.xlsx"))
    for number in range(max(wanted - len(models), 0)):
        source = models[number % len(models)]
        copy = source.with_name(f"{number}_{source.name}")
        copy.write_bytes(source.read_bytes() + b"\0" * (1 + number // len(models)))
        shutil.copystat(source, copy)  # nobody is writing it any more
    engine = open_warehouse(settings.url)
    begun = cpu()
    receive_sources(engine, settings, AT, {})
    desk = IntakeContext.of(settings, AT)
    waiting = [WaitingFile(at, archive_path(settings.archive, digest), name) for at, digest, name in pending(engine)]
    for start in range(0, len(waiting), BATCH):
        taken = process_batch(engine, desk, waiting[start : start + BATCH])
        assert not taken.faults, taken.faults
    end_children()
    spent = cpu() - begun
    engine.dispose()
    return spent, len(waiting)


def cpu():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
