"""What makes a Prefect flow of a month's work. One way in: the decorator `monthly_flow(name, usual_month)`.

Every flow has the same three parameters, is named in words, keeps a record of each run, and ends at once where a later
run has done its work already. `step(name)` makes a task of a part of that work, tried again where it needs what may
be away for a while.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any, ParamSpec, TypeVar

from prefect import Flow, Task, flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import deployment, flow_run
from sqlalchemy.exc import SQLAlchemyError

from config import clock
from config.errors import (
    BusyError,
    MonatsberichtError,
    TargetError,
    UnreachableError,
    WarehouseError,
    explain_failure,
    raise_problems,
)
from tasks.discretion import discreet
from tasks.existing_warehouse import check_home, list_governing, open_existing_warehouse
from tasks.run import IS_FOLLOWED, Run, begin_run, name_run
from tasks.run_record import RunRecord, check_clock, last_good, recording, this_process
from tasks.store.marks import read_marks
from tasks.watch.screen import show_outcome, tag_run
from tasks.watch.unbegun import tell_unbegun, unbegun_record
from tasks.watch.watch import watch

P = ParamSpec("P")
T = TypeVar("T")
RETRY_SECONDS = [10, 60, 300]  # growing pauses; what lasts longer is for the next run that is due
_PASSING = (BusyError, WarehouseError, UnreachableError, TargetError, OSError)
DONE_BEFORE = "Ein späterer Lauf hat das schon getan."


def is_passing(_task: object, _run: object, state: Any) -> bool:
    """Whether a step failed on what may come back by itself, and nobody sits waiting at a terminal."""
    error = state.result(raise_on_failure=False)
    return bool(deployment.id) and isinstance(error, _PASSING)


PATIENT: dict[str, Any] = {
    "retries": len(RETRY_SECONDS),
    "retry_delay_seconds": RETRY_SECONDS,
    "retry_condition_fn": is_passing,
}


def step(name: str, **options: Any) -> Callable[[Callable[P, T]], Task[P, T]]:
    """Make a Prefect task of a step: tried again as `PATIENT` says, and what it met by mistake is told to nobody.

    The name has no umlaut: where Prefect draws a run, its font has none.
    """

    def make(work: Callable[P, T]) -> Task[P, T]:
        named = {"name": name, "task_run_name": name, **options}
        return task(cache_policy=NO_CACHE, **PATIENT, **named)(discreet(work))

    return make


class Steps:
    """Goes on after a step that failed on a part of its work, and keeps the problem for the end of the run."""

    def __init__(self) -> None:
        self.problems: list[MonatsberichtError] = []

    def take(self, step: Callable[..., T], *arguments: Any) -> T:
        """What the step returns; where it failed in part, what it did all the same. Raises what leaves nothing."""
        try:
            return step(*arguments)
        except MonatsberichtError as error:
            if error.partial is None:
                raise_problems([*self.problems, error])
            self.problems.append(error)
            done: T = error.partial
            return done

    def attempt(self, step: Callable[..., T | None], *arguments: Any) -> T | None:
        """What the step returns, or None where it failed: nothing that follows needs it."""
        try:
            return step(*arguments)
        except MonatsberichtError as error:
            self.problems.append(error)
            return None


Work = Callable[[Run, Steps], dict[str, Any]]


def monthly_flow(name: str, usual_month: Callable[[date], str]) -> Callable[[Work], Flow[..., dict[str, Any]]]:
    """Make a flow of a function that does the month's work in steps and returns counts and ids.

    The flow has the parameters `home` (None takes MONATSBERICHT_HOME or the default), `month` (YYYY-MM; None takes
    `usual_month` of the day), and `at` (when the run counts as done; None takes the time it was scheduled for). It
    raises, once all else is done, the problems of its steps as one MonatsberichtError.
    """

    def make(work: Work) -> Flow[..., dict[str, Any]]:
        def run_flow(home: str | None = None, month: str | None = None, at: str | None = None) -> dict[str, Any]:
            with told_unbegun(name, home, month, at):
                run = begin(home, month, at, usual_month)
            _on_screen(tag_run, run)
            if not run.is_asked and _is_done(run, name):
                get_run_logger().info(DONE_BEFORE)
                return {"month": run.month, "message": DONE_BEFORE}
            with looked_after(run), recording(run.settings.log, _record(run, name)) as result:
                look_at_home(run)
                steps = Steps()
                with marking(run.settings.url, result):
                    result.update(done := work(run, steps))
                _on_screen(show_outcome, run, done)
                raise_problems(steps.problems, [done])
            return done

        # Prefect finds the flow again under the name of the function that it was made of.
        run_flow.__module__, run_flow.__qualname__, run_flow.__doc__ = work.__module__, work.__qualname__, work.__doc__
        run_flow.__name__ = work.__name__
        return flow(name=name, flow_run_name=name_run, persist_result=False)(discreet(run_flow))

    return make


begin = step("Einstellungen lesen")(begin_run)
"""`begin_run` as a step: where nothing can be read, Prefect's screen is all that a run could say it on."""


@step("Uhr und Datenordner nachsehen")
def look_at_home(run: Run) -> None:
    """Before anything is done; a step like all others, so that Prefect's screen shows where such a run ended.

    Raises:
        ClockError: the clock cannot be right.
        LostError: a part of the home is gone.
        WarehouseError: it cannot be reached, which may pass.
    """
    check_clock(run.settings.log)
    check_home(run.settings)


@contextmanager
def marking(url: str, result: dict[str, Any]) -> Iterator[None]:
    """Note with the result, however the work ends, how far the warehouse has got: an older one is known by that."""
    try:
        yield
    finally:
        with suppress(MonatsberichtError, SQLAlchemyError):
            if engine := open_existing_warehouse(url):
                result.update(read_marks(engine))
                engine.dispose()


def _is_done(run: Run, name: str) -> bool:
    latest = last_good(run.settings.log, name, run.month)
    return latest is not None and latest.started > run.scheduled.isoformat()


@contextmanager
def told_unbegun(flow: str, home: str | None, month: str | None, at: str | None) -> Iterator[None]:
    """What ends a run meanwhile is told as its end; not where a command runs it, which says so itself."""
    try:
        yield
    except BaseException as error:
        if deployment.id:
            record = unbegun_record(flow, month, at, clock.now(), flow_run.id or "", this_process())
            _look_after(tell_unbegun, record, home, error)
        raise


def _on_screen(show: Callable[..., None], *arguments: Any) -> None:
    """What staff see of the run; trouble with that is no trouble of the run."""
    try:
        show(*arguments)
    except Exception as error:  # noqa: BLE001 - as in `_look_after`
        get_run_logger().warning("Prefects Oberfläche zeigt nicht alles: %s", explain_failure(error))


@contextmanager
def looked_after(run: Run) -> Iterator[None]:
    """Look after a run at its end; one that went well leaves that to the flow that follows it, if any does."""
    try:
        yield
    except BaseException:
        _look_after(watch, run.settings, clock.now())
        raise
    if not IS_FOLLOWED.get():
        _look_after(watch, run.settings, clock.now())


def _look_after(look: Callable[..., object], *arguments: Any) -> None:
    """Staff are told and the page is written, however the run ended; trouble with that is no trouble of the run."""
    try:
        look(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever it is, the run has its own outcome to tell
        get_run_logger().warning("Die Lage ließ sich nicht schreiben: %s", explain_failure(error))


def _record(run: Run, name: str) -> RunRecord:
    return RunRecord(
        flow=name,
        month=run.month,
        scheduled=run.scheduled.isoformat(),
        started=clock.now().isoformat(),
        is_scheduled=not run.is_asked,
        process=this_process(),
        run_id=flow_run.id or "",
        governed_by=list_governing(run.settings),
    )
