"""The invented city says what its month asks, and nothing before that."""

import pytest

from schemas.form.forms import form_in
from tasks.invent.city import invent_city, with_carriers
from tasks.invent.month import true_rows

CITY = invent_city(1)


def rows_of(kind, month):
    return [true_rows(CITY, place, month) for place in CITY.places if place.kind == kind]


@pytest.mark.parametrize("kind", ["daycare", "centre", "association"])
@pytest.mark.parametrize("month", ["2026-09", "2026-12", "2027-01"])
def test_what_is_said_is_what_is_asked(kind, month):
    said = {
        (table, name) for one in rows_of(kind, month) for table, lines in one.items() for line in lines for name in line
    }
    asked = {(table.name, one.name) for table in form_in(kind, month).tables for one in table.columns}

    assert said == asked


def test_who_starts_school_is_part_of_the_older_children():
    rows = [row for one in rows_of("daycare", "2027-01") for row in one["daycare_children"]]

    assert sum(row["school_starters_need"] for row in rows) > 0
    for row in rows:
        assert row["school_starters_need"] <= row["school_starters"] <= row["children"]
        assert row["school_starters_need"] <= row["certified_support_need"]
        assert row["age_group"] == "Ü3" or row["school_starters"] == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("month", ["2027-01", "2028-01"])
def test_the_posts_of_a_grant_are_those_that_sit_somewhere(seed, month):
    """Else the proof of use would tell of differences that the story does not have."""
    city = with_carriers(invent_city(seed), month)
    said = [true_rows(city, place, month) for place in city.places if place.kind in {"centre", "carrier"}]

    for column in ("granted_fte", "filled_fte"):
        grant = [row[column] for one in said for row in one.get("posts", ()) if row["module"] == "KIM"]
        assert grant == [sum(row[column] for one in said for row in one["kim_posts"])]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_persons_of_the_year_are_said_and_no_fewer_than_those_of_december(seed):
    city = invent_city(seed)
    said = [true_rows(city, place, "2026-12") for place in city.places if place.kind == "association"]
    offers = [row for one in said for row in one["offers"]]

    assert offers
    assert [row for row in offers if row["persons_in_year"] < row["participants"]] == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_persons_of_the_year_are_no_fewer_than_those_of_any_month(seed):
    place = next(one for one in invent_city(seed).places if one.kind == "association")
    said = {}
    for number in range(1, 13):
        for row in true_rows(invent_city(seed), place, f"2026-{number:02}")["offers"]:
            said.setdefault(row["title"], []).append(row)

    assert all(rows[-1]["persons_in_year"] >= max(row["participants"] for row in rows) for rows in said.values())
