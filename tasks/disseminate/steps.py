"""The step that brings reports to their targets, as a Prefect task. It takes no lock: a server may be slow."""

from prefect import get_run_logger

from config import clock
from config.errors import raise_problems
from tasks.disseminate.disseminate import Disseminated, disseminate_due
from tasks.monthly_flow import step
from tasks.run import Run
from tasks.warehouse import open_warehouse


@step("Bericht zustellen")
def disseminate_reports(run: Run) -> Disseminated:
    """Every version that a target has not got yet; without targets nothing.

    Raises:
        TargetError: something has not arrived; it is tried again after growing pauses, until it has.
    """
    if not run.settings.targets:
        return Disseminated()
    done = disseminate_due(open_warehouse(run.settings.url), run.settings, max(run.at, clock.now()))
    for sentence in done.arrived:
        get_run_logger().info("%s", sentence)
    raise_problems(done.problems(), partial=done)
    return done
