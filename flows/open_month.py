"""The flow that opens a month: forms and invitations. One way in: ``open_month(home, month, at)``."""

from typing import Any

from schemas.time.deadlines import due_month
from tasks.intake.steps import catch_up
from tasks.letters.steps import send_outbox, write_invitations
from tasks.monthly_flow import Steps, monthly_flow
from tasks.run import Run
from tasks.store.steps import open_ledger


@monthly_flow("einladen", due_month)
def open_month(run: Run, steps: Steps) -> dict[str, Any]:
    """From the month's opening to its deadline: enter what is owed, write the forms, invite each respondent once."""
    open_ledger(run)
    catch_up(run)
    written = write_invitations(run)
    sent = steps.take(send_outbox, run)
    return {
        "month": run.month,
        "forms": written.forms,
        "invitations": written.letters,
        "unreachable": list(written.unreachable),
        "sent": sent.sent,
        "given_up": sent.given_up,
    }
