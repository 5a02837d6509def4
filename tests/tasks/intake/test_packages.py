"""Workbooks that are valid and laid out otherwise than most: read, every value, at its own address."""

import re
from io import BytesIO
from types import SimpleNamespace
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from schemas.files.formats.package import Package, pack
from schemas.files.workbook import Fault
from schemas.form.layout import LIVE_CELLS_SHEET
from tasks.intake import read as reading
from tasks.intake.read import read
from tests.factories_hostile import SHEET, TEXTS, change, read_part
from tests.factories_workbook import (
    Formula,
    change_part,
    head_grid,
    make_book,
    make_form,
    make_ods,
    make_xls,
    make_zip,
    read_in,
    rules_of,
    school_grid,
    the_finding,
)

GRADES = ["05", 110, 54], ["06", 109, 55]
GRID = school_grid(*GRADES)
BOOK, ODS = make_book(GRID), make_ods(GRID)
ROOT = "_rels/.rels"


def repack(content, rename=lambda name: name, rewrite=lambda part, name: part, without=()):
    """The same parts under other names and written otherwise; writing a name itself would mend its slashes."""
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in without:
                new.writestr(rename(name), rewrite(old.read(name), name))
    return stream.getvalue()


def move(content, moved, *, base=None):
    """Parts under other names (old to new), and every reference to them as it then is."""

    def rewrite(part, name):
        if name.endswith(".rels") or name == "[Content_Types].xml":
            for old, new in moved.items():
                for written in (old, old.removeprefix("xl/")):
                    part = part.replace(f'"{written}"'.encode(), f'"{base or "/"}{new}"'.encode())
                part = part.replace(f'"/{old}"'.encode(), f'"/{new}"'.encode())
        return part

    return repack(content, lambda name: moved.get(name, name), rewrite)


def to_utf16(part, name):
    if not name.endswith((".xml", ".rels")):
        return part
    return part.decode().replace("UTF-8", "UTF-16", 1).encode("utf-16")


AT_ROOT = {"xl/workbook.xml": "book.xml", "xl/_rels/workbook.xml.rels": "_rels/book.xml.rels", SHEET: "a sheet.xml"}
AT_ROOT |= {TEXTS: "texts.xml", "xl/styles.xml": "looks.xml"}
LAYOUTS = {
    "backslashes": repack(BOOK, lambda name: name.replace("/", "\\")),
    "capitals": repack(BOOK, str.upper),
    "some capitals": repack(BOOK, lambda name: name.replace("workbook", "Workbook").replace("shared", "Shared")),
    "slash before": repack(BOOK, lambda name: f"/{name}"),
    "parts at the root": move(BOOK, AT_ROOT),
    "targets with dots": move(BOOK, {SHEET: "xl/x/y.xml", TEXTS: "xl/texte.xml"}, base="./../"),
    "percent": move(
        repack(BOOK, lambda name: name.replace("sheet1", "sheet 1")), {SHEET: "xl/worksheets/sheet%201.xml"}
    ),
    "utf-16": repack(BOOK, rewrite=to_utf16),
    "no types": repack(BOOK, without=("[Content_Types].xml",)),
    "no relations of the package": repack(BOOK, without=(ROOT,)),
    "other parts only by type": move(repack(BOOK, without=(ROOT,)), AT_ROOT),
    "only what is needed": repack(BOOK, without=("docProps/core.xml", "docProps/app.xml", "xl/theme/theme1.xml")),
    "comments and instructions": repack(
        BOOK, rewrite=lambda part, _: re.sub(rb"(<(?:row|sheet|si|v)\b)", rb"<!-- <!DOCTYPE> --><?a b?>\1", part)
    ),
    "ods": ODS,
    "ods without mimetype": change_part(
        repack(ODS, without=("mimetype",)), "META-INF/manifest.xml",
        '<m:manifest xmlns:m="x"><m:file-entry m:media-type="application/vnd.oasis.opendocument.spreadsheet" '
        'm:full-path="/"/><m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>',
    ),
    "ods in capitals and UTF-16": repack(ODS, lambda name: name.upper() if "xml" in name else name, to_utf16),
    "xls": make_xls(GRID),
    "xls with its stream in capitals": make_xls(GRID).replace(
        "Workbook".encode("utf-16-le"), "WORKBOOK".encode("utf-16-le")
    ),
}  # fmt: skip


@pytest.mark.parametrize("content", LAYOUTS.values(), ids=LAYOUTS)
def test_a_package_is_read_however_it_is_laid_out(content):
    found = read_in(content, "Meldung")

    assert found.respondent == "169468"
    table = found.tables["school_pupils"]
    assert (table.rows, table.values["pupils"], table.values["pupils_female"]) == ([8, 9], [110, 109], [54, 55])


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (make_zip("word/document.xml"), "FILE_DOCUMENT"),
        (change_part(BOOK, "xl/workbook.xml", "<w:document/>"), "FILE_DOCUMENT"),
        (repack(ODS, rewrite=lambda part, _: part.replace(b".spreadsheet", b".text")), "FILE_DOCUMENT"),
        (make_zip("Passwort/xl/workbook.xml"), "FILE_ARCHIVE"),
        (change_part(BOOK, "xl/_rels/workbook.xml.rels", "<Relationships/>"), "FILE_BROKEN"),
        (repack(BOOK, without=(SHEET,)), "FILE_BROKEN"),
        (change_part(BOOK, SHEET, read_part(BOOK, SHEET).replace("UTF-8", "UTF-7").encode()), "FILE_BROKEN"),
        (change_part(BOOK, SHEET, read_part(BOOK, SHEET) + "<!-- no end"), "FILE_BROKEN"),
        (change_part(BOOK, SHEET, '<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'.encode("utf-16")), "FILE_ENTITIES"),
    ],
    ids=["docx", "document", "odt", "archive", "no relations", "no sheet", "UTF-7", "comment", "entities"],
)  # fmt: skip
def test_what_is_no_workbook_stays_refused(content, rule):
    assert [one.rule for one in read("Meldung.xlsx", content).findings] == [rule]


@pytest.mark.parametrize(
    ("cell", "given"),
    [
        ("<v>&#52;1</v>", Fault("lost", "41")),
        ("<v><![CDATA[41]]></v>", 41),
        ("<v>4<!-- vier -->1</v>", 41),
        ("<v><?vier?>41</v>", 41),
        ("<is><t>41</t></is>", "41"),
    ],
    ids=["entity", "CDATA", "comment", "instruction", "text"],
)
@pytest.mark.parametrize("prefix", ["", "x:"], ids=["plain", "prefixed"])
def test_no_value_vanishes_whatever_the_library_gives(cell, given, prefix):
    content = change(SHEET, "<v>109</v>", cell, BOOK)
    if prefix:
        part = re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}", read_part(content, SHEET)).replace("xmlns=", "xmlns:x=")
        content = change_part(content, SHEET, part.encode())

    rows = read("a.xlsx", content).sheets[0].rows

    assert rows[8][:3] == ["06", given, 55]
    assert rows[7][:3] == ["05", 110, 54]


def test_a_value_where_a_text_belongs_is_read_as_it_is_written():
    content = change(SHEET, '<c r="B9"><v>109</v>', '<c r="B9" t="inlineStr"><v>109</v>', BOOK)

    found = read_in(content)

    assert found.tables["school_pupils"].values["pupils"] == [110, 109]


def test_what_cannot_be_read_for_sure_is_an_error_at_its_cell():
    found = the_finding(read_in(change(SHEET, "<v>109</v>", "<v>&#49;09</v>", BOOK)), "CELL_LOST")

    assert (found.cell, found.value, found.column) == ("B9", "109", "pupils")
    assert "109" in found.message


def test_two_different_values_in_one_cell_are_an_error():
    content = change(SHEET, '<c r="C9"', '<c r="B9"><v>7</v></c><c r="C9"', BOOK)

    assert the_finding(read_in(content), "CELL_LOST").cell == "B9"


def test_a_text_without_a_kind_is_no_empty_cell_of_an_ods():
    with ZipFile(BytesIO(ODS)) as parts:
        xml = parts.read("content.xml").decode()
    old = '<table:table-cell office:value-type="float" office:value="109"/>'
    note = "<office:annotation><text:p>Notiz</text:p></office:annotation>"
    new = f"<table:table-cell>{note}<text:p>109</text:p></table:table-cell>"
    assert old in xml

    found = read_in(change_part(ODS, "content.xml", xml.replace(old, new)), "a.ods")

    assert found.tables["school_pupils"].values["pupils"] == [110, 109]


class Deaf:
    """The library, as if it did not understand one number."""

    def __init__(self, opened):
        self.opened, self.sheets_metadata = opened, opened.sheets_metadata

    def get_sheet_by_index(self, at):
        sheet = self.opened.get_sheet_by_index(at)
        rows = [["" if cell == 109 else cell for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        return SimpleNamespace(end=sheet.end, to_python=lambda **_: rows)


@pytest.mark.parametrize("content", [BOOK, ODS, make_xls(GRID)], ids=["xlsx", "ods", "xls"])
def test_a_number_that_the_library_drops_is_an_error_in_every_format(content, monkeypatch):
    sheets = reading._sheets
    monkeypatch.setattr(reading, "_sheets", lambda opened, scan: sheets(Deaf(opened), scan))

    assert reading.read("a", content).sheets[0].rows[8][1].kind == "lost"


FILTERED = b'<table:table-row table:visibility="filter">'
COLLAPSED = b'<table:table-column/><table:table-column table:visibility="collapse"/><table:table-row>'
HIDE = {
    "row of an xlsx": (change(SHEET, '<row r="9"', '<row hidden="1" r="9"', BOOK), "B9, C9"),
    "row without height": (change(SHEET, '<row r="9"', '<row ht="0" r="9"', BOOK), "B9, C9"),
    "column of an xlsx": (
        change(SHEET, "<sheetData>", '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>', BOOK), "B8, B9",
    ),
    "row of an ods": (
        repack(ODS, rewrite=lambda part, _: FILTERED.join(part.rsplit(b"<table:table-row>", 1))),
        "B9, C9",
    ),
    "column of an ods": (
        repack(ODS, rewrite=lambda part, _: part.replace(b"<table:table-row>", COLLAPSED, 1)),
        "B8, B9",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "cells"), HIDE.values(), ids=HIDE)
def test_hidden_figures_count_and_are_said(content, cells):
    found = read_in(content)

    assert found.tables["school_pupils"].values["pupils"] == [110, 109]
    assert f"({cells})" in the_finding(found, "CELLS_HIDDEN").message


def test_hidden_rows_of_an_old_workbook_are_said(tmp_path):
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("A")
    for row, cells in enumerate(GRID):
        for column, cell in enumerate(cells):
            sheet.write(row, column, str(cell) if not isinstance(cell, int) else cell)
    sheet.row(8).hidden = True
    sheet.col(2).hidden = True
    book.save(tmp_path / "a.xls")

    found = the_finding(read_in((tmp_path / "a.xls").read_bytes()), "CELLS_HIDDEN")

    assert "(C8, B9, C9)" in found.message


def test_what_is_hidden_and_holds_no_figure_is_not_worth_a_word():
    content = change(SHEET, '<row r="3"', '<row hidden="1" r="3"', make_book(school_grid(*GRADES, ["07", None, None])))

    assert "CELLS_HIDDEN" not in rules_of(read_in(change(SHEET, '<row r="10"', '<row hidden="1" r="10"', content)))


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("Schulnummer", "respondent"),
        ("Berichtsmonat", "month"),
        ("Stichtag", "reference_date"),
        ("Fehlanzeige", "nil_return"),
    ],
)
def test_a_formula_without_a_result_in_the_head_is_named_as_in_a_table(label, column):
    head = head_grid(**{label: Formula('=TEXT(200530,"0")', "")})

    found = the_finding(read_in(make_book(school_grid(*GRADES, head=head))), "CELL_FORMULA")

    assert found.column == column
    assert found.cell.startswith("B")
    assert f"HEAD_{column.upper()}" not in rules_of(read_in(make_book(school_grid(*GRADES, head=head))))


def test_each_part_that_is_needed_is_unpacked_once_and_no_other(monkeypatch):
    unpacked = []
    unpack = Package._unpack
    monkeypatch.setattr(Package, "_unpack", lambda self, entry: unpacked.append(entry.filename) or unpack(self, entry))

    assert read("a.xlsx", make_form()).is_readable
    assert sorted(unpacked) == sorted(set(unpacked))
    assert not [name for name in unpacked if "theme" in name or "docProps" in name or "vml" in name]
    with ZipFile(BytesIO(make_form())) as form:
        number = (
            re.findall(rb'<sheet name="([^"]*)"', form.read("xl/workbook.xml")).index(LIVE_CELLS_SHEET.encode()) + 1
        )
    assert f"xl/worksheets/sheet{number}.xml" not in unpacked


def test_a_package_of_our_own_is_one_that_any_program_opens():
    parts = {"a/b.xml": b"<x/>" * 900, "c.xml": b""}
    with ZipFile(BytesIO(pack(parts))) as found:
        assert found.testzip() is None
        assert {name: found.read(name) for name in found.namelist()} == parts
