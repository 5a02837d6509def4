"""The sheet "Prüfung" in a form: small, true before it is recalculated, and of no weight when the form comes back."""

import re
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from config.codes import code_list, code_lists
from schemas.check.catalogue import CATALOGUE
from schemas.check.live.board import COUNT_CELL, FIRST_SHOWN, GREEN, LIGHT_CELL, RED, YELLOW, light_formula
from schemas.check.live.cells import spellings
from schemas.check.live.plan import plan_live
from schemas.check.live.unsaid import TOLD_AS, why_unsaid
from schemas.files.own_sheets import is_own_sheet
from schemas.files.workbook import MAX_TEXT, Sheet
from schemas.finding import Severity
from schemas.form import layout
from schemas.form.filling import place_values
from schemas.form.forms import FORMS
from tasks.intake.clean import clean
from tasks.intake.extract import extract
from tasks.intake.read import read
from tasks.letters.make_forms import write_form
from tests.factories import BY_FORM, OCTOBER_FORMS, POLICY
from tests.factories_live import invent_hints
from tests.factories_workbook import NAME, head_of, make_form, make_head, make_rows, read_in

MOST_BYTES = 80_000


def make_empty(form, hints=None, **head):
    return write_form(
        OCTOBER_FORMS[form], head_of(form, respondent=BY_FORM[form], nil_return="no", **head), hints=hints
    )


def shown(content):
    """What a viewer shows that does not recalculate."""
    sheet = openpyxl.load_workbook(BytesIO(content), data_only=True)[layout.LIVE_SHEET]
    first = [sheet.cell(FIRST_SHOWN, column).value for column in range(1, 5)]
    return sheet[LIGHT_CELL].value, sheet[COUNT_CELL].value, *first


def plan_of(form, hints=None):
    asked = FORMS[form]  # all that it ever asks
    shape = place_values(asked, make_head(), {}, {}, hints or {}).shape
    return plan_live(asked, shape, POLICY.thresholds)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("is_known", [False, True], ids=["a first form", "with last month's stocks"])
def test_a_form_stays_small(form, is_known):
    assert len(make_empty(form, invent_hints(form) if is_known else None)) < MOST_BYTES


def test_an_empty_form_shows_what_is_asked_of_it_before_anything_is_worked_out():
    light, counts, kind, where, what, todo = shown(make_empty("school"))

    assert light.startswith(RED)
    assert counts == "Fehler: 1 · Rückfragen: 0"
    assert (kind, where) == ("Fehler", "Jahrgänge B5")
    assert "keine einzige Zahl" in what
    assert todo == CATALOGUE["MAIN_TABLE_EMPTY"].hint


def test_an_empty_form_without_a_main_stock_asks_whether_there_is_anything_to_report():
    light, counts, kind, where, what, _ = shown(make_empty("association"))

    assert light.startswith(YELLOW)
    assert (counts, kind, where) == ("Fehler: 0 · Rückfragen: 1", "Rückfrage", "Meldung B11")
    assert what == CATALOGUE["EMPTY_RETURN"].sentence


def test_of_a_table_that_was_there_last_month_the_empty_form_says_how_much():
    hints = {"offer_funds": [{"component": "B", "budget_line": "staff", "granted_eur": 1234.5}]}
    _, _, kind, where, what, _ = shown(make_empty("association", hints))

    assert (kind, where) == ("Rückfrage", "Mittel C5")
    assert "1.234,50" in what
    assert "September 2026" in what


def test_a_nil_return_after_a_stock_is_asked_about_and_one_after_nothing_is_not():
    nil = make_head(nil_return="yes")

    assert (
        "„Schülerinnen und Schüler insgesamt“" in shown(write_form(OCTOBER_FORMS["school"], nil, hints=make_rows()))[4]
    )
    assert shown(write_form(OCTOBER_FORMS["school"], nil))[0].startswith(GREEN)


def test_a_form_that_is_written_full_shows_nothing_until_it_is_worked_out():
    assert shown(make_form()) == (None,) * 6


def test_the_forms_together_say_every_rule_of_one_return():
    said = {problem.rule for form in FORMS for problem in plan_of(form).draft.problems}

    assert said == {rule.id for rule in CATALOGUE.values() if why_unsaid(rule) is None}
    left = {"CODE_NOT_LISTED", "KEY_MISSING"}
    assert {rule.id for rule in CATALOGUE.values() if rule.level == 1} - said == left
    assert set(TOLD_AS.values()) <= said


@pytest.mark.parametrize("form", FORMS)
def test_what_is_said_weighs_what_the_rule_weighs(form):
    for problem in plan_of(form).draft.problems:
        if CATALOGUE[problem.rule].level != 2 and problem.rule != "WHOLE_MISSING":
            assert problem.severity == CATALOGUE[problem.rule].severity
        assert problem.severity in {Severity.ERROR, Severity.WARNING}


def test_the_sheet_follows_the_policy():
    limits = POLICY.thresholds.model_copy(update={"first_support_pct": 41.5, "missing_main": "warning"})
    form = write_form(OCTOBER_FORMS["school"], make_head(nil_return="no"), thresholds=limits)

    assert shown(form)[1] == "Fehler: 0 · Rückfragen: 1"
    sheet = ZipFile(BytesIO(form)).read(f"xl/worksheets/sheet{len(OCTOBER_FORMS['school'].tables) + 5}.xml").decode()
    assert "*41.5" in sheet


@pytest.mark.parametrize("form", FORMS)
def test_formulas_are_those_that_every_program_knows(form):
    """Functions of Excel 2010, no formula longer than it takes, and every area that is named is there."""
    with ZipFile(BytesIO(make_empty(form))) as parts:
        xml = "".join(parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet"))
        names = set(re.findall(r'<definedName name="(\w+)"', parts.read("xl/workbook.xml").decode()))
    formulas = re.findall(r"<f[^>]*>([^<]+)</f>", xml)

    assert {word for text in formulas for word in re.findall(r"([A-Z][A-Z0-9.]+)\(", text)} <= {
        "ABS", "AND", "CELL", "CHAR", "CHOOSE", "COLUMN", "COUNT", "COUNTBLANK", "COUNTIF", "ERROR.TYPE", "EXACT",
        "FIND", "FIXED", "HYPERLINK", "IF", "IFERROR", "INDEX", "INT", "ISBLANK", "ISERROR", "ISNUMBER", "ISTEXT",
        "LEFT", "LEN", "LOWER", "MAX", "MID", "MOD", "NOT", "OR", "RIGHT", "ROUND", "ROW", "SMALL", "SUBSTITUTE", "SUM",
        "SUMIF", "SUMPRODUCT", "TRIM", "VALUE",
    }  # fmt: skip
    assert max(map(len, formulas)) < 8_000
    assert {f"Tabelle_{table.name}" for table in OCTOBER_FORMS[form].tables} <= names
    assert light_formula().count("_pruefung!") == 3


def test_the_lists_fit_into_a_cell():
    assert max(len(spellings(code_list(name))) for name in code_lists()) < MAX_TEXT


# It counts for nothing when the form comes back


def test_a_form_is_read_the_same_without_its_sheet_or_with_a_changed_one():
    book = openpyxl.load_workbook(BytesIO(make_form()))
    book[layout.LIVE_SHEET]["A8"] = "Kind, geboren"
    changed = save(book)
    del book[layout.LIVE_SHEET]
    del book[layout.LIVE_CELLS_SHEET]

    untouched = read_in(make_form(), NAME)
    for content in (changed, save(book)):
        reading = read_in(content, NAME)
        assert reading.findings == untouched.findings == []
        assert {name: table.values for name, table in reading.tables.items()} == {
            name: table.values for name, table in untouched.tables.items()
        }


def test_what_stands_on_the_hidden_sheet_is_not_even_opened():
    book = read(NAME, make_form())

    assert next(sheet for sheet in book.sheets if sheet.name == layout.LIVE_CELLS_SHEET).rows == []
    assert clean(extract(book)).findings == []


@pytest.mark.parametrize(
    ("name", "rows", "is_ours"),
    [
        (layout.LIVE_SHEET, [[layout.LIVE_TITLE]], True),
        ("Prüfung (2)", [["x"], list(layout.LIVE_HEADINGS)], True),
        (layout.LIVE_CELLS_SHEET, [[1.0]], True),
        (layout.LIVE_SHEET, [["Kind", "geboren"]], False),
        ("Tabelle1", [[layout.LIVE_TITLE]], False),
    ],
)
def test_the_sheet_is_known_by_its_name_and_by_what_it_is(name, rows, is_ours):
    assert is_own_sheet(Sheet(name, rows)) is is_ours


def save(book):
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
