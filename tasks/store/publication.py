"""Which version of a report comes next, and what was published.

Ways in: `next_plan`, `record_plan`, `record_published`; `find_plan` and `read_frozen_inputs` for a report that is out.

A version is planned in the warehouse before its folder is written and marked published after: a run that is killed
in between is taken up again with the same version and vintage, so that it writes the very same files. What a report is
made of and could change later is fixed with the plan: `FrozenInputs`.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from schemas.analysis.revision import ChangedValue
from schemas.form.forms import KINDS
from schemas.report.protection.audit import Audit
from schemas.report.summary import Counts
from schemas.store import warehouse as w
from schemas.store.history import in_force, newest_change, people_at
from schemas.store.published import is_published
from tasks.warehouse import writing

_COUNT_NAMES = {"month": "counted_month"}  # how a field of Counts is called in the table


@dataclass(frozen=True)
class Plan:
    """A version to be published; `content` is that of the version before it, None for the first."""

    version: str
    vintage: datetime
    previous_vintage: datetime | None
    content: str | None
    is_taken_up: bool = False


@dataclass(frozen=True)
class FrozenInputs:
    """What a version is made of beside its vintage, so that it can be written again.

    `policy` and `codes` (titles by list) are JSON, `rule_set` is a digest, `counts` are the returns of all months that
    the report counts, as register and ledger said then. `noted` are sentences of the gate that stand in the report,
    `released_by` is who let it go though it was held. `audit` is what it keeps back, and what the attack on it found.
    """

    centre_name: str
    policy: str
    codes: str
    rule_set: str
    code_version: str
    counts: tuple[Counts, ...]
    noted: tuple[str, ...] = ()
    released_by: str = ""
    audit: Audit | None = None

    @property
    def withheld(self) -> tuple[str, ...]:
        """The names of the figures that the version keeps back."""
        return self.audit.withheld if self.audit else ()


def next_plan(engine: Engine, centre_id: str, month: str, at: datetime) -> Plan:
    """The version that an earlier run left unfinished, else the next one as of `at`."""
    table = w.publication
    of_month = select(table).where(table.c.centre_id == centre_id, table.c.month == month)
    query = of_month.order_by(func.length(table.c.version), table.c.version)  # 1.9 comes before 1.10
    with engine.connect() as connection:
        rows = list(connection.execute(query))
        newest_accepted = connection.scalar(select(func.max(w.submission.c.accepted_at)))
        newest_entry = connection.scalar(newest_change())
        newest_owed = connection.scalar(select(func.max(w.return_.c.entered_at)).where(w.return_.c.month == month))
        previous = connection.scalar(select(func.max(table.c.vintage)).where(is_published(centre_id)))
    if rows and rows[-1].manifest is None:
        return Plan(rows[-1].version, rows[-1].vintage, rows[-1].previous_vintage, None, is_taken_up=True)
    # what was known "later" than this run (a run that catches up says an earlier day) belongs to it all the same
    vintage = max(moment for moment in (at, newest_accepted, newest_entry, newest_owed, previous) if moment is not None)
    return Plan(f"1.{len(rows)}", vintage, previous, rows[-1].content if rows else None)


def latest_version(engine: Engine, centre_id: str, month: str) -> str | None:
    """The newest version that was published of the month."""
    table = w.publication
    query = (
        select(table.c.version)
        .where(is_published(centre_id, month))
        .order_by(func.length(table.c.version).desc(), table.c.version.desc())
        .limit(1)
    )
    with engine.connect() as connection:
        return connection.scalar(query)


def newest_report(engine: Engine, centre_id: str) -> dict[str, Any] | None:
    """Month, version and vintage (ISO) of the report that was published last."""
    return next(iter(list_reports(engine, centre_id)), None)


def list_reports(engine: Engine, centre_id: str) -> list[dict[str, Any]]:
    """Month, version and vintage (ISO) of every published report, the newest first."""
    table = w.publication
    query = select(table.c.month, table.c.version, table.c.vintage).where(is_published(centre_id))
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(table.c.vintage.desc(), table.c.month.desc()))
        return [{"month": row.month, "version": row.version, "vintage": row.vintage.isoformat()} for row in rows]


def read_dissemination(engine: Engine, centre_id: str, month: str) -> list[dict[str, Any]]:
    """What has arrived where of a month's reports, and what has not: version, target, when (ISO), last answer."""
    table = w.dissemination
    query = select(table.c.version, table.c.target, table.c.arrived_at, table.c.last_reply)
    its = (table.c.centre_id == centre_id, table.c.month == month)
    with engine.connect() as connection:
        rows = connection.execute(query.where(*its).order_by(table.c.created_at, table.c.target)).mappings()
        return [{**row, "arrived_at": row["arrived_at"].isoformat() if row["arrived_at"] else None} for row in rows]


def published_vintage(engine: Engine, centre_id: str, month: str, version: str) -> datetime | None:
    """What a published version knew: everything accepted by then; None where there is no such version."""
    table = w.publication
    query = select(table.c.vintage).where(is_published(centre_id, month), table.c.version == version)
    with engine.connect() as connection:
        return connection.scalar(query)


def find_plan(engine: Engine, centre_id: str, month: str, version: str) -> tuple[Plan, str] | None:
    """A version that was published, and the sha256 of its manifest.json."""
    table = w.publication
    asked = select(*table.c["version", "vintage", "previous_vintage", "content", "manifest"])
    query = asked.where(is_published(centre_id, month), table.c.version == version)
    with engine.connect() as connection:
        row = connection.execute(query).one_or_none()
    return (Plan(row.version, row.vintage, row.previous_vintage, row.content), row.manifest) if row else None


def list_versions(engine: Engine, centre_id: str, month: str) -> list[str]:
    """The versions of a month that were published, in their order."""
    table = w.publication
    query = (
        select(table.c.version)
        .where(is_published(centre_id, month))
        .order_by(func.length(table.c.version), table.c.version)
    )
    with engine.connect() as connection:
        return list(connection.scalars(query))


def record_plan(  # noqa: PLR0913, PLR0917 - a version with all that is fixed by it
    engine: Engine,
    centre_id: str,
    month: str,
    plan: Plan,
    content: str,
    frozen_inputs: FrozenInputs,
    changes: Sequence[ChangedValue] = (),
) -> None:
    """Say in the warehouse that this version is about to be written, and fix what it is made of.

    `changes` are the values that reports before it told otherwise (tasks.analysis.revise); they are kept with it.
    """
    if plan.is_taken_up:
        return
    policy, codes = _digest(frozen_inputs.policy), _digest(frozen_inputs.codes)
    key = {"centre_id": centre_id, "month": month, "version": plan.version}
    row = {
        **key,
        "vintage": plan.vintage,
        "previous_vintage": plan.previous_vintage,
        "content": content,
        "manifest": None,
        "policy": policy,
        "codes": codes,
        **_frozen_row(frozen_inputs),
    }
    frozen = [{**key, **{_COUNT_NAMES.get(name, name): value for name, value in asdict(one).items()}}
              for one in frozen_inputs.counts]  # fmt: skip
    revised = [{**key, "number": number, **asdict(one)} for number, one in enumerate(changes, 1)]
    with writing(engine) as connection:
        _freeze(connection, policy, "policy", frozen_inputs.policy)
        _freeze(connection, codes, "codes", frozen_inputs.codes)
        connection.execute(insert(w.publication), row)
        if frozen:
            connection.execute(insert(w.reporting_rate), frozen)
        if revised:
            connection.execute(insert(w.revision), revised)


def _frozen_row(frozen_inputs: FrozenInputs) -> dict[str, str | None]:
    """What stands in the version's own row."""
    return {
        "centre_name": frozen_inputs.centre_name,
        "rule_set": frozen_inputs.rule_set,
        "code_version": frozen_inputs.code_version,
        "noted": json.dumps(frozen_inputs.noted, ensure_ascii=False) if frozen_inputs.noted else None,
        "released_by": frozen_inputs.released_by or None,
        "audit": json.dumps(asdict(frozen_inputs.audit)) if frozen_inputs.audit else None,
    }


def read_frozen_inputs(engine: Engine, centre_id: str, month: str, version: str) -> FrozenInputs | None:
    """What a version was made of; None where it is older than this bookkeeping."""
    table, kept, rate = w.publication, w.pinned, w.reporting_rate
    with engine.connect() as connection:
        row = connection.execute(select(table).filter_by(centre_id=centre_id, month=month, version=version)).one()
        if row.policy is None:
            return None
        pinned = select(kept.c.sha256, kept.c.content).where(kept.c.sha256.in_([row.policy, row.codes]))
        content = {one.sha256: one.content for one in connection.execute(pinned)}
        query = select(rate).filter_by(centre_id=centre_id, month=month, version=version)
        rows = [
            Counts(one.counted_month, one.kind, one.expected, one.accepted, one.nil, one.late, one.returned, one.exempt)
            for one in connection.execute(query)
        ]
    rows.sort(key=lambda one: (one.month, list(KINDS).index(one.kind)))
    return FrozenInputs(
        row.centre_name,
        content[row.policy],
        content[row.codes],
        row.rule_set,
        row.code_version,
        tuple(rows),
        tuple(json.loads(row.noted or "[]")),
        row.released_by or "",
        _read_audit(row.audit),
    )


def read_policy(engine: Engine, centre_id: str, month: str, version: str) -> str | None:
    """The policy that a version was made with, as JSON; None where it is older than this bookkeeping."""
    table, kept = w.publication, w.pinned
    its = (table.c.centre_id == centre_id, table.c.month == month, table.c.version == version)
    with engine.connect() as connection:
        return connection.scalar(select(kept.c.content).join(table, table.c.policy == kept.c.sha256).where(*its))


def read_audits(engine: Engine, centre_id: str) -> dict[tuple[str, str], Audit | None]:
    """What was found of each published report, by month and version in their order; None: it was not attacked."""
    table = w.publication
    query = select(table.c.month, table.c.version, table.c.audit).where(is_published(centre_id))
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(table.c.month, func.length(table.c.version), table.c.version)).all()
    return {(month, version): _read_audit(audit) for month, version, audit in rows}


def _read_audit(written: str | None) -> Audit | None:
    if not written:
        return None
    found = json.loads(written)
    names = {key: tuple(found.get(key, ())) for key in ("withheld", "deducible")}
    return Audit(**found | names)


def _freeze(connection: Connection, digest: str, kind: str, content: str) -> None:
    if connection.scalar(select(w.pinned.c.sha256).where(w.pinned.c.sha256 == digest)) is None:
        connection.execute(insert(w.pinned), {"sha256": digest, "kind": kind, "content": content})


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def read_rates(engine: Engine, centre_id: str, month: str) -> list[dict[str, Any]]:
    """The frozen reporting rates of a month, those of a planned version too: version, kind, expected, accepted."""
    table = w.reporting_rate
    query = (
        select(table.c.version, table.c.kind, table.c.expected, table.c.accepted)
        .where(table.c.centre_id == centre_id, table.c.month == month, table.c.counted_month == month)
        .order_by(func.length(table.c.version), table.c.version, table.c.kind)
    )
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def record_published(engine: Engine, centre_id: str, month: str, version: str, manifest: str) -> None:
    """Say that the folder is there; `manifest` is the sha256 of its manifest.json."""
    table = w.publication
    with writing(engine) as connection:
        connection.execute(
            update(table)
            .where(table.c.centre_id == centre_id, table.c.month == month, table.c.version == version)
            .values(manifest=manifest)
        )


def read_inputs(engine: Engine, centre_id: str, month: str, vintage: datetime) -> dict[str, str]:
    """The submissions whose figures are in the report: number -> sha256 of the file."""
    table, people = w.submission, people_at(vintage)
    query = (
        select(table.c.submission_id, table.c.sha256)
        .join(people, people.c.respondent_id == table.c.respondent_id)
        .where(people.c.centre_id == centre_id, table.c.month == month, in_force(vintage))
        .order_by(table.c.submission_id)
    )
    with engine.connect() as connection:
        return {str(number): digest for number, digest in connection.execute(query)}
