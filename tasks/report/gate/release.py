"""Somebody lets a held report go by name. One way in: `release_report`; publishing is the next run's."""

from datetime import datetime

from sqlalchemy import Engine

from config.errors import UsageError
from config.policy import Policy
from config.settings import Settings
from schemas.german import format_month
from schemas.report.gate.ruling import Release, describe_way_out, name_point, rule_on
from tasks.report.gate.gate import judge_report
from tasks.report.month import draft_report
from tasks.store.releases import read_decision, record_release


def release_report(  # noqa: PLR0913, PLR0917 - whose report, when, and who says so
    engine: Engine, settings: Settings, policy: Policy, month: str, at: datetime, by: str, reason: str
) -> str:
    """Write down that the version of a month that is held now may go out; returns its number.

    Raises:
        UsageError: nobody is named, or no report is held that a name could let go.
        GateError: nobody owes a return for the month.
    """
    name, why = read_decision(by, reason)
    draft = draft_report(engine, settings, policy, month, at)
    if isinstance(draft, str):
        raise UsageError(f"Es wird kein Bericht für {format_month(month)} zurückgehalten. {draft}")
    held = rule_on(judge_report(engine, draft.summary, draft.report, draft.policy, draft.audit), policy.gate, None).held
    if not held:
        raise UsageError(
            f"Es wird kein Bericht für {format_month(month)} zurückgehalten; er erscheint auch ohne Freigabe: "
            f"monatsbericht report --month {month}"
        )
    if not all(point.definition.is_releasable for point in held):
        kept = " ".join(point.message for point in held if not point.definition.is_releasable)
        raise UsageError(f"Diesen Bericht kann niemand freigeben: {kept} {describe_way_out(month, held)}")
    release = Release(name, why, at, {name_point(point): point.extent for point in held})
    record_release(engine, settings.centre, month, draft.plan.version, release)
    return draft.plan.version
