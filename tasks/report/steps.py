"""The step of the report as a Prefect task: the month's next version is published where it is due."""

from dataclasses import replace
from datetime import date

from prefect import get_run_logger
from sqlalchemy import Engine

from config.errors import MonatsberichtError, raise_problems
from config.policy import Policy, load_policy
from schemas.report.gate.rehearsal import Rehearsal
from tasks.monthly_flow import step
from tasks.report.gate.rehearse import rehearse
from tasks.report.gate.release import release_report
from tasks.report.month import Publication, publish_month
from tasks.report.outstanding import outstanding_months
from tasks.report.restore_published import restore_published
from tasks.run import Run
from tasks.run_record import read_runs
from tasks.store.holds import open_holds, published_versions, unfinished_months
from tasks.store.home_files import lacking_concept
from tasks.timing import timing
from tasks.warehouse import exclusive, open_warehouse


@step("Bericht herausgeben")
def publish_report(run: Run) -> Publication:
    """Publish the month's next version where it is due and its figures are new; before it, what was missed or deleted.

    A run by schedule tries a revision that is held, and finishes a version that was planned, each time until it is out.

    Raises:
        MonatsberichtError: a published folder was changed.
        GateError: too few returns are there.
    """
    policy, engine = load_policy(run.settings.home), open_warehouse(run.settings.url)
    missed = [] if run.is_asked else _owed(run, engine, policy)
    problems: list[MonatsberichtError] = []
    said, settled, done = [], list[str](), None
    with exclusive(engine):
        try:
            said += restore_published(engine, run.settings)
        except MonatsberichtError as error:
            problems.append(error)
            said += error.partial or []
        for month in sorted({*missed, run.month}):
            is_asked = run.is_asked or month in missed
            try:
                with timing() as seconds:
                    done = publish_month(engine, run.settings, policy, month, run.scheduled, is_asked=is_asked)
                get_run_logger().info("Bericht %s, Sekunden je Teil: %s", month, seconds)
                done = replace(done, seconds=seconds)
            except MonatsberichtError as error:
                problems.append(error)
            else:
                said.append(done.message)
                settled += [month] if done.is_settled else []
    said += lacking_concept(run.settings.home, policy)
    for sentence in said:
        get_run_logger().info("%s", sentence)
    done = done and replace(done, message=" ".join(said), settled=tuple(settled))
    raise_problems(problems, partial=done)
    assert done  # noqa: S101 - without a problem the month of the run is always told of
    return done


@step("Bericht freigeben")
def release_held(run: Run, by: str, reason: str) -> str:
    """Write down who lets the held report go; returns its version.

    Raises:
        UsageError: nobody is named, or nothing is held that a name could let go.
    """
    policy, engine = load_policy(run.settings.home), open_warehouse(run.settings.url)
    with exclusive(engine):
        version = release_report(engine, run.settings, policy, run.month, run.at, by, reason)
    get_run_logger().info("Freigegeben: Bericht %s für %s", version, run.month)
    return version


@step("Generalprobe")
def rehearse_report(run: Run) -> Rehearsal | None:
    """How the report would come out now; None where no rehearsal is due.

    Raises:
        OutageError: a source is away, and with it perhaps what is missing.
    """
    policy, engine = load_policy(run.settings.home), open_warehouse(run.settings.url)
    return rehearse(engine, run.settings, policy, run.month, run.at, is_asked=run.is_asked)


def _owed(run: Run, engine: Engine, policy: Policy) -> list[str]:
    """The months whose report should have come before: nothing ran, it is held, or a run died while it wrote it."""
    published = published_versions(engine, run.settings.centre)
    held = [hold.month for hold in open_holds(run.settings.log, published) if hold.is_revision]
    planned = unfinished_months(engine, run.settings.centre)
    missed = outstanding_months(engine, policy.calendar, run.scheduled.date(), _decided(run))
    return [*held, *planned, *missed]


def _decided(run: Run) -> date | None:
    """The day of the latest run by schedule that published or held back what was due; None where none is known."""
    for record in read_runs(run.settings.log, "monatsbericht"):
        if record.is_scheduled and (record.state == "done" or record.cause == "GateError"):
            return date.fromisoformat(record.scheduled[:10])
    return None
