"""Where a supply lacks in part, or may lie elsewhere, no gap is claimed that it might have closed."""

from dataclasses import replace

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


def taking_part(*counts, missing=()):
    """Associations of Haspe with one offer each, and so many in it."""
    members = make_members(
        **{f"V{number}": Member("association", f"Verein {number}", "Haspe") for number in range(4, 8)}
    )
    held = rows_of("offers", *(
        (name, {"title": "Lesen", "dates_held": 1, "participants": count})
        for name, count in zip(("V1", "V4", "V5", "V6"), counts, strict=False)
    ))  # fmt: skip
    return make_city(("offers", held), members=members, missing=missing)


@pytest.mark.parametrize(("total", "printed"), [(47, 45), (48, None), (49, None), (50, None), (52, None)])
def test_a_rule_without_a_need_is_decided_by_the_figure_that_is_printed(total, printed):
    """A gap beside a printed 50 of the 50 that are asked for would tell that they are 48 or 49."""
    rule = {"title": "Teilnahmen", "need": "", "supply": "V05", "where": {}, "least": 50}
    gaps, _ = find_shortfalls(make_rules(rule), taking_part(20, 20, total - 40), GUARD, (MONTH,))

    assert [one.supply for one in gaps if one.where == "Haspe"] == ([printed] if printed else [])


@pytest.mark.parametrize("largest", [23, 24, 25])
def test_whether_a_gap_can_be_judged_does_not_tell_how_many_came_to_the_largest(largest):
    """63, 64 and 65 are printed as 65 of 100; one has not reported. By true figures 88 would be a gap, 89 none."""
    facts = taking_part(20, 20, largest, missing={"V7"})
    kitas = rows_of("daycare_children", *(
        (name, {"age_group": "Ü3", "children": 90, "other_family_language": 34}) for name in ("K1", "K2", "K3")
    ))  # fmt: skip
    facts = replace(facts, rows={**facts.rows, "daycare_children": kitas})
    rule = {"supply": "V05", "where": {}, "least_per_100": 89}
    gaps, unjudged = find_shortfalls(make_rules(rule), facts, GUARD, (MONTH,))

    assert gaps == ()
    assert "Haspe" in {one.where for one in unjudged}
