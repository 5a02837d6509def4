"""The flow that publishes the monthly report. One way in: ``monthly_report(home, month, at)``."""

from typing import Any

from schemas.time.deadlines import report_month
from tasks.disseminate.steps import disseminate_reports
from tasks.intake.steps import catch_up
from tasks.monthly_flow import Steps, monthly_flow
from tasks.report.steps import publish_report
from tasks.run import Run
from tasks.steering.steps import write_steering
from tasks.store.steps import open_ledger


@monthly_flow("monatsbericht", report_month)
def monthly_report(run: Run, steps: Steps) -> dict[str, Any]:
    """Count, summarise, protect, render, publish and send one month; unchanged figures make no new version.

    What the house steers by follows a report that is out, and costs it nothing.
    """
    open_ledger(run)
    catch_up(run)
    published = steps.take(publish_report, run)
    arrived = steps.take(disseminate_reports, run).arrived
    steering = write_steering(run) if published.version else None
    return {
        "month": run.month,
        "version": published.version,
        "folder": str(published.folder) if published.folder else None,
        "message": " ".join(filter(None, [published.message, *arrived, steering])),
        "settled": list(published.settled),
        "steering": steering,
        "seconds": published.seconds,
    }
