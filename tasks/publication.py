"""Which version of a report comes next, and what was published.

Ways in: `next_plan`, `record_plan`, `record_published`, `read_rates`.

A version is planned in the warehouse before its folder is written and marked published after: a run that is killed
in between is taken up again with the same version and vintage, so that it writes the very same files.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, insert, or_, select, update

from schemas import warehouse as w
from tasks.warehouse import writing


@dataclass(frozen=True)
class Plan:
    """A version to be published; `content` is that of the version before it, None for the first."""

    version: str
    vintage: datetime
    previous_vintage: datetime | None
    content: str | None
    is_taken_up: bool = False


def next_plan(engine: Engine, centre_id: str, month: str, at: datetime) -> Plan:
    """The version that an earlier run left unfinished, else the next one as of `at`."""
    table = w.publication
    of_month = select(table).where(table.c.centre_id == centre_id, table.c.month == month)
    query = of_month.order_by(func.length(table.c.version), table.c.version)  # 1.9 comes before 1.10
    with engine.connect() as connection:
        rows = list(connection.execute(query))
        newest_accepted = connection.scalar(select(func.max(w.submission.c.accepted_at)))
        previous = connection.scalar(
            select(func.max(table.c.vintage)).where(table.c.centre_id == centre_id, table.c.manifest.is_not(None))
        )
    if rows and rows[-1].manifest is None:
        return Plan(rows[-1].version, rows[-1].vintage, rows[-1].previous_vintage, None, is_taken_up=True)
    # what was accepted "later" than this run (a run that catches up says an earlier day) belongs to it all the same
    vintage = max(moment for moment in (at, newest_accepted, previous) if moment is not None)
    return Plan(f"1.{len(rows)}", vintage, previous, rows[-1].content if rows else None)


def latest_version(engine: Engine, centre_id: str, month: str) -> str | None:
    """The newest version that was published of the month."""
    table = w.publication
    query = (
        select(table.c.version)
        .where(table.c.centre_id == centre_id, table.c.month == month, table.c.manifest.is_not(None))
        .order_by(func.length(table.c.version).desc(), table.c.version.desc())
        .limit(1)
    )
    with engine.connect() as connection:
        return connection.scalar(query)


def published_vintage(engine: Engine, centre_id: str, month: str, version: str) -> datetime | None:
    """What a published version knew: everything accepted by then; None where there is no such version."""
    table = w.publication
    query = select(table.c.vintage).where(
        table.c.centre_id == centre_id,
        table.c.month == month,
        table.c.version == version,
        table.c.manifest.is_not(None),
    )
    with engine.connect() as connection:
        return connection.scalar(query)


def record_plan(  # noqa: PLR0913, PLR0917 - a version with all that is fixed by it
    engine: Engine, centre_id: str, month: str, plan: Plan, content: str, rates: Iterable[tuple[str, int, int]]
) -> None:
    """Say in the warehouse that this version is about to be written.

    With it the reporting rate is frozen: `rates` are (kind, expected, accepted), what register and ledger say today.
    """
    if plan.is_taken_up:
        return
    row = {
        "centre_id": centre_id,
        "month": month,
        "version": plan.version,
        "vintage": plan.vintage,
        "previous_vintage": plan.previous_vintage,
        "content": content,
        "manifest": None,
    }
    key = {"centre_id": centre_id, "month": month, "version": plan.version}
    frozen = [{**key, "kind": kind, "expected": owed, "accepted": got} for kind, owed, got in rates]
    with writing(engine) as connection:
        connection.execute(insert(w.publication), row)
        if frozen:
            connection.execute(insert(w.reporting_rate), frozen)


def read_rates(engine: Engine, centre_id: str, month: str) -> list[dict[str, Any]]:
    """The frozen reporting rates of a month: version, kind, expected, accepted, in the order of publication."""
    table = w.reporting_rate
    query = (
        select(table.c.version, table.c.kind, table.c.expected, table.c.accepted)
        .where(table.c.centre_id == centre_id, table.c.month == month)
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
    table = w.submission
    query = (
        select(table.c.submission_id, table.c.sha256)
        .join(w.respondent, w.respondent.c.respondent_id == table.c.respondent_id)
        .where(w.respondent.c.centre_id == centre_id, table.c.month == month, table.c.accepted_at <= vintage)
        .where(or_(table.c.superseded_at.is_(None), table.c.superseded_at > vintage))
        .order_by(table.c.submission_id)
    )
    with engine.connect() as connection:
        return {str(number): digest for number, digest in connection.execute(query)}
