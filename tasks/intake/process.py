"""The travel of one batch of files, without Prefect: read, extract, clean, check, store.

Ways in: `process_batch` (stores) and `dry_run` (only says what the respondent would be told).
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from config.errors import MonatsberichtError
from config.places import place_list
from config.policy import Policy, load_policy
from config.settings import Settings
from schemas.check.known import Known
from schemas.check.level0 import COLUMN_PERSON, PERSON_RULES
from schemas.check.places import settle_places
from schemas.files.incoming import SourceLimits
from schemas.files.reading import Reading
from schemas.finding import Finding
from tasks.archived import REFUSED_FOR_PERSONS, erase_locked, find_archived, lock_submissions
from tasks.check.check import Verdict, check_readings
from tasks.check.read_known import read_known
from tasks.intake.look_inside import look_inside
from tasks.intake.reading import read_files
from tasks.intake.worker import JobLimits
from tasks.secret import key_secret, known_secret
from tasks.store.store import read_arrivals, store_batch

_AT_ONCE = 1_000_000  # bytes of what files say that are checked together; a return says 2,000, an absurd one 50,000


@dataclass(frozen=True)
class IntakeContext:
    """What is needed to judge files: policy, moment, how large a file may be, what it may cost, the keys' secret."""

    policy: Policy
    at: datetime
    max_bytes: int = 20_000_000
    limits: JobLimits = field(default_factory=JobLimits)
    secret: bytes | None = None
    archive: Path | None = None  # where files that tell of persons are locked away; None: nothing is

    @classmethod
    def of(cls, settings: Settings, at: datetime, *, is_dry: bool = False) -> "IntakeContext":
        """That of an installation; a dry run makes no secret where there is none."""
        secret = (known_secret if is_dry else key_secret)(settings.key_file, os.environ)
        return cls(load_policy(settings.home), at, settings.max_bytes, limits_of(settings), secret, settings.archive)


@dataclass(frozen=True)
class WaitingFile:
    """A file in the archive that is not in the warehouse yet: its submission, its path there, its name as sent."""

    submission_id: int
    path: Path
    name: str


@dataclass
class BatchResult:
    """How many submissions came to which state, and on which our own program failed, with the exception.

    `failed`: why rules of the shadow could not be asked, by rule and month.
    """

    states: Counter[str] = field(default_factory=Counter)
    faults: dict[str, Exception] = field(default_factory=dict)
    failed: dict[tuple[str, str], str] = field(default_factory=dict)


def limits_of(settings: Settings) -> JobLimits:
    """What foreign files may cost in this installation."""
    return JobLimits(settings.workers, settings.file_seconds, settings.file_memory_mb)


def process_batch(engine: Engine, context: IntakeContext, files: Sequence[WaitingFile]) -> BatchResult:
    """Take files into the warehouse: all at once, or some after the others where they say very much.

    Should the program fail on several files, each is taken by itself: one of them never stops the others.
    """
    result, left = BatchResult(), list(files)
    while left:
        try:
            done = _process(engine, context, left, result)
        except (OSError, MonatsberichtError):
            raise  # the machine's trouble, not one file's: the disk is full, the database is gone
        except Exception as error:  # noqa: BLE001 - whatever it is, the other files must go on
            done = len(left)
            _process_singly(engine, context, left, result, error)
        left = left[done:]
    return result


def _process_singly(
    engine: Engine, context: IntakeContext, files: Sequence[WaitingFile], result: BatchResult, error: Exception
) -> None:
    if len(files) == 1:
        result.faults[f"{files[0].submission_id} ({files[0].name})"] = error
        return
    for file in files:
        one = process_batch(engine, context, [file])
        result.states.update(one.states)
        result.faults.update(one.faults)
        result.failed.update(one.failed)


def _process(engine: Engine, context: IntakeContext, files: Sequence[WaitingFile], result: BatchResult) -> int:
    """Take the first files, as many as say enough; returns how many."""
    places = [(_path_of(context, file), file.name) for file in files]
    readings = read_files(places, context.max_bytes, context.limits, _AT_ONCE)
    numbered = [(file.submission_id, reading) for file, reading in zip(files, readings, strict=False)]
    take_readings(engine, context, numbered, result)
    return len(readings)


def take_readings(
    engine: Engine, context: IntakeContext, numbered: Sequence[tuple[int, Reading]], result: BatchResult
) -> None:
    """Check and store what was read, by submission; earlier months go first, as what later ones are compared with."""
    came = read_arrivals(engine, [number for number, _ in numbered])
    for number, reading in numbered:
        reading.came_on = came[number].date()
    in_order = sorted(numbered, key=lambda pair: (pair[1].month or "", pair[0]))
    for month, group in groupby(in_order, key=lambda pair: pair[1].month):
        numbers, batch = zip(*group, strict=True)
        settle_places(batch, place_list(context.policy.places))
        known = read_known(engine, [month] if month else [], batch)
        known.coming = _coming(reading for _, reading in numbered)
        verdicts = check_readings(batch, known, context.policy, context.at.date(), context.secret)
        result.failed |= {(rule, month or ""): why for rule, why in verdicts[0].failed.items()}
        told = _lock_persons(engine, context, numbers, verdicts)
        result.states.update(store_batch(engine, numbers, batch, verdicts, context.at).states)
        _erase_refused(engine, context, told)


def _path_of(context: IntakeContext, file: WaitingFile) -> Path:
    """Where a file lies by now: an attempt before this one, or the same bytes, may have locked it away."""
    return find_archived(context.archive, file.path.name) if context.archive else file.path


def _coming(readings: Iterable[Reading]) -> dict[str, list[tuple[str, date]]]:
    """The months for which a batch holds files, by respondent, with the day on which each came."""
    found: dict[str, list[tuple[str, date]]] = defaultdict(list)
    for one in readings:
        if one.respondent and one.month and one.came_on:
            found[one.respondent].append((one.month, one.came_on))
    return found


def _lock_persons(
    engine: Engine, context: IntakeContext, numbers: Sequence[int], verdicts: Sequence[Verdict]
) -> dict[int, Verdict]:
    """Lock the files that tell of persons before they are stored, so that a run that is killed leaves none open."""
    told = {
        number: verdict
        for number, verdict in zip(numbers, verdicts, strict=True)
        if any(finding.rule in PERSON_RULES for finding in verdict.findings)
    }
    if context.archive:
        lock_submissions(engine, context.archive, told)
    return told


def _erase_refused(engine: Engine, context: IntakeContext, told: Mapping[int, Verdict]) -> None:
    """Where the policy says so, erase those of them that were refused; what was accepted is what figures rest on."""
    if context.archive and context.policy.retention.person_files == "erased":
        refused = [number for number, verdict in told.items() if verdict.state in REFUSED_FOR_PERSONS]
        listed = [number for number in refused if any(one.rule == COLUMN_PERSON for one in told[number].findings)]
        erase_locked(context.archive, lock_submissions(engine, context.archive, listed))


def dry_run(engine: Engine | None, context: IntakeContext, paths: Sequence[Path]) -> list[Finding]:
    """All findings in some files and what is packed in them; nothing is kept. Without a warehouse nobody is known."""
    with TemporaryDirectory(prefix="monatsbericht-") as folder:
        files = [part for number, path in enumerate(paths) for part in _parts(path, Path(folder, str(number)), context)]
        readings = read_files(files, context.max_bytes, context.limits)
    settle_places(readings, place_list(context.policy.places))
    months = sorted({reading.month for reading in readings if reading.month})
    known = read_known(engine, months, readings) if engine else Known(has_register=False)
    verdicts = check_readings(readings, known, context.policy, context.at.date(), context.secret)
    return [finding for verdict in verdicts for finding in verdict.findings]


def _parts(path: Path, folder: Path, context: IntakeContext) -> list[tuple[Path, str]]:
    """The file itself, or what lies in it, each with its name; what cannot be unpacked is said of the file."""
    folder.mkdir()
    found = look_inside(replace(context.limits, workers=1), path, "file", folder, SourceLimits())
    parts = found.parts if found and not found.refusal else ()
    return [(part.local, part.name) for part in parts] or [(path, path.name)]
