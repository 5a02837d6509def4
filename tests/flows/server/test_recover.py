"""What a power cut leaves in Prefect, and what becomes of it."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Pending, Running, Scheduled

from config import clock
from config.schedule import read_by_hand, read_deployments
from config.settings import load_settings
from flows.server import recover as module
from flows.server.recover import recover
from tasks.run_record import RunRecord, this_process, write_record

DEPLOYMENTS = {entry["name"]: uuid4() for entry in (*read_deployments(), *read_by_hand())}
(BY_HAND,) = (entry["name"] for entry in read_by_hand())


class PrefectClient:
    """Remembers what is done to the runs that it knows."""

    def __init__(self, *runs):
        self.runs, self.deleted, self.states = runs, [], {}

    def read_flow_runs(self, flow_run_filter, limit, offset):
        kinds = flow_run_filter.state.type.any_
        return [run for run in self.runs if run.state_type in kinds][offset : offset + limit]

    def delete_flow_run(self, number):
        self.deleted.append(number)

    def set_flow_run_state(self, number, state, *, force):
        assert force
        self.states[number] = state.type

    def create_flow_run_from_deployment(self, number, *, state):
        pytest.fail(f"nothing was missed: {number} {state}")


def run_of(name, state):
    state = state or Scheduled(scheduled_time=datetime.now(UTC) - timedelta(hours=1))
    return FlowRun(flow_id=uuid4(), deployment_id=DEPLOYMENTS[name], state=state, state_type=state.type)


@pytest.mark.parametrize(
    ("name", "state", "becomes"),
    [
        pytest.param("einsammeln", None, "deleted", id="a late run of a schedule is made up for by another"),
        pytest.param("einsammeln", Pending(), StateType.CRASHED, id="one that was about to begin, too"),
        pytest.param("einsammeln", Running(), StateType.CRASHED, id="one at work is dead"),
        pytest.param(BY_HAND, None, None, id="what somebody has asked for still waits"),
        pytest.param(BY_HAND, Pending(), StateType.SCHEDULED, id="and waits again where it was about to begin"),
        pytest.param(BY_HAND, Running(), StateType.CRASHED, id="but is dead where it was at work"),
    ],
)
def test_what_becomes_of_a_run(name, state, becomes, tmp_path, monkeypatch):
    run = run_of(name, state)
    client = PrefectClient(run)
    monkeypatch.setattr(module, "get_client", lambda *, sync_client: nullcontext(client))

    assert recover(load_settings(tmp_path), DEPLOYMENTS) == []

    assert client.deleted == ([run.id] if becomes == "deleted" else [])
    assert client.states == ({} if becomes in {"deleted", None} else {run.id: becomes})


@pytest.mark.parametrize(
    ("process", "states"),
    [
        pytest.param("1 another-boot 77", [StateType.CRASHED], id="its process is gone"),
        pytest.param(this_process(), [], id="somebody else's process lives"),
    ],
)
def test_a_run_at_work_is_dead_unless_its_process_lives(process, states, tmp_path, monkeypatch):
    run, settings = run_of("einsammeln", Running()), load_settings(tmp_path)
    client = PrefectClient(run)
    monkeypatch.setattr(module, "get_client", lambda *, sync_client: nullcontext(client))
    now = clock.now().isoformat()
    write_record(settings.log, RunRecord("einsammeln", "2026-10", now, now, False, process, str(run.id)))

    recover(settings, DEPLOYMENTS)

    assert list(client.states.values()) == states
