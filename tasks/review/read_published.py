"""Read the key figures that published reports of a span print. One way in: `read_published(engine, settings, months)`.

Only folders that are as they were published count, and only such as protect their figures: the review goes to
others than the reports do. What is printed there is all that is read; no true figure comes in.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from sqlalchemy import Engine

from config.policy import restore_policy
from config.settings import Settings
from schemas.german import format_month
from schemas.report.cell import Sign
from schemas.report.changes import LAST_MONTH
from schemas.report.plan import KeyFigure
from schemas.report.topics.chain import owing_kinds
from schemas.review.series import MonthPoint, MonthState, indicators_of
from tasks.report.publish import MANIFEST, find_differences
from tasks.store.publication import find_plan, latest_version, read_policy

_DEFINED = re.compile(r"<dt>([A-Z]\d\d) [^<]*</dt><dd>[^<]*?(Fassung \d+) der Definition", re.ASCII)

_Row = Mapping[str, str]


@dataclass(frozen=True)
class PrintedMonth:
    """What the report of a month prints: key figures, changes, returns by kind, versions of definitions."""

    version: str
    vintage: str
    figures: Mapping[str, _Row]
    changes: Mapping[str, _Row]
    returns: Mapping[str, _Row]
    definitions: Mapping[str, str]


@dataclass(frozen=True)
class PublishedMonths:
    """The months of a span in their order, those with a report, and in German what of it cannot be used."""

    months: tuple[str, ...]
    printed: Mapping[str, PrintedMonth]
    problems: tuple[str, ...] = field(default=())


def read_published(engine: Engine, settings: Settings, months: Sequence[str]) -> PublishedMonths:
    """The newest published version of each month."""
    printed, problems = {}, []
    for month in months:
        version = latest_version(engine, settings.centre, month)
        if version is None:
            continue
        folder = settings.reports / settings.centre / month / f"v{version}"
        if reason := _refuse(engine, settings, month, version, folder):
            problems.append(f"Bericht {version} für {format_month(month)} {reason}; der Monat fehlt im Rückblick.")
        else:
            printed[month] = _read_month(folder, version)
    return PublishedMonths(tuple(months), printed, tuple(problems))


def _refuse(engine: Engine, settings: Settings, month: str, version: str, folder: Path) -> str:
    """Why a report cannot be used; empty where it can."""
    policy, plan = (
        read_policy(engine, settings.centre, month, version),
        find_plan(engine, settings.centre, month, version),
    )
    manifest = folder / MANIFEST
    is_known = plan and manifest.exists() and hashlib.sha256(manifest.read_bytes()).hexdigest() == plan[1]
    if not is_known or find_differences(folder):
        return "liegt nicht mehr so unter reports/, wie er veröffentlicht wurde (monatsbericht verify)"
    if policy is None or restore_policy(policy).disclosure.profile == "none":
        return "nennt genaue Zahlen (Profil „none“) und darf nur an seinen Empfänger"
    return ""


def _read_month(folder: Path, version: str) -> PrintedMonth:
    page = (folder / "bericht.html").read_text(encoding="utf-8")
    about = _read_rows(folder / "daten" / "report.csv", "report_month")
    return PrintedMonth(
        version=version,
        vintage=next(iter(about.values()))["report_vintage"],
        figures=_read_rows(folder / "daten" / "key_figures.csv", "row_key"),
        changes=_read_rows(folder / "daten" / f"{LAST_MONTH.table}.csv", "row_key"),
        returns=_read_rows(folder / "daten" / "returns_by_kind.csv", "row_key"),
        definitions={indicator: unescape(stated) for indicator, stated in _DEFINED.findall(page)},
    )


def _read_rows(path: Path, key: str) -> Mapping[str, _Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}


def list_points(figure: KeyFigure, read: PublishedMonths) -> list[MonthPoint]:
    """A figure through all months of the span."""
    return [_point(figure, month, read.printed.get(month)) for month in read.months]


def _point(figure: KeyFigure, month: str, printed: PrintedMonth | None) -> MonthPoint:
    if printed is None:
        return MonthPoint(month, MonthState.NO_REPORT)
    now, change = printed.figures.get(figure.key, {}), printed.changes.get(figure.key, {})
    value, panel = _number(now, "now"), int(_number(change, "n") or 0)
    if figure.total.startswith("returns."):
        whole = printed.returns["total"]
        answered, owed = (int(_number(whole, name) or 0) for name in ("accepted", "expected"))
    elif not figure.is_asked(month):
        answered, owed = 0, 0
    else:
        owed = sum(int(_number(row, "expected") or 0) for row in _of(printed.returns, owing_kinds(figure)))
        answered = min(panel + int(_number(change, "joined") or 0), owed)
    return MonthPoint(
        month=month,
        state=_state(now, value, owed),
        value=value,
        answered=answered,
        owed=owed,
        change=_number(change, "change"),
        level=_number(change, "panel_before"),
        panel=panel,
        definition=" und ".join(
            f"{one} {printed.definitions[one]}" for one in indicators_of(figure) if one in printed.definitions
        ),
    )


def _of(rows: Mapping[str, _Row], keys: Iterable[str]) -> list[_Row]:
    return [rows[key] for key in keys if key in rows]


def _state(row: _Row, value: float | None, owed: int) -> MonthState:
    if value is None:
        return MonthState.MISSING if owed else MonthState.NOT_OWED
    return MonthState.THIN if Sign.LIMITED in row.get("now_sign", "") else MonthState.KNOWN


def _number(row: _Row, name: str) -> float | None:
    written = row.get(name) or ""
    return float(written) if written else None
