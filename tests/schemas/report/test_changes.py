"""The tables of changes: the panel, its change, and what the others add to the difference of the totals."""

import pytest

from schemas.report.changes import difference, figure_kind
from schemas.report.plan import COMPARED, KEY_FIGURES
from schemas.report.summary import Counts
from tests.factories_summary import MONTH, cells_of, make_answers, make_summary, make_totals, tell_changes

LAST, YEAR = "2026-09", "2025-10"


def told(before, now, *, least=2, **more):
    """Pupils as (totals and answers) of two months, and the row of them."""
    totals = make_totals(school_pupils__pupils={LAST: sum(before.values()), MONTH: sum(now.values())})
    answers = make_answers(school_pupils__pupils={LAST: before, MONTH: now})
    return cells_of(tell_changes(make_summary(totals=totals, answers=answers, **more), least)[0], "S01")


def test_a_missing_and_an_additional_return_are_no_change():
    line = told({"a": 100, "b": 50, "c": 30}, {"a": 102, "b": 51, "d": 70})

    assert {name: line[name] for name in ("before", "now", "n", "panel_before", "panel_now", "change")} == {
        "before": 180, "now": 223, "n": 2, "panel_before": 150, "panel_now": 153, "change": 3,
    }  # fmt: skip
    assert (line["left"], line["joined"], line["rest"]) == (1, 1, 40)


def test_change_and_rest_make_the_difference_of_the_totals():
    line = told({"a": 100, "b": 50, "c": 30}, {"a": 90, "b": 60, "d": 7})

    assert line["change"] + line["rest"] == line["now"] - line["before"]


@pytest.mark.parametrize(("least", "change"), [(2, 3), (3, "/")])
def test_a_panel_under_the_policys_number_tells_no_change(least, change):
    line = told({"a": 100, "b": 50}, {"a": 102, "b": 51}, least=least)

    assert (line["n"], line["change"]) == (2, change)
    assert (line["panel_now"] == "/", line["rest"] == "/") == (change == "/", change == "/")


def test_all_who_owe_are_enough_however_few():
    counts = (Counts(MONTH, "school", expected=2, accepted=2, nil=0, late=0, returned=0),)

    assert told({"a": 100, "b": 50}, {"a": 102, "b": 51}, least=5, counts=counts)["change"] == 3


def test_nobody_in_both_months_tells_no_change_though_nobody_owes():
    assert told({"a": 100}, {"b": 50}, counts=())["change"] == "/"


def test_a_month_without_answers_has_nothing_to_compare_with():
    totals = make_totals(school_pupils__pupils={MONTH: 7})
    answers = make_answers(school_pupils__pupils={MONTH: {"a": 7}})
    line = cells_of(tell_changes(make_summary(totals=totals, answers=answers), 1)[0], "S01")

    assert (line["before"], line["n"], line["change"], line["rest"]) == (".", 0, ".", ".")


def test_the_change_of_a_share_is_that_of_those_who_gave_both_parts():
    totals = make_totals(
        school_pupils__pupils={LAST: 200, MONTH: 200}, school_pupils__first_support={LAST: 20, MONTH: 10}
    )
    answers = make_answers(
        school_pupils__pupils={LAST: {"a": 100, "b": 100}, MONTH: {"a": 100, "b": 100}},
        school_pupils__first_support={LAST: {"a": 10, "b": 10}, MONTH: {"a": 15}},
    )
    line = cells_of(tell_changes(make_summary(totals=totals, answers=answers), 1)[0], "S05_share")

    assert (line["n"], line["panel_before"], line["panel_now"]) == (1, 0.10, 0.15)
    assert line["change"] == pytest.approx(0.05)


def test_the_year_before_is_compared_by_itself():
    totals = make_totals(school_pupils__pupils={YEAR: 10, LAST: 50, MONTH: 60})
    answers = make_answers(school_pupils__pupils={YEAR: {"a": 10}, LAST: {"b": 50}, MONTH: {"a": 10, "b": 50}})
    month, year = (cells_of(table, "S01") for table in tell_changes(make_summary(totals=totals, answers=answers), 1))

    assert (month["change"], month["rest"]) == (0, 10)
    assert (year["change"], year["rest"]) == (0, 50)


def test_the_rate_is_nobodys_answer():
    last = Counts(LAST, "school", expected=64, accepted=32, nil=0, late=0, returned=0)
    line = cells_of(tell_changes(make_summary(counts=(last, *make_summary().counts)))[0], "I09")

    assert line["change"] == pytest.approx(229 / 250 - 0.5)
    assert [line[name] for name in ("n", "left", "joined", "rest")] == ["x"] * 4


def test_a_figure_that_begins_or_ends_between_the_months_is_named_as_a_break_and_not_compared():
    month, year = tell_changes(make_summary(month="2027-01", totals=make_totals(), answers={}))
    later, _ = tell_changes(make_summary(month="2027-02", totals=make_totals(), answers={}))
    breaks = [[note for note in table.notes if note.startswith("Bruch")] for table in (month, year, later)]

    assert [len(one) for one in breaks] == [2, 2, 0]
    assert (
        "Beratungen im Case Management im Monat“ wurde im Dezember 2026 noch erhoben, jetzt nicht mehr" in breaks[0][0]
    )
    assert "noch nicht erhoben und wird nicht verglichen" in breaks[0][1]
    assert {"I07", "T01"} & {line.key for line in month.rows} == {"T01"}
    assert cells_of(month, "T01")["change"] == "."


def test_who_owed_nothing_is_named():
    holidays = Counts(LAST, "school", expected=0, accepted=0, nil=0, late=0, returned=0, exempt=64)
    month, year = tell_changes(make_summary(counts=(holidays, *make_summary().counts)))

    assert month.notes[-1].startswith("Im September 2026 schuldeten 64 Berichtsstellen keine Meldung (Schulferien")
    assert not any("schuldeten" in note for note in year.notes)


def test_every_column_of_a_key_figure_is_asked_for():
    told = {column for figure in KEY_FIGURES for column in (figure.total, figure.of) if column}

    assert set(COMPARED) == {column for column in told if not column.startswith("returns.")}


@pytest.mark.parametrize(
    ("key", "kind"), [("I09", "share"), ("S01", "persons"), ("N01", "count"), ("I08", "fte"), ("V09", "eur")]
)
def test_how_a_key_figure_is_shown(key, kind):
    assert figure_kind(next(figure for figure in KEY_FIGURES if figure.key == key)) == kind


@pytest.mark.parametrize(
    ("now", "before", "expected"), [(3, 1, 2), (1, 3, -2), (0, 0, 0), (None, 1, None), (1, None, None)]
)
def test_a_difference_needs_both(now, before, expected):
    assert difference(now, before) == expected
