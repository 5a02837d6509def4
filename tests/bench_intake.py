"""What reading costs beside its floor: `python -m tests.bench_intake --files 2000`, milliseconds of CPU a workbook.

The floor is what nobody can save: hash the bytes, let the library parse them, insert their cells as they are. Beside it
stand what a child does with a file (opened, then found and cleaned), each stage of the way that the program itself
goes, and the whole way from inbox to stored. The files are those of a month of a register of 20,000 who all reported
the month before; what is measured again and again, of which the fastest counts, is measured in turns: another program
on the machine disturbs all alike. To invent 20,000 and what they said takes some minutes.
"""

import argparse
import hashlib
import itertools
import os
import resource
import sqlite3
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

from python_calamine import CalamineWorkbook
from sqlalchemy import insert

from config.policy import load_policy
from config.settings import Settings
from flows.command.upkeep.demo_city import fill_in
from schemas.check.batch import content_digest, count_figures
from schemas.check.rules import check_digit_fits
from schemas.files.incoming import archive_path
from schemas.files.workbook import MAX_BYTES
from schemas.form.forms import KINDS
from schemas.store import warehouse as w
from tasks.intake import process
from tasks.intake.clean import clean
from tasks.intake.extract import extract
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.intake.read import read
from tasks.intake.receive import pending
from tasks.intake.receive_sources import receive_sources
from tasks.intake.register.import_register import import_register
from tasks.intake.steps import BATCH
from tasks.intake.worker import end_children
from tasks.invent.city import City, invent_city
from tasks.invent.month import invent_month, true_rows
from tasks.secret import key_secret
from tasks.store.ledger import enter_month
from tasks.store.store import store_batch
from tasks.warehouse import open_warehouse
from tests.factories import make_reading, make_verdict

BEFORE, MONTH = "2025-09", "2025-10"
FIRST, AT = datetime(2025, 10, 10), datetime(2025, 11, 9, 6, 30)
ROUNDS = 3
MOST = 2_000  # files that are opened again and again
STAGES = ("read_known", "check_readings", "store_batch")  # of tasks.intake.process, beside the reading


def main(*arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--register", type=int, default=20_000)
    asked = parser.parse_args(arguments or None)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home")
        engine = prepare(settings, large_city(asked.register), asked.files)
        many = [path.read_bytes() for path in itertools.islice(settings.inbox.glob("*.xlsx"), MOST)]
        many = [content for content in many if content.startswith(b"PK") and read("a.xlsx", content).is_readable]
        opened = [read("a.xlsx", content) for content in many]
        steps = {"floor": lambda: floor(many), "open": lambda: open_all(many), "clean": lambda: clean_all(opened)}
        costs = {name: seconds / len(many) for name, seconds in compare(steps).items()}
        stages, count = take_in(engine, settings)
        engine.dispose()
    lines = [f"{name}: {seconds * 1000:.2f} ms a workbook" for name, seconds in costs.items()]
    lines += [f"{name}: {seconds / count * 1000:.2f} ms a file ({count} files)" for name, seconds in stages.items()]
    sys.stdout.write("\n".join(lines) + "\n")


def large_city(count):
    """The invented city as often as needed, each respondent under a number of its own."""
    models = [place for place in invent_city(1).places if place.kind != "centre"]
    schools = (str(number) for number in range(200_000, 700_000) if check_digit_fits(str(number)))
    others = defaultdict(itertools.count)
    places = []
    for number, model in enumerate(itertools.islice(itertools.cycle(models), count)):
        letter = KINDS[model.kind].numbers.letter
        name = f"{letter}-05914000-{next(others[letter]) + 1:04}" if letter else next(schools)
        places.append(replace(model, respondent=name, name=f"{model.name} {number}"))
    return City(1, tuple(places))


def prepare(settings, city, wanted):
    """A home whose respondents all reported for the month before; the files of some of them lie in the inbox."""
    for folder in settings.folders():
        folder.mkdir(parents=True, exist_ok=True)
    engine = open_warehouse(settings.url)
    assert not import_register(engine, city.register_rows(), "register.csv", settings.centre, FIRST).has_errors
    store_before(engine, city)
    secret = key_secret(settings.key_file, os.environ)
    some = City(city.seed, city.places[:: max(len(city.places) // wanted, 1)][:wanted])
    for sent in invent_month(some, MONTH):
        path = settings.inbox / sent.file
        path.write_bytes(fill_in(some, sent, secret))
        os.utime(path, (AT.timestamp() - 9_000,) * 2)  # nobody is writing it any more
    enter_month(engine, MONTH, load_policy().calendar, AT)
    return engine


def store_before(engine, city):
    """What everybody said last month."""
    enter_month(engine, BEFORE, load_policy().calendar, FIRST)
    given = {"named_month": "", "byte_count": 1, "received_at": FIRST, "state": "received"}
    for start in range(0, len(city.places), BATCH):
        places = city.places[start : start + BATCH]
        said = [
            make_reading(one.kind, true_rows(city, one, BEFORE), respondent=one.respondent, month=BEFORE)
            for one in places
        ]
        numbers = range(start + 1, start + 1 + len(places))
        with engine.begin() as connection:
            rows = [
                given | {"submission_id": number, "sha256": f"{number:064}", "file": one.file}
                for number, one in zip(numbers, said, strict=True)
            ]
            connection.execute(insert(w.submission), rows)
        verdicts = [make_verdict(digest=content_digest(one), figures=count_figures(one)) for one in said]
        store_batch(engine, numbers, said, verdicts, FIRST)


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


def take_in(engine, settings):
    """Seconds of CPU, of ourselves and our children: of each stage and the whole way, and how many files they were."""
    stages, begun = Counter(), cpu()
    receive_sources(engine, settings, AT, {})
    stages["receive"] = cpu() - begun
    desk = IntakeContext.of(settings, AT)
    waiting = [WaitingFile(at, archive_path(settings.archive, digest), name) for at, digest, name in pending(engine)]
    with patch.multiple(process, **{name: partial(measure, stages, name, getattr(process, name)) for name in STAGES}):
        for start in range(0, len(waiting), BATCH):
            taken = process_batch(engine, desk, waiting[start : start + BATCH])
            assert not taken.faults, taken.faults
    end_children()
    stages["inbox to stored"] = cpu() - begun
    return stages, len(waiting)


def measure(stages, name, function, *arguments, **named):
    begun = time.process_time()
    try:
        return function(*arguments, **named)
    finally:
        stages[name] += time.process_time() - begun


def cpu():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
