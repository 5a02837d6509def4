"""Held reports that somebody let go by name: `record_release`, `read_release`; of a version the latest counts."""

import json

from sqlalchemy import Engine, func, insert, select

from schemas.report.gate.ruling import Release
from schemas.store import warehouse as w
from tasks.warehouse import writing


def record_release(engine: Engine, centre_id: str, month: str, version: str, release: Release) -> None:
    """Keep who let a version go, when, why, and what held it."""
    table = w.report_release
    with writing(engine) as connection:
        number = (connection.scalar(select(func.max(table.c.release_id))) or 0) + 1
        row = {
            "release_id": number,
            "centre_id": centre_id,
            "month": month,
            "version": version,
            "points": json.dumps(dict(release.extents), sort_keys=True, ensure_ascii=False),
            "given_by": release.given_by,
            "reason": release.reason,
            "given_at": release.given_at,
        }
        connection.execute(insert(table), row)


def read_release(engine: Engine, centre_id: str, month: str, version: str) -> Release | None:
    """The latest release of a version; None where nobody let it go."""
    table = w.report_release
    query = select(table).where(table.c.centre_id == centre_id, table.c.month == month, table.c.version == version)
    with engine.connect() as connection:
        row = connection.execute(query.order_by(table.c.release_id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    points: dict[str, float] = json.loads(row.points)
    return Release(row.given_by, row.reason, row.given_at, points)
