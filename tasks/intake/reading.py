"""What files say, whatever they are: read, extract and clean one after the other, in bounded child processes.

Ways in: `read_files` (returns), `read_list` (a list such as the register).
"""

import math
from collections.abc import Sequence
from pathlib import Path

from config.errors import UsageError
from schemas.check.level0 import make_finding
from schemas.files.reading import Reading
from schemas.files.values import write_cell
from schemas.files.workbook import Workbook
from tasks.digest import digest_of
from tasks.intake.clean import clean
from tasks.intake.extract import extract
from tasks.intake.read import read, refuse_large
from tasks.intake.worker import JobLimits, JobOutcome, run_jobs


def read_files(
    files: Sequence[tuple[Path, str]], max_bytes: int, limits: JobLimits, enough: float = math.inf
) -> list[Reading]:
    """What each file (its path, its name as sent) says; one that costs more than its limits is not readable.

    Once they have said `enough` (bytes) no further file is read: the readings are then those of the first files.

    Raises:
        OSError: the system gives us no child to read in; what it refuses to a child is another exception.
    """
    jobs = [(path, name, max_bytes) for path, name in files]
    outcomes = run_jobs(read_file, jobs, limits, enough)
    return [
        _refuse(path, name, limits) if outcome.exceeded else _result_of(outcome)
        for (path, name), outcome in zip(files, outcomes, strict=False)
    ]


def _result_of(outcome: JobOutcome) -> Reading:
    """What a child read. What the system refused to it is this file's trouble, as every exception: not the run's."""
    try:
        reading: Reading = outcome.result()
    except OSError as error:
        raise RuntimeError(f"{error} (in the child that reads)") from error
    return reading


def read_file(path: Path, name: str, max_bytes: int) -> Reading:
    """What one file says."""
    return clean(extract(open_file(path, name, max_bytes)))


def open_file(path: Path, name: str, max_bytes: int, *, keeps_persons: bool = False) -> Workbook:
    """The cells of one file. One too large to be opened is not loaded either."""
    if (size := path.stat().st_size) > max_bytes:
        return refuse_large(name, digest_of(path), size, max_bytes)
    return read(name, path.read_bytes(), max_bytes=max_bytes, keeps_persons=keeps_persons)


def read_list(path: Path, max_bytes: int) -> dict[str, list[list[str]]]:
    """The sheets of a list by their names as rows of text, from A1; those in which nothing stands only if all are so.

    Raises:
        UsageError: the file cannot be opened; the sentence says why.
    """
    book = open_file(path, path.name, max_bytes, keeps_persons=True)
    if not book.is_readable or not book.sheets:
        reasons = " ".join(finding.message for finding in book.findings)
        raise UsageError(f"Die Liste {path.name} lässt sich nicht lesen. {reasons}".strip())
    sheets = [sheet for sheet in book.sheets if sheet.rows] or book.sheets[:1]
    return {sheet.name: [[write_cell(cell) for cell in row] for row in sheet.rows] for sheet in sheets}


def _refuse(path: Path, name: str, limits: JobLimits) -> Reading:
    """A file given up: unreadable, attributed by its name as every other that cannot be opened."""
    finding = make_finding("FILE_TOO_COSTLY", seconds=round(limits.seconds), memory=limits.memory_mb)
    return clean(extract(Workbook(Path(name).name, digest_of(path), findings=[finding], is_readable=False)))
