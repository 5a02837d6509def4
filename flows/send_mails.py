"""The flow that sends what waits in the outbox. One way in: ``send_mails(home, month, at)``."""

from typing import Any

from schemas.time.deadlines import due_month
from tasks.letters.steps import send_outbox
from tasks.monthly_flow import Steps, monthly_flow
from tasks.run import Run


@monthly_flow("versenden", due_month)
def send_mails(run: Run, steps: Steps) -> dict[str, Any]:
    """Send every mail that is due; what a server was too busy for is tried again after growing pauses."""
    sent = steps.take(send_outbox, run)
    return {"month": run.month, "sent": sent.sent, "postponed": sent.postponed, "given_up": sent.given_up}
