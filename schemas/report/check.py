"""Check a finished report before anyone sees it: every table states what it must, every figure can be one.

One way in: `check_report(report)`. A failure is our mistake (the submitters' were found long before), so it raises.
All cells of all tables are checked as one long frame: pandera once, not once a table.
"""

from collections.abc import Iterator

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from schemas.report.cell import ReportError
from schemas.report.model import (
    KeyFigures,
    Paragraph,
    PointList,
    Report,
    ReportChart,
    ReportColumn,
    ReportTable,
    Section,
    cell_kind,
)

WHOLE = ("count", "persons", "days")
NEVER_NEGATIVE = (*WHOLE, "share", "ratio", "hours", "fte")


class ReportCells(pa.DataFrameModel):
    """Every cell of every table: where it stands, what it should hold, what it holds."""

    place: Series[str] = pa.Field(description="Tabelle, Zeile und Spalte")
    kind: Series[str] = pa.Field(description="Art des Werts, bei Veränderungen 'change'")
    text: Series[bool] = pa.Field(description="ob die Zelle Text enthält")
    value: Series[float] = pa.Field(nullable=True, description="der Zahlenwert")

    @pa.dataframe_check(error="Text gehört in Textspalten, Zahlen in Zahlenspalten")
    @classmethod
    def text_where_text_belongs(cls, cells: pd.DataFrame) -> pd.Series:
        """Text stands in text columns and nowhere else; a text column holds no number."""
        return (cells["text"] == (cells["kind"] == "text")) | (~cells["text"] & cells["value"].isna())

    @pa.dataframe_check(error="kleiner als null")
    @classmethod
    def nothing_negative(cls, cells: pd.DataFrame) -> pd.Series:
        """Counts, shares and hours are never below zero."""
        return ~(cells["kind"].isin(NEVER_NEGATIVE) & (cells["value"] < 0))

    @pa.dataframe_check(error="keine ganze Zahl")
    @classmethod
    def counts_are_whole(cls, cells: pd.DataFrame) -> pd.Series:
        """Persons and things come in whole numbers."""
        return ~(cells["kind"].isin(WHOLE) & (cells["value"] % 1 > 0))


class ReportFacts(pa.DataFrameModel):
    """What every table must state."""

    place: Series[str]
    title: Series[str] = pa.Field(str_length={"min_value": 1})
    period: Series[str] = pa.Field(str_length={"min_value": 1})
    unit: Series[str] = pa.Field(str_length={"min_value": 1})
    source: Series[str] = pa.Field(str_length={"min_value": 1})
    n: Series[int] = pa.Field(ge=0)
    expected: Series[int] = pa.Field(ge=0)

    @pa.dataframe_check(error="mehr Meldungen als erwartet")
    @classmethod
    def not_more_than_expected(cls, tables: pd.DataFrame) -> pd.Series:
        """Coverage is n of N, n at most N."""
        return tables["n"] <= tables["expected"]


def check_report(report: Report) -> None:
    """Raises ReportError with every place where the report cannot be right."""
    faults = [*_faults(ReportCells, _cells(report)), *_faults(ReportFacts, _facts(report)), *_dangling(report)]
    if faults:
        raise ReportError("Der Bericht ist nicht stimmig: " + "; ".join(faults))


def _cells(report: Report) -> pd.DataFrame:
    records = [
        (
            f"{table.id}, Zeile {number}, Spalte {column.id}",
            "change" if column.kind == "change" else cell_kind(table, line, index),
            isinstance(cell.value, str),
            cell.value if isinstance(cell.value, int | float) else None,
        )
        for table in report.tables()
        for number, line in enumerate(table.rows, 1)
        for index, (column, cell) in enumerate(zip(table.columns, line.cells, strict=True))
    ]
    frame = pd.DataFrame(records, columns=["place", "kind", "text", "value"])
    return frame.astype({"place": "str", "kind": "str", "text": "bool", "value": "float64"})


def _facts(report: Report) -> pd.DataFrame:
    records = [
        (t.id, t.title.strip(), t.period.strip(), t.unit.strip(), t.source.strip(), t.coverage.n, t.coverage.expected)
        for t in report.tables()
    ]
    texts = ["place", "title", "period", "unit", "source"]
    frame = pd.DataFrame(records, columns=[*texts, "n", "expected"])
    return frame.astype(dict.fromkeys(texts, "str") | {"n": "int64", "expected": "int64"})


def _faults(model: type[pa.DataFrameModel], frame: pd.DataFrame) -> Iterator[str]:
    try:
        model.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as found:
        cases = found.failure_cases.drop_duplicates(["index", "check"])
        for index, check, column in zip(cases["index"], cases["check"], cases["column"], strict=True):
            where = frame["place"].iloc[int(index)] if pd.notna(index) else "Bericht"
            yield (
                f"{where}: {check}"
                if model is ReportCells or not str(check).startswith("str_")
                else (f"{where}: {column} fehlt")
            )


def _dangling(report: Report) -> Iterator[str]:
    """Charts, key figures and sentences that name a table, column or row that is not there."""
    for section in (*((report.opening,) if report.opening else ()), *report.all_sections()):
        for name, part in _parts(section):
            try:
                _look_up(report, part)
            except ReportError as error:
                yield f"{name}: {error}"


def _parts(section: Section) -> Iterator[tuple[str, object]]:
    yield from ((section.id, paragraph) for paragraph in section.paragraphs)
    for block in section.blocks:
        yield from ((block.id, part) for part in (block.items if isinstance(block, PointList) else (block,)))


def _look_up(report: Report, part: object) -> None:
    match part:
        case ReportChart():
            table = report.table(part.table)
            for column_id in (part.label, *part.values):  # no frame, the chart's series
                table.column_index(column_id)
        case KeyFigures():
            for key in part.keys:
                report.table(part.table).row_by_key(key)
        case Paragraph():
            for ref in part.refs:
                report.table(ref.table).cell(ref.row, ref.column)
        case ReportTable():
            for column in part.columns:
                _look_up_column(report, part, column)


def _look_up_column(report: Report, table: ReportTable, column: ReportColumn) -> None:
    """A change may repeat one of a table that this report does without; it is unknown then."""
    others = (column.part_of, column.adds_to, column.median_of, *(column.share_of or ()), *(column.change_of or ()))
    for name in filter(None, others):
        table.column_index(name)
    if column.same_as and any(one.id == column.same_as[0] for one in report.tables()):
        report.table(column.same_as[0]).column_index(column.same_as[1])
