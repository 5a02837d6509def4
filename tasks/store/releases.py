"""What somebody decided by name about a report: that a held one may go, and that a month is protected otherwise.

Ways in: `record_release`, `read_release`, `record_protection`, `read_protection`; of each the latest counts.
`read_decision` reads who decides, and why.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, insert, select

from config.errors import UsageError
from config.policy import Disclosure
from schemas.report.gate.ruling import Release
from schemas.store import warehouse as w
from schemas.visible import visible
from tasks.warehouse import writing

LONGEST_NAME = 100
LONGEST_REASON = 1000
_PROTECTION = "PROTECTION"  # stands where the points of a release do


def record_release(engine: Engine, centre_id: str, month: str, version: str, release: Release) -> None:
    """Keep who let a version go, when, why, and what held it."""
    _record(engine, (centre_id, month, version), release.extents, (release.given_by, release.reason, release.given_at))


def read_release(engine: Engine, centre_id: str, month: str, version: str) -> Release | None:
    """The latest release of a version; None where nobody let it go."""
    for row, points in _read(engine, centre_id, month):
        if row.version == version and _PROTECTION not in points:
            return Release(row.given_by, row.reason, row.given_at, points)
    return None


def record_protection(  # noqa: PLR0913, PLR0917 - of which version, how, and who says so
    engine: Engine, centre_id: str, month: str, version: str, disclosure: Disclosure, by: tuple[str, str, datetime]
) -> None:
    """Keep who decided how the persons of a month are protected from a version on, why and when (`by`)."""
    _record(engine, (centre_id, month, version), {_PROTECTION: disclosure.model_dump()}, by)


def read_protection(engine: Engine, centre_id: str, month: str) -> tuple[str, Disclosure] | None:
    """The latest decision on a month: from which version on, and how; None where it keeps what it began with."""
    for row, points in _read(engine, centre_id, month):
        if _PROTECTION in points:
            return row.version, Disclosure.model_validate(points[_PROTECTION])
    return None


def read_decision(by: str, reason: str) -> tuple[str, str]:
    """Who decides about a report, and why, as it is kept and printed.

    Raises:
        UsageError: one of them is missing, too long, or not to be read.
    """
    return _read_line("--by", by, LONGEST_NAME), _read_line("--reason", reason, LONGEST_REASON)


def _record(engine: Engine, about: tuple[str, str, str], points: Any, by: tuple[str, str, datetime]) -> None:
    table = w.report_release
    with writing(engine) as connection:
        number = (connection.scalar(select(func.max(table.c.release_id))) or 0) + 1
        row = {
            "release_id": number,
            **dict(zip(("centre_id", "month", "version"), about, strict=True)),
            "points": json.dumps(dict(points), sort_keys=True, ensure_ascii=False),
            **dict(zip(("given_by", "reason", "given_at"), by, strict=True)),
        }
        connection.execute(insert(table), row)


def _read(engine: Engine, centre_id: str, month: str) -> list[tuple[Any, dict[str, Any]]]:
    """What was decided about a month, the latest first, with its points."""
    table = w.report_release
    query = select(table).where(table.c.centre_id == centre_id, table.c.month == month)
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(table.c.release_id.desc())).all()
    return [(row, json.loads(row.points)) for row in rows]


def _read_line(option: str, written: str, most: int) -> str:
    """What somebody wrote, as it is printed."""
    line = written.strip()
    if not line:
        raise UsageError("Wer hier entscheidet, hat einen Namen und sagt, warum: --by NAME --reason GRUND")
    if len(line) > most:
        raise UsageError(f"{option} ist zu lang: höchstens {most} Zeichen.")
    if "\n" in line or visible(line) != line:
        raise UsageError(f"{option} enthält unsichtbare Zeichen oder einen Zeilenumbruch: bitte neu tippen.")
    return line
