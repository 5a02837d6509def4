"""The travel of one batch of files, without Prefect: read, extract, clean, check, store.

Ways in: `take_batch` (stores) and `dry_run` (only says what the respondent would be told).
"""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path

from sqlalchemy import Engine

from config.errors import MonatsberichtError
from config.policy import Policy, load_policy
from config.settings import Settings
from schemas.check.known import Known
from schemas.files.reading import Reading
from schemas.finding import Finding
from tasks.check.check import check_readings
from tasks.check.recall import recall
from tasks.intake.reading import read_files
from tasks.intake.worker import Limits
from tasks.secret import key_secret
from tasks.store.store import store_batch

_AT_ONCE = 1_000_000  # bytes of what files say that are checked together; a return says 2,000, an absurd one 50,000


@dataclass(frozen=True)
class Desk:
    """What is needed to judge files: policy, moment, how large a file may be, what it may cost, the keys' secret."""

    policy: Policy
    at: datetime
    max_bytes: int = 20_000_000
    limits: Limits = field(default_factory=Limits)
    secret: bytes | None = None

    @classmethod
    def of(cls, settings: Settings, at: datetime, *, is_dry: bool = False) -> "Desk":
        """The desk of an installation; a dry run makes no secret where there is none."""
        secret = None if is_dry and not settings.key_file.exists() else key_secret(settings.key_file, os.environ)
        return cls(load_policy(settings.home), at, settings.max_bytes, limits_of(settings), secret)


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


def limits_of(settings: Settings) -> Limits:
    """What foreign files may cost in this installation."""
    return Limits(settings.workers, settings.file_seconds, settings.file_memory_mb)


def take_batch(engine: Engine, desk: Desk, files: Sequence[Waiting]) -> Taken:
    """Take files into the warehouse: all at once, or some after the others where they say very much.

    Should the program fail on several files, each is taken by itself: one of them never stops the others.
    """
    taken, left = Taken(), list(files)
    while left:
        try:
            done = _take(engine, desk, left, taken)
        except (OSError, MonatsberichtError):
            raise  # the machine's trouble, not one file's: the disk is full, the database is gone
        except Exception as error:  # noqa: BLE001 - whatever it is, the other files must go on
            done = len(left)
            _take_singly(engine, desk, left, taken, error)
        left = left[done:]
    return taken


def _take_singly(engine: Engine, desk: Desk, files: Sequence[Waiting], taken: Taken, error: Exception) -> None:
    if len(files) == 1:
        taken.faults[f"{files[0].submission_id} ({files[0].name})"] = error
        return
    for file in files:
        one = take_batch(engine, desk, [file])
        taken.states.update(one.states)
        taken.faults.update(one.faults)


def _take(engine: Engine, desk: Desk, files: Sequence[Waiting], taken: Taken) -> int:
    """Take the first files, as many as say enough; earlier months go first, as what later ones are compared with."""
    readings = read_files([(file.path, file.name) for file in files], desk.max_bytes, desk.limits, _AT_ONCE)
    numbered = [(file.submission_id, reading) for file, reading in zip(files, readings, strict=False)]
    for month, group in groupby(sorted(numbered, key=_month_and_number), key=lambda pair: pair[1].month):
        numbers, batch = zip(*group, strict=True)
        respondents = [reading.respondent for reading in batch if reading.respondent]
        known = recall(engine, [month] if month else [], respondents)
        verdicts = check_readings(batch, known, desk.policy, desk.at.date(), desk.secret)
        taken.states.update(store_batch(engine, numbers, batch, verdicts, desk.at).states)
    return len(readings)


def dry_run(engine: Engine | None, desk: Desk, paths: Sequence[Path]) -> list[Finding]:
    """All findings in some files; nothing is written. Without a warehouse the register cannot be asked."""
    readings = read_files([(path, path.name) for path in paths], desk.max_bytes, desk.limits)
    months = sorted({reading.month for reading in readings if reading.month})
    known = recall(engine, months) if engine else Known(has_register=False)
    verdicts = check_readings(readings, known, desk.policy, desk.at.date(), desk.secret)
    return [finding for verdict in verdicts for finding in verdict.findings]


def _month_and_number(pair: tuple[int, Reading]) -> tuple[str, int]:
    return pair[1].month or "", pair[0]
