from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from schemas.report.cell import Mark, ReportCell, Sign
from schemas.report.words import number_blocks
from tasks.report.render_xlsx import HEAD_ROW, number_format, render_xlsx
from tests.factories_report import NASTY, make_report


@pytest.fixture(scope="module")
def data():
    return render_xlsx(make_report())


@pytest.fixture(scope="module")
def book(data):
    return openpyxl.load_workbook(BytesIO(data))


def test_the_same_report_gives_the_same_bytes(data):
    assert render_xlsx(make_report()) == data


def test_its_only_date_is_the_vintage_in_utc(data, book):
    assert book.properties.created == datetime(2026, 11, 25, 5, 0)  # the format knows no offset
    assert {entry.date_time for entry in ZipFile(BytesIO(data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_there_is_a_sheet_a_table_between_contents_and_explanations(book):
    report = make_report()
    numbers = number_blocks(report)
    assert book.sheetnames == ["Inhalt", *(numbers[table.id] for table in report.tables()), "Erläuterungen"]


def test_the_contents_lead_to_every_sheet_and_back(book):
    targets = {cell.hyperlink.location for row in book["Inhalt"].iter_rows() for cell in row if cell.hyperlink}
    assert targets == {f"'{name}'!A1" for name in book.sheetnames[1:]}
    assert book["Tabelle 1.1"].cell(HEAD_ROW - 1, 1).hyperlink.location == "'Inhalt'!A1"


def test_every_sheet_states_what_its_table_is(book):
    values = [book["Tabelle 4.2"].cell(row, 1).value for row in range(1, 7)]
    assert values[0].startswith("Tabelle 4.2: Schülerinnen und Schüler nach Schulform")
    assert values[1:] == [
        "Zeitbezug: Stichtag 31.10.2026", "Einheit: Personen", "Quelle: Meldebogen Schule",
        "Abdeckung: 63 von 64 Meldungen (98,4\u00a0%)", "Stand: vorläufige Zahlen (p)",
    ]  # fmt: skip


def test_another_reader_finds_the_very_numbers_of_the_report(data):
    report = make_report()
    numbers = number_blocks(report)
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    for table in report.tables():
        rows = book.get_sheet_by_name(numbers[table.id]).to_python(skip_empty_area=False)
        first = HEAD_ROW + (2 if any(column.group for column in table.columns) else 1)
        for line, found in zip(table.rows, rows[first:], strict=False):
            for cell, value in zip(line.cells, found, strict=False):
                expected = str(cell.sign) if cell.value is None else cell.value
                expected = pytest.approx(expected, rel=1e-14) if isinstance(expected, float) else expected
                assert value == expected, (table.id, line.key)


def test_text_is_never_a_formula_or_a_link(book):
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    assert NASTY in {cell.value for row in book["Tabelle 2.2"].iter_rows() for cell in row}


def test_heads_stay_in_view_and_repeat_on_paper(book):
    sheet = book["Tabelle 4.2"]
    assert sheet.freeze_panes == "B11"
    assert sheet.print_title_rows == "$9:$10"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize(
    ("cell", "kind", "is_change", "form"),
    [
        (ReportCell(5), "persons", False, '#,##0;"−"#,##0;"–"'),
        (ReportCell(0, Sign.LESS), "persons", False, '"0";"0";"0"'),
        (ReportCell(5, Sign.LIMITED), "count", False, '"("#,##0")";"(−"#,##0")";"(–)"'),
        (
            ReportCell(5.0, mark=Mark.REVISED),
            "eur",
            False,
            '#,##0.00" €" r;"−"#,##0.00" €" r;"–" r'.replace(" r", '" r"'),
        ),
        (ReportCell(0.1), "share", True, '"+"0.0%"-Punkte";"−"0.0%"-Punkte";"±0"'),
    ],
    ids=["count", "rounded nothing", "limited", "revised euros", "change of a share"],
)
def test_formats_show_numbers_as_the_report_writes_them(cell, kind, is_change, form):
    assert number_format(cell, kind, is_change=is_change) == form
