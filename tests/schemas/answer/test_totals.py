"""Control totals: what we read, in figures."""

from schemas.answer.totals import control_totals
from tests.factories import make_reading


def test_each_table_of_the_form_says_rows_figures_and_sums():
    totals = {one.title: one for one in control_totals(make_reading())}
    pupils = totals["Schülerinnen und Schüler nach Jahrgang"]

    assert (pupils.rows, pupils.figures) == (1, 3)
    assert ("Schülerinnen und Schüler insgesamt", "100") in pupils.sums


def test_a_table_that_the_file_lacks_is_said_to_be_missing():
    missing = [one for one in control_totals(make_reading()) if one.rows is None]

    assert {one.title for one in missing} == {
        "Herkunftssprachlicher Unterricht (HSU)", "Fortbildung der Lehrkräfte", "Programme der Elternbildung",
    }  # fmt: skip


def test_a_file_without_a_form_has_none():
    assert control_totals(make_reading(form=None)) == ()
