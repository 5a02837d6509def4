"""All that is out of a centre, as an outsider has it, and what a new report adds to it. One way in: `audit_series`.

Ways in besides: `audit_report`, the same without a warehouse; `summarise_plan` and `compose_frozen`, the true figures.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Engine

from config.codes import frozen_titles
from config.policy import Disclosure, Policy, restore_policy
from config.settings import Settings
from schemas.report.model import Report
from schemas.report.protection.attack import attack
from schemas.report.protection.audit import Audit, make_audit
from schemas.report.protection.model import Edition, build_model
from schemas.report.protection.quantities import name_counts
from schemas.report.protection.withhold import choose_withheld
from schemas.report.summary import Summary
from tasks.report.arrange import gather_report
from tasks.report.compose import compose_report
from tasks.report.protect import protect_report
from tasks.report.summarise import summarise
from tasks.store.publication import FrozenInputs, Plan, find_plan, list_versions, read_frozen_inputs, read_kept_back


def summarise_plan(engine: Engine, settings: Settings, policy: Policy, month: str, plan: Plan) -> Summary:
    """The true figures of a month as known at the plan's vintage."""
    return summarise(
        engine,
        settings.centre,
        month,
        plan.vintage,
        months=policy.report.trend_months,
        previous=plan.previous_vintage,
        owing_by=policy.calendar if policy.report.estimates else None,
    )


def compose_frozen(
    engine: Engine, settings: Settings, month: str, plan: Plan, frozen_inputs: FrozenInputs
) -> tuple[Report, Policy]:
    """A version that is out, with its true figures, and the policy that it was made with; within its frozen titles.

    Raises:
        SettingsError: the policy means nothing to this program any more.
    """
    policy = restore_policy(frozen_inputs.policy)
    summary = summarise_plan(engine, settings, policy, month, plan)
    summary = replace(summary, counts=frozen_inputs.counts, centre_name=frozen_inputs.centre_name)
    return compose_report(summary, policy, plan.version), policy


def audit_series(engine: Engine, settings: Settings, raw: Report, policy: Policy) -> Audit | None:
    """What the report keeps back, and what an outsider learns from it with everything before it.

    What an earlier report kept back stays so in all months that print it. None where no count is rounded.
    """
    if policy.disclosure.profile != "rounding":
        return None
    earlier = list(_editions(engine, settings, raw.month))
    return audit_report(raw, policy.disclosure, earlier, read_kept_back(engine, settings.centre))


def audit_report(
    raw: Report, disclosure: Disclosure, earlier: Sequence[Edition] = (), kept_back: frozenset[str] = frozenset()
) -> Audit:
    """The same, of a report with the versions of its month before it and the names of what was ever kept back."""
    base, least, seconds = disclosure.rounding_base, disclosure.least_values, disclosure.attack_seconds
    kept = kept_back & set(name_counts(raw, gather_report(raw, base)).values())
    edition = make_edition(raw, disclosure, kept)
    new = build_model([edition], base).printed - build_model(earlier, base).printed
    chosen = choose_withheld(build_model([*earlier, edition], base), new, least, seconds)
    withheld = kept | chosen.names
    public = build_model([*earlier, make_edition(raw, disclosure, withheld)], base)
    found = chosen.found if public == chosen.model else attack(public, least, seconds)
    return make_audit(found, chosen.known, withheld)


def make_edition(raw: Report, disclosure: Disclosure, withheld: Collection[str] = ()) -> Edition:
    """A report with its true figures, as it lists and as it prints them."""
    return Edition(raw, gather_report(raw, disclosure.rounding_base), protect_report(raw, disclosure, withheld))


def _editions(engine: Engine, settings: Settings, month: str) -> Iterator[Edition]:
    """The versions of a month that are out."""
    for version in list_versions(engine, settings.centre, month):
        found = find_plan(engine, settings.centre, month, version)
        frozen_inputs = read_frozen_inputs(engine, settings.centre, month, version)
        if found and frozen_inputs:
            with frozen_titles(json.loads(frozen_inputs.codes)):
                raw, policy = compose_frozen(engine, settings, month, found[0], frozen_inputs)
            yield make_edition(raw, policy.disclosure, frozen_inputs.withheld)
