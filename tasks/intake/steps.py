"""The steps of the intake as Prefect tasks: each opens what it needs, calls plain functions, logs a count.

A task is a batch of files or a whole month, never a file: Prefect needs 22 ms of its server for each. Nothing is
cached and no result is kept: what is done already is known by the warehouse. A step that failed on a part of its work
raises that at its end, so that it is the red one on Prefect's screen; what it did all the same is in `partial`.
"""

import os
from collections.abc import Callable, Iterable

from prefect import get_run_logger

from config.errors import ArchiveError, FaultError, IntakeError, MonatsberichtError, SourceError, raise_problems
from config.schedule import read_deployments
from schemas.form.submission import say_states
from tasks.archived import find_archived, find_gone
from tasks.check.backtest import record_failed
from tasks.digest import is_sound
from tasks.existing_warehouse import COLLECTING, KEPT_FOR
from tasks.intake.process import BatchResult, IntakeContext, WaitingFile, process_batch
from tasks.intake.receive import Received, pending
from tasks.intake.receive_sources import receive_sources
from tasks.monthly_flow import Steps, step
from tasks.run import Run
from tasks.run_record import is_missed, read_runs
from tasks.warehouse import exclusive, open_warehouse

Batch = list[WaitingFile]
BATCH = 500  # files; a batch is checked as one frame and stored in one transaction


@step("Eingang archivieren")
def receive_inbox(run: Run) -> Received:
    """Take what all sources give into the archive.

    Raises:
        SourceError: some sources could not be read to their end; the next run makes up for it.
        IntakeError: some files of the inbox could not be read.
    """
    engine = open_warehouse(run.settings.url)
    with exclusive(engine):
        received = receive_sources(engine, run.settings, run.at, os.environ)
    told = (received.new, received.known, received.growing)
    get_run_logger().info("Eingang: %s neu, %s bekannt, %s noch im Entstehen", *told)
    problems: list[MonatsberichtError] = [SourceError(received.down, received.about)] if received.down else []
    problems += [IntakeError(received.unreadable)] if received.unreadable else []
    raise_problems(problems, partial=received)
    return received


@step("Lieferungen speichern", task_run_name="Lieferungen ab {start}")
def process_files(run: Run, start: int, batch: Batch) -> BatchResult:
    """Take a batch of what waits in the archive into the warehouse; `start` only names the run.

    Raises:
        FaultError: the program failed on some files; they are tried again by the next run.
    """
    engine, logger = open_warehouse(run.settings.url), get_run_logger()
    with exclusive(engine):
        taken = process_batch(engine, IntakeContext.of(run.settings, run.at), batch)
        record_failed(engine, taken.failed, run.at)
    for (rule, month), why in taken.failed.items():
        logger.warning("Regel %s, die erst erprobt wird, ist an den Meldungen für %s gescheitert: %s", rule, month, why)
    logger.info("Lieferungen ab %s: %s", start, say_states(taken.states) or "nichts Neues")
    for submission, error in taken.faults.items():
        logger.error("Lieferung %s: unser Fehler", submission, exc_info=error)
    raise_problems([FaultError(tuple(taken.faults))] if taken.faults else [], partial=taken)
    return taken


@step("Archiv nachsehen")
def list_received(run: Run) -> list[Batch]:
    """What was received and not stored yet, in batches in the order of arrival.

    Raises:
        ArchiveError: some of it has gone from the archive, or is damaged there; or what was stored has gone.
    """
    engine, archive = open_warehouse(run.settings.url), run.settings.archive
    waiting = [WaitingFile(number, find_archived(archive, digest), name) for number, digest, name in pending(engine)]
    sound = [file for file in waiting if is_sound(file.path)]
    lost = {file.submission_id: file.name for file in waiting} | find_gone(engine, archive, run.at - KEPT_FOR)[0]
    for file in sound:
        lost.pop(file.submission_id)
    batches = [sound[start : start + BATCH] for start in range(0, len(sound), BATCH)]
    named = tuple(f"{number} ({name})" for number, name in sorted(lost.items()))
    raise_problems([ArchiveError(named)] if named else [], partial=batches)
    return batches


def take_in(
    run: Run, steps: Steps, track: Callable[[list[Batch]], Iterable[Batch]] = iter
) -> tuple[Received, BatchResult]:
    """Everything new, from the sources into the warehouse; `track` may show how far it is."""
    received = steps.take(receive_inbox, run)
    batches = track(steps.take(list_received, run))
    return received, _sum_batches([steps.take(process_files, run, batch[0].submission_id, batch) for batch in batches])


def catch_up(run: Run) -> None:
    """Take in what is waiting, before anybody is called late or a report says that it is missing.

    That is where the last collecting could not take in everything, or did not take place at all although it was due.
    What it could not in part, a source or a file, is tried once more; if that fails again, the collecting has said so.
    """
    if run.is_asked:
        return
    entry = next(entry for entry in read_deployments() if entry["name"] == COLLECTING)
    runs = read_runs(run.settings.log, COLLECTING)
    last = next((one for one in runs if one.state != "running"), None)
    if (last is not None and last.is_bad) or is_missed(run.settings.log, entry, run.at):
        get_run_logger().info("Das letzte Einsammeln ist gescheitert oder ausgefallen und wird nachgeholt.")
        take_in(run, Steps())


def _sum_batches(parts: list[BatchResult]) -> BatchResult:
    """All batches together."""
    total = BatchResult()
    for part in parts:
        total.states.update(part.states)
        total.faults.update(part.faults)
        total.failed.update(part.failed)
    return total
