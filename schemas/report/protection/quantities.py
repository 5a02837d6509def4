"""What each count of persons of a report counts: `name_counts(raw, listed)`. The same name, wherever it is printed;
`describe_count(name)` says it in German.

A name is "<month>/<table of the form>.<column>", and behind another "/" which rows of it: "age_group=u3", a panel. Cells
of tables that this module does not know get a name of their own, so that nothing is taken for the same that is not.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import TypeAlias

from config.codes import code_list, code_lists
from schemas.form.forms import TABLES
from schemas.german import format_month
from schemas.report.changes import LAST_MONTH, LAST_YEAR, Comparison
from schemas.report.model import Report, ReportColumn, ReportRow, ReportTable
from schemas.report.plan import KEY_FIGURES, PLAN, KeyFigure, PlannedTable
from schemas.report.protection.grid import persons_places
from schemas.report.revisions import FIGURES as REVISED
from schemas.report.revisions import PRINTED, REVISIONS
from schemas.report.topics.chain import NAME as CHAIN_TABLE
from schemas.report.topics.plan import CHAIN, COURSES, FIGURES, TRENDS, PlannedCourse, PlannedTrend
from schemas.report.topics.trends import course_columns
from schemas.time.month import shift_month

CountPlace: TypeAlias = tuple[str, str, str]  # table, key of the row, column
Namer: TypeAlias = Callable[[ReportRow, ReportColumn], str | None]
TOTAL = "total"
_STEPS = {step.key: step for step in CHAIN}


def name_counts(raw: Report, listed: Report) -> dict[CountPlace, str]:
    """The name of each count of persons of `listed`, a report whose codes are gathered; `raw` still has them all."""
    names: dict[CountPlace, str] = {}
    namers = _namers(raw, {table.id: {line.key for line in table.rows} for table in listed.tables()})
    for table in listed.tables():
        namer = namers.get(table.id)
        for r, c in persons_places(table):
            line, column = table.rows[r], table.columns[c]
            own = f"{raw.month}/{table.id}/{line.key}/{column.id}"
            names[table.id, line.key, column.id] = (namer(line, column) if namer else None) or own
    return names


def find_places(raw: Report, listed: Report, names: Collection[str]) -> frozenset[CountPlace]:
    """Where figures of these names stand, and where shares of key figures that are made of them."""
    counts = {place for place, name in name_counts(raw, listed).items() if name in names}
    totals = {name.partition("/panel=")[0] for name in names}
    return frozenset(counts) | {place for place, parts in _name_shares(listed) if totals & set(parts)}


def members_of(name: str) -> tuple[str, ...]:
    """The names of the codes that a gathered row adds up; none for every other name."""
    total, _, codes = name.rpartition("/")
    by, _, gathered = codes.partition("=")
    return tuple(f"{total}/{by}={code}" for code in gathered.split("+")) if "+" in gathered else ()


def describe_count(name: str) -> str:
    """What a name means, in German; as it is where no form knows it."""
    month, _, rest = name.partition("/")
    whole, _, rows = rest.partition("/")
    table, _, column = whole.partition(".")
    titles = {one.name: one for one in TABLES[table].columns} if table in TABLES else {}
    if column not in titles:
        return name
    told = []
    for by, _, code in (part.partition("=") for part in rows.split("/") if part):
        listed = code_list(by).titles if by in code_lists() else {}
        told.append(titles[by].say(code) if by in titles else listed.get(code, code or by))
    return ", ".join([format_month(month), titles[column].title, *told])


def _namers(report: Report, listed: Mapping[str, set[str]]) -> Mapping[str, Namer]:
    """By table, what names its cells; `listed` are the keys of the rows that are printed."""
    tables = {table.id: table for table in report.tables()}
    namers: dict[str, Namer] = {
        planned.id: partial(_planned, report.month, planned, tables[planned.id], listed[planned.id])
        for planned in PLAN
        if planned.id in tables
    }
    namers |= {planned.id: partial(_trend, planned) for planned in TRENDS}
    namers |= {planned.id: partial(_course, planned) for planned in COURSES}
    for one in (LAST_MONTH, LAST_YEAR):
        if one.table in tables:
            namers[one.table] = partial(_change, report.month, one, tables[one.table])
    return namers | {
        "key_figures": partial(_key_figure, report.month),
        CHAIN_TABLE: partial(_chain, report.month),
        REVISIONS: _revision,
    }


def name_total(month: str, total: str) -> str:
    """The sum of a column of the forms in a month."""
    return f"{month}/{total}"


def _planned(  # noqa: PLR0913, PLR0917 - which row of which table, and where it comes from
    month: str, planned: PlannedTable, raw: ReportTable, listed: set[str], line: ReportRow, column: ReportColumn
) -> str:
    """The row of what is listed nowhere ("Übrige") is named by the codes in it: another set is another quantity."""
    total = name_total(month, f"{planned.table}.{column.id}")
    if line.role == TOTAL:
        return total
    known = {one.key for one in raw.rows}
    gathered = "+".join(sorted(known - listed)) if line.key not in known else ""
    return f"{total}/{planned.by}={gathered or line.key}"


def _key_figure(month: str, line: ReportRow, column: ReportColumn) -> str | None:
    figure = FIGURES.get(line.key)
    return name_total(month, figure.total) if figure and column.id == "now" else None


def _change(month: str, compared: Comparison, table: ReportTable, line: ReportRow, column: ReportColumn) -> str | None:
    """The panel's sum is that of all where nobody else answered in that month."""
    months = {"now": month, "before": shift_month(month, -compared.months_back)}
    side = column.id.removeprefix("panel_")
    figure = FIGURES.get(line.key)
    if figure is None or side not in months:
        return None
    total = name_total(months[side], figure.total)
    if side == column.id:
        return total
    others = line.cells[table.column_index("joined" if side == "now" else "left")].value
    is_all = others == 0 and table.cell(line.key, column.id).value == table.cell(line.key, side).value
    other = months["before" if side == "now" else "now"]
    return total if is_all else f"{total}/panel={other}"


def _chain(month: str, line: ReportRow, column: ReportColumn) -> str | None:
    step = _STEPS[line.key]
    total = {"now": FIGURES[line.key].total, "whole": step.of}.get(column.id)
    return name_total(month, total) if total else None


def _trend(planned: PlannedTrend, line: ReportRow, column: ReportColumn) -> str | None:
    figures: Iterator[KeyFigure] = (one for one in planned.figures if one.key == column.id)
    return next((name_total(line.key, one.total) for one in figures), None)


def _course(planned: PlannedCourse, line: ReportRow, column: ReportColumn) -> str | None:
    if line.role == TOTAL:
        return None
    for column_id, name, code in course_columns(planned):
        if column_id == column.id:
            total = name_total(line.key, f"{planned.table}.{name}")
            return total if code == TOTAL else f"{total}/{planned.by}={code}"
    return None


def _revision(line: ReportRow, _: ReportColumn) -> str | None:
    """The row's key is the month and the key of a figure, or the column of a form with its dot as "_"."""
    month, key = line.key[:7], line.key[8:]
    totals = {one.key: total for total, one in REVISED.items() if one.of is None}
    totals |= {total.replace(".", "_"): total for total in PRINTED}
    return name_total(month, totals[key]) if key in totals else None


def _name_shares(report: Report) -> Iterator[tuple[CountPlace, tuple[str, str]]]:
    """The shares that stand without their parts in the same row, with the totals that they are made of."""
    shares = {one.key: (one.total, one.of) for one in KEY_FIGURES if one.of}
    back = {one.table: one.months_back for one in (LAST_MONTH, LAST_YEAR)} | {"key_figures": 0}
    for table in report.tables():
        for line in table.rows if table.id in {*back, REVISIONS} else ():
            key = line.key[8:] if table.id == REVISIONS else line.key
            for column in table.columns if key in shares else ():
                month = line.key[:7] if table.id == REVISIONS else report.month
                if column.id.endswith("before") and table.id != REVISIONS:
                    month = shift_month(report.month, -back[table.id])
                if column.kind == "value":
                    first, second = (name_total(month, total) for total in shares[key])
                    yield (table.id, line.key, column.id), (first, second)
