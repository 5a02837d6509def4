"""What became of every run, kept in log/runs/ and nowhere else: neither a lost warehouse nor a lost Prefect loses it.

Ways in: `recording(...)` around a run, `read_runs(log, flow)`. A record is written when a run begins and again when it
ends; one that says it is running although its process has gone was killed, or the power failed. Dead is also one that
somebody ended.
"""

import contextlib
import json
import os
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from config import clock
from config.errors import ClockError, explain_failure, is_ended_outside
from config.schedule import last_due
from schemas.german import format_date
from schemas.time.deadlines import due_month, report_month
from tasks.atomic_files import write_file

AHEAD = timedelta(hours=2)  # more than the clock is put back when summer time ends
TOLD = "gemeldet.json"  # in the log folder, too: what staff have been told (tasks/watch/told.py)
KEPT = 500  # records of a flow, and its last good one; collecting every quarter of an hour, that is ten days
RunState = Literal["running", "done", "failed", "dead"]


@dataclass(frozen=True)
class RunRecord:
    """One run: times are German wall clock in ISO form, `process` tells it from every other process of the machine.

    `is_scheduled` says that nobody asked for it, `run_id` is Prefect's number of it, `sentence` is why it failed,
    `about` tells that from others of its kind, `governed_by` names the files of the home that said how to work.
    """

    flow: str
    month: str
    scheduled: str
    started: str
    is_scheduled: bool
    process: str
    run_id: str = ""
    state: RunState = "running"
    ended: str | None = None
    cause: str = ""
    about: str = ""
    sentence: str = ""
    result: dict[str, Any] = field(default_factory=dict)
    governed_by: list[str] = field(default_factory=list)

    @property
    def is_bad(self) -> bool:
        """Whether somebody has to hear of it."""
        return self.state in {"failed", "dead"}


@contextlib.contextmanager
def recording(log: Path, record: RunRecord) -> Iterator[dict[str, Any]]:
    """Keep the record of a run while it works; what it puts into the dict is its result.

    A home that cannot be written does not stop a run that could work all the same: the run says so itself if not.
    """
    write_record(log, record)
    result: dict[str, Any] = {}
    try:
        yield result
    except BaseException as error:
        fail_record(log, record, error, result=result)
        raise
    end_record(log, record, state="done", result=result)


def read_runs(log: Path, flow: str, most: int | None = None) -> Iterator[RunRecord]:
    """The runs of a flow, the latest first; one whose process has gone is dead.

    What cannot be read is left out, and what is from a time that is yet to come (`find_ahead`).
    """
    latest = (clock.now() + AHEAD).isoformat()
    for path in islice((path for path in _paths(log, flow) if path.name <= _file_time(latest)), most):
        with contextlib.suppress(OSError, ValueError, TypeError):
            record = _parse(path.read_text(encoding="utf-8"))
            yield replace(record, state="dead") if _has_died(record) else record


def find_ahead(log: Path) -> date | None:
    """The day of the latest run, by the clock of then, where that time is yet to come."""
    latest = max((path.name for path in (log / "runs").glob("*/*.json")), default="")
    is_ahead = latest > _file_time((clock.now() + AHEAD).isoformat())
    return date.fromisoformat(latest[:10]) if is_ahead else None


def check_clock(log: Path) -> None:
    """Refuse to work on a day that is before one on which something was done already.

    Raises:
        ClockError: the clock was ahead then, or is behind now; nobody but a person can tell.
    """
    if day := find_ahead(log):
        today = format_date(clock.now().date())
        raise ClockError(
            f"Die Uhr dieses Rechners zeigt den {today}, ein Lauf fand aber schon am {format_date(day)} statt. Bis das "
            "geklärt ist, geschieht nichts. Bitte die Uhr stellen; geht sie richtig, ging sie damals vor: dann bitte "
            "die später datierten Dateien unter log/runs im Datenordner löschen."
        )


def _parse(text: str) -> RunRecord:
    """Raises ValueError or TypeError where it is no record."""
    record = RunRecord(**json.loads(text))
    if not isinstance(record.result, dict):
        raise TypeError("result")
    datetime.fromisoformat(record.started)
    return record


def last_good(log: Path, flow: str, month: str = "") -> RunRecord | None:
    """The latest run of a flow that did its work; of a month, if one is given, or by schedule."""
    good = (record for record in read_runs(log, flow) if record.state == "done")
    return next((record for record in good if not month or record.is_scheduled or record.month == month), None)


def usual_month(flow: str, day: date) -> str:
    """The month of which a flow treats on a day, where nobody names another one."""
    return report_month(day) if flow in {"monatsbericht", "freigeben"} else due_month(day)


def is_due_one(run: RunRecord, due: datetime) -> bool:
    """Whether a run does what the schedule wanted then: one by hand for another month does not."""
    return run.is_scheduled or run.month == usual_month(run.flow, due.date())


def last_results(log: Path, flow: str, names: Collection[str]) -> dict[str, RunRecord]:
    """By each of these names the latest run of a flow whose result says it, good or not; none where no run does."""
    found: dict[str, RunRecord] = {}
    for record in read_runs(log, flow):
        found = {name: record for name in names if name in record.result} | found
        if len(found) == len(names):
            break
    return found


def is_missed(log: Path, entry: dict[str, Any], now: datetime) -> bool:
    """Whether a flow was due, by its entry in the schedule, since it last did its work or began the one it is at.

    Never of one that nothing ever started by itself.
    """
    runs, due = list(read_runs(log, entry["name"])), last_due(entry, now)
    good = (run for run in runs if not run.is_bad and is_due_one(run, due))
    begun = next((datetime.fromisoformat(run.started) for run in good), None)
    # Prefect may start a run a moment before its time.
    is_behind = begun is None or begun + timedelta(seconds=2) < due
    return is_behind and any(run.is_scheduled for run in runs)


def this_process() -> str:
    """What no other process of this machine has, nor a later one with the same number after a restart."""
    return identify(os.getpid())


def _has_died(record: RunRecord) -> bool:
    number = record.process.partition(" ")[0]
    return record.state == "running" and identify(int(number)) != record.process


def identify(pid: int) -> str:
    """Number and, on Linux, when machine and process started; one that is dead and not yet collected is gone."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return f"{pid} {'alive' if _exists(pid) else 'gone'}"
    state, *rest = told.rpartition(")")[2].split()
    return f"{pid} gone" if state in "ZX" else f"{pid} {boot} {rest[18]}"


def _exists(pid: int) -> bool:
    with contextlib.suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True


def end_record(log: Path, record: RunRecord, **values: Any) -> None:
    """Keep what became of a run: `values` as a RunRecord has them."""
    write_record(log, replace(record, ended=clock.now().isoformat(), **values))
    _thin_out(log, record.flow)


def fail_record(log: Path, record: RunRecord, error: BaseException, **values: Any) -> None:
    """Keep that this error ended a run, and what it says."""
    why = {"cause": type(error).__name__, "about": getattr(error, "about", ""), "sentence": explain_failure(error)}
    end_record(log, record, state="dead" if is_ended_outside(error) else "failed", **why, **values)


def _thin_out(log: Path, flow: str) -> None:
    """Keep the latest, and the latest that did its work: what a home had then is missed, however long all runs fail."""
    if old := _paths(log, flow)[KEPT:]:
        good = last_good(log, flow)
        for path in set(old) - ({_path_of(log, good)} if good else set()):
            path.unlink(missing_ok=True)


def _paths(log: Path, flow: str) -> list[Path]:
    return sorted((log / "runs" / flow).glob("*.json"), reverse=True)


def _path_of(log: Path, record: RunRecord) -> Path:
    return log / "runs" / record.flow / f"{_file_time(record.started)}-{record.process.partition(' ')[0]}.json"


def _file_time(iso: str) -> str:
    """A time as the names of the files begin with it, in whose order they stand."""
    return iso.replace(":", "")


def write_record(log: Path, record: RunRecord) -> None:
    """Keep what is known of a run now; a disk that refuses it stops nobody."""
    path = _path_of(log, record)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, json.dumps(asdict(record), ensure_ascii=False, indent=1, default=str).encode())
