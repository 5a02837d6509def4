"""Real files as respondents send them: `make_form` (our own form, filled in) and `make_book` (any grid, any format).

A grid is a list of rows; `Formula(text, value)` is a formula, `None` an empty cell. `school_grid(...)` is a school's
return on one sheet: title, head and the table of pupils.
"""

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import xlsxwriter
import xlwt
from openpyxl.comments import Comment

from schemas.files.reading import Reading
from schemas.form.filling import school_key_rows
from schemas.form.forms import FORMS, TABLES
from schemas.time.month import last_day
from tasks.intake.clean import clean
from tasks.intake.extract import extract
from tasks.intake.read import read
from tasks.letters.make_forms import write_form
from tests.factories import MONTH_OF

PUPILS = tuple(column.title for column in TABLES["school_pupils"].columns)
NAME = "Meldebogen-Schule_169468_2026-10.xlsx"


class Formula(NamedTuple):
    text: str
    value: object = ""


class Merged(NamedTuple):
    """A text over `columns` cells."""

    text: str
    columns: int


def make_head(**overrides):
    head = {
        "respondent": "169468",
        "respondent_name": "Grundschule Am Beispiel",
        "month": "2026-10",
        "reference_date": "2026-10-31",
        "deadline": "2026-11-10",
        "contact_name": "Sekretariat",
        "contact_email": "sekretariat@beispielschule.example",
        "nil_return": "",
        "remarks": "",
        "submission_key": "169468-2026-10",
    }
    return head | overrides


def head_of(form, **overrides):
    """The same for the month of a form's tests (tests.factories.MONTH_OF)."""
    month = MONTH_OF[form]
    return make_head(**({"month": month, "reference_date": last_day(month).isoformat()} | overrides))


def make_rows(**overrides):
    """Pupils of a primary school that agree with each other, and what belongs to them."""
    grades = [
        {
            "grade": f"0{grade}",
            "pupils": 40 + grade,
            "pupils_female": 20,
            "migration_background": 18,
            "first_support": 5,
        }
        for grade in range(1, 5)
    ]
    rows = {
        "school_pupils": grades,
        "school_arrivals": [{"country": "166", "arrivals": 3, "arrivals_female": 2}],
        "heritage_language_lessons": [
            {"language": "tr", "stage": "primar", "participants": 31, "groups": 2, "weekly_hours": 7.5}
        ],
        "teacher_training": [{"course": "demek", "teachers": 2}],
        "parent_programmes": [{"programme": "Rucksack Schule", "language": "ar", "groups": 1, "families": 8}],
    }
    return rows | overrides


def make_form(form="school", *, rows=None, **head):
    """Our own form of one respondent, filled in."""
    keys = school_key_rows("G") if form == "school" else {}
    given = make_rows() if rows is None and form == "school" else rows
    return write_form(FORMS[form], make_head(**head), rows=given, key_rows=keys)


def comment(book, sheet, cell, text="geschätzt"):
    """A workbook with a comment at a cell, as spreadsheets write it."""
    opened, stream = openpyxl.load_workbook(BytesIO(book)), BytesIO()
    opened[sheet][cell].comment = Comment(text, "Sekretariat")
    opened.save(stream)
    return stream.getvalue()


def head_grid(**overrides):
    """The head as people retype it."""
    values = {
        "Schulnummer": "169468",
        "Berichtsmonat": "Oktober 2026",
        "Stichtag": date(2026, 10, 31),
        "Fehlanzeige": "Nein",
    }
    return [[label, value] for label, value in (values | overrides).items() if value is not None]


def pupils_grid(*rows, headings=PUPILS[:3]):
    """The table of pupils with a few columns: header and rows."""
    return [list(headings), *(list(row) for row in rows)]


def school_grid(*rows, headings=PUPILS[:3], head=None):
    """A school's return on one sheet: title, head, a blank row, the table of pupils (header in row 7)."""
    return [["Meldebogen Schule"], *(head_grid() if head is None else head), [], *pupils_grid(*rows, headings=headings)]


def make_book(grids, *, hidden=(), is_1904=False, top=0, left=0, macros=False):
    """An xlsx of named grids (or one grid), with XlsxWriter; `top` and `left` move everything away from A1."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "date_1904": is_1904})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for name, grid in (grids if isinstance(grids, dict) else {"Tabelle1": grids}).items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(grid, start=top):
            for column, cell in enumerate(cells, start=left):
                _write(sheet, row, column, cell, day)
        if name in hidden:
            sheet.hide()
    book.close()
    return stream.getvalue() if not macros else change_part(stream.getvalue(), "xl/vbaProject.bin", b"no real macros")


def _write(sheet, row, column, cell, day):
    if isinstance(cell, Formula):
        sheet.write_formula(row, column, cell.text, None, cell.value)
    elif isinstance(cell, Merged):
        sheet.merge_range(row, column, row, column + cell.columns - 1, cell.text)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell is not None:
        sheet.write(row, column, cell)


def change_part(content, name, part):
    """The same zip with one part added or replaced."""
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, part)
    return stream.getvalue()


def make_zip(*names, part="<x/>"):
    """A zip of parts with these names."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as parts:
        for name in names:
            parts.writestr(name, part)
    return stream.getvalue()


def make_xls(grid, *, is_1904=False):
    """An old Excel workbook, with xlwt."""
    book = xlwt.Workbook()
    book.dates_1904 = is_1904
    sheet = book.add_sheet("Tabelle1")
    day = xlwt.easyxf(num_format_str="DD.MM.YYYY")
    for row, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write(row, column, cell, day)
            elif cell is not None:
                sheet.write(
                    row, column, xlwt.Formula(cell.text.removeprefix("=")) if isinstance(cell, Formula) else cell
                )
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_ODS = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="{_SPACE}office:1.0" xmlns:table="{_SPACE}table:1.0" xmlns:text="{_SPACE}text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.3">
<office:body><office:spreadsheet><table:table table:name="Tabelle1">ROWS<table:table-row
 table:number-rows-repeated="1048000"><table:table-cell/></table:table-row></table:table></office:spreadsheet>
</office:body></office:document-content>"""


def make_ods(grid):
    """An OpenDocument table, written by hand: exactly what is read, nothing else."""
    rows = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in grid)
    stream = BytesIO()
    with ZipFile(stream, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", _ODS.replace("ROWS", rows))
        parts.writestr("META-INF/manifest.xml", "<manifest/>")
    return stream.getvalue()


def _ods_cell(cell):
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, Formula):
        formula = f'table:formula="of:{escape(cell.text)}"'
        if cell.value == "":
            return f"<table:table-cell {formula}/>"
        error = 'office:value-type="string" office:string-value="" calcext:value-type="error"'
        return f"<table:table-cell {formula} {error}><text:p>{cell.value}</text:p></table:table-cell>"
    if isinstance(cell, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'


def make_csv(grid, *, encoding="utf-8", delimiter=";", first=""):
    """A csv as Excel writes it in German."""
    stream = StringIO()
    stream.write(first)
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    for row in grid:
        writer.writerow(
            [cell.strftime("%d.%m.%Y") if isinstance(cell, date) else "" if cell is None else cell for cell in row]
        )
    return stream.getvalue().encode(encoding)


def read_in(content, name="Meldung.xlsx") -> Reading:
    """The whole chain for one file."""
    return clean(extract(read(name, content)))


def rules_of(reading):
    return sorted({finding.rule for finding in reading.findings})


def the_finding(reading, rule):
    """The only finding of a rule."""
    (finding,) = [finding for finding in reading.findings if finding.rule == rule]
    return finding
