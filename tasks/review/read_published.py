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
from schemas.report.changes import LAST_MONTH, figure_kind
from schemas.report.plan import KEY_FIGURES, KeyFigure
from schemas.report.topics.chain import owing_kinds
from schemas.review.series import MonthPoint, MonthState, indicators_of
from tasks.report.publish import MANIFEST, find_differences, report_folder
from tasks.store.publication import Plan, find_plan, latest_version, read_policy

_SHARE_STEP = 0.001  # a share is printed as 58,4 %
_DEFINED = re.compile(r"<dt>([A-Z]\d\d) [^<]*</dt><dd>[^<]*?(Fassung \d+) der Definition", re.ASCII)

_Row = Mapping[str, str]


@dataclass(frozen=True)
class PrintedMonth:
    """What the report of a month prints: key figures, changes, returns by kind, versions of definitions.

    Counts of persons are multiples of `base`.
    """

    version: str
    vintage: str
    figures: Mapping[str, _Row]
    changes: Mapping[str, _Row]
    returns: Mapping[str, _Row]
    definitions: Mapping[str, str]
    base: int


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
        folder = report_folder(settings, month, version)
        base = _read_base(engine, settings.centre, month, version)
        reason = _refuse(folder, find_plan(engine, settings.centre, month, version), base)
        if reason or base is None:
            problems.append(f"Bericht {version} für {format_month(month)} {reason}; der Monat fehlt im Rückblick.")
        else:
            printed[month] = _read_month(folder, version, base)
    return PublishedMonths(tuple(months), printed, tuple(problems))


def _read_base(engine: Engine, centre: str, month: str, version: str) -> int | None:
    """Of what a report's counts of persons are multiples; None where it protects nobody, or that is not on record."""
    written = read_policy(engine, centre, month, version)
    if written is None:
        return None
    disclosure = restore_policy(written).disclosure
    return {"rounding": disclosure.rounding_base, "suppression": 1}.get(disclosure.profile)


def _refuse(folder: Path, plan: tuple[Plan, str] | None, base: int | None) -> str:
    """Why a report cannot be used; empty where it can."""
    manifest = folder / MANIFEST
    is_known = plan and manifest.exists() and hashlib.sha256(manifest.read_bytes()).hexdigest() == plan[1]
    if not is_known or find_differences(folder):
        return "liegt nicht mehr so unter reports/, wie er veröffentlicht wurde (monatsbericht verify)"
    if base is None:
        return "nennt genaue Zahlen (Profil „none“) und darf nur an seinen Empfänger"
    return ""


def _read_month(folder: Path, version: str, base: int) -> PrintedMonth:
    page = (folder / "bericht.html").read_text(encoding="utf-8")
    about = _read_rows(folder / "daten" / "report.csv", "report_month")
    return PrintedMonth(
        version=version,
        vintage=next(iter(about.values()))["report_vintage"],
        figures=_read_rows(folder / "daten" / "key_figures.csv", "row_key"),
        changes=_read_rows(folder / "daten" / f"{LAST_MONTH.table}.csv", "row_key"),
        returns=_read_rows(folder / "daten" / "returns_by_kind.csv", "row_key"),
        definitions={indicator: unescape(stated) for indicator, stated in _DEFINED.findall(page)},
        base=base,
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
        step=_step(figure, printed, owed),
    )


def _step(figure: KeyFigure, printed: PrintedMonth, owed: int) -> float:
    """The least by which two printed values differ: that of a count, of a share that of its count in the whole."""
    kind = figure_kind(figure)
    if kind != "share":
        return {"persons": printed.base, "count": 1}.get(kind, 0.0)
    if figure.total.startswith("returns."):
        return max(_SHARE_STEP, 1 / max(owed, 1))
    whole = next(one.key for one in KEY_FIGURES if (one.total, one.of) == (figure.of, None))
    return max(_SHARE_STEP, printed.base / max(_number(printed.figures.get(whole, {}), "now") or 0.0, 1.0))


def _of(rows: Mapping[str, _Row], keys: Iterable[str]) -> list[_Row]:
    return [rows[key] for key in keys if key in rows]


def _state(row: _Row, value: float | None, owed: int) -> MonthState:
    if value is None:
        return MonthState.MISSING if owed else MonthState.NOT_OWED
    return MonthState.THIN if Sign.LIMITED in row.get("now_sign", "") else MonthState.KNOWN


def _number(row: _Row, name: str) -> float | None:
    written = row.get(name) or ""
    return float(written) if written else None
