"""Chapter 1: key figures compared, the trend, the opening sentence."""

import pytest

from schemas.report.overview import difference, figure_kind, key_figures, key_table, opening_sentences, trend_table
from schemas.report.plan import KEY_FIGURES
from schemas.report.summary import Counts
from tests.factories_summary import cells_of, make_summary, make_totals


def totals(**given):
    return make_summary(totals=make_totals(**given))


def test_a_figure_is_compared_with_last_month_and_last_year():
    summary = totals(school_pupils__first_support={"2025-10": 80, "2026-09": 110, "2026-10": 120})
    line = cells_of(key_table(summary), "S05")

    assert (line["now"], line["last_month"], line["last_year"]) == (120, 110, 80)
    assert (line["change"], line["change_year"]) == (10, 40)


def test_without_a_last_month_there_is_no_change():
    line = cells_of(key_table(totals(school_pupils__first_support={"2026-10": 120})), "S05")

    assert (line["now"], line["last_month"], line["change"], line["last_year"], line["change_year"]) == (
        120,
        ".",
        ".",
        ".",
        ".",
    )


def test_a_year_ago_may_lie_before_the_trend():
    summary = make_summary(totals=make_totals(months=2))

    assert cells_of(key_table(summary), "S05")["last_year"] == "."


def test_a_share_is_worked_out_from_totals():
    summary = totals(school_pupils__pupils={"2026-10": 200}, school_pupils__first_support={"2026-10": 30})

    assert cells_of(key_table(summary), "S05_share")["now"] == pytest.approx(0.15)


def test_the_reporting_rate_is_accepted_of_expected():
    assert cells_of(key_table(make_summary()), "I09")["now"] == pytest.approx(229 / 250)


def test_every_key_figure_has_a_row_that_says_its_kind():
    table = key_table(make_summary())

    assert [line.key for line in table.rows] == [figure.key for figure in KEY_FIGURES]
    assert {line.kind for line in table.rows} == {"share", "persons", "count", "fte", "eur"}


@pytest.mark.parametrize(
    ("key", "kind"), [("I09", "share"), ("S01", "persons"), ("N01", "count"), ("I08", "fte"), ("V09", "eur")]
)
def test_how_a_key_figure_is_shown(key, kind):
    assert figure_kind(next(figure for figure in KEY_FIGURES if figure.key == key)) == kind


def test_the_large_figures_are_rows_of_the_table():
    large = key_figures()

    assert large.table == "key_figures"
    assert 4 <= len(large.keys) <= 8
    assert set(large.keys) <= {figure.key for figure in KEY_FIGURES}


def test_the_trend_has_a_row_for_each_month_in_which_returns_were_owed():
    earlier = Counts("2026-09", "school", expected=64, accepted=64, nil=0, late=0, returned=0)
    summary = make_summary(
        counts=(earlier, *make_summary().counts), totals=make_totals(school_pupils__first_support={"2026-09": 7})
    )
    table = trend_table(summary)

    assert [line.key for line in table.rows] == ["2026-09", "2026-10"]
    assert cells_of(table, "2026-09")["first_support"] == 7
    assert cells_of(table, "2026-10")["first_support"] == "."
    assert table.period.startswith("September 2026 bis Oktober 2026")


def test_a_first_month_is_a_trend_of_one():
    assert [line.key for line in trend_table(make_summary(counts=())).rows] == ["2026-10"]


@pytest.mark.parametrize(
    ("now", "before", "expected"), [(3, 1, 2), (1, 3, -2), (0, 0, 0), (None, 1, None), (1, None, None)]
)
def test_a_difference_needs_both(now, before, expected):
    assert difference(now, before) == expected


def test_the_opening_sentence_holds_no_figure_of_its_own():
    """Whatever protects the tables must protect the sentence."""
    sentences = opening_sentences(make_summary())

    assert sentences[0].text.startswith("Für Oktober 2026 liegen {0} von {1} Meldungen vor")
    assert all(len(sentence.refs) == sentence.text.count("{") for sentence in sentences)
