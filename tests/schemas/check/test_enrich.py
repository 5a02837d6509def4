"""What is joined to a return before it is checked: register, calendar, past months."""

from datetime import date

import pandas as pd
import pytest

from schemas.check.batch import return_frame, table_frames
from schemas.check.enrich import enrich_returns, enrich_table
from schemas.form.forms import TABLES
from tests.factories import (
    DAY,
    MONTH_OF,
    POLICY,
    make_digests,
    make_facts,
    make_known,
    make_most,
    make_nil,
    make_reading,
)


def enrich(*readings, known=None, day=DAY):
    """The enriched frame of returns as records; a missing value is None."""
    frame = enrich_returns(return_frame(readings), known or make_known(), POLICY.calendar, day)
    return [{name: None if pd.isna(row[name]) else row[name] for name in frame} for _, row in frame.iterrows()]


def enrich_one(reading, **given):
    (row,) = enrich(reading, **given)
    return row


SPANS = [  # closed for the school year 2024/25, then open again under the same number, then merged into another
    ("169468", "school", "2020-08-01", "2024-07-31", None),
    ("169468", "school", "2025-08-01", "2026-08-31", "169470"),
]


@pytest.mark.parametrize(
    ("month", "is_active"),
    [
        ("2020-07", False),
        ("2020-08", True),
        ("2024-06", True),
        ("2024-07", True),  # the reference date is the 31st, the last day of the span
        ("2024-08", False),
        ("2025-07", False),
        ("2025-08", True),
        ("2026-08", True),
        ("2026-09", False),
    ],
)
def test_spans_say_when_a_respondent_reports(month, is_active):
    assert enrich_one(make_reading(month=month), known=make_known(*SPANS))["is_active"] == is_active


def test_a_span_that_ends_before_the_reference_date_does_not_cover_the_month():
    known = make_known(("169468", "school", "2020-08-01", "2026-10-30", None))

    assert not enrich_one(make_reading(), known=known)["is_active"]


def test_a_closed_respondent_is_known_and_names_its_successor():
    row = enrich_one(make_reading(), known=make_known(*SPANS))

    assert row["is_known"]
    assert row["closed_because"] == "war im Berichtsmonat Oktober 2026 nicht in Betrieb; Nachfolge: 169470"


def test_without_a_successor_there_is_no_note():
    assert enrich_one(make_reading())["closed_because"] == ""


def test_who_is_in_no_register_has_neither_kind_nor_span():
    row = enrich_one(make_reading(respondent="169486"))

    assert (bool(row["is_known"]), row["is_active"], row["kind"], row["kind_title"]) == (False, None, None, None)


def test_kind_and_form_are_there_in_german():
    row = enrich_one(make_reading("daycare"))

    assert (row["kind"], row["kind_title"], row["form_title"]) == ("daycare", "Kita", "Meldebogen Kita")


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 10, 29), False),
        (date(2026, 10, 30), True),  # the last working day: the 31st is a Saturday
        (date(2026, 11, 10), True),
        (date(2027, 10, 31), True),  # corrections are taken for twelve months
        (date(2027, 11, 1), False),
    ],
)
def test_a_month_is_open_from_its_last_working_day_for_a_year(day, is_open):
    row = enrich_one(make_reading(), day=day)

    assert row["is_open"] == is_open
    assert (row["opens"], row["closes"]) == ("30.10.2026", "31.10.2027")


def test_without_a_month_nothing_is_said_of_the_calendar():
    row = enrich_one(make_reading(month=None, reference_date=None))

    assert [row[name] for name in ("is_open", "opens", "closes", "is_active", "digest_last")] == [None] * 5


def test_the_digest_of_last_month_is_the_respondents_own():
    known = make_known(
        digests=make_digests(
            ("169468", "2026-09", "mine"), ("169470", "2026-09", "theirs"), ("169468", "2026-08", "old")
        )
    )

    assert enrich_one(make_reading(), known=known)["digest_last"] == "mine"
    assert enrich_one(make_reading(month="2026-11"), known=known)["digest_last"] is None


def test_last_months_digest_crosses_the_year():
    known = make_known(digests=make_digests(("169468", "2026-12", "december")))

    assert enrich_one(make_reading(month="2027-01"), known=known)["digest_last"] == "december"


def test_twins_in_the_same_batch_name_each_other():
    rows = enrich(make_reading(), make_reading(respondent="169470"), make_reading("daycare"))

    assert [row["twin"] for row in rows] == ["169470", "169468", None]


def test_a_twin_may_be_stored_already():
    digest = enrich_one(make_reading())["digest"]
    known = make_known(digests=make_digests(("169470", "2026-10", digest)))

    assert enrich_one(make_reading(), known=known)["twin"] == "169470"


@pytest.mark.parametrize("stored", [("169468", "2026-10"), ("169470", "2026-09")], ids=["itself", "another month"])
def test_nobody_is_ones_own_twin_nor_that_of_another_month(stored):
    digest = enrich_one(make_reading())["digest"]

    assert enrich_one(make_reading(), known=make_known(digests=make_digests((*stored, digest))))["twin"] is None


def enrich_rows(table, *rows, form="school", **known):
    frame = table_frames([make_reading(form, {table: rows})])[table]
    return enrich_table(frame, TABLES[table], make_known(**known))


def test_each_stock_has_its_value_of_last_month_and_flows_have_none():
    last = make_facts("school_pupils", {"grade": "05", "pupils": 90, "arrivals": 4}, {"grade": "07", "pupils": 1})
    frame = enrich_rows("school_pupils", {"grade": "06", "pupils": 8}, {"grade": "05", "pupils": 100},
                        last={"school_pupils": last})  # fmt: skip

    assert frame["grade"].tolist() == ["06", "05"]
    assert [None if pd.isna(value) else value for value in frame["pupils__last"]] == [None, 90]
    assert "arrivals__last" not in frame


def test_another_respondents_last_month_is_not_mine():
    last = make_facts("school_pupils", {"grade": "05", "pupils": 90, "respondent": "169470"})

    assert enrich_rows("school_pupils", {"grade": "05"}, last={"school_pupils": last})["pupils__last"].isna().all()


def test_in_a_first_month_nothing_is_known():
    assert enrich_rows("school_pupils", {"grade": "05", "pupils": 3})["pupils__last"].isna().all()


def test_a_row_that_stands_twice_stays_twice():
    last = make_facts("school_pupils", {"grade": "05", "pupils": 90})
    frame = enrich_rows(
        "school_pupils", {"grade": "05"}, {"grade": "05"}, {"grade": None}, last={"school_pupils": last}
    )

    assert frame["position"].tolist() == [0, 1, 2]


def funds(line, spent, **row):
    return {"component": "A", "budget_line": line, "spent_eur": spent} | row


def test_spending_to_date_is_this_months_and_the_years_earlier_ones_of_the_same_row():
    earlier = make_facts("offer_funds", funds("rent", 1000.1), funds("fees", 7.0))
    frame = enrich_rows("offer_funds", funds("rent", 200.2), funds("staff", 5.0), funds("fees", None),
                        form="association", spent={"offer_funds": earlier})  # fmt: skip

    assert frame["spent_to_date_eur"].tolist() == [1200.3, 5.0, 7.0]


def test_in_january_spending_to_date_is_the_months():
    assert enrich_rows("offer_funds", funds("rent", 200.2), form="association")["spent_to_date_eur"].tolist() == [200.2]


def test_tables_without_money_have_no_spending():
    assert "spent_to_date_eur" not in enrich_rows("school_pupils", {"grade": "05"})


def test_a_return_of_nobody_known_has_no_twin():
    """A school whose number was deleted sends the same figures again: perhaps they are its own."""
    digest = enrich_one(make_reading())["digest"]
    known = make_known(digests=make_digests(("169470", "2026-10", digest)))

    assert enrich_one(make_reading("school", respondent=None), known=known)["twin"] is None


def test_an_offer_has_its_highest_month_of_the_year_and_a_return_that_of_all():
    most = make_most(title="Chor")
    frame = enrich_rows("offers", {"title": "Nähkurs"}, {"title": "Chor"}, form="association",
                        most={key: one.assign(month=MONTH_OF["association"]) for key, one in most.items()})  # fmt: skip

    assert [None if pd.isna(value) else value for value in frame["participants__most"]] == [None, 240]
    assert [None if pd.isna(value) else value for value in frame["participants__most_month"]] == [None, "2026-05"]
    assert enrich_rows("offers", {"title": "Chor"}, form="association")["participants__most"].isna().all()


@pytest.mark.parametrize(
    ("most", "found"), [(make_most(), (240, "2026-05")), (make_most(most=0), (None, None)), ({}, (None, None))]
)
def test_a_return_has_the_highest_figure_of_the_years_earlier_months(most, found):
    row = enrich_one(make_nil("association", month="2026-12"), known=make_known(most=most))

    assert tuple(None if pd.isna(row[name]) else row[name] for name in ("year_most", "year_most_month")) == found
