"""How the persons of a month are protected: as its first report did, until somebody decides otherwise by name.

Who holds two reports of the same figures, one rounded and one with gaps, works most of them out; so a change of
policy.toml holds from the next month. Ways in: `keep_profile`; `change_profile` for an older month, `tell_change` for
its readers.
"""

from datetime import datetime

from sqlalchemy import Engine

from config.errors import UsageError
from config.policy import Disclosure, Policy, restore_policy
from schemas.german import format_month
from tasks.store.publication import latest_version, list_versions, next_plan, read_policy
from tasks.store.releases import read_decision, read_protection, record_protection

_WORDS = {
    "rounding": "auf Vielfache von {rounding_base} gerundet",
    "suppression": "unter {suppression_threshold} geheim gehalten",
    "none": "nicht geschützt",
}
_CHANGED = (
    "Personenzahlen sind von dieser Fassung an {now}, bis Fassung {version} waren sie {before}. Was nur deshalb anders "
    "lautet, hat sich nicht geändert."
)


def keep_profile(engine: Engine, centre_id: str, month: str, policy: Policy) -> Policy:
    """The policy with the protection of the month's reports, or with what somebody decided since.

    Where the month has no report yet, it is the policy's own.
    """
    last = _last_profile(engine, centre_id, month)
    if last is None:
        return policy
    decided = read_protection(engine, centre_id, month)
    is_to_come = decided is not None and decided[0] not in list_versions(engine, centre_id, month)
    disclosure = decided[1] if decided and is_to_come else last[1]
    return policy.model_copy(update={"disclosure": disclosure})


def change_profile(  # noqa: PLR0913, PLR0917 - of which month, to what, and who says so
    engine: Engine, centre_id: str, policy: Policy, month: str, at: datetime, by: str, reason: str
) -> str:
    """Write down that the next version of a month is protected by this policy; returns its number.

    Whether that may go out together with everything before it is for the audit to say (tasks.report.seen.series).

    Raises:
        UsageError: nobody is named, there is nothing to change, or a version is just being written.
    """
    decision = (*read_decision(by, reason), at)
    if _last_profile(engine, centre_id, month) is None:
        raise UsageError(f"Für {format_month(month)} gibt es noch keinen Bericht; er folgt ohnehin policy.toml.")
    if keep_profile(engine, centre_id, month, policy) == policy:
        raise UsageError(f"{format_month(month)} wird schon so geschützt, wie policy.toml es sagt ([disclosure]).")
    plan = next_plan(engine, centre_id, month, at)
    if plan.is_taken_up:
        raise UsageError(f"Bericht {plan.version} ist noch nicht fertig geschrieben. Bitte zuerst: monatsbericht rerun")
    record_protection(engine, centre_id, month, plan.version, policy.disclosure, decision)
    return plan.version


def tell_change(engine: Engine, centre_id: str, month: str, disclosure: Disclosure) -> tuple[str, ...]:
    """What readers must know of a version that is protected otherwise than the one before it; nothing where none is."""
    last = _last_profile(engine, centre_id, month)
    if last is None or _describe(last[1]) == _describe(disclosure):
        return ()
    return (_CHANGED.format(now=_describe(disclosure), version=last[0], before=_describe(last[1])),)


def _last_profile(engine: Engine, centre_id: str, month: str) -> tuple[str, Disclosure] | None:
    """The newest published version of a month and its protection; None where there is none, or it is not known."""
    version = latest_version(engine, centre_id, month)
    policy = read_policy(engine, centre_id, month, version) if version else None
    return (version, restore_policy(policy).disclosure) if version and policy else None


def _describe(disclosure: Disclosure) -> str:
    return _WORDS[disclosure.profile].format_map(disclosure.model_dump())
