"""The flow that publishes the monthly report. One way in: ``monthly_report(home, month, at)``."""

from typing import Any

from prefect import flow

from schemas.time.deadlines import report_month
from tasks.report.steps import publish_report
from tasks.run import begin_run, name_run
from tasks.store.steps import open_ledger


@flow(name="monatsbericht", flow_run_name=name_run, persist_result=False)
def monthly_report(home: str | None = None, month: str | None = None, at: str | None = None) -> dict[str, Any]:
    """Count, summarise, protect, render and publish one month; unchanged figures make no new version.

    Args:
        home: the installation's folder; None takes MONATSBERICHT_HOME or the default.
        month: reporting month YYYY-MM; None takes the month before the day's.
        at: when the run counts as done (YYYY-MM-DD or with a time); None takes the time it was scheduled for.
    """
    run = begin_run(home, month, at, report_month)
    open_ledger(run)
    # A schedule names neither month nor day: it comes daily, and the policy decides on which day there is a report.
    published = publish_report(run, is_asked=bool(month or at))
    return {
        "month": run.month,
        "version": published.version,
        "folder": str(published.folder) if published.folder else None,
        "message": published.message,
    }
