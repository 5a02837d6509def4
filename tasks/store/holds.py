"""Reports that the gate holds, from the records of runs. One way in: `open_holds(log, published)`."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from tasks.run_record import RunRecord, read_runs

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


def settled_months(run: RunRecord) -> set[str]:
    """Months of which a run published what was due, or found that no figure is another one."""
    settled = run.result.get("settled", ())
    return set(settled) if isinstance(settled, list) else set()
