"""The flow that reminds those who owe a return, and staff. One way in: ``remind(home, month, at)``."""

from typing import Any

from schemas.time.deadlines import due_month
from tasks.intake.steps import catch_up
from tasks.letters.steps import send_outbox, write_escalation, write_rehearsal, write_reminders
from tasks.monthly_flow import Steps, monthly_flow
from tasks.report.steps import rehearse_report
from tasks.run import Run
from tasks.store.steps import open_ledger


@monthly_flow("erinnern", due_month)
def remind(run: Run, steps: Steps) -> dict[str, Any]:
    """On the policy's days: remind each respondent that owes its return; phone list and rehearsal for staff."""
    open_ledger(run)
    catch_up(run)
    reminded = steps.take(write_reminders, run)
    escalated = steps.take(write_escalation, run)
    rehearsed = write_rehearsal(run, steps.attempt(rehearse_report, run))
    sent = steps.take(send_outbox, run)
    return {
        "month": run.month,
        "day": reminded.day.isoformat() if reminded.day else None,
        "reminders": reminded.letters,
        "unreachable": list(reminded.unreachable),
        "phone_lists": escalated.letters,
        "rehearsals": rehearsed,
        "sent": sent.sent,
        "given_up": sent.given_up,
    }
