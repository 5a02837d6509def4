"""Where a supply lacks in part, or may lie elsewhere, no gap is claimed that it might have closed."""

import pytest

from schemas.steering.facts import Member, window
from schemas.steering.gaps import find_shortfalls
from tests.schemas.steering.factories import CENTRE, GUARD, MONTH, make_city, make_members, make_rules, rows_of

MONTHS = window(MONTH, 3)
WAITING = {"title": "Warten", "need": "I03", "supply": "I02", "by": "city", "where": {}, "least_need": 20}


def counselled(*found, waiting=40):
    """What the centre says of three months; None: nothing of the places that it found."""
    return "counselling", rows_of("counselling", *(
        (CENTRE, {"month": month, "stage": "primar", "waiting": waiting, "school_places_found": count})
        for month, count in zip(MONTHS, found, strict=True)
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("found", "missing"), [((25, 25, 25), {(CENTRE, MONTHS[0])}), ((None, 25, 25), set())], ids=["return", "cell"]
)
def test_a_month_that_lacks_of_a_flow_is_no_gap_that_it_might_have_closed(found, missing):
    """75 places for 40 who wait would do; 50 of two months would not."""
    rules = make_rules({**WAITING, "least_per_100": 150})
    whole = make_city(counselled(25, 25, 25), months=MONTHS)
    assert find_shortfalls(rules, whole, GUARD, MONTHS) == ((), ())

    gaps, (unjudged,) = find_shortfalls(
        rules, make_city(counselled(*found), months=MONTHS, missing=missing), GUARD, MONTHS
    )
    assert gaps == ()
    assert "zum Angebot fehlen Meldungen einer Stelle, eine Lücke lässt sich nicht feststellen" in unjudged.sentence


def test_a_month_that_lacks_of_a_flow_and_would_not_close_the_gap_leaves_it_one():
    facts = make_city(counselled(25, 25, 25), months=MONTHS, missing={(CENTRE, MONTHS[0])})
    ((gap,), unjudged) = find_shortfalls(make_rules({**WAITING, "least_per_100": 200}), facts, GUARD, MONTHS)

    assert unjudged == ()
    assert gap.sentence.endswith(
        "Eine Stelle hat zum Angebot nicht für jeden Monat gemeldet; "
        "auch mit so viel wie im größten Monat einer Stelle bliebe die Lücke."
    )


def test_a_flow_without_a_need_is_not_judged_where_a_month_that_lacks_would_do():
    members = make_members(**{one: Member("association", one, "Haspe") for one in ("V1", "V4", "V5")})
    held = rows_of("offers", *(
        (name, {"month": month, "title": "Lesen", "dates_held": 1, "participants": 5})
        for name in ("V1", "V4", "V5") for month in MONTHS
    ))  # fmt: skip
    facts = make_city(("offers", held), months=MONTHS, members=members, missing={("V4", MONTHS[0])})
    rule = {"title": "Teilnahmen", "need": "", "supply": "V05", "where": {}}

    def names(least):
        found = find_shortfalls(make_rules({**rule, "least": least}), facts, GUARD, MONTHS)
        return [[one.where for one in some if one.where == "Haspe"] for some in found]

    assert names(40) == [[], []]
    assert names(45) == [[], ["Haspe"]]
    assert names(50) == [["Haspe"], []]


def test_a_meeting_place_may_be_anywhere_if_its_association_has_not_reported():
    """V1 sits in Haspe and has one in Mitte."""
    rule = {"title": "Treffpunkte", "need": "", "supply": "meeting_places", "where": {}, "least": 1}
    places = "meeting_places", rows_of("meeting_places", ("V1", {"place": "Treff", "district": "Mitte"}))

    def found(missing):
        judged = find_shortfalls(make_rules(rule), make_city(places, missing=missing), GUARD, (MONTH,))
        return [[one.where for one in some] for some in judged]

    assert found(()) == [["Haspe"], []]
    assert found({"V1"}) == [[], ["Haspe", "Mitte"]]
