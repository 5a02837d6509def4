"""The published reports as their data files tell them: `read_series(home, indicators, months)`, `Point`, `about`."""

import csv
import re
from dataclasses import dataclass

from tests.recount.german import shift

STATES = ("bekannt", "zu wenige Antworten", "nicht geschuldet", "keine Angabe", "kein Bericht")
KNOWN, THIN, NOT_OWED, MISSING, NO_REPORT = STATES
BASES = {"persons": 5, "count": 1}  # of what the counts of a report are multiples
ENDED = {"I07": "2026-12"}  # the last month that asks for it
KINDS = {"S": "school", "K": "daycare", "V": "association", "I": "centre", "N": "centre"}
DEFINED = re.compile(r"<dt>([A-Z]\d\d) [^<]*</dt><dd>[^<]*?(Fassung \d+) der Definition")


@dataclass(frozen=True)
class Point:
    """A month of a figure: what its report prints, who answered of those who owed, and the change on the panel."""

    state: str
    value: float | None = None
    answered: int = 0
    owed: int = 0
    panel: int = 0
    before: float | None = None
    change: float | None = None
    definition: str = ""
    base: int = 0

    @property
    def usable(self):
        """The value where enough answered."""
        return self.value if self.state == KNOWN else None


@dataclass(frozen=True)
class Reports:
    """The newest report of each month (None where there is none), and their figures by indicator and month.

    `months` are those that are reviewed; what was published before them is there too.
    """

    months: tuple
    files: dict
    series: dict

    def title(self, indicator):
        """What the newest report calls a figure."""
        named = [
            one["key_figures"][indicator]["figure"]
            for one in self.files.values()
            if one and indicator in one["key_figures"]
        ]
        return " ".join(named[-1].split())

    @property
    def vintage(self):
        """When the newest of them knew what it says, as the warehouse writes it."""
        return max(one["vintage"] for one in self.files.values() if one).replace("T", " ")


def read_reports(home, indicators, months):
    """The reports of these months and of all before them."""
    (centre,) = (home / "reports").iterdir()
    begin, record = min(path.name for path in centre.iterdir()), [months[0]]
    while record[0] > begin:
        record.insert(0, shift(record[0], -1))
    files = {month: _read(home, month) for month in [*record, *months[1:]]}
    series = {name: {month: _point(file, name, month) for month, file in files.items()} for name in indicators}
    return Reports(tuple(months), files, series)


def _read(home, month):
    (centre,) = (home / "reports").iterdir()
    versions = sorted((centre / month).glob("v*"), key=lambda one: tuple(map(int, one.name[1:].split("."))))
    if not versions:
        return None
    about = next(iter(_rows(versions[-1], "report", "report_month").values()))
    page = (versions[-1] / "bericht.html").read_text(encoding="utf-8")
    data = {name: _rows(versions[-1], name, "row_key") for name in ("key_figures", "change_month", "returns_by_kind")}
    return data | {
        "version": versions[-1].name[1:],
        "vintage": about["report_vintage"],
        "defined": dict(DEFINED.findall(page)),
    }


def _rows(folder, name, key):
    with (folder / "daten" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}


def _point(report, name, month):
    if report is None:
        return Point(NO_REPORT)
    row, change = report["key_figures"].get(name, {}), report["change_month"].get(name, {})
    value, moved, before = (
        _number(of, one) for of, one in ((row, "now"), (change, "change"), (change, "panel_before"))
    )
    is_asked = month <= ENDED.get(name, month)
    owed = int(report["returns_by_kind"].get(KINDS[name[0]], {}).get("expected") or 0) if is_asked else 0
    panel = int(change.get("n") or 0)
    answered = min(panel + int(change.get("joined") or 0), owed)
    defined = f"{name} {report['defined'][name]}" if name in report["defined"] else ""
    base = BASES.get(row.get("row_kind"), 0)
    return Point(_state(row, value, owed), value, answered, owed, panel, before, moved, defined, base)


def _state(row, value, owed):
    if value is None:
        return MISSING if owed else NOT_OWED
    return THIN if "()" in row["now_sign"] else KNOWN


def _number(row, name):
    return float(row[name]) if row.get(name) else None
