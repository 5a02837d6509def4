import shutil
import subprocess
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from schemas.report.cell import Mark, ReportCell, Sign
from schemas.report.words import number_blocks
from tasks.report.render_xlsx import head_row, name_heads, number_format, render_xlsx
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
    for table, sheet in sheets(book):
        assert sheet.cell(head_row(table), 1).hyperlink.location == "'Inhalt'!A1"


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
        for line, found in zip(table.rows, rows[head_row(table) + 1 :], strict=False):
            for cell, value in zip(line.cells, found, strict=False):
                expected = str(cell.sign) if cell.value is None else cell.value
                expected = pytest.approx(expected, rel=1e-14) if isinstance(expected, float) else expected
                assert value == expected, (table.id, line.key)


def sheets(book):
    report = make_report()
    numbers = number_blocks(report)
    return [(table, book[numbers[table.id]]) for table in report.tables()]


def test_each_table_is_marked_as_one_with_a_single_row_of_heads(book):
    for table, sheet in sheets(book):
        (marked,) = sheet.tables.values()
        heads = [cell.value for cell in sheet[marked.ref][0]]
        top, last = head_row(table) + 1, head_row(table) + 1 + max(len(table.rows), 1)

        assert marked.ref == f"A{top}:{get_column_letter(len(table.columns))}{last}"
        assert heads == [column.name for column in marked.tableColumns] == name_heads(table)
        assert len({head.casefold() for head in heads}) == len(heads)
    for name in ("Inhalt", "Erläuterungen"):
        assert len(book[name].tables) == 1
    names = [table.displayName for sheet in book for table in sheet.tables.values()]
    assert len(set(names)) == len(names) == len(book.sheetnames)


def test_nothing_is_merged_and_no_row_above_a_table_is_empty(book):
    for sheet in book:
        (marked,) = sheet.tables.values()
        top = sheet[marked.ref][0][0].row

        assert not sheet.merged_cells.ranges
        assert all(sheet.cell(row, 1).value for row in range(1, top + 1))


def test_its_language_is_named(data, book):
    assert book.properties.language == "de-DE"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_finds_every_sheet(data, tmp_path):
    """What it opens after a repair has lost the tables, which it writes back."""
    (tmp_path / "tabellen.xlsx").write_bytes(data)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx",
               "--outdir", str(tmp_path / "out"), str(tmp_path / "tabellen.xlsx")]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    again = openpyxl.load_workbook(tmp_path / "out" / "tabellen.xlsx")

    assert "repair" not in (done.stdout + done.stderr).lower()
    assert again.sheetnames == openpyxl.load_workbook(BytesIO(data)).sheetnames
    assert all(len(sheet.tables) == 1 for sheet in again)


def test_text_is_never_a_formula_or_a_link(book):
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    assert NASTY in {cell.value for row in book["Tabelle 2.2"].iter_rows() for cell in row}


def test_heads_stay_in_view_and_repeat_on_paper(book):
    sheet = book["Tabelle 4.2"]
    assert sheet.freeze_panes == "B9"
    assert sheet.print_title_rows == "$8:$8"
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
