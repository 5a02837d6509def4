"""The steps of the intake as Prefect tasks: each opens what it needs, calls plain functions, logs a count.

A task is a batch of files or a whole month, never a file: Prefect needs 22 ms of its server for each. Nothing is
cached and no result is kept: what is done already is known by the warehouse.
"""

import os

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from schemas.files.incoming import archive_path
from tasks.intake.process import BatchResult, IntakeContext, WaitingFile, process_batch
from tasks.intake.receive import Received, is_sound, pending
from tasks.intake.receive_sources import receive_sources
from tasks.run import Run
from tasks.warehouse import exclusive, open_warehouse

BATCH = 500  # files; a batch is checked as one frame and stored in one transaction


@task(name="Eingang archivieren", retries=2, retry_delay_seconds=5, cache_policy=NO_CACHE)
def receive_inbox(run: Run) -> Received:
    """Take what all sources give into the archive; tried again, since a network drive may be away for a moment."""
    engine = open_warehouse(run.settings.url)
    with exclusive(engine):
        received = receive_sources(engine, run.settings, run.at, os.environ)
    get_run_logger().info("Eingang: %s neu, %s bekannt", received.new, received.known)
    return received


@task(name="Lieferungen prüfen und speichern", task_run_name="Lieferungen ab {start}", cache_policy=NO_CACHE)
def process_files(run: Run, start: int, batch: list[WaitingFile]) -> BatchResult:
    """Take a batch of what waits in the archive into the warehouse; `start` only names the run."""
    engine, logger = open_warehouse(run.settings.url), get_run_logger()
    with exclusive(engine):
        taken = process_batch(engine, IntakeContext.of(run.settings, run.at), batch)
    logger.info("Lieferungen ab %s: %s", start, dict(taken.states))
    for submission, error in taken.faults.items():
        logger.error("Lieferung %s: unser Fehler", submission, exc_info=error)
    return taken


def list_received(run: Run) -> tuple[list[list[WaitingFile]], tuple[str, ...]]:
    """What was received and not stored yet, in batches in the order of arrival; and what of it the archive has lost."""
    archive = run.settings.archive
    waiting = [
        WaitingFile(number, archive_path(archive, digest), name)
        for number, digest, name in pending(open_warehouse(run.settings.url))
    ]
    sound = [file for file in waiting if is_sound(file.path)]
    present = set(sound)
    lost = tuple(file.name for file in waiting if file not in present)
    return [sound[start : start + BATCH] for start in range(0, len(sound), BATCH)], lost


def sum_batches(parts: list[BatchResult]) -> BatchResult:
    """All batches together."""
    total = BatchResult()
    for part in parts:
        total.states.update(part.states)
        total.faults.update(part.faults)
    return total
