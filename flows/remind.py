"""The flow that reminds those who owe a return, and staff. One way in: ``remind(home, month, at)``."""

from typing import Any

from prefect import flow

from config.errors import raise_problems
from schemas.time.deadlines import due_month
from tasks.letters.steps import as_of_now, send_outbox, write_escalation, write_reminders
from tasks.run import begin_run, check_due, name_run
from tasks.store.steps import open_ledger


@flow(name="erinnern", flow_run_name=name_run, persist_result=False)
def remind(home: str | None = None, month: str | None = None, at: str | None = None) -> dict[str, Any]:
    """On the policy's days: remind each respondent that owes its return, and give staff the phone list.

    Args:
        home: the installation's folder; None takes MONATSBERICHT_HOME or the default.
        month: reporting month YYYY-MM; None takes the one due on the day.
        at: when the run counts as done (YYYY-MM-DD or with a time); None takes the present.

    Raises:
        UsageError: the month has not opened yet.
        MailError: mails could not be sent; they wait in the outbox, everything else is done by then.
    """
    run = as_of_now(begin_run(home, month, at, due_month), at)
    check_due(month, run.at, run.at.date())
    open_ledger(run)
    reminded = write_reminders(run)
    escalated = write_escalation(run)
    sent = send_outbox(run)
    result = {
        "month": run.month,
        "day": reminded.day.isoformat() if reminded.day else None,
        "reminders": reminded.letters,
        "unreachable": list(reminded.unreachable),
        "phone_lists": escalated.letters,
        "sent": sent.sent,
        "given_up": sent.given_up,
    }
    raise_problems(sent.problems(), [result])
    return result
