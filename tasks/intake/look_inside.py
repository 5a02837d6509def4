"""Unpack an archive, a mail or its envelope in a child process: it may be a bomb. One way in: `look_inside`."""

from pathlib import Path

from schemas.files.incoming import SourceLimits, Unpacked
from tasks.intake.sources.unpack import is_container, unpack
from tasks.intake.worker import JobLimits, run_jobs


def look_inside(limits: JobLimits, path: Path, kind: str, folder: Path, most: SourceLimits) -> Unpacked | None:
    """What is in it, put into `folder`; None for what is no container.

    Raises:
        OSError: it cannot be read, or the folder not be written.
    """
    if kind == "file" and not is_container(path):
        return None
    outcome = run_jobs(unpack, [(str(path), kind, str(folder), most)], limits)[0]
    if isinstance(outcome.error, OSError):
        raise outcome.error  # of the disk for example: the next run tries again
    found: Unpacked | None = outcome.value
    return found or Unpacked(refusal="exceeded")  # also where our own program fails: a person looks at it
