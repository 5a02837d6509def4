"""The flow that takes what lies in the inbox into the warehouse. One way in: ``collect(home, month, at)``."""

from typing import Any

from prefect import flow

from config.errors import ArchiveError, FaultError, IntakeError, SourceError, raise_problems
from schemas.time.deadlines import due_month
from tasks.intake.steps import list_received, process_files, receive_inbox, sum_batches
from tasks.letters.steps import send_outbox, write_answers
from tasks.run import begin_run, name_run
from tasks.store.steps import open_ledger


@flow(name="einsammeln", flow_run_name=name_run, persist_result=False)
def collect(home: str | None = None, month: str | None = None, at: str | None = None) -> dict[str, Any]:
    """Receive, read, check, store and answer everything new; what is done already is not done again.

    Args:
        home: the installation's folder; None takes MONATSBERICHT_HOME or the default.
        month: reporting month YYYY-MM whose ledger is opened; None takes the one due on the day.
        at: when the run counts as done (YYYY-MM-DD or with a time); None takes the time it was scheduled for.

    Raises, once all else is stored and answered; several of them as one MonatsberichtError:
        SourceError: some sources could not be read to their end.
        IntakeError: some files of the inbox could not be read.
        ArchiveError: some files that were received are gone from the archive.
        FaultError: the program failed on some files.
        MailError: the mail server is away, or some mails could not be made.
    """
    run = begin_run(home, month, at, due_month)
    open_ledger(run)
    received = receive_inbox(run)
    batches, lost = list_received(run)
    taken = sum_batches([process_files(run, batch[0].submission_id, batch) for batch in batches])
    answered = write_answers(run)
    sent = send_outbox(run)
    problems = [
        *([SourceError(received.down)] if received.down else []),
        *([IntakeError(received.unreadable)] if received.unreadable else []),
        *([ArchiveError(lost)] if lost else []),
        *([FaultError((*taken.faults, *answered.faults))] if taken.faults or answered.faults else []),
        *sent.problems(),
    ]
    result = {
        "month": run.month,
        "new": received.new,
        "known": received.known,
        "states": dict(taken.states),
        "answers": dict(answered.kinds),
        "sent": sent.sent,
        "attention": received.attention,
    }
    raise_problems(problems, [result])
    return result
