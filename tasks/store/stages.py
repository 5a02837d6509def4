"""Whether back-tests allow what a policy makes of rules. One way in: `refuse_stages`.

Asked first by every run, by `check` and by `doctor`.
"""

from sqlalchemy import Engine, select

from config import policy
from config.errors import SettingsError
from schemas.check.settle import find_wrong_stages
from schemas.store import warehouse as w


def refuse_stages(engine: Engine | None, chosen: policy.Policy) -> None:
    """Let a policy pass whose stages are of rules that there are, none louder than its back-test allows.

    Without a warehouse there is no back-test on record, and none is asked for.

    Raises:
        SettingsError: what is wrong, and the command that helps.
    """
    spans = chosen.thresholds.stages
    tested = _read_tested(engine) if engine and spans else None
    if wrong := list(find_wrong_stages(spans, tested)):
        raise SettingsError(f"policy.toml: {'; '.join(wrong)}.")


def _read_tested(engine: Engine) -> set[tuple[str, int]]:
    """The rules, with the version that was asked, whose newest back-test asked something and did not fail.

    One that asked nothing says nothing, and takes nothing back.
    """
    test = w.backtest
    query = select(test.c.rule, test.c.version, test.c.failed_months).order_by(test.c.tested_at)
    with engine.connect() as connection:
        rows = connection.execute(query.where((test.c.asked > 0) | (test.c.failed_months > 0)))
        newest = {(rule, version): failed for rule, version, failed in rows}
    return {tested for tested, failed in newest.items() if not failed}
