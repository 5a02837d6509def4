"""The annotated workbook: their values at their places, every finding marked, nothing of theirs that could act."""

import re
import subprocess
from datetime import date, datetime, time, timedelta
from io import BytesIO
from random import Random
from shutil import which
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.command.upkeep.demo_city import fill_in
from schemas.files.protocol import SHEET
from schemas.files.reading import Reading
from schemas.files.workbook import Fault, Sheet, Workbook
from schemas.finding import Severity
from schemas.form import layout
from tasks.intake.read import read
from tasks.invent.city import invent_city
from tasks.invent.mistakes import MISTAKES, spoil_figures
from tasks.invent.month import InventedFile, true_rows
from tasks.letters.annotate import workbook as module
from tasks.letters.annotate.workbook import annotate
from tests.factories import make_finding
from tests.factories_answer import cells_of, judge, make_case, make_mistaken, open_book, places
from tests.factories_workbook import (
    NAME,
    Formula,
    make_book,
    make_csv,
    make_form,
    make_ods,
    make_rows,
    make_xls,
    school_grid,
)

needs_office = pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
MISTAKEN = make_mistaken()
NASTY = (
    "=1+1", "+49 221", "-5", "@SUM(A1)", "'=1", " lead", "trail ", "a\nb", "a\r\nb", "_x0041_", "\x01", "\t",
    "<b>&amp;",
    "http://böse.example", "internal:'x'!A1", "\u202eabc", "😀", "ä" * 300, "‹12›", '"; DROP', "#N/A", "TRUE",
    "31.10.2026",
)  # fmt: skip


# The same values


def back(content, name=NAME, **overrides):
    """What is read from the annotated workbook."""
    return read(name, judge(content, name).annotate(**overrides))


@pytest.mark.parametrize("form", ["school", "daycare", "association", "centre"])
def test_our_form_goes_back_with_the_same_values(form):
    content = make_form(form) if form == "school" else make_form(form, rows={}, respondent="X", remarks="=1+1")
    sent = read(NAME, content)
    said = make_finding(severity=Severity.ERROR, sheet="Meldung", cell="B6")

    assert cells_of(read(NAME, annotate(sent, judge(content).reading, make_case([said])))) == cells_of(sent)


def test_the_centres_places_are_offered_in_what_goes_back():
    content = make_form("association", rows={}, respondent="X")
    said = make_finding(severity=Severity.WARNING, sheet="Treffpunkte", cell="B6")
    case = make_case([said], form="association", places=("Mitte", "Haspe"))
    book = openpyxl.load_workbook(BytesIO(annotate(read(NAME, content), judge(content).reading, case)))

    offering = [one for sheet in book for one in sheet.data_validations.dataValidation if one.formula1 == "Liste_orte"]
    listed = [[cell.value for cell in column if cell.value] for column in book[layout.LISTS_SHEET].columns]
    assert len(offering) == 1
    assert ["orte", "Mitte", "Haspe"] in listed


@pytest.mark.parametrize(
    ("make", "name"),
    [(make_book, "a.xlsx"), (make_xls, "a.xls"), (make_ods, "a.ods"), (make_csv, "a.csv")],
    ids=["xlsx", "xls", "ods", "csv"],
)
def test_every_kind_of_file_goes_back_as_a_workbook_with_the_same_values(make, name):
    content = make(school_grid(["05", "ca. 3", 2], ["06", 30.5, 12], ["07", "=1+1", None]))
    sent, returned = read(name, content), back(content, name)

    strip = {place[1:]: cell for place, cell in cells_of(returned).items() if place[0] != layout.LISTS_SHEET}
    assert strip == {place[1:]: cell for place, cell in cells_of(sent).items()}


@pytest.mark.parametrize("is_1904", [False, True], ids=["1900", "1904"])
def test_days_and_times_stay_what_they_are(is_1904):
    grid = school_grid(["05", date(2026, 5, 3), 2], ["06", datetime(2026, 10, 31, 12, 30, 5), 1])
    content = make_book(grid, is_1904=is_1904)
    returned = back(content)

    assert returned.is_1904 is is_1904
    assert {k: v for k, v in cells_of(returned).items() if k[0] == "Tabelle1"} == cells_of(read(NAME, content))


def test_errors_stay_errors_and_a_formula_without_a_result_stays_without_one():
    content = make_book(school_grid(["05", Formula("=1/0", "#DIV/0!"), 1], ["06", Formula("=A1"), 2]))
    returned = cells_of(back(content))

    assert returned["Tabelle1", 7, 1] == Fault("error", "#DIV/0!")
    assert returned["Tabelle1", 8, 1] == Fault("formula")


def test_a_formula_of_theirs_goes_back_as_its_result():
    content = make_book(school_grid(["05", Formula('=WEBSERVICE("http://x.example")', 41), "ca. 2"]))
    parts = ZipFile(BytesIO(judge(content).annotate()))

    assert b"WEBSERVICE" not in b"".join(parts.read(name) for name in parts.namelist())
    assert cells_of(back(content))["Tabelle1", 7, 1] == 41


def cells():
    numbers = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-(2**53), 2**53))
    days = st.dates(date(1904, 1, 3), date(9999, 12, 30))
    moments = st.datetimes(datetime(1904, 1, 3), datetime(9999, 12, 30)).map(lambda one: one.replace(microsecond=0))
    clock = st.times().map(lambda one: one.replace(microsecond=0))
    spans = st.integers(0, 10**7).map(lambda seconds: timedelta(seconds=seconds))
    faults = st.sampled_from([Fault("formula"), Fault("error", "#N/A"), Fault("error", "#DIV/0!")])
    signs = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff_")
    texts = st.one_of(st.sampled_from(NASTY), st.text(signs, max_size=40))
    return st.one_of(texts, numbers, days, moments, clock, spans, faults, st.booleans(), st.just(""))


def rows():
    return st.lists(st.lists(cells(), max_size=6), max_size=8)


@settings(max_examples=150)
@given(
    grids=st.lists(rows(), min_size=1, max_size=3),
    names=st.permutations(["a/b", "A_B", "Prüfprotokoll", "O'Hara #1"]),
    is_1904=st.booleans(),
    hidden=st.booleans(),
)
@pytest.mark.slow
def test_whatever_stands_in_a_workbook_goes_back_the_same(grids, names, is_1904, hidden):
    sheets = [Sheet(name, grid, is_hidden=hidden) for name, grid in zip(names, grids, strict=False)]
    book = Workbook(NAME, "ab" * 32, sheets, is_1904)
    said = [make_finding(severity=Severity.ERROR, sheet=sheet.name, cell="B2") for sheet in sheets]
    returned = read(NAME, annotate(book, Reading(NAME, "ab" * 32), make_case(said)))

    assert [sheet.is_hidden for sheet in returned.sheets[1:]] == [hidden for _ in sheets]
    for sent, got in zip(sheets, returned.sheets[1:], strict=True):
        filled = {place: plain(cell) for place, cell in cells_of(Workbook("", "", [got])).items()}
        wanted = {
            place: plain(cell) for place, cell in cells_of(Workbook("", "", [Sheet(got.name, sent.rows)])).items()
        }
        assert filled == wanted


def plain(cell):
    """A day at midnight is that day; true is not 1."""
    if isinstance(cell, datetime) and cell.time() == time(0):
        return False, cell.date()
    return type(cell) is bool, cell


CITY = invent_city(1)


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.name for mistake in MISTAKES])
@pytest.mark.slow
def test_the_mistakes_that_people_make_come_back_with_the_same_values_and_findings(mistake):
    place = next(place for place in CITY.places if place.kind in mistake.kinds)
    written, true = spoil_figures(mistake, true_rows(CITY, place, "2025-10"), Random(3))  # noqa: S311 - a steady example
    sent = InventedFile(place, "2025-10", datetime(2025, 11, 5), written, true, mistake=mistake)
    judged = judge(fill_in(CITY, sent, b"secret of the tests"), sent.file)
    annotated = judged.annotate()
    if not judged.book.is_readable:
        assert annotated is None
        return
    again = judge(annotated, sent.file)

    assert values_of(again) == values_of(judged)
    assert rules_at(again, is_text=judged.book.is_text) == rules_at(judged, is_text=judged.book.is_text)


def rules_at(judged, *, is_text):
    """Rules and cells; what is a text in a csv is a number saved as text in a workbook."""
    found = places(judged.verdict.findings)
    return [(rule, cell) for rule, _, cell, severity in found if severity != "information" or not is_text]


def values_of(judged):
    """Values by address; a csv has no sheet names."""
    cells = cells_of(judged.book).items()
    return sorted((row, column, repr(cell)) for (sheet, row, column), cell in cells if sheet != layout.LISTS_SHEET)


# The marks


def test_every_finding_is_noted_at_its_cell_with_its_sentence_and_hint():
    judged = judge(MISTAKEN)
    book = open_book(judged.annotate())

    assert len(judged.verdict.findings) >= 6
    for finding in judged.verdict.findings:
        note = book[finding.sheet][finding.cell].comment
        assert finding.hint in note.text
        assert finding.message.partition(f"Zelle {finding.cell}")[2].lstrip(":, ") in note.text


def test_notes_are_large_enough_to_be_read():
    parts = ZipFile(BytesIO(judge(MISTAKEN).annotate()))
    shapes = re.findall(rb"width:([\d.]+)pt;height:([\d.]+)pt", b"".join(
        parts.read(name) for name in parts.namelist() if name.endswith(".vml")))  # fmt: skip

    assert {(225.0, True)} <= {(float(width), float(height) >= 44) for width, height in shapes}


def test_several_findings_in_a_cell_are_one_note_the_error_first():
    note = open_book(judge(MISTAKEN).annotate())["Jahrgänge"]["G7"].comment.text

    assert note.index("Fehler: ") < note.index("Rückfrage: ")


def test_errors_are_red_queries_amber_repairs_pale_blue():
    sheet = open_book(judge(MISTAKEN).annotate())["Jahrgänge"]
    colours = {cell: sheet[cell].fill.start_color.rgb for cell in ("B6", "G7", "C8", "B9")}

    assert colours == {"B6": "FFFFC7CE", "G7": "FFFFC7CE", "C8": "FFDDEBF7", "B9": "FFDDEBF7"}
    book = open_book(judge(MISTAKEN).annotate())
    assert book["Herkunftsländer"]["B5"].fill.start_color.rgb == "FFFFD166"
    assert {name: book[name].sheet_properties.tabColor.rgb for name in ("Jahrgänge", "Herkunftsländer")} == {
        "Jahrgänge": "FFC00000", "Herkunftsländer": "FFFFC000",
    }  # fmt: skip


def test_what_is_marked_can_be_mended_and_labels_stay_locked():
    sheet = open_book(judge(MISTAKEN).annotate())["Jahrgänge"]

    assert sheet.protection.sheet
    assert not sheet["B6"].protection.locked
    assert not sheet["D6"].protection.locked
    assert sheet["A6"].protection.locked


def test_a_finding_about_a_row_or_a_table_is_marked_where_it_begins():
    content = make_book(school_grid(["05", 41, 20], ["Summe", 99, 20]))
    judged = judge(content)
    book = open_book(judged.annotate())
    rules = {finding.rule: finding for finding in judged.verdict.findings}

    assert rules["ROW_TOTAL"].cell is None
    assert "Summe" in book["Tabelle1"]["A9"].comment.text
    assert "fehlt die Spalte" in book["Tabelle1"]["A7"].comment.text


def test_the_form_keeps_its_looks_its_limits_and_its_sums():
    before, after = open_book(MISTAKEN)["Jahrgänge"], open_book(judge(MISTAKEN).annotate())["Jahrgänge"]

    assert limits_of(after) == limits_of(before) != {}
    assert after.freeze_panes == before.freeze_panes
    assert [after.column_dimensions[one].width for one in "ABC"] == [
        before.column_dimensions[one].width for one in "ABC"
    ]
    assert after["B10"].value == before["B10"].value == '=IF(COUNT(B6:B9)=0,"",SUM(B6:B9))'
    assert after["C5"].fill.start_color.rgb == before["C5"].fill.start_color.rgb
    assert after["C5"].comment.text == before["C5"].comment.text
    assert len(after.conditional_formatting) == len(before.conditional_formatting)


def limits_of(sheet):
    limits = sheet.data_validations.dataValidation
    return {str(one.sqref): (one.type, one.formula1, one.formula2, one.error) for one in limits}


def test_a_sum_that_is_not_what_the_rows_say_goes_back_as_it_was():
    book = openpyxl.load_workbook(BytesIO(MISTAKEN))
    book["Jahrgänge"]["B10"] = 4711
    stream = BytesIO()
    book.save(stream)

    assert cells_of(back(stream.getvalue()))["Jahrgänge", 9, 1] == 4711


def test_drop_downs_offer_the_lists_also_where_the_file_had_none():
    book = open_book(judge(make_book(school_grid(["05", "ca. 3", 2]))).annotate())

    assert book[layout.LISTS_SHEET].sheet_state == "hidden"
    assert "Liste_grade" in book.defined_names


def test_names_of_sheets_are_made_such_that_excel_takes_them():
    odd = ["x" * 40, "X" * 40, "a:b", "Prüfprotokoll", "'q'", ""]
    sheets = [Sheet(name, [["v"]]) for name in odd]
    said = [make_finding(severity=Severity.ERROR, sheet=name, cell="A1") for name in odd]
    book = open_book(annotate(Workbook(NAME, "", sheets), Reading(NAME, ""), make_case(said)))

    assert len(book.sheetnames) == 7
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in book.sheetnames)


# What never goes back


def test_text_never_becomes_a_formula_or_a_link():
    grid = school_grid(*([f"0{at}", text, at] for at, text in enumerate(NASTY)))
    content = judge(make_book(grid)).annotate()
    parts = ZipFile(BytesIO(content))
    sheet = parts.read("xl/worksheets/sheet2.xml")

    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet
    assert not [name for name in parts.namelist() if "external" in name.casefold() or "vba" in name.casefold()]


def test_macros_stay_behind():
    content = make_book(school_grid(["05", "ca. 3", 2]), macros=True)

    assert "xl/vbaProject.bin" not in ZipFile(BytesIO(judge(content, "a.xlsm").annotate())).namelist()


def test_a_column_of_names_does_not_travel_back_but_its_heading_does():
    grid = school_grid(
        ["05", 41, "Kind Eins"],
        ["06", 40, "Kind Zwei"],
        headings=["Jahrgang", "Schülerinnen und Schüler insgesamt", "Vorname"],
    )
    judged = judge(make_book({"Tabelle1": grid, "Klasse": [["Vorname", "Note"], ["Kind Drei", 5]]}))
    parts = ZipFile(BytesIO(judged.annotate()))
    everything = b"".join(parts.read(name) for name in parts.namelist())

    assert b"Kind " not in everything
    assert b"Vorname" in everything
    assert b"<v>5</v>" not in parts.read("xl/worksheets/sheet3.xml")


def test_a_workbook_far_too_large_for_a_form_does_not_go_back(monkeypatch):
    monkeypatch.setattr(module, "MOST_CELLS", 10)

    assert judge(MISTAKEN).annotate() is None


def test_the_same_file_gives_the_same_bytes():
    assert judge(MISTAKEN).annotate() == judge(MISTAKEN).annotate()


# There and back again


def test_sent_back_unmended_it_gives_the_same_findings_at_the_same_cells():
    first = judge(MISTAKEN)
    again = judge(first.annotate())

    assert places(again.verdict.findings) == places(first.verdict.findings)
    assert again.verdict.digest == first.verdict.digest
    assert again.reading.submission_keys == first.reading.submission_keys != ()


def mend(content):
    """What a school does: correct the red cells, save, send."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["Jahrgänge"]
    sheet["B6"], sheet["G7"], sheet["C8"], sheet["B9"] = 41, 5, 20, 44
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_mended_it_is_a_submission_like_any_other():
    sent, plain_one = judge(mend(judge(MISTAKEN).annotate())), judge(make_form(rows=make_rows()))

    assert {name: part.values for name, part in sent.reading.tables.items()} == {
        name: part.values for name, part in plain_one.reading.tables.items()
    }
    assert sent.verdict.digest == plain_one.verdict.digest
    assert places(sent.verdict.findings) == places(plain_one.verdict.findings)


def test_an_annotated_workbook_that_was_annotated_has_one_protocol():
    again = judge(judge(MISTAKEN).annotate())

    assert [sheet.name for sheet in read(NAME, again.annotate()).sheets].count(SHEET) == 1


@needs_office
@pytest.mark.slow
def test_libreoffice_opens_it_and_what_it_saves_is_the_same_submission(tmp_path):
    first = judge(MISTAKEN)
    again = judge(resave(tmp_path, explain(first.annotate())))

    assert places(again.verdict.findings) == places(first.verdict.findings)
    assert again.verdict.digest == first.verdict.digest
    assert [one.text for one in again.reading.explanations] == ["Zwei Klassen kamen im Oktober dazu."]


def explain(content):
    """Fill in the first yellow cell of the protocol."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book[SHEET]
    row = next(row for row in range(1, 60) if sheet.cell(row, 2).value == "Rückfrage")
    sheet.cell(row, 8).value = "Zwei Klassen kamen im Oktober dazu."
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def resave(folder, content):
    (folder / "Bogen.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [
        "soffice",
        "--headless",
        profile,
        "--convert-to",
        "xlsx",
        "--outdir",
        folder / "out",
        folder / "Bogen.xlsx",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "out" / "Bogen.xlsx").read_bytes()


def test_a_figure_with_too_many_decimals_does_not_look_right_already():
    sheet = open_book(judge(make_book(school_grid(["05", 30.5, 2]))).annotate())["Tabelle1"]

    assert sheet["B8"].number_format == "#,##0.0#########"
    assert sheet["C8"].number_format == "#,##0"


def test_a_long_text_has_room():
    grid = school_grid(["05", 41, 2], ["Jahrgang " + "x" * 90, 3, 1])
    sheet = open_book(judge(make_book(grid)).annotate())["Tabelle1"]

    assert sheet.row_dimensions[9].height > 40
    assert sheet.row_dimensions[8].height is None
