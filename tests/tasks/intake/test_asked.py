"""Columns that are asked from a month on, or in December alone: a form of another month, and what is stored."""

import pytest

from schemas.check.batch import content_digest
from schemas.check.missing.before import Previous
from schemas.check.missing.find import find_missing
from schemas.finding import Severity
from schemas.form.forms import FORMS, form_in
from tasks.letters.make_forms import write_form
from tests.factories import ASSOCIATION, BY_FORM, DAYCARE, POLICY, make_facts, make_reading
from tests.factories_workbook import head_grid, make_book, make_head, read_in, rules_of, the_finding

HEADINGS = ["Altersgruppe", "Kinder insgesamt", "mit festgestelltem Sprachförderbedarf", "Schulanfänger"]
NEW = {"COLUMN_NEW", "COLUMN_NOT_ASKED"}


def send(month, *rows, headings=HEADINGS):
    """A Kita's workbook as somebody typed it: only the table of children."""
    head = head_grid(Schulnummer=DAYCARE, Berichtsmonat=month, Stichtag=None)
    return read_in(make_book([["Meldebogen Kita"], *head, [], headings, *rows]), "Bogen.xlsx")


def children(reading):
    return reading.tables["daycare_children"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("month", ["2026-11", "2026-12", "2027-01"])
def test_a_form_of_a_month_asks_what_is_asked_then_and_its_reader_misses_nothing(form, month):
    reading = read_in(write_form(FORMS[form], make_head(respondent=BY_FORM[form], month=month)), "Bogen.xlsx")

    assert [set(part.columns) for part in reading.tables.values()] == [
        {column.name for column in table.columns} for table in form_in(form, month).tables
    ]
    assert not {*rules_of(reading)} & {*NEW, "COLUMN_MISSING"}


def test_a_month_before_the_span_lacks_the_column_and_that_is_no_finding():
    reading = send("Dezember 2026", ["U3", 20, 2], ["Ü3", 50, 9], headings=HEADINGS[:3])

    assert not {*rules_of(reading)} & NEW
    assert children(reading).values["school_starters"] == [None, None]


def test_an_old_form_for_a_later_month_is_told_what_it_lacks_and_how_to_mend_it():
    finding = the_finding(send("Januar 2027", ["U3", 20, 2], headings=HEADINGS[:3]), "COLUMN_NEW")

    assert finding.severity is Severity.WARNING
    assert "„werden im kommenden Schuljahr schulpflichtig“ (ab Januar 2027)" in finding.message
    assert finding.hint.startswith("Bitte verwenden Sie den Bogen, der Ihnen für diesen Monat zugesandt wurde")


def test_a_column_filled_in_before_it_is_asked_is_a_question_and_not_taken():
    reading = send("Dezember 2026", ["U3", 20, 2, None], ["Ü3", 50, 9, 14])
    finding = the_finding(reading, "COLUMN_NOT_ASKED")

    assert (finding.severity, finding.cell, finding.column) == (Severity.WARNING, "D8", "school_starters")
    assert "(ab Januar 2027); die Angaben wurden nicht übernommen" in finding.message
    assert children(reading).values["school_starters"] == [None, None]
    assert children(reading).values["children"] == [20, 50], "the rest counts"


def test_an_empty_column_that_is_not_asked_is_nothing_to_ask_about():
    assert not {*rules_of(send("Dezember 2026", ["U3", 20, 2, None]))} & NEW


def test_a_row_that_has_only_what_is_not_asked_is_not_filled_in():
    reading = send("Dezember 2026", ["U3", 20, 2, None], ["Ü3", None, None, 14])

    assert children(reading).rows == [7]


def test_what_december_alone_asks_is_not_gone_in_january():
    offers = {"title": "Chor", "participants": 20, "volunteers": 3}
    before = Previous("2026-12", {"offers": make_facts("offers", offers | {"persons_in_year": 90})})
    january = make_reading("association", {"offers": [offers]}, month="2027-01", respondent=ASSOCIATION)

    assert find_missing(january, before, POLICY.thresholds) == []


def test_a_stock_that_is_asked_in_both_months_is_missed():
    row = {"age_group": "Ü3", "children": 50, "school_starters": 14}
    before = Previous("2027-01", {"daycare_children": make_facts("daycare_children", row)})
    later = make_reading("daycare", {"daycare_children": [row | {"school_starters": None}]}, month="2027-02")

    assert [one.rule for one in find_missing(later, before, POLICY.thresholds)] == ["STOCK_GONE"]


def test_a_copy_of_last_months_form_is_known_across_the_border():
    old = make_reading("daycare", {"daycare_children": [{"age_group": "U3", "children": 20}]}, month="2026-12")
    copy = make_reading("daycare", {"daycare_children": [{"age_group": "U3", "children": 20}]}, month="2027-01")
    other = {"daycare_children": [{"age_group": "U3", "children": 20, "school_starters": 0}]}

    assert content_digest(old) == content_digest(copy)
    assert content_digest(copy) != content_digest(make_reading("daycare", other, month="2027-01"))
