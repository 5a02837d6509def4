"""A planned table of the report worked out from a summary. One way in: `build_table(planned, summary)`.

Sums keep "missing" apart from 0: a group in which nobody filled the column in has no value.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from config.codes import UNANSWERED, CodeList, code_list
from config.places import UNASSIGNED, name_place
from config.policy import Thresholds
from schemas.form.forms import FORMS, TABLES, Column, Table
from schemas.frame import typed
from schemas.german import format_date, format_month, format_plain
from schemas.report.cell import ReportCell, Sign
from schemas.report.model import FigureKind, ReportColumn, ReportRow, ReportTable, row
from schemas.report.plan import COUNTED_AGAIN, PlannedTable, Share
from schemas.report.summary import Summary
from schemas.report.text.coverage import (
    answer_notes,
    answered_by,
    answered_coverage,
    coverage_of,
    kind_notes,
    kinds_of,
    limited_notes,
)
from schemas.time.month import last_day

NOTHING = "Für den Berichtsmonat liegen keine Angaben vor."
_PART = "part of "
UNITS: dict[str, FigureKind] = {"EUR": "eur", "VZÄ": "fte", "Stunden": "hours", "Tage": "days"}


def build_table(
    planned: PlannedTable,
    summary: Summary,
    thresholds: Thresholds,
    places: CodeList | None = None,
    *,
    least_pct: float = 0,
) -> ReportTable:
    """Sum the facts by the planned column, in the order of the code list or the largest first.

    `places` is the centre's list of places: what stands in none of its lines is not printed. A total is limited where
    fewer than `least_pct` of those who owe a column answered it.
    """
    planned, table = planned.in_month(summary.month), TABLES[planned.table]
    is_place = any(column.name == planned.by and column.meaning.is_place for column in table.columns)
    frame, needed = _countable(planned, summary, places, is_place=is_place), _needed(planned)
    summed = [*needed, *(name for name in frame.columns if str(name).startswith(_PART))]
    labels = places if is_place else labels_of(table, planned.by)
    groups = _ordered(frame.groupby(planned.by, dropna=False)[summed].sum(min_count=1), planned, labels)
    rows = [_row(planned, table, _label(group, labels), sums, str(group)) for group, sums in groups]
    if rows:
        rows.append(_limit(_total(planned, frame[summed]), planned, frame, summary, least_pct))
    return ReportTable(
        id=planned.id,
        title=planned.title,
        period=describe_period(planned, table, summary.month),
        unit=_common_unit(planned, table),
        source=describe_source(table),
        coverage=answered_coverage(table, frame, summary),
        columns=(ReportColumn("group", _group_title(table, planned.by)), *_columns(planned, table)),
        rows=tuple(rows),
        notes=(
            *_notes(planned, thresholds, summary),
            *answer_notes(table, frame, needed, summary),
            *_place_notes(rows, places),
            *(limited_notes(rows, least_pct) if rows else (NOTHING,)),
        ),
        is_by_code=True,
        ranked_by=needed[0] if planned.order == "largest" else None,
    )


def _countable(planned: PlannedTable, summary: Summary, places: CodeList | None, *, is_place: bool) -> pd.DataFrame:
    """The facts with all columns that are summed, and places by their names in the list."""
    frame = _with_parts(_with_counters(summary.facts[planned.table]), planned)
    return frame.assign(**{planned.by: _name_places(frame[planned.by], places)}) if is_place else frame


def _limit(
    total: ReportRow, planned: PlannedTable, frame: pd.DataFrame, summary: Summary, answers_pct: float
) -> ReportRow:
    """The total with brackets around what too few answered; a share needs answers to both of its columns."""
    table = TABLES[planned.table]
    owed, cells = coverage_of(table, summary).expected, list(total.cells)
    for place, measure in enumerate(planned.measures, 1):
        names = [measure.numerator, measure.denominator] if isinstance(measure, Share) else [measure]
        is_few = answered_by(table, frame, names, summary, wholly=True) * 100 < owed * answers_pct
        if is_few and cells[place].value is not None:
            cells[place] = replace(cells[place], sign=Sign.LIMITED)
    return replace(total, cells=tuple(cells))


def _name_places(written: "pd.Series[str]", places: CodeList | None) -> "pd.Series[str]":
    names = [None if pd.isna(one) else name_place(one, places) for one in written]
    return pd.Series(typed(names, "string"), index=written.index)


def _place_notes(rows: Sequence[ReportRow], places: CodeList | None) -> tuple[str, ...]:
    if all(line.key != UNASSIGNED for line in rows):
        return ()
    if places is None:
        return (f"„{UNASSIGNED}“: Das Integrationszentrum führt noch keine Liste der Stadtteile.",)
    return (f"„{UNASSIGNED}“: Angaben, die nicht in der Liste der Stadtteile stehen.",)


def _notes(planned: PlannedTable, thresholds: Thresholds, summary: Summary) -> tuple[str, ...]:
    """The planned notes with the thresholds in force, and the coverage of each kind where it is told."""
    known = {name: format_plain(value) for name, value in thresholds if isinstance(value, int | float)}
    kinds = kind_notes(TABLES[planned.table], summary) if planned.tells_kinds else ()
    return (*(note.format_map(known) for note in planned.notes), *kinds)


def is_collected(planned: PlannedTable, summary: Summary) -> bool:
    """Whether anybody owes the table for the month, or answered it all the same."""
    kinds = kinds_of(TABLES[planned.table])
    counts = [one for one in summary.counts if one.month == summary.month and one.kind in kinds]
    is_exempt = bool(counts) and all(one.exempt and not one.expected for one in counts)
    return not is_exempt or not summary.facts[planned.table].empty


def describe_source(table: Table) -> str:
    """The forms that hold the table."""
    return ", ".join(form.title for form in FORMS.values() if table in form.tables)


def describe_period(planned: PlannedTable, table: Table, month: str) -> str:
    """Reference date for stocks, the month for flows, both where a table shows both."""
    kinds = {table.column(name).meaning.kind for name in _needed(planned) if name not in {"rows", "funded"}}
    stock, flow = f"Stichtag {format_date(last_day(month))}", f"Berichtsmonat {format_month(month)}"
    if kinds <= {"stock", "ratio"}:
        return stock
    return flow if kinds <= {"flow"} else f"Bestände: {stock}; Zugänge: {flow}"


def kind_of(column: Column) -> FigureKind:
    """How the report shows and protects a form column."""
    return "persons" if column.meaning.is_persons else UNITS.get(column.meaning.unit, "count")


def _with_counters(frame: pd.DataFrame) -> pd.DataFrame:
    """Two columns that a form does not have: the rows themselves, and the funded ones among them."""
    frame = frame.assign(rows=typed([1] * len(frame), "Int64"))
    if "is_funded_by_komm_an" in frame:
        frame["funded"] = (frame["is_funded_by_komm_an"] == "yes").astype("Int64")
    return frame


def _with_parts(frame: pd.DataFrame, planned: PlannedTable) -> pd.DataFrame:
    """What each share is made of: the rows in which both of its columns are answered."""
    for share in (measure for measure in planned.measures if isinstance(measure, Share)):
        top, whole = frame[share.numerator], frame[share.denominator]
        both = top.notna() & whole.notna()
        names = (f"{_PART}{share.id}.top", f"{_PART}{share.id}.whole")
        frame = frame.assign(**dict(zip(names, (top.where(both), whole.where(both)), strict=True)))
    return frame


def _needed(planned: PlannedTable) -> list[str]:
    names: dict[str, None] = {}
    for measure in planned.measures:
        wanted = (measure.numerator, measure.denominator) if isinstance(measure, Share) else (measure,)
        names.update(dict.fromkeys(wanted))
    return list(names)


def labels_of(table: Table, by: str) -> CodeList | None:
    """The codes by which a table can be divided, or an attribute of the respondent; None where there is no list."""
    if by in {column.name for column in table.columns}:
        return table.column(by).code_list
    return code_list(by) if by in {"kind", "school_type"} else None


def _label(group: object, labels: CodeList | None) -> str:
    if pd.isna(group):  # type: ignore[call-overload]
        return UNANSWERED
    return labels.titles.get(str(group), str(group)) if labels else str(group)


def _ordered(by_group: pd.DataFrame, planned: PlannedTable, labels: CodeList | None) -> list[tuple[Any, Any]]:
    """Groups and their sums in the order of their code list or alphabet, or the largest first; "ohne Angabe" last."""
    place = {code: number for number, code in enumerate(labels.titles)} if labels else {}

    def order(item: tuple[Any, Any]) -> tuple[bool, float, int, str]:
        group, sums = item
        size = sums.iloc[0] if planned.order == "largest" else 0
        return pd.isna(group), -(0 if pd.isna(size) else float(size)), place.get(str(group), len(place)), str(group)

    return sorted(by_group.iterrows(), key=order)


def _row(planned: PlannedTable, table: Table, label: str, sums: pd.Series, key: str) -> ReportRow:
    is_total = key == "total"
    values = [_value(measure, table, sums, is_total=is_total) for measure in planned.measures]
    return row(label, *values, key=key, role="total" if is_total else "body")


def _total(planned: PlannedTable, frame: pd.DataFrame) -> ReportRow:
    return _row(planned, TABLES[planned.table], "Insgesamt", frame.sum(min_count=1), "total")


def _value(measure: str | Share, table: Table, sums: pd.Series, *, is_total: bool) -> object:
    if isinstance(measure, Share):
        parts = sums[f"{_PART}{measure.id}.top"], sums[f"{_PART}{measure.id}.whole"]
        is_persons = kind_of(table.column(measure.numerator)) == "persons"
        return share_of_persons(*parts) if is_persons else share_of(*parts)
    if measure not in {"rows", "funded"} and table.column(measure).meaning.kind == "ratio" and is_total:
        return ReportCell(None, Sign.SENSELESS)
    value = sums[measure]
    return None if pd.isna(value) else value


def share_of(numerator: object, denominator: object) -> float | ReportCell | None:
    """A ratio of one; missing where a part is missing, no sense where the whole is nil or more came back than was spent."""
    if numerator is None or denominator is None or pd.isna(numerator) or pd.isna(denominator):  # type: ignore[call-overload]
        return None
    part, whole = float(numerator), float(denominator)  # type: ignore[arg-type]
    return part / whole if whole > 0 and part >= 0 else ReportCell(None, Sign.SENSELESS)


def share_of_persons(numerator: object, denominator: object) -> float | ReportCell | None:
    """A share that remembers the counts it is made of, so that it can be protected as they are."""
    share = share_of(numerator, denominator)
    return ReportCell(share, parts=(float(numerator), float(denominator))) if isinstance(share, float) else share  # type: ignore[arg-type]


def _columns(planned: PlannedTable, table: Table) -> list[ReportColumn]:
    shown = {measure for measure in planned.measures if isinstance(measure, str)}
    columns = [_report_column(measure, table, shown) for measure in planned.measures]
    return [replace(column, median_of=planned.median_of(column.id)) for column in columns]


def _report_column(measure: str | Share, table: Table, shown: set[str]) -> ReportColumn:
    if isinstance(measure, Share):
        return ReportColumn(measure.id, measure.title, "share", "%", share_of=(measure.numerator, measure.denominator))
    if measure in {"rows", "funded"}:
        counted = table.counted
        return ReportColumn(measure, counted if measure == "rows" else "KOMM-AN gefördert", "count", counted)
    column = table.column(measure)
    whole = next((name for name in reversed(column.meaning.part_of) if name in shown), None)
    title, unit = spoken_of(table, column)
    return ReportColumn(measure, title, kind_of(column), unit, description=column.description, part_of=whole)


def spoken_of(table: Table, column: Column) -> tuple[str, str]:
    """Title and unit of a column's sum: persons who are counted once for each offer are participations there."""
    title, unit = COUNTED_AGAIN.get(f"{table.name}.{column.name}", (column.title, column.meaning.unit))
    wholes = (COUNTED_AGAIN.get(f"{table.name}.{whole}") for whole in column.meaning.part_of)
    return title, next((whole[1] for whole in wholes if whole), unit)


def _common_unit(planned: PlannedTable, table: Table) -> str:
    units = {column.unit for column in _columns(planned, table) if column.kind != "share"}
    return units.pop() if len(units) == 1 else "siehe Spalten"


def _group_title(table: Table, by: str) -> str:
    if by in {column.name for column in table.columns}:
        return table.column(by).title
    return {"kind": "Art der Berichtsstelle", "school_type": "Schulform", "district": "Stadtteil"}[by]
