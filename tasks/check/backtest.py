"""What a rule as it is now finds in what came long ago: `list_sent(engine, since)`, `backtest(...)`.

Nothing is stored but that it was tested (`record_backtest`), and nothing answered. What is compared with is the
warehouse as it is now: last month's figures in force, the register with its spans.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import Engine, delete, insert, select

from config.policy import Policy, Stage, StageSpan
from schemas.check.batch import return_frame, table_frames
from schemas.check.catalogue import CATALOGUE
from schemas.check.enrich import enrich_returns, enrich_table
from schemas.check.failures import ask
from schemas.check.known import Known
from schemas.check.rule import RETURN, Check, Rule
from schemas.check.unusual.rules import UNUSUAL
from schemas.files.reading import Reading
from schemas.finding import Severity
from schemas.form.forms import TABLES
from schemas.mail.submission_key import judge_key
from schemas.store import warehouse as w
from tasks.check.check import check_readings
from tasks.check.find_unusual import count_judged
from tasks.check.read_known import read_known
from tasks.warehouse import writing

FilePlace: TypeAlias = tuple[str, str]  # the digest of a file, and what a finding speaks of


@dataclass(frozen=True)
class Sent:
    """A file that came and could be told whose it is: its digest, name, month and the moment."""

    sha256: str
    file: str
    month: str
    received_at: datetime


@dataclass(frozen=True)
class Trial:
    """Of how many rows (files, for a rule about the file) a rule was `asked`; where it found something `then`, `now`.

    `gone` is how many files are not in the archive any more, `failed` why it could not be asked, as Python says it.
    """

    files: int = 0
    asked: int = 0
    then: frozenset[FilePlace] = frozenset()
    now: frozenset[FilePlace] = frozenset()
    gone: int = 0
    failed: str = ""

    def __add__(self, other: "Trial") -> "Trial":
        """Both parts of a month."""
        return Trial(
            self.files + other.files,
            self.asked + other.asked,
            self.then | other.then,
            self.now | other.now,
            self.gone + other.gone,
            self.failed or other.failed,
        )


@dataclass(frozen=True)
class Conditions:
    """Under which it is asked: policy, day of the test, and what is behind the submission keys (None: not asked)."""

    policy: Policy
    day: date
    secret: bytes | None = None


def record_backtest(engine: Engine, rule: Rule, since: str, months: Collection[Trial], at: datetime) -> None:
    """Keep that the rule as it is was tested on the months from `since` (YYYY-MM) on, and what came of it."""
    total = sum(months, Trial())
    row = {
        "rule": rule.id,
        "tested_at": at,
        "version": rule.version,
        "since": since,
        "files": total.files,
        "asked": total.asked,
        "found_then": len(total.then),
        "found_now": len(total.now),
        "failed_months": sum(bool(one.failed) for one in months),
    }
    same = (w.backtest.c.rule == rule.id) & (w.backtest.c.tested_at == at)
    with writing(engine) as connection:
        connection.execute(delete(w.backtest).where(same))
        connection.execute(insert(w.backtest), row)


def record_failed(engine: Engine, failed: Mapping[tuple[str, str], str], at: datetime) -> None:
    """Keep that rules of the shadow, by rule and month, could not be asked of what came: a trial that failed."""
    for rule in sorted({rule for rule, _ in failed}):
        months = {month: Trial(failed=why) for (name, month), why in failed.items() if name == rule}
        record_backtest(engine, CATALOGUE[rule], min(months), months.values(), at)


def list_sent(engine: Engine, since: str) -> list[Sent]:
    """Each file for the month `since` (YYYY-MM) and later, as it came first; not what was checked again."""
    table = w.submission
    query = select(table.c.sha256, table.c.file, table.c.month, table.c.received_at)
    is_first = table.c.recheck_of.is_(None) & table.c.checked_at.is_not(None)
    with engine.connect() as connection:
        rows = connection.execute(query.where(is_first, table.c.month >= since).order_by(table.c.submission_id))
        return [Sent(*row) for row in rows]


def backtest(engine: Engine, rule: Rule, readings: Sequence[Reading], conditions: Conditions) -> Trial:
    """Ask one rule of some files, each with the day on which it came.

    That the rule itself fails on them is said in what is returned, and stops nothing.
    """
    conditions = replace(conditions, policy=_with_the_rule(conditions.policy, rule))
    months = {reading.month for reading in readings if reading.month}
    trial = Trial(len(readings), then=_found_then(engine, rule, {reading.sha256 for reading in readings}))
    known = read_known(engine, months, readings)
    try:
        asked = _count_asked(rule, readings, known, conditions)
        verdicts = check_readings(readings, known, conditions.policy, conditions.day, conditions.secret)
    except Exception as error:  # noqa: BLE001 - whatever a rule does, the other months are to be trial
        return replace(trial, failed=f"{type(error).__name__}: {error}")
    pairs = zip(readings, verdicts, strict=True)
    now = {(one.sha256, f.subject or "") for one, verdict in pairs for f in verdict.findings if f.rule == rule.id}
    return replace(trial, asked=asked, now=frozenset(now))


def _with_the_rule(policy: Policy, rule: Rule) -> Policy:
    """The policy under which the rule is asked and told in every month, be it a draft or retired by now."""
    others = tuple(one for one in policy.thresholds.stages if one.rule != rule.id)
    told: Stage = "error" if rule.severity == Severity.ERROR else "warning"
    always = () if rule.stage is None else (StageSpan(rule=rule.id, stage=told, since="1900-01"),)
    thresholds = policy.thresholds.model_copy(update={"stages": (*others, *always)})
    return policy.model_copy(update={"thresholds": thresholds})


def _found_then(engine: Engine, rule: Rule, digests: Collection[str]) -> frozenset[FilePlace]:
    sent = w.submission
    with engine.connect() as connection:
        return frozenset(
            (digest, subject or "")
            for found in (w.finding, w.shadow_finding)
            for digest, subject in connection.execute(
                select(sent.c.sha256, found.c.subject)
                .join(sent, sent.c.submission_id == found.c.submission_id)
                .where(found.c.rule == rule.id, sent.c.recheck_of.is_(None), sent.c.sha256.in_(digests))
            )
        )


def _count_asked(rule: Rule, readings: Sequence[Reading], known: Known, conditions: Conditions) -> int:
    """How many rows it applies to; a rule that no frame is asked is one about the file.

    One about unusual counts is asked only of files whose past is long enough for it.
    """
    if rule.id in UNUSUAL:
        return count_judged(rule.id, readings, table_frames(readings), known.past)
    if not isinstance(rule, Check):
        return len(readings)
    if rule.table == RETURN:
        secret, calendar = conditions.secret, conditions.policy.calendar
        keys = [judge_key(secret, one.submission_keys, one.respondent, one.month) for one in readings if secret]
        frame = enrich_returns(return_frame(readings), known, calendar, conditions.day, keys)
    else:
        frame = enrich_table(table_frames(readings)[rule.table], TABLES[rule.table], known)
    return 0 if frame.empty else int(ask(rule, frame, conditions.policy.thresholds).notna().sum())
