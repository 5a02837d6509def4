"""Opening files: what they are by their content, what calamine does not tell, and what is refused with which words."""

import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random
from shutil import which
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
import xlsxwriter
from python_calamine import PasswordError

from schemas.files.workbook import Fault
from tasks.intake.read import read
from tests.factories_workbook import (
    Formula,
    change_part,
    head_grid,
    make_book,
    make_csv,
    make_form,
    make_ods,
    make_xls,
    make_zip,
    read_in,
    rules_of,
    school_grid,
)

GRID = [["Titel"], [], ["Jahrgang", "Anzahl"], ["Müller", 12.5], [date(2026, 10, 31), None, "rechts"]]


def rules(book):
    return [finding.rule for finding in book.findings]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", make_book(GRID)), ("a.xls", make_xls(GRID)), ("a.ods", make_ods(GRID))],
    ids=["xlsx", "xls", "ods"],
)
def test_every_kind_of_workbook_has_the_same_cells_at_the_same_addresses(name, content):
    rows = read(name, content).sheets[0].rows

    assert rows[0][0] == "Titel"
    assert rows[3][:2] == ["Müller", 12.5]
    assert rows[4] == [date(2026, 10, 31), "", "rechts"]


def test_addresses_are_exact_when_the_sheet_starts_away_from_a1():
    rows = read("a.xlsx", make_book([["hier"]], top=6, left=3)).sheets[0].rows

    assert rows[6][3] == "hier"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (make_csv(GRID), None),
        (make_csv(GRID, encoding="utf-8-sig"), None),
        (make_csv(GRID, encoding="cp1252"), "Windows-1252"),
        (make_csv(GRID, encoding="utf-16"), "UTF-16"),
        (make_csv(GRID, encoding="utf-16-le"), "UTF-16"),
        (make_csv(GRID, encoding="utf-16-be"), "UTF-16"),
        (make_csv(GRID, encoding="mac_roman"), "Mac Roman"),
        (make_csv(GRID, encoding="cp850"), "DOS (850)"),
        (make_csv(GRID).replace(b"\r\n", b"\r"), None),
        (make_csv(GRID).replace(b"\r\n", b"\n"), None),
        (make_csv(GRID, delimiter="|", first="sep=|\r\n").replace(b"\r\n", b"\r"), None),
        (make_csv(GRID, delimiter=","), None),
        (make_csv(GRID, delimiter="\t"), None),
        (make_csv(GRID, delimiter="|", first="sep=|\r\n"), None),
    ],
    ids=[
        "utf-8",
        "bom",
        "cp1252",
        "utf-16",
        "utf-16 without mark",
        "utf-16 of a Mac without mark",
        "Mac",
        "DOS",
        "CR",
        "LF",
        "sep= and CR",
        "comma",
        "tab",
        "sep=",
    ],
)
def test_a_csv_is_read_whatever_its_encoding_and_separator(content, encoding):
    book = read("a.csv", content)

    assert book.sheets[0].rows[3] == ["Müller", "12.5"]
    assert book.is_text
    assert [f.message for f in book.findings if encoding and encoding in f.message] == [
        f"Die Textdatei ist in {encoding} gespeichert; sie wurde so gelesen."
    ] * bool(encoding)


PLACES = ["Schülerinnen und Schüler insgesamt", "in Erstförderung Deutsch", "darunter weiblich"]


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850", "cp437", "utf-8", "utf-16"])
@pytest.mark.parametrize("remark", ["", "Zahlen vom Büro", "½ Stelle, 5 °", "€ – „so“"], ids=["", "ü", "rare", "€"])
def test_the_headings_tell_the_encoding(encoding, remark):
    head = head_grid() if not remark else [*head_grid(), ["Bemerkungen", remark]]
    content = make_csv(school_grid(["05", 110, 6], headings=("Jahrgang", *PLACES[:2]), head=head)).decode()
    content = content.encode(encoding, "ignore")

    reading = read_in(content, "Meldung.csv")

    table = reading.tables["school_pupils"]
    assert (table.values["pupils"], table.values["first_support"]) == ([110], [6])
    assert "COLUMN_UNKNOWN" not in rules_of(reading)
    assert reading.remarks == (
        content.decode(encoding).rpartition("Bemerkungen;")[2].partition("\r")[0].strip() or None if remark else None
    )


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256))
REFUSED = {
    "FILE_EMPTY": b"",
    "FILE_PDF": b"%PDF-1.7\n1 0 obj\n",
    "FILE_PICTURE": JPEG,
    "FILE_DOCUMENT": b"{\\rtf1 Meldung}",
    "FILE_HTML": b"<html><table><tr><td>1</td></tr></table></html>",
    "FILE_MAIL": b"From: a@b.example\r\nSubject: Meldung\r\n\r\nText",
    "FILE_UNKNOWN": bytes(range(32)) * 50,
    "FILE_BROKEN": make_form()[: len(make_form()) // 2],
}


@pytest.mark.parametrize(("rule", "content"), REFUSED.items(), ids=REFUSED)
def test_a_file_that_is_no_workbook_is_refused_with_a_fitting_sentence(rule, content):
    book = read("Meldung.xlsx", content)

    assert rules(book) == [rule]
    assert not book.is_readable
    assert not book.sheets
    assert book.findings[0].message
    assert book.findings[0].hint


@pytest.mark.parametrize(
    ("rule", "content"),
    [
        ("FILE_ARCHIVE", make_zip("Meldung.xlsx", part=make_form())),
        ("FILE_DOCUMENT", make_zip("word/document.xml")),
        ("FILE_BINARY_WORKBOOK", make_zip("xl/workbook.bin")),
        ("FILE_BROKEN", make_zip("xl/workbook.xml", part="<kaputt")),
        ("FILE_DOCUMENT", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le")),
        ("FILE_MAIL", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "__substg1.0".encode("utf-16-le")),
        ("FILE_BROKEN", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le")),
        ("FILE_PICTURE", b"\x00\x00\x00\x18ftypheic" + bytes(200)),
        ("FILE_HTML", b'<?xml version="1.0"?><Workbook/>'),
    ],
    ids=["zip", "docx", "xlsb", "broken xlsx", "doc", "msg", "broken xls", "heic", "xml of 2003"],
)
def test_what_only_looks_like_a_workbook_is_refused(rule, content):
    assert rules(read("Meldung.xlsx", content)) == [rule]


@pytest.mark.parametrize("name", ["mit_kennwort.xlsx", "mit_kennwort.xls", "mit_kennwort.ods"])
def test_a_protected_workbook_asks_for_one_without_password(name):
    book = read(name, (Path(__file__).parent / "files" / name).read_bytes())

    assert rules(book) == ["FILE_PASSWORD"]
    assert not book.is_readable


def test_a_password_is_recognised_in_an_encrypted_zip():
    encrypted = bytearray(make_ods(GRID))
    encrypted[encrypted.find(b"PK\x01\x02") + 8] |= 1

    assert rules(read("a.ods", bytes(encrypted))) == ["FILE_PASSWORD"]


def test_a_large_file_is_not_opened():
    book = read("Meldung.xlsx", bytes(21_000_000))

    assert rules(book) == ["FILE_TOO_LARGE"]
    assert "21 MB" in book.findings[0].message


@pytest.mark.slow
def test_a_zip_bomb_is_not_unpacked():
    bomb = change_part(make_book(GRID), "xl/worksheets/sheet1.xml", b" " * 400_000_000)

    book = read("Meldung.xlsx", bomb)

    assert rules(book) == ["FILE_UNPACKED_TOO_LARGE"]


@pytest.mark.slow
def test_a_zip_bomb_that_lies_about_its_size_is_not_unpacked():
    bomb = bytearray(change_part(make_book(GRID), "xl/worksheets/sheet1.xml", b" " * 400_000_000))
    for header, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = bomb.rfind(header)
        bomb[start + offset : start + offset + 4] = (1000).to_bytes(4, "little")

    assert not read("Meldung.xlsx", bytes(bomb)).is_readable


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.xlsx", make_xls(GRID), ".xlsx"),
        ("a.xls", make_csv(GRID), ".xls"),
        ("a.csv", make_book(GRID), ".csv"),
        ("a", make_ods(GRID), "nichts"),
    ],
    ids=["xls as xlsx", "csv as xls", "xlsx as csv", "no extension"],
)
def test_the_content_decides_not_the_name(name, content, found):
    book = read(name, content)

    assert book.sheets[0].rows[3][0] == "Müller"
    assert rules(book) == ["FILE_EXTENSION"]
    assert found in book.findings[0].message


def test_html_that_is_called_xls_is_refused():
    assert rules(read("Export.xls", b"<html><body><table></table></body></html>")) == ["FILE_HTML"]


def test_macros_are_ignored_and_said():
    book = read("a.xlsm", make_book(GRID, macros=True))

    assert rules(book) == ["FILE_MACROS"]
    assert book.sheets[0].rows[0][0] == "Titel"


ERRORS = [["Fehler"], [Formula("=1/0", "#DIV/0!"), 5], [Formula("=A1+1", "")]]


def test_error_cells_are_seen_in_every_format():
    xlsx = read("a.xlsx", make_book(ERRORS)).sheets[0].rows
    ods = read("a.ods", make_ods(ERRORS)).sheets[0].rows

    assert xlsx[1][0] == ods[1][0] == Fault("error", "#DIV/0!")
    assert xlsx[1][1] == ods[1][1] == 5


@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.slow
def test_error_cells_are_seen_in_an_old_workbook(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(make_book(ERRORS))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", "xls", "--outdir", tmp_path, tmp_path / "a.xlsx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    rows = read("a.xls", (tmp_path / "a.xls").read_bytes()).sheets[0].rows

    assert rows[1][0] == Fault("error", "#DIV/0!")


def test_a_formula_without_a_saved_result_is_not_an_empty_cell():
    xlsx = read("a.xlsx", make_book(ERRORS)).sheets[0].rows
    ods = read("a.ods", make_ods(ERRORS)).sheets[0].rows

    assert xlsx[2][0] == ods[2][0] == Fault("formula")


def test_a_formula_whose_result_is_the_empty_text_is_an_empty_cell():
    content = change_sheet(make_book([[Formula('=""', "x"), 5]]), (b"<v>x</v>", b"<v></v>"))

    assert read("a.xlsx", content).sheets[0].rows == [["", 5]]


def change_sheet(content, *replacements):
    """The first sheet's XML with some bytes replaced by others."""
    with ZipFile(BytesIO(content)) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml")
    for old, new in replacements:
        assert old in xml
        xml = xml.replace(old, new, 1)
    return change_part(content, "xl/worksheets/sheet1.xml", xml)


@pytest.mark.parametrize(
    ("address", "old", "new"),
    [
        ("XFD1048576", b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" t="e"><v>#REF!</v></c></row></sheetData>'),
        ("A1048576", b"</sheetData>", b'<row r="1048576"><c r="A1048576"><v>7</v></c></row></sheetData>'),
        ("A9999999", b"</sheetData>", b'<row><c r="A9999999"><v>7</v></c></row></sheetData>'),
        ("ZZ8", b"</row></sheetData>", b'<c r="ZZ8"><v>7</v></c></row></sheetData>'),
    ],
    ids=["last corner", "last row", "row without number", "last column"],
)
def test_a_stray_cell_far_away_costs_nothing_and_is_named(address, old, new):
    reading = read_in(change_sheet(make_book(school_grid(["01", 41, 20])), (old, new)))

    assert reading.tables["school_pupils"].values["pupils"] == [41]
    (stray,) = [finding for finding in reading.findings if finding.rule == "STRAY_CELLS"]
    assert address in stray.message


def test_a_stray_cell_in_the_last_corner_of_an_old_workbook_is_cut_out():
    grid = school_grid(["01", 41, 20])
    grid += [[]] * (65_535 - len(grid)) + [[None] * 255 + ["weit weg"]]

    book = read("a.xls", make_xls(grid))

    assert len(book.sheets[0].rows) < 100
    assert book.sheets[0].far == ("IV65536",)


@pytest.mark.parametrize("what", ["columns", "rows"])
def test_an_ods_that_repeats_a_filled_cell_without_end_is_refused(what):
    element = "row" if what == "rows" else "cell"
    content = make_ods(GRID)
    with ZipFile(BytesIO(content)) as parts:
        xml = parts.read("content.xml").decode()
    repeated = xml.replace(f"<table:table-{element}", f'<table:table-{element} table:number-{what}-repeated="16000"', 1)

    assert rules(read("a.ods", change_part(content, "content.xml", repeated))) == ["FILE_TOO_MANY_CELLS"]


def test_a_reference_that_hides_its_number_is_refused():
    hidden = change_sheet(make_book(GRID), (b'r="B4"', b'r="&#88;FD4"'))

    assert rules(read("a.xlsx", hidden)) == ["FILE_TOO_MANY_CELLS"]


def test_hidden_sheets_are_opened_and_known_as_hidden():
    book = read("a.xlsx", make_book({"Sichtbar": GRID, "Versteckt": GRID}, hidden=("Versteckt",)))

    assert [(sheet.name, sheet.is_hidden) for sheet in book.sheets] == [("Sichtbar", False), ("Versteckt", True)]


@pytest.mark.parametrize("make", [make_book, make_xls], ids=["xlsx", "xls"])
def test_the_base_of_1904_gives_the_same_day(make):
    book = read("a", make([[date(2026, 10, 31), 44863]], is_1904=True))

    assert book.is_1904
    assert book.sheets[0].rows[0][0] == date(2026, 10, 31)


def test_a_chart_on_a_sheet_of_its_own_is_no_table():
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Zahlen!$B$1:$B$2"})
    book.add_chartsheet("Diagramm").set_chart(chart)
    book.add_worksheet("Zahlen").write_formula(0, 0, "=1/0", None, "#DIV/0!")
    book.close()

    (sheet,) = read("a.xlsx", stream.getvalue()).sheets

    assert (sheet.name, sheet.rows) == ("Zahlen", [[Fault("error", "#DIV/0!")]])


def test_texts_that_are_missing_from_a_workbook_make_it_broken():
    assert rules(read("a.xlsx", change_part(make_book(GRID), "xl/sharedStrings.xml", "<sst/>"))) == ["FILE_BROKEN"]


def test_an_old_workbook_whose_sectors_are_larger_than_any_number_is_broken():
    content = bytearray(make_xls(GRID))
    content[30:32] = b"\xff\xff"

    assert rules(read("a.xls", bytes(content))) == ["FILE_BROKEN"]


def test_an_old_workbook_that_states_more_texts_than_it_holds_is_broken():
    content = bytearray(make_xls([["Text"]]))
    start = content.find(b"\xfc\x00", 512)
    content[start + 8 : start + 12] = (0x77777777).to_bytes(4, "little")

    assert rules(read("a.xls", bytes(content))) == ["FILE_BROKEN"]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("</table:table></office", "</office", "FILE_BROKEN"),
        ("</table:table>", "</tale:table>", "FILE_BROKEN"),
        ("UTF-8", "UTF-99", "FILE_BROKEN"),
        ("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', "FILE_ENTITIES"),
    ],
    ids=["not closed", "closed wrongly", "unknown encoding", "entities"],
)
def test_an_ods_that_is_no_proper_xml_is_refused(old, new, rule):
    content = make_ods(GRID)
    with ZipFile(BytesIO(content)) as parts:
        xml = parts.read("content.xml").decode()
    assert old in xml

    assert rules(read("a.ods", change_part(content, "content.xml", xml.replace(old, new, 1)))) == [rule]


class Panic(BaseException):
    """As the library's own, which is no Exception."""


@pytest.mark.parametrize(("error", "rule"), [(Panic(), "FILE_BROKEN"), (PasswordError(), "FILE_PASSWORD")])
def test_a_panic_of_the_library_ends_at_the_file(monkeypatch, error, rule):
    def fail(_):
        raise error

    monkeypatch.setattr("tasks.intake.read.CalamineWorkbook", SimpleNamespace(from_filelike=fail))

    assert rules(read("a.xlsx", make_book(GRID))) == [rule]


def test_a_lack_of_memory_is_not_the_files_fault(monkeypatch):
    def fail(_):
        raise MemoryError

    monkeypatch.setattr("tasks.intake.read.CalamineWorkbook", SimpleNamespace(from_filelike=fail))

    with pytest.raises(MemoryError):
        read("a.xlsx", make_book(GRID))


@pytest.mark.parametrize("seed", range(60))
def test_damaged_bytes_never_raise(seed):
    random = Random(seed)  # noqa: S311 - damage that can be repeated, no secrets
    content = bytearray(random.choice([make_form(), make_xls(GRID), make_ods(GRID), make_csv(GRID)]))
    for _ in range(random.randrange(1, 40)):
        content[random.randrange(len(content))] = random.randrange(256)

    reading = read_in(bytes(content))

    assert reading.is_readable or reading.findings
