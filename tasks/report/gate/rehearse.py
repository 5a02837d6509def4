"""The rehearsal some days before the report: how it would come out now. One way in: `rehearse`; nothing is written."""

from datetime import datetime

from sqlalchemy import Engine

from config.policy import Policy
from config.settings import Settings
from schemas.report.gate.rehearsal import Rehearsal
from schemas.report.gate.ruling import rule_on
from schemas.time.deadlines import Cycle, rehearsal_day
from schemas.time.working_day import is_working_day
from tasks.report.gate.gate import judge_report
from tasks.report.month import make_draft
from tasks.store.publication import latest_version, next_plan
from tasks.store.source_status import await_sources


def rehearse(  # noqa: PLR0913 - whose report, of when, by whom
    engine: Engine, settings: Settings, policy: Policy, month: str, at: datetime, *, is_asked: bool = True
) -> Rehearsal | None:
    """From the policy's day until the report: what the gate would say; None where none is due or nobody owes.

    Raises:
        OutageError: a source is away, and nobody asked for it in spite of that; it comes once that is back.
    """
    cycle = Cycle.of(month, policy.calendar)
    day = rehearsal_day(cycle, policy.calendar.rehearsal_days_before)
    if day is None or not day <= at.date() < cycle.report or not is_working_day(at.date()):
        return None
    plan = next_plan(engine, settings.centre, month, at)
    if plan.is_taken_up or latest_version(engine, settings.centre, month):
        return None
    if not is_asked:
        await_sources(engine, "Die Generalprobe wartet")
    draft = make_draft(engine, settings, policy, month, plan)
    if not draft.summary.counts_of(month)[1]:
        return None
    ruling = rule_on(judge_report(engine, draft.summary, draft.report, draft.policy, draft.audit), policy.gate, None)
    return Rehearsal(month, *draft.summary.counts_of(month), ruling.held, ruling.noted)
