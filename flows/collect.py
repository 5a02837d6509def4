"""The flow that takes what lies in the inbox into the warehouse. One way in: ``collect(home, month, at)``."""

from typing import Any

from prefect import flow, get_run_logger

from flows.run import begin_run, name_run


@flow(name="einsammeln", flow_run_name=name_run, persist_result=False)
def collect(home: str | None = None, month: str | None = None, at: str | None = None) -> dict[str, Any]:
    """Receive, read, check and store everything new; what is done already is not done again.

    Args:
        home: the installation's folder; None takes MONATSBERICHT_HOME or the default.
        month: reporting month YYYY-MM whose ledger is opened; None takes the one due on the day.
        at: day YYYY-MM-DD on which the run counts as done; None takes the day it was scheduled for.
    """
    run = begin_run(home, month, at)
    from tasks.receive import receive_files
    from tasks.store import store_returns

    received = receive_files(str(run.settings.home), run.day)
    stored = store_returns(str(run.settings.home), run.month, run.day)
    get_run_logger().info("%s: %s neu, %s", run.month, received, stored)
    return {"month": run.month, "received": received, **stored}
