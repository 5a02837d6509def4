"""Chapter 1: key figures compared."""

import pytest

from schemas.report.cell import ReportCell, Sign
from schemas.report.overview import key_figures, key_table
from schemas.report.plan import KEY_FIGURES, key_figures_in
from schemas.report.topics.plan import TRENDS
from schemas.report.topics.trends import trend_table
from tests.factories_summary import cells_of, make_answers, make_summary, make_totals, tell_changes


def totals(**given):
    return make_summary(totals=make_totals(**given))


def keys(summary, panel=5):
    return key_table(summary, tell_changes(summary, panel))


def test_a_figure_is_compared_with_last_month_and_last_year():
    months = {"2025-10": 80, "2026-09": 110, "2026-10": 120}
    answers = make_answers(school_pupils__first_support={month: {"a": value} for month, value in months.items()})
    summary = make_summary(totals=make_totals(school_pupils__first_support=months), answers=answers)
    line = cells_of(keys(summary, panel=1), "S05")

    assert [cells_of(table, "S05")["before"] for table in tell_changes(summary)] == [110, 80]
    assert (line["now"], line["change"], line["n"]) == (120, 10, 1)
    assert (line["change_year"], line["n_year"]) == (40, 1)


def test_without_a_last_month_there_is_no_change():
    summary = totals(school_pupils__first_support={"2026-10": 120})
    line = cells_of(keys(summary), "S05")

    assert (line["now"], line["change"], line["change_year"]) == (120, ".", ".")
    assert [cells_of(table, "S05")["before"] for table in tell_changes(summary)] == [".", "."]


def test_a_year_ago_may_lie_before_the_trend():
    summary = make_summary(totals=make_totals(months=2))

    assert cells_of(tell_changes(summary)[1], "S05")["before"] == "."


def test_a_share_is_of_those_who_answered_both_parts():
    answers = make_answers(
        school_pupils__pupils={"2026-10": {"a": 200, "b": 900}}, school_pupils__first_support={"2026-10": {"a": 30}}
    )
    given = make_totals(school_pupils__pupils={"2026-10": 1100}, school_pupils__first_support={"2026-10": 30})
    summary = make_summary(totals=given, answers=answers)

    assert cells_of(keys(summary), "S05_share")["now"] == pytest.approx(0.15)
    assert keys(summary).cell("S05_share", "now").parts == (30, 200)


@pytest.mark.parametrize(("answered", "sign"), [(51, Sign.LIMITED), (52, Sign.NONE)])
def test_a_total_of_too_few_answers_carries_its_sign(answered, sign):
    """Of 64 schools 80 percent are 51,2."""
    said = {str(number): 1 for number in range(answered)}
    given = make_totals(school_pupils__first_support={"2026-10": answered})
    summary = make_summary(totals=given, answers=make_answers(school_pupils__first_support={"2026-10": said}))

    assert keys(summary).cell("S05", "now") == ReportCell(float(answered), sign)
    assert trend_table(TRENDS[0], summary, 80.0).cell("2026-10", "first_support").sign == sign


def test_the_reporting_rate_is_accepted_of_expected():
    assert cells_of(keys(make_summary()), "I09")["now"] == pytest.approx(229 / 250)


def test_every_key_figure_has_a_row_that_says_its_kind():
    table = keys(make_summary())

    assert [line.key for line in table.rows] == [figure.key for figure in key_figures_in("2026-10")]
    assert {line.kind for line in table.rows} == {"share", "persons", "count", "fte", "eur"}


def test_the_large_figures_are_rows_of_the_table():
    large = key_figures()

    assert large.table == "key_figures"
    assert 4 <= len(large.keys) <= 8
    assert set(large.keys) <= {figure.key for figure in KEY_FIGURES}
