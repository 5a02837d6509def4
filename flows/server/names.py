"""Runs that wait for their time are named in words too. One way in: `name_waiting()`.

Prefect gives each scheduled run a name drawn by lot ("amber-fox") and asks the flow for a better one only when it
starts; neither deployments nor schedules can say one.
"""

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType

from flows.server.recover import find_runs, runs_in
from tasks.run import name_due


def name_waiting() -> None:
    """Give every scheduled run the name that it will have when it starts."""
    with get_client(sync_client=True) as client:
        flows = {one.id: one.name for one in client.read_deployments()}
        for run in list(find_runs(client, runs_in(StateType.SCHEDULED))):
            if run.deployment_id in flows and run.expected_start_time:
                name = name_due(flows[run.deployment_id], run.parameters, run.expected_start_time)
                if run.name != name:
                    client.update_flow_run(run.id, name=name)
