"""Tables with a row a month: key figures, and a table of facts by code."""

import pytest

from schemas.report.summary import Counts
from schemas.report.topics.plan import COURSES, TRENDS
from schemas.report.topics.trends import course_table, trend_table
from tests.factories_summary import cells_of, make_answers, make_fact_frame, make_summary, make_totals

MONTHS = ("2026-08", "2026-09", "2026-10")
WAITING, NETWORK, AGREEMENTS = COURSES


def centre(*months):
    """A centre that owed and reported these months."""
    return tuple(Counts(month, "centre", expected=1, accepted=1, nil=0, late=0, returned=0) for month in months)


def test_the_trend_has_a_row_for_each_month_in_which_returns_were_owed():
    earlier = Counts("2026-09", "school", expected=64, accepted=64, nil=0, late=0, returned=0)
    summary = make_summary(
        counts=(earlier, *make_summary().counts), totals=make_totals(school_pupils__first_support={"2026-09": 7})
    )
    table = trend_table(TRENDS[0], summary, 80.0)

    assert [line.key for line in table.rows] == ["2026-09", "2026-10"]
    assert cells_of(table, "2026-09")["first_support"] == 7
    assert [cells_of(table, "2026-10")[name] for name in ("accepted", "expected")] == [229, 250]
    assert [cells_of(table, "2026-09")[name] for name in ("accepted", "expected")] == [64, 64]
    assert cells_of(table, "2026-10")["first_support"] == "."
    assert table.period.startswith("September 2026 bis Oktober 2026")


def test_a_first_month_is_a_trend_of_one():
    assert [line.key for line in trend_table(TRENDS[0], make_summary(counts=()), 80.0).rows] == ["2026-10"]


def test_the_ages_are_told_with_their_shares_of_those_who_answered_both():
    said = make_answers(
        offers__participants={"2026-10": {"a": 100, "b": 300}}, offers__participants_under_27={"2026-10": {"a": 40}}
    )
    given = make_totals(offers__participants={"2026-10": 400}, offers__participants_under_27={"2026-10": 40})
    table = trend_table(TRENDS[1], make_summary(totals=given, answers=said), 1.0)
    line = cells_of(table, "2026-10")

    assert (line["participants"], line["young"], line["young_share"]) == (400, 40, pytest.approx(0.4))
    assert table.cell("2026-10", "young_share").parts == (40, 100)
    assert {column.id: column.part_of for column in table.columns if column.part_of} == {
        "young": "participants", "old": "participants",
    }  # fmt: skip


def test_the_returns_beside_the_ages_are_those_of_the_associations():
    table = trend_table(TRENDS[1], make_summary(), 80.0)

    assert [cells_of(table, "2026-10")[name] for name in ("accepted", "expected")] == [50, 65]
    assert table.source == "Meldebogen Verein"
    assert (table.coverage.n, table.coverage.expected) == (50, 65)


def course(planned, *rows, months=MONTHS, **overrides):
    frame = make_fact_frame(planned.table, *rows)
    counts = centre(*months)
    return course_table(planned, make_summary(courses={planned.table: frame}, counts=counts, **overrides))


def met(month, partner, meetings, **more):
    return {"month": month, "partner": partner, "meetings": meetings} | more


def test_meetings_are_told_by_partner_and_month_with_their_sum():
    table = course(
        NETWORK,
        met("2026-08", "school", 2), met("2026-08", "company", 3),
        met("2026-10", "school", 4),
    )  # fmt: skip
    august, total = cells_of(table, "2026-08"), cells_of(table, "total")

    assert [line.key for line in table.rows] == [*MONTHS, "total"]
    assert (august["meetings_school"], august["meetings_company"], august["meetings_total"]) == (2, 3, 5)
    assert (total["meetings_school"], total["meetings_total"]) == (6, 9)
    assert set(list(cells_of(table, "2026-09").values())[1:]) == {"."}
    assert total["meetings_religious"] == "."


def test_agreements_are_told_as_meetings_are():
    reached = [met(month, "school", 2, agreements=number) for month, number in (("2026-08", 1), ("2026-10", 2))]
    table = course(AGREEMENTS, *reached, met("2026-10", "company", 1, agreements=4))

    assert [cells_of(table, key)["agreements_total"] for key in (*MONTHS, "total")] == [1, ".", 6, 7]
    assert cells_of(table, "2026-10")["agreements_company"] == 4


def test_a_month_before_recording_is_not_told_and_a_missing_return_is():
    counts = (Counts("2026-09", "centre", expected=1, accepted=0, nil=0, late=0, returned=0), *centre("2026-10"))
    frame = make_fact_frame("network", met("2026-10", "school", 1))
    table = course_table(NETWORK, make_summary(courses={"network": frame}, counts=counts))

    assert [line.key for line in table.rows] == ["2026-09", "2026-10", "total"]
    assert (table.coverage.n, table.coverage.expected, table.coverage.what) == (1, 2, "Meldungen dieser Monate")
    assert table.period == "September 2026 bis Oktober 2026"


def test_who_waits_is_a_stock_without_a_sum_and_a_median_names_whose_it_is():
    rows = [
        {"month": "2026-10", "stage": stage, "waiting": number, "median_waiting_days": days}
        for stage, number, days in (("primar", 12, 40.0), ("sek1", 3, 90.0))
    ]
    table = course(WAITING, *rows)
    line, columns = cells_of(table, "2026-10"), {column.id: column for column in table.columns}

    assert [one.key for one in table.rows] == list(MONTHS)
    assert (line["waiting_total"], line["waiting_primar"], line["median_waiting_days_sek1"]) == (15, 12, 90)
    assert columns["median_waiting_days_primar"].median_of == "waiting_primar"
    assert columns["waiting_sek1"].adds_to == "waiting_total"
    assert "median_waiting_days_total" not in columns
    assert table.notes[0].startswith("Nicht erhoben wird")
