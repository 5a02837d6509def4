"""What is planted in a long demo, and that nothing of it is in any other."""

import tomllib
from dataclasses import replace

import pytest

from tasks.invent.city import invent_city
from tasks.invent.month import true_rows
from tasks.invent.story import CONCEPT, GAP_CLOSED, GAP_DISTRICT

CITY = invent_city(1)
STORY = replace(CITY, has_story=True)
THERE = [place for place in CITY.places if place.kind == "association" and place.district == GAP_DISTRICT]


def offers(city, place, month):
    return true_rows(city, place, month)["offers"]


def fields(city, month):
    return {row["field_of_action"] for place in THERE for row in offers(city, place, month)}


def test_one_district_has_nothing_for_seniors_until_its_associations_begin():
    assert "seniors" not in fields(STORY, "2025-02")
    assert "seniors" in fields(STORY, GAP_CLOSED) & fields(CITY, "2025-02")


@pytest.mark.parametrize("month", ["2022-07", "2025-02", GAP_CLOSED])
def test_nobody_is_left_without_an_offer_or_has_one_twice(month):
    for place in THERE:
        titles = [row["title"] for row in offers(STORY, place, month)]
        assert titles
        assert len(titles) == len(set(titles))


def test_elsewhere_all_is_as_without_a_story():
    for place in CITY.places[::7]:
        if place not in THERE:
            assert true_rows(STORY, place, "2025-02") == true_rows(CITY, place, "2025-02")


def test_with_komm_an_its_components_end_and_the_offers_go_on():
    before, after = (
        [row for place in THERE for row in offers(STORY, place, month)] for month in ("2026-12", "2027-01")
    )

    assert {"none"} < {row["component"] for row in before}
    assert {(row["component"], row["is_funded_by_komm_an"]) for row in after} == {("none", "no")}
    assert {row["title"] for row in after} == {row["title"] for row in before}


@pytest.mark.parametrize("month", ["2022-11", "2023-11", "2024-11", "2025-06", "2026-11", "2027-06"])
def test_the_goal_that_is_reached_is_so_since_the_gap_is_closed_and_never_before(month):
    """November has the most participations of a year, June the most of its first half."""
    goal = next(one for one in tomllib.loads(CONCEPT.read_text(encoding="utf-8"))["goals"] if one["indicator"] == "V07")
    associations = [place for place in CITY.places if place.kind == "association"]
    older = sum(row["participants_60_and_over"] for place in associations for row in offers(STORY, place, month))

    assert (older >= goal["target"]) == (month >= GAP_CLOSED)
