"""Whether a policy may make of its rules what it says: `refuse_stages(engine, policy)`.

On top of tasks: every run asks it before anything else, and so do `check` and `doctor`.
"""

from sqlalchemy import Engine, select

from config.errors import SettingsError
from config.policy import Policy
from schemas.check import settle
from schemas.store import warehouse as w


def refuse_stages(engine: Engine | None, policy: Policy) -> None:
    """Let a policy pass whose stages are of rules that there are, none louder than its back-test allows.

    Without a warehouse there is no back-test on record, and none is asked for.

    Raises:
        SettingsError: what is wrong, and the command that helps.
    """
    spans = policy.thresholds.stages
    tested = _read_tested(engine) if engine and spans else None
    if wrong := list(settle.refuse_stages(spans, tested)):
        raise SettingsError(f"policy.toml: {'; '.join(wrong)}.")


def _read_tested(engine: Engine) -> set[tuple[str, int]]:
    """The rules of which there is a back-test that asked something and did not fail, with the version that it asked."""
    test = w.backtest
    query = select(test.c.rule, test.c.version).where(test.c.asked > 0, test.c.failed_months == 0)
    with engine.connect() as connection:
        return {(rule, version) for rule, version in connection.execute(query)}
