"""A report that somebody asks about: its printed words, its true figures, and when it knew them.

One way in: `read_printed(engine, settings, policy, month, version, at)`.
"""

import json
from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine

from config.codes import frozen_titles
from config.policy import Policy, restore_policy
from config.settings import Settings
from schemas.analysis.origins.told import Told
from schemas.report.model import Report
from schemas.report.summary import Summary
from tasks.report.compose import compose_report
from tasks.report.protect import protect_report
from tasks.report.seen.profile import keep_profile
from tasks.report.seen.series import audit_series, summarise_plan
from tasks.store.publication import FrozenInputs, Plan, find_plan, next_plan, read_frozen_inputs


@dataclass(frozen=True)
class Printed:
    """What was told, from when to when it knew, and by which policy; `version` None: it is not published yet."""

    told: Told
    plan: Plan
    policy: Policy
    version: str | None


def read_printed(  # noqa: PLR0913, PLR0917 - whose report, and which
    engine: Engine, settings: Settings, policy: Policy, month: str, version: str | None, at: datetime
) -> Printed | None:
    """A published version as it was told; without one the report as it would be today. None: there is none such."""
    if version is None:
        policy = keep_profile(engine, settings.centre, month, policy)
        plan = replace(next_plan(engine, settings.centre, month, at), version="1.0")
        summary = summarise_plan(engine, settings, policy, month, plan)
        raw = compose_report(summary, policy, plan.version)
        audit = audit_series(engine, settings, raw, policy)
        return Printed(_tell(summary, raw, policy, audit.withheld if audit else ()), plan, policy, None)
    found = find_plan(engine, settings.centre, month, version)
    if found is None:
        return None
    plan, frozen = found[0], read_frozen_inputs(engine, settings.centre, month, version)
    policy = restore_policy(frozen.policy) if frozen else policy
    with frozen_titles(json.loads(frozen.codes)) if frozen else nullcontext():
        summary = _as_frozen(summarise_plan(engine, settings, policy, month, plan), frozen)
        raw = compose_report(summary, policy, plan.version)
        return Printed(_tell(summary, raw, policy, frozen.withheld if frozen else ()), plan, policy, version)


def _as_frozen(summary: Summary, frozen: FrozenInputs | None) -> Summary:
    return replace(summary, counts=frozen.counts, centre_name=frozen.centre_name) if frozen else summary


def _tell(summary: Summary, raw: Report, policy: Policy, withheld: Collection[str]) -> Told:
    return Told(protect_report(raw, policy.disclosure, withheld), raw, summary)
