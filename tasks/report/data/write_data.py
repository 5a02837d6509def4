"""Write the report's tables for machines: one CSV a table, and what explains and describes them all.

One way in: `write_data(report)`. Values are plain (point as decimal separator, shares as fractions of one). Beside each
column of figures stands one of signs: why there is no value, or how sure it is. Each row says of which report it is,
what kind of row it is and which code it stands for, so that files of many months and centres can be laid together. The
columns are the same every month. Text that a spreadsheet would run as a formula gets a leading apostrophe.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO

from config.codes import CodeList
from schemas.report.cell import ReportCell
from schemas.report.model import ProtectedReport, Report, ReportColumn, ReportRow, ReportTable
from schemas.visible import disarm
from tasks.report.data.codes import find_list, list_codes
from tasks.report.data.dcat import write_dcat
from tasks.report.data.describe import (
    ABOUT_CODES,
    ABOUT_REPORT,
    CODES,
    REPORT,
    describe_package,
    has_row_kinds,
    name_fields,
)
from tasks.timing import timed

NOT_SAID = ("nan", "<NA>", "None")  # the key of rows that have no code, as pandas writes it


@timed("data")
def write_data(report: ProtectedReport) -> dict[str, bytes]:
    """File name -> bytes, UTF-8 without a byte order mark: the tables, two lists they refer to, their descriptions."""
    about = (report.ags8, report.month, report.version, report.status, report.vintage, report.centre_name)
    files = {
        **{f"{table.id}.csv": write_table_csv(table, report) for table in report.tables()},
        f"{REPORT}.csv": _write([name for name, _ in ABOUT_REPORT], [map(disarm, about)]),
        f"{CODES}.csv": _write(
            [name for name, _ in ABOUT_CODES], (map(disarm, row) for row in list_codes(report.month))
        ),
    }
    package = json.dumps(describe_package(report, files), ensure_ascii=False, indent=2) + "\n"
    return {**files, "datapackage.json": package.encode(), "dcat.ttl": write_dcat(report, files).encode()}


def write_table_csv(table: ReportTable, report: Report) -> bytes:
    """A table as CSV as RFC 4180 has it: comma, CRLF, quotes where needed, one header line of column names."""
    known = find_list(table)
    rows = ([*_head(table, number, line, known, report), *_cells(table, line)]
            for number, line in enumerate(table.rows, 1))  # fmt: skip
    return _write([field["name"] for field in name_fields(table)], rows)


def _write(heads: Iterable[object], rows: Iterable[Iterable[object]]) -> bytes:
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def _head(table: ReportTable, number: int, line: ReportRow, known: CodeList | None, report: Report) -> list[object]:
    """Of which report, which row, which code, and in mixed tables which kind of figures."""
    key = "unanswered" if line.key in NOT_SAID else line.key or str(number)
    is_code = known is not None and line.role == "body" and line.key in known.titles
    code = (known.name, line.key) if known is not None and is_code else ("", "")
    kind = [line.kind or "count"] if has_row_kinds(table) else []
    return [report.ags8, report.month, report.version, disarm(key), line.role, *code, *kind]


def _cells(table: ReportTable, line: ReportRow) -> Iterator[str]:
    for column, cell in zip(table.columns, line.cells, strict=True):
        yield from _cell_texts(column, cell)


def _cell_texts(column: ReportColumn, cell: ReportCell) -> Iterator[str]:
    yield _plain(cell.value)
    if column.kind != "text":
        yield f"{cell.sign} {cell.mark}".strip()


def _plain(value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return disarm(value)
    return str(value) if isinstance(value, int) else f"{value:.6f}".rstrip("0").rstrip(".")
