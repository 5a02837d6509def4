"""Runs that ended before they could keep a record of themselves. One way in: `record_unbegun(settings)`.

One that somebody cancelled in its first second, or whose program does not start says so to Prefect alone, and one that
cannot read its settings does where the disk is full; mails to staff, lage.html and `status` are made of the records.
"""

import re
from datetime import UTC, datetime, timedelta

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, StateType

from config import clock
from config.schedule import read_deployments
from config.settings import Settings
from flows.server.recover import ENDED, find_runs, runs_in
from tasks.run_record import end_record, read_runs
from tasks.watch.home import is_home
from tasks.watch.unbegun import unbegun_record

BAD = (StateType.FAILED, StateType.CRASHED, StateType.CANCELLED)
RECENT = timedelta(minutes=15)  # `serve` looks each minute; what is older was seen, or made up for since
WAITED = timedelta(days=1)  # at most, from when a run was due to its end
READ_BACK = 50  # records of a flow, more than there are of so short a time
UNBEGUN = "Der Lauf endete, ehe er begann: abgebrochen, abgestürzt, oder das Programm ließ sich nicht starten."
_EXCEPTION = re.compile(r"exception: (?P<cause>\w+): (?P<sentence>.*)", re.DOTALL)


def record_unbegun(settings: Settings) -> None:
    """Write the records that are missing. What a power cut ended is none of these: it is made up for.

    Where the home is away they are only not to be seen, and would be written into what lies in its place.
    """
    if not is_home(settings):
        return
    with get_client(sync_client=True) as client:
        flows = {one.id: one.name for one in client.read_deployments()}
        now = datetime.now(UTC)
        due = {"after_": now - WAITED, "before_": now}
        found = [run for run in find_runs(client, runs_in(*BAD, expected_start_time=due)) if _is_news(run, now)]
    for name in (entry["name"] for entry in read_deployments()):
        own = [run for run in found if run.deployment_id and flows.get(run.deployment_id) == name]
        known = {record.run_id for record in read_runs(settings.log, name, READ_BACK)} if own else set()
        for run in own:
            if run.state and str(run.id) not in known:
                moment = run.expected_start_time or run.state.timestamp
                _record(settings, run, name, clock.now() - (now - moment))


def _is_news(run: FlowRun, now: datetime) -> bool:
    return bool(run.state and run.state.message != ENDED and run.state.timestamp > now - RECENT)


def _record(settings: Settings, run: FlowRun, flow: str, moment: datetime) -> None:
    """As begun when it was due: what was done since makes up for it, though Prefect took its time to call it ended."""
    said = _EXCEPTION.search((run.state and run.state.message) or "")
    number, asked = str(run.id), run.parameters
    end_record(
        settings.log,
        # nobody knows which process it was
        unbegun_record(flow, asked.get("month"), asked.get("at"), moment.replace(microsecond=0), number, number),
        state="failed" if run.state_type is StateType.FAILED else "dead",
        cause=said["cause"] if said else "",
        sentence=said["sentence"] if said else UNBEGUN,
    )
