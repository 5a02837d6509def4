"""What a machine that stopped without a word left in Prefect. One way in: `recover(settings, deployments)`.

Only for `serve`, which alone runs the schedules of a home: whatever Prefect believes to be at work when it starts is
dead, unless a living process says otherwise. What was missed is made up for once, in the order of the schedules.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Crashed, Scheduled

from config import clock
from config.schedule import read_by_hand, read_deployments
from config.settings import Settings
from tasks.run_record import is_missed, read_runs

ENDED = "Der Rechner oder monatsbericht serve ging aus, während dieser Lauf arbeitete; der nächste holt es nach."
AT_WORK = (StateType.RUNNING, StateType.PENDING, StateType.CANCELLING)
PAGE = 200  # runs in one answer of the server


def recover(settings: Settings, deployments: Mapping[str, UUID]) -> list[str]:
    """Call dead runs crashed, take back what is late, and plan one run of each flow that missed something.

    What a person has started and nobody has begun is no schedule's and makes up for nothing: it is still to be done.

    Args:
        settings: of the home.
        deployments: the numbers of the deployments by name.

    Returns the names of the flows that are made up for, in their order.
    """
    missed = [name for name in find_missed(settings, clock.now()) if name in deployments]
    asked = {deployments[entry["name"]] for entry in read_by_hand() if entry["name"] in deployments}
    records = (record for name in deployments for record in read_runs(settings.log, name, 5))
    living = {record.run_id for record in records if record.state == "running"}
    with get_client(sync_client=True) as client:
        for run in list(find_runs(client, runs_in(*AT_WORK))):
            if str(run.id) not in living:
                is_begun = run.deployment_id not in asked or run.state_type is not StateType.PENDING
                ended: State[Any] = Crashed(message=ENDED) if is_begun else Scheduled(scheduled_time=_in(0))
                client.set_flow_run_state(run.id, ended, force=True)
        late = {"before_": _in(0)}
        for run in list(find_runs(client, runs_in(StateType.SCHEDULED, expected_start_time=late))):
            if run.deployment_id not in asked:
                client.delete_flow_run(run.id)
        for number, name in enumerate(missed):
            client.create_flow_run_from_deployment(deployments[name], state=Scheduled(scheduled_time=_in(number)))
    return missed


def find_missed(settings: Settings, now: datetime) -> list[str]:
    """The flows that were due since they last did their work, in order; of a home that never ran by itself none."""
    return [entry["name"] for entry in read_deployments() if is_missed(settings.log, entry, now)]


def find_runs(client: SyncPrefectClient, wanted: FlowRunFilter) -> Iterable[FlowRun]:
    """Every run of that kind, however many there are; not to be changed so that it is of another kind meanwhile."""
    offset = 0
    while runs := client.read_flow_runs(flow_run_filter=wanted, limit=PAGE, offset=offset):
        yield from runs
        offset += PAGE


def runs_in(*states: StateType, **more: Any) -> FlowRunFilter:
    """Runs in one of these states; `more` as Prefect's filter has it."""
    return FlowRunFilter(**{"state": {"type": {"any_": states}}, **more})


def _in(seconds: int) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)
