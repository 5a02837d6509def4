"""Chapter 2: who reported, how the rate went, what was found."""

import pytest

from schemas.report.model import Coverage
from schemas.report.returns import intake_table, overall_coverage, rate_trend, returns_table
from schemas.report.summary import Counts
from tests.factories_summary import cells_of, make_summary


def test_returns_are_counted_by_kind():
    line = cells_of(returns_table(make_summary()), "school")

    assert line == {
        "kind": "Schule", "expected": 64, "accepted": 60, "nil": 1, "late": 2, "returned": 3, "outstanding": 1,
        "rate": pytest.approx(60 / 64),
    }  # fmt: skip


def test_the_total_is_of_all_kinds():
    line = cells_of(returns_table(make_summary()), "total")

    assert (line["expected"], line["accepted"], line["outstanding"]) == (250, 229, 12)
    assert line["rate"] == pytest.approx(0.916)


def test_coverage_is_of_all_kinds():
    assert overall_coverage(make_summary()) == Coverage(229, 250)


def test_a_month_in_which_nothing_is_owed_has_no_rate():
    assert cells_of(returns_table(make_summary(counts=())), "total")["rate"] == "x"


def test_the_rate_goes_month_by_month_and_a_kind_that_owes_nothing_has_none():
    earlier = Counts("2026-09", "school", expected=50, accepted=25, nil=0, late=0, returned=0)
    table = rate_trend(make_summary(counts=(earlier, *make_summary().counts)))

    assert [line.key for line in table.rows] == ["2026-09", "2026-10"]
    assert cells_of(table, "2026-09")["school"] == 0.5
    assert cells_of(table, "2026-09")["daycare"] == "x"
    assert cells_of(table, "2026-10")["centre"] == 1


def test_submissions_and_findings_are_summed():
    table = intake_table(make_summary())

    assert cells_of(table, "daycare")["submissions"] == 121
    assert cells_of(table, "total") == {
        "kind": "Insgesamt", "submissions": 191, "returned": 9, "superseded": 3, "errors": 12, "warnings": 16,
        "informations": 35,
    }  # fmt: skip


def test_who_owes_nothing_is_named_and_does_not_count():
    counts = (
        Counts("2026-10", "school", expected=0, accepted=0, nil=0, late=0, returned=0, exempt=64),
        Counts("2026-10", "daycare", expected=10, accepted=9, nil=0, late=0, returned=0),
    )
    table = returns_table(make_summary(counts=counts))

    assert "64 Berichtsstellen schulden für diesen Monat keine Meldung" in table.notes[1]
    assert cells_of(table, "school")["rate"] == "x"
    assert cells_of(table, "total")["rate"] == 0.9
