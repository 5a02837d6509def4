"""The flow that takes what has come into the warehouse. One way in: ``collect(home, month, at)``."""

from typing import Any

from schemas.time.deadlines import due_month
from tasks.existing_warehouse import COLLECTING, LATEST
from tasks.intake.steps import list_received, process_files, receive_inbox, sum_batches
from tasks.letters.steps import send_outbox, write_answers
from tasks.monthly_flow import Steps, monthly_flow
from tasks.run import Run
from tasks.store.steps import open_ledger
from tasks.watch.screen import tracking_batches


@monthly_flow(COLLECTING, due_month)
def collect(run: Run, steps: Steps) -> dict[str, Any]:
    """Receive, read, check, store and answer everything new; what is done already is not done again."""
    open_ledger(run)
    received = steps.take(receive_inbox, run)
    batches = steps.take(list_received, run)
    bar = tracking_batches(batches, "Lieferungen prüfen und speichern")
    taken = sum_batches([steps.take(process_files, run, batch[0].submission_id, batch) for batch in bar])
    answered = steps.take(write_answers, run)
    sent = steps.take(send_outbox, run)
    return {
        "month": run.month,
        "new": received.new,
        "known": received.known,
        "states": dict(taken.states),
        "answers": dict(answered.kinds),
        "sent": sent.sent,
        "attention": received.attention,
        "growing": received.growing,
        LATEST: received.latest,
    }
