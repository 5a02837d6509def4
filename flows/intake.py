"""The travel of one batch of files, without Prefect: read, extract, clean, check, store.

Ways in: `take_batch` (stores) and `dry_run` (only says what the respondent would be told).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import cast

from sqlalchemy import Engine

from config.errors import MonatsberichtError, UsageError
from config.policy import Policy
from schemas.files.reading import Reading
from schemas.files.values import write_cell
from schemas.files.workbook import Workbook
from schemas.finding import Finding
from schemas.known import Known
from tasks.check import check_readings
from tasks.clean import clean
from tasks.extract import extract
from tasks.read import read
from tasks.recall import recall
from tasks.store import store_batch


@dataclass(frozen=True)
class Waiting:
    """A file in the archive that is not in the warehouse yet: its submission, its path there, its name as sent."""

    submission_id: int
    path: Path
    name: str


@dataclass
class Taken:
    """How many submissions came to which state, and on which our own program failed, with the exception."""

    states: Counter[str] = field(default_factory=Counter)
    faults: dict[str, Exception] = field(default_factory=dict)


def take_batch(engine: Engine, policy: Policy, files: Sequence[Waiting], at: datetime, max_bytes: int) -> Taken:
    """Take files into the warehouse.

    Should the program fail on a batch, each of its files is taken by itself: one of them never stops the others.
    """
    try:
        return Taken(_take(engine, policy, files, at, max_bytes))
    except (OSError, MonatsberichtError):
        raise  # the machine's trouble, not one file's: the disk is full, the database is gone
    except Exception as error:  # noqa: BLE001 - whatever it is, the other files must go on
        if len(files) == 1:
            return Taken(faults={f"{files[0].submission_id} ({files[0].name})": error})
    taken = Taken()
    for file in files:
        one = take_batch(engine, policy, [file], at, max_bytes)
        taken.states.update(one.states)
        taken.faults.update(one.faults)
    return taken


def _take(engine: Engine, policy: Policy, files: Sequence[Waiting], at: datetime, max_bytes: int) -> Counter[str]:
    """Earlier months go first: they are what later ones are compared with."""
    readings = read_files([(file.path, file.name) for file in files], max_bytes)
    numbered = [(file.submission_id, reading) for file, reading in zip(files, readings, strict=True)]
    states: Counter[str] = Counter()
    for month, group in groupby(sorted(numbered, key=_month_and_number), key=lambda pair: pair[1].month):
        numbers, batch = zip(*group, strict=True)
        verdicts = check_readings(batch, recall(engine, [month] if month else []), policy, at.date())
        states.update(store_batch(engine, numbers, batch, verdicts, at).states)
    return states


def dry_run(
    engine: Engine | None, policy: Policy, paths: Iterable[Path], at: datetime, max_bytes: int
) -> list[Finding]:
    """All findings in some files; nothing is written. Without a warehouse the register cannot be asked."""
    readings = read_files([(path, path.name) for path in paths], max_bytes)
    months = sorted({reading.month for reading in readings if reading.month})
    known = recall(engine, months) if engine else Known(has_register=False)
    verdicts = check_readings(readings, known, policy, at.date())
    return [finding for verdict in verdicts for finding in verdict.findings]


def _month_and_number(pair: tuple[int, Reading]) -> tuple[str, int]:
    return pair[1].month or "", pair[0]


def read_files(files: Iterable[tuple[Path, str]], max_bytes: int) -> list[Reading]:
    """What each file says, whatever it is."""
    return [clean(extract(_open(path, name, max_bytes))) for path, name in files]


def read_rows(path: Path, max_bytes: int) -> list[list[str]]:
    """The first sheet of a list as rows of text, from A1.

    Raises:
        UsageError: the file cannot be opened; the sentence says why.
    """
    book = _open(path, path.name, max_bytes)
    if not book.is_readable or not book.sheets:
        reasons = " ".join(finding.message for finding in book.findings)
        raise UsageError(f"Die Liste {path.name} lässt sich nicht lesen. {reasons}".strip())
    return [[write_cell(cell) for cell in row] for row in book.sheets[0].rows]


def _open(path: Path, name: str, max_bytes: int) -> Workbook:
    """A file too large to be opened is not loaded either: its digest is worked out from the disk."""
    if path.stat().st_size <= max_bytes:
        return read(name, path.read_bytes(), max_bytes=max_bytes)
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return read(name, cast("bytes", content), max_bytes=max_bytes)
