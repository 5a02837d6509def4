"""Last month's stocks as grey hints in the form: seen by people, never read as a value, never lost without a word."""

from io import BytesIO

import openpyxl
import pytest

from schemas.form import layout
from schemas.form.filling import school_key_rows
from schemas.form.forms import FORMS, TABLES
from tasks.letters.make_forms import FormTarget, write_form, write_forms
from tests.factories import OCTOBER_FORMS
from tests.factories_workbook import NAME, head_of, make_csv, make_head, make_rows, read_in, rules_of, the_finding
from tests.tasks.letters.test_make_forms import convert, needs_office, open_form

CLUB = "V-05914000-0001"
LAST = {
    "offers": [
        {"title": "Sprachcafé", "component": "B", "volunteers": 3, "participants": 24, "is_funded_by_komm_an": "yes"},
        {"title": "=1+1 & <b>", "component": "A", "participants": 9},
    ],
    "offer_funds": [{"component": "B", "budget_line": "staff", "granted_eur": 1234.5, "spent_eur": 99.0}],
    "meeting_places": [{"place": "Café Mitte", "district": "Mitte", "open_hours": 30.0}],
    "volunteer_training": [{"course": "Grundkurs", "volunteers_qualified": 4}],
}


def school_form(**overrides):
    parts = {"key_rows": school_key_rows("G"), "hints": make_rows()}
    return write_form(OCTOBER_FORMS["school"], make_head(), **(parts | overrides))


def club_form(**overrides):
    return write_form(OCTOBER_FORMS["association"], make_head(respondent=CLUB), **({"hints": LAST} | overrides))


def type_in(content, **cells):
    """The form after somebody typed into it: `Blatt_B6=41`."""
    book = open_form(content)
    for name, value in cells.items():
        sheet, _, address = name.rpartition("_")
        book[sheet][address] = value
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def values_of(reading, table):
    return {name: values for name, values in reading.tables[table].values.items() if any(v is not None for v in values)}


def test_prefilled_rows_show_the_stocks_of_last_month_and_no_flows():
    sheet = open_form(school_form())["Jahrgänge"]

    assert [sheet[f"B{row}"].value for row in range(6, 10)] == ["‹41›", "‹42›", "‹43›", "‹44›"]
    arrivals = [column.name for column in TABLES["school_pupils"].columns].index("arrivals") + 1
    assert [sheet.cell(row, arrivals).value for row in range(6, 10)] == [None] * 4


def test_tables_without_fixed_rows_suggest_those_of_last_month():
    book = open_form(club_form())
    offers = book["Angebote"]

    assert [offers[f"A{row}"].value for row in (6, 7, 8)] == ["Sprachcafé", "=1+1 & <b>", None]
    shown = {column.name: offers.cell(6, at).value for at, column in enumerate(TABLES["offers"].columns, 1)}
    assert shown["is_funded_by_komm_an"] == "Ja"
    assert (shown["volunteers"], shown["participants"]) == ("‹3›", None)
    assert offers["A7"].data_type in {"s", "inlineStr"}
    assert (book["Treffpunkte"]["A6"].value, book["Treffpunkte"]["C6"].value) == ("Café Mitte", "‹…›")
    assert (book["Mittel"]["C6"].value, book["Mittel"]["D6"].value) == ("‹1.234,50›", None)
    assert book["Ehrenamt"]["A6"].value is None


def test_a_form_left_as_it_came_is_empty_and_says_so():
    school, club = read_in(school_form(), NAME), read_in(club_form(), NAME.replace("Schule_169468", f"Verein_{CLUB}"))

    assert all(table.rows == [] for reading in (school, club) for table in reading.tables.values())
    assert rules_of(school) == rules_of(club) == ["HINT_LEFT", "ROW_SUGGESTED"]
    (pupils,) = [one for one in school.findings if one.rule == "HINT_LEFT" and one.table == "school_pupils"]
    assert pupils.message.startswith("Blatt „Jahrgänge“, Zelle B6: „‹41›“ ist der graue Wert vom Vormonat und zählt")
    assert "C6" in pupils.message
    assert pupils.severity == "information"


def test_what_is_typed_counts_and_what_stays_grey_does_not():
    typed = type_in(school_form(), Jahrgänge_B6=45, Jahrgänge_B7=" ‹42› ")

    reading = read_in(typed, NAME)

    assert values_of(reading, "school_pupils") == {"grade": ["01"], "pupils": [45]}
    assert "‹" not in str({name: table.values for name, table in reading.tables.items()})


def test_a_suggested_row_is_kept_once_a_figure_is_typed():
    typed = type_in(club_form(), Angebote_G7=12, Treffpunkte_C6=40)

    reading = read_in(typed, "Meldebogen-Verein.xlsx")

    assert values_of(reading, "offers") == {"title": ["=1+1 & <b>"], "component": ["A"], "participants": [12]}
    assert values_of(reading, "meeting_places")["open_hours"] == [40.0]
    dropped = [finding.value for finding in reading.findings if finding.rule == "ROW_SUGGESTED"]
    assert dropped == ["Sprachcafé", "Baustein B: Zusammenkommen, Orientierung und Begleitung"]


def test_a_row_whose_key_was_deleted_is_no_error_while_only_hints_stand_in_it():
    typed = type_in(school_form(), HSU_A6=None, HSU_B6=None)

    assert not [one for one in read_in(typed, NAME).findings if one.severity == "error"]


def test_sums_and_marks_pass_hints_over():
    values = openpyxl.load_workbook(BytesIO(school_form()), data_only=True)["Jahrgänge"]

    assert values["B10"].value in {None, ""}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.slow
def test_hints_are_grey_by_a_condition_that_a_typed_value_ends(form):
    for table in OCTOBER_FORMS[form].tables:
        sheet = open_form(write_form(OCTOBER_FORMS[form], head_of(form)))[layout.SHEETS[table.name]]
        rules = [rule for area in sheet.conditional_formatting for rule in area.rules]
        grey = [rule for rule in rules if rule.dxf.font.i]
        assert len(grey) == bool(layout.plan_table(table, 5).hint)
        assert all(rule.formula[0].startswith("LEFT(") for rule in grey)


def test_given_rows_win_over_hints():
    lessons = [{"language": code, "stage": "primar", "participants": 9} for code in ("tr", "ar")]
    rows = make_rows(school_pupils=[{"grade": "01", "pupils": 50}], heritage_language_lessons=lessons)
    reading = read_in(school_form(rows=rows), NAME)

    assert values_of(reading, "school_pupils") == {"grade": ["01"], "pupils": [50]}
    assert values_of(reading, "heritage_language_lessons")["participants"] == [9, 9]


def test_a_table_full_of_suggestions_has_room_for_new_rows():
    languages = [{"language": code, "children": 2} for code in TABLES["daycare_languages"].keys[0].code_list.codes[:24]]
    content = write_form(OCTOBER_FORMS["daycare"], make_head(), hints={"daycare_languages": languages})
    sheet = open_form(content)["Familiensprachen"]

    assert [sheet.cell(row, 1).value is None for row in range(28, 36)] == [
        False,
        False,
        True,
        True,
        True,
        True,
        True,
        True,
    ]
    assert sheet["A36"].value == layout.TOTAL_LABEL


def test_hints_go_with_the_target(tmp_path):
    target = FormTarget(OCTOBER_FORMS["school"], make_head(), key_rows=school_key_rows("G"), hints=make_rows())

    (path,) = write_forms([target], tmp_path)

    assert path.read_bytes() == school_form()


def test_a_form_saved_as_csv_keeps_its_hints_apart():
    sheet = open_form(school_form())["Jahrgänge"]
    grid = [["Meldebogen Schule"], ["Schulnummer", "169468"], ["Berichtsmonat", "Oktober 2026"], []]
    grid += [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5, max_row=9)]
    for encoding in ("utf-8", "cp1252"):
        reading = read_in(make_csv(grid, encoding=encoding), NAME.replace("xlsx", "csv"))

        assert reading.tables["school_pupils"].rows == []
        assert the_finding(reading, "HINT_LEFT")


@needs_office
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
@pytest.mark.slow
def test_what_libreoffice_saves_again_still_has_hints_and_values(kind, tmp_path):
    typed = type_in(school_form(), Jahrgänge_B6=45)
    reading = read_in(convert(tmp_path, typed, kind, NAME), NAME.replace("xlsx", kind))

    assert values_of(reading, "school_pupils") == {"grade": ["01"], "pupils": [45]}
    assert rules_of(reading) == ["HINT_LEFT", "ROW_SUGGESTED"]
