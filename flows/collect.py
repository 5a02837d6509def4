"""The flow that takes what lies in the inbox into the warehouse. One way in: ``collect(home, month, at)``."""

from typing import Any

from prefect import flow

from config.errors import ArchiveError, FaultError, IntakeError, SourceError
from flows.run import begin_run, name_run
from flows.steps import add_up, list_waiting, open_ledger, receive_inbox, take_files
from schemas.deadlines import due_month


@flow(name="einsammeln", flow_run_name=name_run, persist_result=False)
def collect(home: str | None = None, month: str | None = None, at: str | None = None) -> dict[str, Any]:
    """Receive, read, check and store everything new; what is done already is not done again.

    Args:
        home: the installation's folder; None takes MONATSBERICHT_HOME or the default.
        month: reporting month YYYY-MM whose ledger is opened; None takes the one due on the day.
        at: when the run counts as done (YYYY-MM-DD or with a time); None takes the time it was scheduled for.

    Raises:
        SourceError: some sources could not be read to their end; what all others gave is stored by then.
        IntakeError: some files of the inbox could not be read; all others are stored by then.
        ArchiveError: some files that were received are gone from the archive; all others are stored by then.
        FaultError: the program failed on some files; all others are stored by then.
    """
    run = begin_run(home, month, at, due_month)
    open_ledger(run)
    received = receive_inbox(run)
    batches, lost = list_waiting(run)
    taken = add_up([take_files(run, batch[0].submission_id, batch) for batch in batches])
    if received.down:
        raise SourceError(received.down)
    if received.unreadable:
        raise IntakeError(received.unreadable)
    if lost:
        raise ArchiveError(lost)
    if taken.faults:
        raise FaultError(tuple(taken.faults))
    return {"month": run.month, "new": received.new, "known": received.known, "states": dict(taken.states)}
