"""How many answers a second: `python -m tests.bench_answers --returns 20000`.

An invented city's months (with the mistakes that people make) are taken in as ever; then every submission is repeated
under other months until there are enough, and all of them are answered: archived file read, annotated workbook or
receipt, folder, rows and mails. Only the answering is measured.
"""

import argparse
import hashlib
import itertools
import os
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, select

from config.policy import load_policy
from config.settings import Settings
from flows.answer import answer_waiting
from flows.demo import fill_in
from flows.intake import Desk, Waiting, take_batch
from schemas import warehouse as w
from schemas.correspondence import answer, outbox
from tasks.invent.city import invent_city
from tasks.invent.month import invent_month
from tasks.receive import archive_path
from tasks.register import import_register
from tasks.warehouse import open_warehouse

MONTHS = ("2025-09", "2025-10", "2025-11")
AT = datetime(2026, 1, 5, 6, 30)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--returns", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            home=Path(folder) / "home", workers=asked.workers, smtp_url="smtp://localhost:25",
            mail_from="meldung@ki.example",
        )  # fmt: skip
        engine = open_city(settings)
        repeat(engine, settings, asked.returns)
        begun = time.perf_counter()
        answered = answer_waiting(engine, settings, load_policy(), AT)
        seconds = time.perf_counter() - begun
        report(engine, settings, answered, seconds)
    return 1 if answered.faults else 0


def open_city(settings):
    """A home with the months of the city taken in."""
    for folder in settings.folders():
        folder.mkdir(parents=True, exist_ok=True)
    engine, city, desk = open_warehouse(settings.url), invent_city(1), Desk.of(settings, AT)
    import_register(engine, city.register_rows(), "register.csv", settings.centre, AT)
    numbers = itertools.count(1)
    for month in MONTHS:
        files = [
            enter(engine, settings, next(numbers), sent.file, fill_in(city, sent, desk.secret))
            for sent in invent_month(city, month)
        ]
        taken = take_batch(engine, desk, files)
        assert not taken.faults
    return engine


def enter(engine, settings, number, name, content):
    """A file in the archive and its row."""
    digest = hashlib.sha256(content).hexdigest()
    path = archive_path(settings.archive, digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    row = {"submission_id": number, "sha256": digest, "named_month": str(number), "byte_count": len(content)}
    with engine.begin() as connection:
        connection.execute(insert(w.submission), row | {"file": name, "received_at": AT, "state": "received"})
    return Waiting(number, path, name)


def repeat(engine, settings, wanted):
    """Copies of the submissions with their findings, their files as hard links, each under a month of its own."""
    with engine.connect() as connection:
        first = [dict(row) for row in connection.execute(select(w.submission)).mappings()]
        found = {}
        for row in connection.execute(select(w.finding)).mappings():
            found.setdefault(row["submission_id"], []).append(dict(row))
    rows, findings = [], []
    for number in range(len(first) + 1, wanted + 1):
        source = first[(number - 1) % len(first)]
        year = 2030 + (number - 1) // len(first)
        digest = f"{number:064x}"
        link(archive_path(settings.archive, source["sha256"]), archive_path(settings.archive, digest))
        month = f"{year}-{source['month'][5:]}" if source["month"] else None
        rows.append(source | {"submission_id": number, "sha256": digest, "named_month": "", "month": month})
        findings += [one | {"submission_id": number} for one in found.get(source["submission_id"], [])]
    with engine.begin() as connection:
        for table, many in ((w.submission, rows), (w.finding, findings)):
            for start in range(0, len(many), 5_000):
                connection.execute(insert(table), many[start : start + 5_000])


def link(source, target):
    target.parent.mkdir(exist_ok=True)
    os.link(source, target)


def report(engine, settings, answered, seconds):
    with engine.connect() as connection:
        rows, mails = (len(connection.execute(select(table.primary_key.columns)).all()) for table in (answer, outbox))
    books = sum(1 for _ in settings.replies.rglob("*_Pruefprotokoll.xlsx"))
    size = sum(path.stat().st_size for path in settings.replies.rglob("*") if path.is_file())
    total = sum(answered.kinds.values())
    lines = [
        f"{total} answers {dict(answered.kinds)}, {rows} rows, {mails} mails, {books} annotated workbooks",
        f"{seconds:.1f} s, {total / seconds:.0f} answers/s, {size / 1e6:.0f} MB in replies/",
        *(f"failed: {name}: {fault!r}" for name, fault in answered.faults.items()),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
