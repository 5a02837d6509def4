"""The flow that publishes the monthly report. One way in: ``monthly_report(home, month, at)``."""

from typing import Any

from prefect import flow, get_run_logger

from flows.run import begin_run, name_run


@flow(name="monatsbericht", flow_run_name=name_run, persist_result=False)
def monthly_report(home: str | None = None, month: str | None = None, at: str | None = None) -> dict[str, Any]:
    """Count, summarise, protect, render and publish one month; unchanged figures make no new version.

    Args:
        home: the installation's folder; None takes MONATSBERICHT_HOME or the default.
        month: reporting month YYYY-MM; None takes the one due on the day.
        at: day YYYY-MM-DD on which the run counts as done; None takes the day it was scheduled for.
    """
    run = begin_run(home, month, at)
    from tasks.publish import publish_report

    published: dict[str, Any] = publish_report(str(run.settings.home), run.month, run.day)
    get_run_logger().info("%s: Bericht Version %s", run.month, published["version"])
    return {"month": run.month, **published}
