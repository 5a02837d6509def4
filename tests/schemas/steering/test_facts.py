"""Sums of what is in force: flows over the months, of stocks the newest of each, each offer once."""

import pytest

from schemas.steering.facts import Member, window
from schemas.steering.rules import SteeringMeasure
from tests.schemas.steering.factories import KITAS, children, make_city, offers, rows_of

MONTHS = window("2026-10", 3)
NEED = SteeringMeasure("daycare_children", "other_family_language")


def told(facts, measure, by="district", where=None):
    return {name: one.value for name, one in facts.tell(measure, MONTHS, by, where).items()}


def test_the_window_ends_with_the_month():
    assert MONTHS == ("2026-08", "2026-09", "2026-10")


def test_of_a_stock_the_newest_month_of_each_respondent_counts():
    rows = rows_of("daycare_children", *(
        (name, {"month": month, "age_group": "Ü3", "other_family_language": count})
        for name, month, count in (("K1", "2026-08", 50), ("K1", "2026-09", 7), ("K4", "2026-10", 9))
    ))  # fmt: skip

    assert told(make_city(("daycare_children", rows), months=MONTHS), NEED) == {"Haspe": 7, "Mitte": 9}


def test_a_list_that_is_empty_now_holds_nothing_any_more():
    rows = rows_of(
        "parent_programmes", ("K1", {"month": "2026-08", "programme": "griffbereit", "language": "tr", "groups": 2})
    )
    groups, table = SteeringMeasure("parent_programmes", "groups"), ("parent_programmes", rows)

    assert told(make_city(table, months=MONTHS), groups) == {"Haspe": 0, "Mitte": 0}
    gone = {("K1", "2026-09"), ("K1", "2026-10")}
    assert told(make_city(table, months=MONTHS, missing=gone), groups) == {"Haspe": 2, "Mitte": 0}


def test_a_flow_is_added_over_the_months():
    rows = rows_of("offers", *(("V1", {"month": month, "title": "A", "participants": 4}) for month in MONTHS))

    assert told(make_city(("offers", rows), months=MONTHS), SteeringMeasure("offers", "participants"))["Haspe"] == 12


def test_an_offer_counts_once_and_only_if_it_was_held():
    held = rows_of("offers", *(("V1", {"month": month, "title": "A", "dates_held": 1}) for month in MONTHS))
    idle = rows_of("offers", ("V1", {"title": "B", "dates_held": 0}), ("V2", {"title": "C"}))

    assert told(make_city(("offers", held + idle), months=MONTHS), SteeringMeasure("offers", "rows")) == {
        "Haspe": 1,
        "Mitte": 1,
    }


def test_a_choice_takes_the_rows_that_have_one_of_its_codes():
    facts = make_city(offers(("V1", "A", "youth", "youth"), ("V1", "B", "health", "all"), ("V2", "C", "youth", "all")))

    assert told(facts, SteeringMeasure("offers", "rows"), "city", {"field_of_action": ("youth",)}) == {
        "gesamte Stadt": 2
    }


def test_a_meeting_place_is_where_it_says_that_it_is():
    rows = rows_of("meeting_places", ("V1", {"place": "Café", "district": "Boele"}), ("V2", {"place": "Treff"}))

    assert told(make_city(("meeting_places", rows)), SteeringMeasure("meeting_places", "rows")) == {
        "Haspe": 0,
        "Mitte": 1,
        "Boele": 1,
    }


def test_who_owes_and_who_answered_goes_with_every_sum():
    facts = make_city(children(K1=1, K2=2, K3=3, K4=4, K5=5, K6=6), missing={"K2"})
    haspe = facts.tell(NEED, MONTHS, "district")["Haspe"]

    assert (haspe.value, haspe.owing, haspe.answered, haspe.missing) == (4, {"K1", "K2", "K3"}, {"K1", "K3"}, 1)


def test_of_a_flow_it_is_known_of_whom_a_month_lacks():
    arrivals = SteeringMeasure("school_pupils", "arrivals")
    members = {one: Member("school", one, "Haspe") for one in ("S1", "S2")}
    rows = rows_of("school_pupils", *(
        (name, {"month": month, "grade": "5", "pupils": 90, "arrivals": 2}) for name in members for month in MONTHS
    ))  # fmt: skip
    facts = make_city(("school_pupils", rows), months=MONTHS, members=members, missing={("S2", "2026-09")})
    told = facts.tell(arrivals, MONTHS, "district")["Haspe"]

    assert (told.value, told.answered, told.in_part, told.missing) == (10, {"S1", "S2"}, {"S2"}, 0)


def kita_rows(month, *names, **values):
    return rows_of(
        "daycare_children", *((name, {"month": month, "age_group": "Ü3", "children": 20, **values}) for name in names)
    )


@pytest.mark.parametrize(("late", "counted", "answered"), [(("K5", "K6"), 40, 4), (("K4", "K5", "K6"), 60, 6)])
def test_what_few_said_earlier_than_the_others_is_left_out_of_a_stock(late, counted, answered):
    """The report of October holds four: six here would tell what the two others said in September."""
    now = [name for name in KITAS if name not in late]
    rows = kita_rows("2026-09", *late, other_family_language=10) + kita_rows("2026-10", *now, other_family_language=10)
    missing = {(name, "2026-10") for name in late}
    facts = make_city(("daycare_children", rows), months=MONTHS, missing=missing, least_older=3)

    assert told(facts, NEED, "city") == {"gesamte Stadt": counted}
    assert len(facts.ask(NEED, MONTHS).answered) == answered


def test_a_row_in_which_it_was_left_empty_makes_the_sum_one_in_part():
    rows = kita_rows("2026-10", "K1", "K2", other_family_language=10) + kita_rows("2026-10", "K1")
    blank = rows_of("daycare_children", ("K2", {"month": "2026-10", "age_group": "U3"}))
    facts = make_city(("daycare_children", rows + blank), months=MONTHS)

    assert facts.ask(NEED, MONTHS).in_part == {"K1"}, "a printed row that says nothing at all is no gap"
