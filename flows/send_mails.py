"""The flow that sends what waits, reports and mails. One way in: ``send_mails(home, month, at)``."""

from typing import Any

from schemas.time.deadlines import due_month
from tasks.disseminate.steps import disseminate_reports
from tasks.letters.steps import send_outbox
from tasks.monthly_flow import Steps, monthly_flow
from tasks.run import Run


@monthly_flow("versenden", due_month)
def send_mails(run: Run, steps: Steps) -> dict[str, Any]:
    """Send all that is due; what a server was too busy for is tried again after growing pauses."""
    arrived = steps.take(disseminate_reports, run).arrived
    sent = steps.take(send_outbox, run)
    counts = {"sent": sent.sent, "postponed": sent.postponed, "given_up": sent.given_up}
    return {"month": run.month, **counts, "disseminated": len(arrived)}
