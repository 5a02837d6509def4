"""What the warehouse knows that a check needs."""

from datetime import date

import pytest

from schemas.check.batch import content_digest
from schemas.form.forms import TABLES
from schemas.form.submission import State
from tasks.check.read_known import read_known
from tests.factories import (
    ASSOCIATION,
    AT,
    DAYCARE,
    OTHER_SCHOOL,
    SCHOOL,
    enter_respondents,
    keep,
    make_nil,
    make_reading,
    make_verdict,
)


@pytest.fixture
def city(engine):
    enter_respondents(engine)
    return engine


def records(frame, *names):
    return sorted(tuple(row) for row in frame[list(names)].itertuples(index=False))


def pupils(number, **overrides):
    return make_reading("school", {"school_pupils": [{"grade": "05", "pupils": number}]}, **overrides)


def funds(spent, month, line="rent"):
    row = {"component": "A", "budget_line": line, "spent_eur": spent}
    return make_reading("association", {"offer_funds": [row]}, month=month)


def test_an_empty_warehouse_knows_nothing_and_says_so_in_frames(engine):
    known = read_known(engine, ["2026-10"])

    assert known.register.empty
    assert known.digests.empty
    assert set(known.last) == set(TABLES)
    assert all(frame.empty for frame in known.last.values())
    assert set(known.spent) == {"offer_funds", "posts"}


def test_without_a_month_there_is_still_a_register(city):
    known = read_known(city, [])

    assert len(known.register) == 6
    assert known.digests.empty
    assert known.spent == {}


def test_the_register_has_a_row_for_every_span(engine):
    enter_respondents(engine, SCHOOL, spans=[(date(2020, 8, 1), date(2024, 7, 31)), (date(2025, 8, 1), None)])
    frame = read_known(engine, ["2026-10"]).register

    assert frame[["valid_from"]].values.tolist() == [["2020-08-01"], ["2025-08-01"]]
    assert frame["valid_to"].isna().tolist() == [False, True]
    assert set(frame["kind"]) == {"school"}


def test_digests_are_of_the_returns_in_force_this_month_and_last(city):
    for month, number in (("2026-08", 1), ("2026-09", 2), ("2026-10", 3)):
        keep(city, pupils(number, month=month))
    keep(city, pupils(4, month="2026-10"))

    assert records(read_known(city, ["2026-10"]).digests, "month", "digest") == [
        ("2026-09", content_digest(pupils(2))), ("2026-10", content_digest(pupils(4))),
    ]  # fmt: skip


def test_what_was_sent_back_or_nil_has_no_digest(city):
    keep(city, pupils(1), make_verdict(State.RETURNED))
    keep(city, make_nil("daycare"))

    assert read_known(city, ["2026-10"]).digests.empty


def test_last_months_facts_stand_under_the_month_they_are_compared_with(city):
    keep(city, pupils(90, month="2026-09"))
    keep(city, pupils(80, month="2026-08"))
    last = read_known(city, ["2026-10"]).last["school_pupils"]

    assert records(last, "respondent", "month", "grade", "pupils") == [(SCHOOL, "2026-10", "05", 90)]
    assert str(last["pupils"].dtype) == "Int64"


def test_last_months_facts_are_those_in_force(city):
    keep(city, pupils(90, month="2026-09"))
    keep(city, pupils(95, month="2026-09"))

    assert read_known(city, ["2026-10"]).last["school_pupils"]["pupils"].tolist() == [95]


def test_december_is_last_month_in_january(city):
    keep(city, pupils(90, month="2026-12"))

    assert read_known(city, ["2027-01"]).last["school_pupils"]["month"].tolist() == ["2027-01"]


def test_several_months_at_once_each_have_their_own_last_month(city):
    keep(city, pupils(80, month="2026-08"))
    keep(city, pupils(90, month="2026-09"))
    last = read_known(city, ["2026-10", "2026-09"]).last["school_pupils"]

    assert records(last, "month", "pupils") == [("2026-09", 80), ("2026-10", 90)]


def test_spending_is_of_the_calendar_years_earlier_months(city):
    for month, spent in (("2025-12", 1000.0), ("2026-01", 10.0), ("2026-09", 20.5), ("2026-10", 400.0)):
        keep(city, funds(spent, month))
    keep(city, funds(3.0, "2026-02", line="fees"))

    assert records(read_known(city, ["2026-10"]).spent["offer_funds"], "month", "budget_line", "spent_eur") == [
        ("2026-10", "fees", 3.0), ("2026-10", "rent", 30.5),
    ]  # fmt: skip
    assert read_known(city, ["2026-01"]).spent["offer_funds"].empty


def test_what_one_respondent_sent_is_not_anothers(city):
    keep(city, pupils(90, month="2026-09"))
    keep(city, make_reading("daycare", month="2026-09"), at=AT)
    known = read_known(city, ["2026-10"])

    assert set(known.last["school_pupils"]["respondent"]) == {SCHOOL}
    assert set(known.last["daycare_children"]["respondent"]) == {DAYCARE}


def test_a_batch_is_told_of_its_senders_of_who_is_named_and_of_who_says_the_same(city):
    for respondent, number in ((SCHOOL, 100), (OTHER_SCHOOL, 100)):
        said = pupils(number, respondent=respondent, month="2026-09")
        keep(city, said, make_verdict(digest=content_digest(said)))
    keep(city, make_reading("daycare", month="2026-09"), make_verdict(digest="e" * 64))

    known = read_known(city, ["2026-10"], [pupils(100, file=f"Meldebogen_{ASSOCIATION}.xlsx")])

    assert set(known.register["respondent"]) == {SCHOOL, ASSOCIATION}
    assert set(known.digests["respondent"]) == {SCHOOL, OTHER_SCHOOL}
    assert {name for frame in known.last.values() for name in frame["respondent"]} == {SCHOOL}
    assert set(known.previous) == {(SCHOOL, "2026-10")}


def test_of_the_years_earlier_months_the_highest_is_known_where_its_count_is_asked(city):
    for month, title, came in (
        ("2025-12", "Chor", 90), ("2026-05", "Chor", 45), ("2026-09", "Chor", 45), ("2026-10", "Chor", 30),
        ("2026-10", "Tanz", None), ("2026-11", "Nähkurs", 12), ("2026-12", "Chor", 70),
    ):  # fmt: skip
        rows = {"offers": [{"title": title, "participants": came}]}
        keep(city, make_reading("association", rows, month=month), at=AT)
    keep(city, make_reading("association", {"offers": [{"title": "Chor", "participants": 31}]}, month="2026-10"))

    known = read_known(city, ["2026-12", "2027-01"]).most
    assert list(known) == ["offers__participants"]
    assert records(known["offers__participants"], "month", "title", "most", "most_month") == [
        ("2026-12", "Chor", 45, "2026-05"), ("2026-12", "Nähkurs", 12, "2026-11"),
    ]  # fmt: skip
    assert read_known(city, ["2026-11", "2027-01"]).most == {}
