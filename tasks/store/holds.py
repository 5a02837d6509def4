"""Reports that are wanted and not out: the gate holds them, or a run died while it wrote them.

Ways in: `open_holds` and `is_of_holds` (from the records of runs), `published_versions` and `unfinished_months` (from
the warehouse).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select

from config.errors import GateError
from schemas.store import warehouse as w
from tasks.run_record import RunRecord, read_runs
from tasks.store.publication import list_reports

FIRST = "1.0"  # what comes after it are revisions
_ABOUT = re.compile(r"(?P<month>\d{4}-\d{2})/(?P<version>\d+\.\d+)/\S+")  # as schemas.report.gate.ruling.digest_hold


@dataclass(frozen=True)
class Hold:
    """A version that is held: `about` tells the reason from others, `run` held it last, `since` is when it began."""

    month: str
    version: str
    about: str
    run: RunRecord
    since: str

    @property
    def is_revision(self) -> bool:
        """Whether a report of the month is out, and this would be a later one."""
        return self.version != FIRST


def open_holds(log: Path, published: Collection[tuple[str, str]] = ()) -> list[Hold]:
    """Every month whose report was held when it was tried last and has not come since; `published` are out.

    A later run that had nothing to do with the month, or did not try it, changes nothing.
    """
    found: dict[str, Hold] = {}
    over: set[str] = set()
    for run in read_runs(log, "monatsbericht"):
        over |= settled_months(run) - found.keys()
        for match in _ABOUT.finditer(run.about):
            month, version, about = match["month"], match["version"], match[0]
            if month in over or (month, version) in published:
                continue
            latest = found.setdefault(month, Hold(month, version, about, run, run.started))
            if latest.about == about:
                found[month] = Hold(month, version, about, latest.run, run.started)
            else:
                over.add(month)  # what was before that is told no more
        over |= found.keys() - {match["month"] for match in _ABOUT.finditer(run.about)}
    return list(found.values())


def is_of_holds(run: RunRecord) -> bool:
    """Whether a run failed on nothing else than that reports are held, which `open_holds` tells."""
    return run.cause == GateError.__name__ and all(map(_ABOUT.fullmatch, run.about.split() or [""]))


def settled_months(run: RunRecord) -> set[str]:
    """Months of which a run published what was due, or found that no figure is another one."""
    settled = run.result.get("settled", ())
    return set(settled) if isinstance(settled, list) else set()


def published_versions(engine: Engine, centre_id: str) -> set[tuple[str, str]]:
    """Month and version of every report that is out."""
    return {(one["month"], one["version"]) for one in list_reports(engine, centre_id)}


def unfinished_months(engine: Engine, centre_id: str) -> dict[str, tuple[str, datetime]]:
    """The months of which a version is planned and not out, with that and its vintage: a run is at it, or died."""
    table = w.publication
    query = select(table.c.month, table.c.version, table.c.vintage).where(
        table.c.centre_id == centre_id, table.c.manifest.is_(None)
    )
    with engine.connect() as connection:
        return {row.month: (row.version, row.vintage) for row in connection.execute(query.order_by(table.c.month))}
