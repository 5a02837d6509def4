"""The flow that sends what waits in the outbox. One way in: ``send_mails(home, month, at)``."""

from typing import Any

from prefect import flow

from config.errors import raise_problems
from schemas.time.deadlines import due_month
from tasks.letters.steps import send_outbox
from tasks.run import begin_run, name_run


@flow(name="versenden", flow_run_name=name_run, persist_result=False)
def send_mails(home: str | None = None, month: str | None = None, at: str | None = None) -> dict[str, Any]:
    """Send every mail that is due; what a server was too busy for is tried again after growing pauses.

    Args:
        home: the installation's folder; None takes MONATSBERICHT_HOME or the default.
        month: only names the run.
        at: when the run counts as done (YYYY-MM-DD or with a time); None takes the time it was scheduled for.

    Raises:
        MailError: mails could not be sent; they wait in the outbox.
    """
    run = begin_run(home, month, at, due_month)
    sent = send_outbox(run)
    result = {"month": run.month, "sent": sent.sent, "postponed": sent.postponed, "given_up": sent.given_up}
    raise_problems(sent.problems(), [result])
    return result
