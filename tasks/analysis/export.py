"""Export tables and views for other tools. Ways in: `export_tables`, and `write_sdmx` for the long form.

Parquet and CSV lie month by month (`<name>/2026-10/…`; the month stands in the file too, and a folder `month=2026-10`
would make pyarrow, and so pandas, read it twice and give up), an xlsx is one file a table. Beside them
`datapackage.json` (frictionless standard) explains every column. The folder is written beside and renamed: it is there
whole, or not at all. Same warehouse, same bytes.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, column, select, table

from config.codes import CodeList
from config.errors import UsageError
from schemas.store.shape import Field, has_months, open_names, shape_of
from schemas.store.views import attribute_names
from schemas.time.month import shift_month
from schemas.visible import ABOUT_CSV, disarm
from tasks.analysis.silence import WITH_TEXT, WITHOUT_TEXT, Written, drop_unknown_places, number_texts, silence
from tasks.atomic_files import new_folder

Format = Literal["parquet", "csv", "xlsx"]
FORMATS: tuple[Format, ...] = ("parquet", "csv", "xlsx")
SDMX_STRUCTURE = "DE_NRW_KI:MONATSBERICHT(1.0)"
SDMX = {  # concept -> column of indicator_value; dimensions, the observation, attributes
    "REF_AREA": "centre_id",
    "REPORTER": "respondent_id",
    "INDICATOR": "indicator",
    "BREAKDOWN_1": "dimension_1",
    "CODE_1": "code_1",
    "BREAKDOWN_2": "dimension_2",
    "CODE_2": "code_2",
    "TIME_PERIOD": "month",
    "OBS_VALUE": "value",
    "UNIT_MEASURE": "unit",
    "OBS_STATUS": "obs_status",
    "CONF_STATUS": "conf_status",
    "SUBMISSION": "submission_id",
    "FACT_TABLE": "fact_table",
    "MEASURE": "measure",
    "BREAKDOWN": "breakdown",
    **{name.upper(): name for name in attribute_names()},
}
_NONE = {"value": ""}  # what stands for none of it, where that is not _Z
_MOST_XLSX_ROWS = 1_048_575  # of a sheet, its heading not counted


@dataclass(frozen=True)
class ExportedFile:
    """One file that was written: of which table or view, of which month (None: all of it), and how many rows."""

    name: str
    path: Path
    month: str | None
    rows: int


def export_tables(  # noqa: PLR0913 - what is wanted, and what may leave
    engine: Engine,
    names: Sequence[str],
    months: tuple[str, str],
    form: Format,
    folder: Path,
    *,
    places: CodeList | None = None,
    has_text: bool = False,
) -> list[ExportedFile]:
    """Write tables and views for a span of months, both ends included; what has no month is written whole.

    A place that the centre's list (`places`) does not know is somebody's own words and stays in the house; so does all
    other free text unless it is to go along (`has_text`). In its place is a number, where it tells rows apart.

    Raises:
        UsageError: a name does not exist or holds addresses, the folder is there already, or a sheet would be too long.
    """
    check_names(names)
    check_folder(folder)
    with new_folder(folder) as draft:
        with engine.connect() as connection:
            source = _Source(connection, places, None if has_text else number_texts(connection))
            parts = [part for name in names for part in _write(source, name, months, form, draft)]
        told = WITH_TEXT if has_text else WITHOUT_TEXT
        (draft / "datapackage.json").write_text(_package(names, parts, form, draft, told), encoding="utf-8")
    return [ExportedFile(part.name, folder / part.path.relative_to(draft), part.month, part.rows) for part in parts]


def write_sdmx(
    engine: Engine, months: tuple[str, str], folder: Path, *, places: CodeList | None = None, has_text: bool = False
) -> int:
    """Write `indicator_value` as SDMX-CSV 2.0 (sdmx.org, "SDMX-CSV field guide"); returns how many observations.

    A row with an empty dimension would be no observation but attributes of a part of the key: what a figure is not
    broken down by is `_Z`, "not applicable" in the code lists of SDMX. A missing observation has no value, and a status
    that says so.

    Raises:
        UsageError: the folder is there already.
    """
    check_folder(folder)
    names = [field.name for field in shape_of("indicator_value")]
    count = 0
    with new_folder(folder) as draft, engine.connect() as connection:
        source = _Source(connection, places, None if has_text else number_texts(connection))
        with (draft / "indicator_value.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\r\n")
            writer.writerow(["STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", *SDMX])
            for month in span_months(*months):
                for row in source.read("indicator_value", month):
                    said = dict(zip(names, row, strict=True))
                    values = (_observe(said, name) for name in SDMX.values())
                    writer.writerow(["dataflow", SDMX_STRUCTURE, "R", "M", *values])
                    count += 1
    return count


def _observe(said: Mapping[str, Any], name: str) -> Any:
    return _NONE.get(name, "_Z") if said[name] is None else _plain(said[name])


def check_folder(folder: Path) -> None:
    """Raise UsageError unless it is a folder that is new or empty, in one that is none but a folder either."""
    above = next(path for path in (folder, *folder.parents) if path.exists())
    if not above.is_dir():
        raise UsageError(f"„{above}“ ist eine Datei. Bitte bei --to einen Ordner angeben.")
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"Den Ordner „{folder}“ gibt es schon. Bitte bei --to einen neuen angeben.")


def check_names(names: Sequence[str]) -> None:
    """Raise UsageError for a table or view that cannot be taken out."""
    for name in names:
        if name not in open_names():
            raise UsageError(f"„{name}“ lässt sich nicht ausgeben. Möglich sind: {', '.join(open_names())}.")


def read_table_rows(connection: Connection, name: str, month: str | None = None) -> list[tuple[Any, ...]]:
    """The rows of a table or view in the order of their columns, of one month or all."""
    fields = shape_of(name)
    source = table(name, *(column(field.name) for field in fields))
    query = select(*(source.c[field.name] for field in fields))
    if month is not None:
        query = query.where(source.c.month == month)
    rows = [tuple(_typed(value, field) for value, field in zip(row, fields, strict=True))
            for row in connection.execute(query)]  # fmt: skip
    return sorted(rows, key=lambda row: tuple((value is not None, str(value)) for value in row))


def _typed(value: Any, field: Field) -> Any:
    """What the database gives as the column's kind: SQLite keeps days and truth as texts and numbers."""
    if value is None:
        return None
    if field.kind == "boolean":
        return bool(value)
    if field.kind == "number":
        return float(value)
    if field.kind == "date" and isinstance(value, str):
        return date.fromisoformat(value[:10])
    if field.kind == "datetime" and isinstance(value, str):
        return datetime.fromisoformat(value)
    return value


@dataclass(frozen=True)
class _Source:
    """The warehouse, the places that may leave it, and the numbers that leave for free text; None: itself does."""

    connection: Connection
    places: CodeList | None
    numbers: Mapping[Written, str] | None

    def read(self, name: str, month: str | None = None) -> list[tuple[Any, ...]]:
        """The rows of a table or view, without places that are in no list, and without free text that may not go."""
        names = [field.name for field in shape_of(name)]
        rows = drop_unknown_places(name, names, read_table_rows(self.connection, name, month), self.places)
        return rows if self.numbers is None else silence(name, names, rows, self.numbers)


def _write(source: _Source, name: str, months: tuple[str, str], form: Format, draft: Path) -> Iterator[ExportedFile]:
    if form == "xlsx":
        wanted = list(span_months(*months)) if has_months(name) else [None]
        rows = [row for month in wanted for row in source.read(name, month)]
        yield _put(draft / f"{name}.xlsx", name, None, rows, form)
    elif has_months(name):
        for month in span_months(*months):
            rows = source.read(name, month)
            if rows:
                yield _put(draft / name / month / f"data.{form}", name, month, rows, form)
    else:
        yield _put(draft / name / f"data.{form}", name, None, source.read(name), form)


def span_months(first: str, last: str) -> Iterator[str]:
    """The months from the first to the last, both included."""
    while first <= last:
        yield first
        first = shift_month(first, 1)


def _put(path: Path, name: str, month: str | None, rows: list[tuple[Any, ...]], form: Format) -> ExportedFile:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_ENCODE[form](shape_of(name), rows))
    return ExportedFile(name, path, month, len(rows))


def _encode_parquet(fields: Sequence[Field], rows: list[tuple[Any, ...]]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {
        "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(),
        "date": pa.date32(), "datetime": pa.timestamp("us"),
    }  # fmt: skip
    schema = pa.schema([
        pa.field(field.name, kinds[field.kind], metadata={"comment": field.comment}) for field in fields
    ])  # fmt: skip
    columns = list(zip(*rows, strict=True)) or [()] * len(fields)
    arrays = [pa.array(values, schema.field(at).type) for at, values in enumerate(columns)]
    out = BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()


def _encode_csv(fields: Sequence[Field], rows: list[tuple[Any, ...]]) -> bytes:
    """RFC 4180, UTF-8; dates as ISO texts, truth as true and false, nothing where nothing is known.

    Text is never a formula (schemas.visible). An AGS is written as it is: what would keep a spreadsheet from eating its
    zero (`="05914000"`) is another text for every other program. The package says so; in an xlsx it stays by itself.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(field.name for field in fields)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _encode_xlsx(fields: Sequence[Field], rows: list[tuple[Any, ...]]) -> bytes:
    """One sheet; texts stay texts, whatever they begin with."""
    import xlsxwriter

    if len(rows) > _MOST_XLSX_ROWS:
        raise UsageError(
            f"{len(rows)} Zeilen passen nicht auf ein Tabellenblatt. Bitte weniger Monate, oder --format csv."
        )
    out = BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": datetime(2026, 1, 1)})
    head, day, moment = (book.add_format(one) for one in (
        {"bold": True}, {"num_format": "yyyy-mm-dd"}, {"num_format": "yyyy-mm-dd hh:mm:ss"}))  # fmt: skip
    sheet = book.add_worksheet("Daten")
    sheet.freeze_panes(1, 0)
    for at, field in enumerate(fields):
        sheet.write_string(0, at, field.name, head)
        sheet.write_comment(0, at, field.comment)
    for number, row in enumerate(rows, 1):
        for at, (value, field) in enumerate(zip(row, fields, strict=True)):
            if value is not None:
                sheet.write(number, at, value, {"date": day, "datetime": moment}.get(field.kind))
    book.close()
    return out.getvalue()


_ENCODE = {"parquet": _encode_parquet, "csv": _encode_csv, "xlsx": _encode_xlsx}


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, str):
        return disarm(value)
    return repr(value) if isinstance(value, float) else value


def _package(names: Sequence[str], parts: Sequence[ExportedFile], form: Format, draft: Path, told: str) -> str:
    """The Data Package of what was written; a resource of many files lists them all."""
    resources = []
    for name in names:
        paths = [part.path.relative_to(draft).as_posix() for part in parts if part.name == name]
        fields = [{"name": one.name, "type": one.kind, "description": one.comment} for one in shape_of(name)]
        if paths:
            resources.append({
                "name": name.replace("_", "-"),
                "path": paths if len(paths) > 1 else paths[0],
                "format": form,
                "encoding": "utf-8",
                "schema": {"fields": fields, "missingValues": [""]},
            })  # fmt: skip
    about = f"Tabellen und Sichten des Datenbestands. {told} {ABOUT_CSV}"
    package = {"name": "monatsbericht", "description": about, "resources": resources}
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"
