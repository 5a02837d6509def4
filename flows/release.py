"""The flow that lets a held report go by name, for Prefect's screen. One way in: ``release(by, reason, home, month)``.

Not a pause of the flow that reports: a paused run keeps the one process that works, or waits for a resumption that a
restart of the machine takes away, and a question that timed out can be skipped by a retry. This decision is a row in
the warehouse before anything is published: a run that is killed after it is made up for, by the same name.
"""

from typing import Any

from prefect import flow

from config import clock
from flows.monthly_report import monthly_report
from schemas.time.deadlines import report_month
from tasks.discretion import discreet
from tasks.monthly_flow import begin, look_at_home
from tasks.report.steps import release_held
from tasks.run import name_run


@flow(name="freigeben", flow_run_name=name_run, persist_result=False)
@discreet
def release(by: str, reason: str, home: str | None = None, month: str | None = None) -> dict[str, Any]:
    """Einen zurückgehaltenen Bericht freigeben: `by` ist der Name, der auf dem Deckblatt steht, `reason` der Grund."""
    run = begin(home, month, clock.now().isoformat(), report_month)
    look_at_home(run)
    release_held(run, by, reason)
    done: dict[str, Any] = monthly_report(home=home, month=run.month, at=run.at.isoformat())
    return done
