"""The travel of one batch of files, without Prefect: read, extract, clean, check, store.

Ways in: `take_batch` (stores) and `dry_run` (only says what the respondent would be told).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from sqlalchemy import Engine

from config.policy import Policy
from schemas.finding import Finding
from schemas.known import Known
from schemas.reading import Reading
from tasks.check import check_readings
from tasks.clean import clean
from tasks.extract import extract
from tasks.read import read_file
from tasks.recall import recall
from tasks.store import store_batch


def take_batch(engine: Engine, policy: Policy, files: Sequence[tuple[Path, str]], at: datetime) -> Counter[str]:
    """Take files (path in the archive, name as sent) into the warehouse; answers how many came to which state.

    Earlier months go first: they are what later ones are compared with.
    """
    readings = sorted(read_files(files), key=lambda reading: reading.month or "")
    states: Counter[str] = Counter()
    for month, group in groupby(readings, key=lambda reading: reading.month or ""):
        batch = list(group)
        known = recall(engine, [month] if month else [])
        verdicts = check_readings(batch, known, policy, at.date())
        states.update(store_batch(engine, batch, verdicts, at).states)
    return states


def dry_run(engine: Engine | None, policy: Policy, paths: Iterable[Path], at: datetime) -> list[Finding]:
    """All findings in some files; nothing is written. Without a warehouse the register cannot be asked."""
    readings = read_files([(path, path.name) for path in paths])
    months = sorted({reading.month for reading in readings if reading.month})
    known = recall(engine, months) if engine else Known()
    verdicts = check_readings(readings, known, policy, at.date())
    return [finding for verdict in verdicts for finding in verdict.findings]


def read_files(files: Iterable[tuple[Path, str]]) -> list[Reading]:
    """What each file says, whatever it is."""
    return [clean(extract(read_file(path, name))) for path, name in files]
