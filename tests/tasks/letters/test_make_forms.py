"""The workbooks that respondents fill in: same bytes, right places, and LibreOffice opens them as they are."""

import re
import subprocess
from io import BytesIO
from shutil import which
from zipfile import ZipFile

import openpyxl
import pytest

from config.codes import code_list
from config.places import ListedPlace, place_list
from schemas.form import layout
from schemas.form.filling import school_key_rows
from schemas.form.forms import FORMS, TABLES
from tasks.letters.make_forms import FormTarget, write_form, write_forms
from tests.factories import OCTOBER_FORMS
from tests.factories_workbook import NAME, head_of, make_form, make_head, make_rows, read_in

needs_office = pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")


def open_form(content):
    return openpyxl.load_workbook(BytesIO(content))


def convert(folder, content, kind, name="Bogen.xlsx"):
    """What LibreOffice makes of a workbook."""
    (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", folder / "out", folder / name]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "out" / name.replace("xlsx", kind)).read_bytes()


def test_the_same_values_give_the_same_bytes():
    assert make_form() == make_form()


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_form_is_read_as_empty_and_without_a_finding(form):
    reading = read_in(write_form(OCTOBER_FORMS[form], head_of(form)), "bogen.xlsx")

    assert reading.findings == []
    assert list(reading.tables) == [table.name for table in OCTOBER_FORMS[form].tables]
    assert all(table.rows == [] for table in reading.tables.values())


def test_a_filled_form_is_read_back_as_it_was_filled_in():
    rows = make_rows()
    reading = read_in(make_form(rows=rows), NAME)

    for name, given in rows.items():
        table = reading.tables[name]
        read = [{column: table.values[column][at] for column in given[0]} for at in range(len(table.rows))]
        assert read == given


@pytest.mark.parametrize("form", FORMS)
def test_the_centres_places_are_offered_where_it_keeps_a_list(form):
    places = place_list(ListedPlace(title=title) for title in ("Mitte", "Haspe"))
    book = open_form(write_form(OCTOBER_FORMS[form], head_of(form), places=places))
    asked = [
        column.title for table in OCTOBER_FORMS[form].tables for column in table.columns if column.meaning.is_place
    ]
    offering = [one for sheet in book for one in sheet.data_validations.dataValidation if one.formula1 == "Liste_orte"]

    assert len(offering) == len(asked)
    assert {one.errorStyle for one in offering} <= {"warning"}, "another place may be entered, and is asked about"
    listed = [[cell.value for cell in column if cell.value] for column in book[layout.LISTS_SHEET].columns]
    assert ["orte", "Mitte", "Haspe"] in listed


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.slow
def test_every_table_has_a_sheet_with_its_titles_and_room(form):
    book = open_form(write_form(OCTOBER_FORMS[form], head_of(form)))

    assert book.sheetnames == [
        "Meldung", *(layout.SHEETS[table.name] for table in OCTOBER_FORMS[form].tables),
        layout.LIVE_SHEET, layout.LISTS_SHEET, layout.META_SHEET, layout.LIVE_CELLS_SHEET,
    ]  # fmt: skip
    for table in OCTOBER_FORMS[form].tables:
        sheet = book[layout.SHEETS[table.name]]
        titles = [str(cell.value).replace("-\n", "").casefold() for cell in sheet[layout.HEADER_ROW + 1]]
        assert titles[: len(table.columns)] == [column.title.replace("-\n", "").casefold() for column in table.columns]
        rows = len(layout.default_keys(table)) if table.is_prefilled else table.capacity
        assert sheet.cell(layout.FIRST_ROW + rows + 1, 1).value == layout.TOTAL_LABEL


def test_a_school_sees_the_grades_of_its_kind_only():
    book = open_form(write_form(OCTOBER_FORMS["school"], make_head(), key_rows=school_key_rows("G")))
    shown = [cell.value for cell in book["Jahrgänge"]["A"][layout.FIRST_ROW :] if cell.value]

    assert shown == ["Jahrgang 01", "Jahrgang 02", "Jahrgang 03", "Jahrgang 04", layout.TOTAL_LABEL]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.slow
def test_labels_are_locked_inputs_are_free_and_nobody_needs_a_password(form):
    for sheet in open_form(write_form(OCTOBER_FORMS[form], head_of(form))):
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert sheet["A1"].protection.locked
    sheet = open_form(write_form(OCTOBER_FORMS[form], head_of(form)))[layout.SHEETS[OCTOBER_FORMS[form].tables[0].name]]
    assert not sheet.cell(layout.FIRST_ROW + 1, len(OCTOBER_FORMS[form].tables[0].columns)).protection.locked


def test_every_input_has_its_limits_with_german_words():
    sheet = open_form(make_form())["Jahrgänge"]
    limits = {str(limit.sqref): limit for limit in sheet.data_validations.dataValidation}

    pupils = limits["B6:B9"]
    assert (pupils.type, pupils.operator, pupils.formula1, pupils.formula2) == ("whole", None, "0", "20000")
    assert "ganze Zahl von 0 bis 20.000" in pupils.error
    assert "A6:A9" not in limits
    assert all(limit.showErrorMessage and limit.error and limit.prompt for limit in limits.values())


def test_long_lists_come_from_the_hidden_sheet_and_offer_every_title():
    book = open_form(make_form())
    (limit,) = [one for one in book["Herkunftsländer"].data_validations.dataValidation if one.type == "list"]
    area = book.defined_names[limit.formula1].attr_text
    sheet, first, last = re.fullmatch(r"(\w+)!\$(\w+\$\d+):\$(\w+\$\d+)", area).groups()
    offered = [row[0].value for row in book[sheet][f"{first.replace('$', '')}:{last.replace('$', '')}"]]

    assert offered == list(code_list("country").titles.values())
    assert book[layout.LISTS_SHEET].sheet_state == book[layout.META_SHEET].sheet_state == "hidden"


@pytest.mark.parametrize(("month", "count"), [("2026-12", 5), ("2027-01", 1)])
def test_a_form_offers_the_entries_of_its_month(month, count):
    book = open_form(make_form("association", rows={}, month=month))
    lists = {
        column[0].value: [cell.value for cell in column[1:] if cell.value]
        for column in book[layout.LISTS_SHEET].columns
    }

    assert len(lists["component"]) == count
    assert "kein Baustein" in lists["component"]


def test_a_part_above_its_whole_is_marked_in_the_form_itself():
    conditions = open_form(make_form())["Jahrgänge"].conditional_formatting
    formulas = {str(area.sqref): [rule.formula[0] for rule in area.rules] for area in conditions}

    assert formulas["C6:C9"] == ["AND(ISNUMBER($C6),ISNUMBER($B6),$C6>$B6)"]
    assert len(formulas["E6:E9"]) == 2  # part of pupils and of those with migration background


def test_headings_carry_their_description_and_stay_in_sight():
    sheet = open_form(make_form())["Jahrgänge"]

    assert "Kennzahl S01" in sheet["B5"].comment.text
    assert sheet.freeze_panes == "B6"
    assert sheet.print_title_rows == "$5:$5"
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")


def test_texts_never_become_formulas_or_markup():
    nasty = '=1+1 & <b> "x" {{who}} \x07'
    content = make_form("association", rows={"offers": [{"title": nasty, "participants": 3}]}, respondent_name=nasty)
    sheet = open_form(content)["Angebote"]

    assert sheet["A6"].data_type in {"s", "inlineStr"}
    assert sheet["A6"].value.startswith('=1+1 & <b> "x" {{who}}')
    assert "A & B" in open_form(make_form(respondent_name="A & B"))["Meldung"]["A2"].value


def test_sums_are_live_and_already_worked_out():
    formulas = open_form(make_form())["Jahrgänge"]
    values = openpyxl.load_workbook(BytesIO(make_form()), data_only=True)["Jahrgänge"]

    assert formulas["B10"].value == '=IF(COUNT(B6:B9)=0,"",SUM(B6:B9))'
    assert values["B10"].value == 41 + 42 + 43 + 44
    assert values["I10"].value is None


def test_a_row_that_the_form_does_not_show_is_our_own_mistake():
    with pytest.raises(ValueError, match="13"):
        make_form(rows={"school_pupils": [{"grade": "13", "pupils": 5}]})


def test_more_rows_than_room_get_more_room():
    rows = [{"country": code, "arrivals": 1} for code in code_list("country").codes[:40]]

    assert len(read_in(make_form(rows={"school_arrivals": rows}), NAME).tables["school_arrivals"].rows) == 40


def test_files_are_named_by_form_respondent_and_month_and_nothing_else_is_left(tmp_path):
    target = FormTarget(OCTOBER_FORMS["school"], make_head(), key_rows=school_key_rows("G"))

    (path,) = write_forms([target], tmp_path / "neu")

    assert path == tmp_path / "neu" / NAME
    assert [one.name for one in (tmp_path / "neu").iterdir()] == [NAME]
    assert path.read_bytes() == make_form(rows={})


@needs_office
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.slow
def test_libreoffice_keeps_every_value_limit_and_note(form, tmp_path):
    content = make_form() if form == "school" else write_form(OCTOBER_FORMS[form], head_of(form))
    ours, theirs = open_form(content), open_form(convert(tmp_path, content, "xlsx"))

    assert theirs.sheetnames == ours.sheetnames
    for sheet in ours:
        other = theirs[sheet.title]
        assert {
            cell.coordinate: cell.value for row in sheet for cell in row if isinstance(cell.value, int | float)
        } == {cell.coordinate: cell.value for row in other for cell in row if isinstance(cell.value, int | float)}
        assert len(other.data_validations.dataValidation) == len(sheet.data_validations.dataValidation)
        notes = [cell.coordinate for row in sheet for cell in row if cell.comment]
        assert [cell.coordinate for row in other for cell in row if cell.comment] == notes


@needs_office
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
@pytest.mark.slow
def test_what_libreoffice_saves_again_is_read_the_same(kind, tmp_path):
    ours = read_in(make_form(), NAME)
    theirs = read_in(convert(tmp_path, make_form(), kind, NAME), NAME.replace("xlsx", kind))

    assert theirs.findings == []
    assert {name: table.values for name, table in theirs.tables.items()} == {
        name: table.values for name, table in ours.tables.items()
    }
    assert theirs.tables["school_pupils"].columns == ours.tables["school_pupils"].columns


@needs_office
@pytest.mark.skipif(which("pdfinfo") is None, reason="poppler is not installed")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.slow
def test_each_table_prints_on_one_page_and_so_does_the_sheet_of_the_check(form, tmp_path):
    convert(tmp_path, write_form(OCTOBER_FORMS[form], head_of(form)), "pdf")
    told = subprocess.run(
        ["pdfinfo", tmp_path / "out" / "Bogen.pdf"], check=True, capture_output=True, text=True
    ).stdout
    long = sum(table.capacity > 30 and not table.is_prefilled for table in OCTOBER_FORMS[form].tables)

    assert int(re.search(r"Pages:\s+(\d+)", told)[1]) == 2 + len(OCTOBER_FORMS[form].tables) + long


def test_every_table_has_a_short_name_for_its_sheet():
    assert set(layout.SHEETS) == set(TABLES)
    assert all(len(name) <= 31 for name in layout.SHEETS.values())
    assert all(
        len(set(names)) == len(names) for names in ([layout.SHEETS[t.name] for t in f.tables] for f in FORMS.values())
    )


def test_a_template_holds_nothing_of_a_respondent():
    make_form(respondent_name="Erste Schule")

    with ZipFile(BytesIO(make_form(respondent_name="Zweite Schule"))) as parts:
        assert not any(b"Erste Schule" in parts.read(name) for name in parts.namelist())
