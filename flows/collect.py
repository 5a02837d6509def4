"""The flow that takes what has come into the warehouse. One way in: ``collect(home, month, at)``."""

from functools import partial
from typing import Any

from schemas.time.deadlines import due_month
from tasks.existing_warehouse import COLLECTING
from tasks.intake.steps import take_in
from tasks.letters.steps import send_outbox, write_answers
from tasks.monthly_flow import Steps, monthly_flow
from tasks.run import Run
from tasks.store.marks import LATEST
from tasks.store.steps import open_ledger
from tasks.watch.screen import tracking_batches


@monthly_flow(COLLECTING, due_month)
def collect(run: Run, steps: Steps) -> dict[str, Any]:
    """Receive, read, check, store and answer everything new; what is done already is not done again."""
    open_ledger(run)
    received, taken = take_in(run, steps, partial(tracking_batches, what="Lieferungen prüfen und speichern"))
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
