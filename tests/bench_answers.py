"""How many answers a second: `python -m tests.bench_answers --returns 20000`, `--only-wrong` for the worst month.

Months of the demo's city (with the mistakes that people make) are taken in as ever; then submissions are repeated under
other months until there are enough, and all of them are answered: archived file read, annotated workbook or receipt,
folder, rows and mails. Only the answering is measured.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, select

from config.policy import load_policy
from config.settings import Settings
from flows.command.upkeep.demo_city import prepare_demo
from schemas.files.incoming import archive_path
from schemas.store import warehouse as w
from schemas.store.correspondence import answer, outbox
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.intake.receive import pending
from tasks.intake.receive_sources import receive_sources
from tasks.intake.steps import BATCH
from tasks.letters.answer import answer_waiting
from tasks.warehouse import open_warehouse

MONTHS = 3
AT = datetime(2026, 1, 5, 6, 30)


def main(*arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--returns", type=int, default=20_000)
    parser.add_argument("--months", type=int, default=MONTHS, help="of the demo's city, before they are repeated")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only-wrong", action="store_true", help="repeat only what gets an annotated workbook")
    asked = parser.parse_args(arguments or None)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            home=Path(folder) / "home", workers=asked.workers, smtp_url="smtp://localhost:25",
            mail_from="meldung@ki.example",
        )  # fmt: skip
        engine = open_city(settings, asked.months)
        repeat(engine, settings, asked.returns, only_wrong=asked.only_wrong)
        begun = time.perf_counter()
        answered = answer_waiting(engine, settings, load_policy(), AT)
        report(engine, settings, answered, time.perf_counter() - begun)
        engine.dispose()
    return 1 if answered.faults else 0


def open_city(settings, months):
    """A home with the first months of the demo's city taken in, none of them answered."""
    prepare_demo(settings, 1, months)
    engine = open_warehouse(settings.url)
    receive_sources(engine, settings, AT, {})
    desk = IntakeContext.of(settings, AT)
    waiting = [
        WaitingFile(number, archive_path(settings.archive, digest), name) for number, digest, name in pending(engine)
    ]
    for start in range(0, len(waiting), BATCH):
        taken = process_batch(engine, desk, waiting[start : start + BATCH])
        assert not taken.faults, taken.faults
    return engine


def repeat(engine, settings, wanted, *, only_wrong):
    """Copies of the submissions with their findings until there are as many as wanted, each set in years of its own.

    Their files are hard links. With `only_wrong` the copies are of those that get an annotated workbook.
    """
    with engine.connect() as connection:
        first = [dict(row) for row in connection.execute(select(w.submission)).mappings()]
        found = defaultdict(list)
        for row in connection.execute(select(*(one for one in w.finding.c if one.computed is None))).mappings():
            found[row["submission_id"]].append(dict(row))
    models = [row for row in first if not only_wrong or (row["month"] and row["errors"] + row["warnings"])]
    rows, findings = [], []
    for copy in range(wanted - len(first)):
        number, source = len(first) + 1 + copy, models[copy % len(models)]
        digest = f"{number:064x}"
        link(archive_path(settings.archive, source["sha256"]), archive_path(settings.archive, digest))
        month = source["month"] and f"{2030 + copy // len(models)}{source['month'][4:]}"
        rows.append(source | {"submission_id": number, "sha256": digest, "month": month, "named_month": ""})
        findings += [one | {"submission_id": number} for one in found[source["submission_id"]]]
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
