"""Runs that wait for their time, or ended before they began, are named in words too. One way in: `name_unbegun()`.

Prefect gives each run a name drawn by lot ("amber-fox") and asks the flow for a better one only when it starts;
neither deployments nor schedules can say one.
"""

from datetime import UTC, datetime, timedelta

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType

from flows.server.recover import find_runs, runs_in
from tasks.run import name_due

_RECENT = timedelta(days=1)  # `serve` looks each minute; what is older has its name
_UNBEGUN = (StateType.SCHEDULED, StateType.PENDING, StateType.CANCELLED, StateType.CRASHED)


def name_unbegun() -> None:
    """Give every run that has not begun the name that it will have when it starts, or would have had."""
    recent = {"after_": datetime.now(UTC) - _RECENT}
    with get_client(sync_client=True) as client:
        flows = {one.id: one.name for one in client.read_deployments()}
        for run in list(find_runs(client, runs_in(*_UNBEGUN, expected_start_time=recent))):
            if run.deployment_id in flows and run.expected_start_time and not run.run_count:
                name = name_due(flows[run.deployment_id], run.parameters, run.expected_start_time)
                if run.name != name:
                    client.update_flow_run(run.id, name=name)
