"""The flow that opens a month: forms and invitations. One way in: ``open_month(home, month, at)``."""

from typing import Any

from prefect import flow

from config.errors import raise_problems
from schemas.time.deadlines import due_month
from tasks.letters.steps import as_of_now, send_outbox, write_invitations
from tasks.run import begin_run, check_due, name_run
from tasks.store.steps import open_ledger


@flow(name="einladen", flow_run_name=name_run, persist_result=False)
def open_month(home: str | None = None, month: str | None = None, at: str | None = None) -> dict[str, Any]:
    """From the month's opening to its deadline: enter what is owed, write the forms, invite each respondent once.

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
    written = write_invitations(run)
    sent = send_outbox(run)
    result = {
        "month": run.month,
        "forms": written.forms,
        "invitations": written.letters,
        "unreachable": list(written.unreachable),
        "sent": sent.sent,
        "given_up": sent.given_up,
    }
    raise_problems(sent.problems(), [result])
    return result
