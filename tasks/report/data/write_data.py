"""Write the report's tables for machines: one CSV a table and a `datapackage.json` that explains every column.

One way in: `write_data(report)`. Values are plain (point as decimal separator, shares as fractions of one). Beside each
column of figures stands one of signs: why there is no value, or how sure it is. The columns are the same every month.
Text that a spreadsheet would run as a formula gets a leading apostrophe.
"""

import csv
import json
from collections.abc import Iterator
from hashlib import sha256
from io import StringIO
from typing import Any

from schemas.german import format_month
from schemas.report.cell import ReportCell
from schemas.report.model import Report, ReportColumn, ReportTable
from schemas.report.words import SIGNS, number_blocks, table_facts
from schemas.visible import disarm

WHOLE = ("count", "persons", "days")
KIND_WORDS = {
    "count": "Anzahl", "persons": "Personen", "share": "Anteil von 1", "ratio": "Verhältniszahl", "hours": "Stunden",
    "eur": "Euro", "fte": "Stellen (Vollzeitäquivalente)", "days": "Tage",
}  # fmt: skip
SIGN_WORDS = "Zeichen statt oder zu dem Wert (DIN 55301): " + "; ".join(f"{sign} = {word}" for sign, word in SIGNS[:10])
ROLE_WORDS = "body: Zeile, part: darunter-Zeile (in der Zeile darüber enthalten), total: Summe"


def write_data(report: Report) -> dict[str, bytes]:
    """File name -> bytes: `<table id>.csv` for each table and `datapackage.json`, UTF-8 without a byte order mark."""
    files = {f"{table.id}.csv": write_table_csv(table) for table in report.tables()}
    package = describe_package(report, files)
    files["datapackage.json"] = (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()
    return files


def write_table_csv(table: ReportTable) -> bytes:
    """A table as CSV as RFC 4180 has it: comma, CRLF, quotes where needed, one header line of column ids."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(field["name"] for field in _fields(table))
    for number, line in enumerate(table.rows, 1):
        head: list[object] = [number, line.role, *([line.kind or "count"] if _has_row_kinds(table) else [])]
        cells = [text for c, column in enumerate(table.columns) for text in _cell_texts(column, line.cells[c])]
        writer.writerow([*head, *cells])
    return buffer.getvalue().encode()


def describe_package(report: Report, files: dict[str, bytes]) -> dict[str, Any]:
    """The Data Package (frictionless standard, version 1) of the tables in `files`."""
    numbers = number_blocks(report)
    return {
        "profile": "tabular-data-package",
        "name": f"monatsbericht-{report.ags8}-{report.month}-v{report.version}",
        "title": f"{report.title} {format_month(report.month)}, {report.centre_name}",
        "description": f"Version {report.version} ({report.status}). Personenzahlen können gerundet oder geheim sein.",
        "version": report.version,
        "created": report.vintage,
        "resources": [_describe(table, numbers[table.id], files[f"{table.id}.csv"]) for table in report.tables()],
    }


def _describe(table: ReportTable, number: str, data: bytes) -> dict[str, Any]:
    facts = "; ".join(f"{name}: {text}" for name, text in table_facts(table))
    return {
        "profile": "tabular-data-resource",
        "name": table.id,
        "path": f"{table.id}.csv",
        "title": f"{number}: {table.title}",
        "description": " ".join([facts + ".", *table.notes]),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{sha256(data).hexdigest()}",
        "schema": {"fields": list(_fields(table)), "missingValues": [""]},
    }


def _fields(table: ReportTable) -> Iterator[dict[str, Any]]:
    yield _field("row_number", "integer", "Zeile", "Zeilennummer in der Tabelle")
    yield _field("row_role", "string", "Art der Zeile", ROLE_WORDS)
    if _has_row_kinds(table):
        yield _field(
            "row_kind", "string", "Art der Werte", "; ".join(f"{kind} = {word}" for kind, word in KIND_WORDS.items())
        )
    for column in table.columns:
        yield _field(column.id, _type(column), column.title, _description(column), unit=column.unit)
        if column.kind != "text":
            yield _field(f"{column.id}_sign", "string", f"{column.title}: Zeichen", SIGN_WORDS)


def _field(name: str, kind: str, title: str, description: str, *, unit: str = "") -> dict[str, Any]:
    field = {"name": name, "type": kind, "title": title, "description": description}
    return field | ({"unit": unit} if unit else {})


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


def _type(column: ReportColumn) -> str:
    if column.kind == "text":
        return "string"
    return "integer" if column.kind in WHOLE else "number"


def _description(column: ReportColumn) -> str:
    words = [column.group, column.description, KIND_WORDS.get(column.kind, "")]
    if column.kind == "change":
        words.append("Differenz, bei Anteilen als Bruchteil von 1")
    return "; ".join(word for word in words if word) or column.title


def _has_row_kinds(table: ReportTable) -> bool:
    return any(column.kind == "value" for column in table.columns)
