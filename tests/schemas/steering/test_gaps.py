"""What is called a gap, in which order, with which sentence; and what is not, because a return is missing."""

from config.codes import code_list
from schemas.steering.closers import find_closers, unknown_neighbours
from schemas.steering.facts import Member, window
from schemas.steering.gaps import find_shortfalls
from schemas.steering.guard import Guard
from tests.schemas.steering.factories import (
    GUARD,
    KITAS,
    MONTH,
    children,
    make_city,
    make_members,
    make_rules,
    offers,
    rows_of,
)

HASPE = {"K1": 20, "K2": 20, "K3": 23}  # 63 -> 65
MITTE = {"K4": 40, "K5": 40, "K6": 40}
MONTHS = window(MONTH, 3)
LESSONS = (("V2", "Lesen", "language_education", "children"), ("V3", "Reden", "language_education", "adults"))


def find(facts, *changes):
    return find_shortfalls(make_rules(*changes), facts, GUARD, (MONTH,))


def test_a_gap_says_its_figures_and_its_rule():
    gaps, unjudged = find(make_city(children(**HASPE, **MITTE), offers(*LESSONS)))

    assert [(one.rank, one.where, one.need, one.supply, one.unmet) for one in gaps] == [
        (1, "Haspe", 65, 0, 65),
        (2, "Mitte", 120, 2, 20),
    ]
    assert unjudged == ()
    assert gaps[1].sentence == (
        "120 Kinder mit nichtdeutscher Familiensprache (Kita: 3 von 3 haben geantwortet), 2 Angebote (Handlungsfeld "
        "Sprache und Bildung): 1,67 je 100. Verlangt sind mindestens 2 je 100, sobald der Bedarf 30 erreicht."
    )


def test_the_printed_figures_decide_and_not_the_true_ones():
    facts = make_city(children(K1=11, K2=11, K3=10))  # 32 are printed as 30

    assert [one.need for one in find(facts, {"least_need": 30})[0]] == [30]
    assert find(facts, {"least_need": 31})[0] == ()


def test_where_the_supply_is_not_reported_no_gap_is_claimed():
    facts = make_city(children(**HASPE, **MITTE), offers(*LESSONS), missing={"V1"})
    gaps, unjudged = find(facts, {"least_per_100": 1.5})

    assert gaps == ()
    assert [one.where for one in unjudged] == ["Haspe"]
    assert "zum Angebot fehlen Meldungen einer Stelle, eine Lücke lässt sich nicht feststellen" in unjudged[0].sentence


def test_a_gap_says_whose_list_of_a_month_lacks():
    """V1 reported October: what it held in August and September alone is not known."""
    facts = make_city(
        children(**HASPE, **MITTE), offers(*LESSONS), months=MONTHS, missing={("V1", one) for one in MONTHS[:2]}
    )
    seniors = {"title": "Ältere", "need": "", "least": 1, "where": {"target_group": ["seniors"]}}
    gaps, unjudged = find_shortfalls(make_rules({"least_per_100": 1.5}, seniors), facts, GUARD, MONTHS)

    assert [(one.where, "Eine Stelle hat das Angebot nicht vollständig gemeldet." in one.sentence)
            for one in gaps] == [("Haspe", True), ("Haspe", True), ("Mitte", False)]  # fmt: skip
    assert unjudged == ()


def test_a_need_that_lacks_a_month_is_at_least_so_large():
    members = make_members(**{one: Member("school", one, "Haspe") for one in ("S1", "S2", "S3")})
    rows = rows_of("school_pupils", *(
        (name, {"month": month, "grade": "5", "arrivals": 5}) for name in ("S1", "S2", "S3") for month in MONTHS
    ))  # fmt: skip
    facts = make_city(
        ("school_pupils", rows), ("offers", []), months=MONTHS, members=members, missing={("S2", MONTHS[0])}
    )
    arrivals = {"need": "S10", "where": {}}
    ((gap,), _), (_, (unjudged,)) = (
        find_shortfalls(make_rules({**arrivals, "least_need": least}), facts, GUARD, MONTHS) for least in (40, 50)
    )

    assert gap.sentence.startswith(
        "mindestens 40 Zugänge im Monat (neu zugewandert), alle Monate zusammen (Schule: 3 von 3 haben geantwortet, "
        "davon 1 nicht vollständig), 0 Angebote"
    )
    assert (
        unjudged.sentence == "Haspe: zum Bedarf fehlen Meldungen einer Stelle, eine Lücke lässt sich nicht feststellen."
    )


def test_before_the_record_began_nothing_is_known_of_offers():
    facts = make_city(children(**HASPE, **MITTE), offers(*LESSONS))
    gaps, (unjudged,) = find_shortfalls(make_rules(), facts, GUARD, MONTHS)

    assert gaps == ()
    assert unjudged.sentence == (
        "gesamte Stadt: zum Angebot liegt für August 2026 und September 2026 keine Meldung vor."
    )


def test_a_stock_is_known_from_its_newest_month():
    """Groups of parents' programmes are counted on a day: what was in August is not added to them."""
    rule = {"supply": "K07", "where": {}, "least_need": 30}
    facts = make_city(children(**HASPE, **MITTE), ("parent_programmes", []))
    gaps, unjudged = find_shortfalls(make_rules(rule), facts, GUARD, MONTHS)

    assert [one.where for one in gaps] == ["Mitte", "Haspe"]
    assert unjudged == ()


def test_a_gap_that_no_missing_return_could_close_is_one():
    many = {"K1": 90, "K2": 90, "K3": 90}  # 270 need more than the one offer that the largest association has
    gaps, unjudged = find(make_city(children(**many, **MITTE), offers(*LESSONS), missing={"V1"}))

    assert [(one.where, one.supply) for one in gaps] == [("Haspe", 0), ("Mitte", 2)]
    assert gaps[0].sentence.endswith(
        "Eine Stelle hat zum Angebot nicht gemeldet; auch mit so viel wie der größten Stelle bliebe die Lücke."
    )
    assert unjudged == ()


def test_where_the_need_is_not_reported_no_gap_is_claimed():
    facts = make_city(children(**HASPE, **MITTE), missing={"K1", "K2", "K3", "K4"})
    gaps, unjudged = find(facts)

    assert gaps == ()
    assert [one.sentence for one in unjudged] == [
        "Haspe und Mitte: zum Bedarf fehlen Meldungen von 4 Stellen, eine Lücke lässt sich nicht feststellen."
    ]


def test_a_need_that_is_reported_in_part_is_at_least_so_large():
    facts = make_city(children(**HASPE, **MITTE), missing={"K4"})

    (gap,) = find(facts)[0]

    assert gap.where == "Haspe und Mitte", "two Kitas alone are not shown"
    assert gap.sentence.startswith("mindestens 145 Kinder mit nichtdeutscher Familiensprache (Kita: 5 von 6 haben")


def test_a_need_that_may_be_larger_cannot_be_judged():
    facts = make_city(children(K1=5, K2=5, K3=5, K4=5, K5=5, K6=5), missing={"K6"}, members=None)
    _, unjudged = find(facts, {"least_need": 40})

    assert [one.where for one in unjudged] == ["Haspe und Mitte"]
    assert "zum Bedarf fehlen Meldungen einer Stelle" in unjudged[0].sentence


def test_a_supply_that_does_only_for_those_who_reported_cannot_be_judged():
    """Two offers do for the 80 children of two Kitas, and would not for 120 of three."""
    facts = make_city(children(K4=40, K5=40, K6=40), offers(*LESSONS), missing={"K6"})
    gaps, unjudged = find_shortfalls(make_rules({"least_per_100": 2.5}), facts, Guard(base=5, least=1), (MONTH,))

    assert gaps == ()
    assert "Mitte: zum Bedarf fehlen Meldungen einer Stelle, eine Lücke lässt sich nicht feststellen." in [
        one.sentence for one in unjudged
    ]


def test_participants_of_one_association_are_no_supply_that_is_shown():
    held = rows_of("offers", ("V1", {"title": "Lesen", "participants": 2}))
    gaps, unjudged = find(make_city(children(**HASPE), ("offers", held)), {"supply": "V05", "where": {}})

    assert gaps == ()
    assert unjudged[0].sentence == (
        "Haspe: das Angebot melden weniger als 3 Stellen; wie viele Personen es erreicht, wird nicht gezeigt."
    )


def test_a_need_that_nobody_asks_is_said_and_ranked_last():
    seniors = {"title": "Ältere", "need": "", "least": 1, "where": {"target_group": ["seniors"]}}
    gaps, _ = find(make_city(children(**HASPE), offers(("V2", "Tanz", "seniors", "seniors"))), seniors, {})

    assert [(one.rank, one.where, one.rule.title, one.unmet) for one in gaps] == [
        (1, "Haspe", "Sprachbildung vor Ort", 65),
        (2, "Haspe", "Ältere", None),
    ]
    assert "Wie groß der Bedarf ist, erhebt kein Meldebogen." in gaps[1].sentence


def test_a_language_is_a_gap_of_the_city_and_another_language_is_none():
    spoken = rows_of("daycare_languages", *(
        (name, {"language": language, "children": 20}) for name in ("K1", "K2", "K3") for language in ("tr", "mis")
    ))  # fmt: skip
    lessons = {"supply": "K07", "by": "language", "where": {}, "closed_by": ["language_education"]}
    gaps, _ = find(make_city(("daycare_languages", spoken), ("parent_programmes", [])), lessons)

    assert [(one.where, one.need) for one in gaps] == [("Türkisch", 60)]


GROUPS = {"supply": "K07", "by": "language", "where": {}, "closed_by": ["language_education"]}


def spoken(*kitas, size=20):
    return "daycare_languages", rows_of(
        "daycare_languages", *((one, {"language": "tr", "children": size}) for one in kitas)
    )


def test_languages_of_which_kitas_may_still_speak_are_not_called_no_gap():
    for reported, missing in (((), "von 6 Stellen"), (("K1",), "von 5 Stellen")):
        facts = make_city(
            spoken(*reported), ("parent_programmes", []), missing=[one for one in KITAS if one not in reported]
        )
        gaps, (unknown,) = find(facts, GROUPS)

        assert gaps == ()
        assert f"gesamte Stadt: zum Bedarf fehlen Meldungen {missing}" in unknown.sentence
        assert unknown.sentence.endswith("weitere Lücken lassen sich nicht feststellen.")


def test_a_need_that_is_hidden_cannot_be_judged():
    """Two Kitas say it, which is too few to show."""
    members = make_members()
    few = {name: one for name, one in members.items() if name not in {"K3", "K4", "K5", "K6"}}
    gaps, unjudged = find(make_city(children(K1=400, K2=400), ("offers", []), members=few))

    assert gaps == ()
    assert [one.sentence.partition(";")[0] for one in unjudged] == [
        "Haspe und Mitte: den Bedarf melden nur wenige Stellen, er wird nicht gezeigt"
    ]


def test_what_nobody_offers_at_all_is_a_gap_of_a_rule_without_a_need():
    rule = {"title": "Jedes Feld", "need": "", "by": "field_of_action", "where": {}, "least": 1}
    gaps, _ = find(make_city(offers(("V1", "Kurs", "language_education", "families"))), rule)

    assert "Sprache und Bildung" not in {one.where for one in gaps}
    assert len(gaps) == len(code_list("field_of_action").codes) - 1


def test_who_could_close_it_sits_there_next_to_it_or_elsewhere():
    facts = make_city(children(**HASPE, **MITTE), offers(
        ("V1", "Kochen", "encounter", "families"), ("V1", "Vorlesen", "language_education", "adults"), *LESSONS,
        ("V3", "Schreiben", "language_education", "adults"),
    ))  # fmt: skip
    gap = find(facts, {"where": {"field_of_action": ["language_education"], "target_group": ["children"]}})[0][0]

    def named(*neighbours):
        return [one.german for one in find_closers(gap, facts, (MONTH,), neighbours)]

    assert gap.where == "Mitte"
    assert named() == [
        "Verein V3 (Mitte, im Ort selbst): 2 Angebote in Sprache und Bildung",
        "Verein V2 (Mitte, im Ort selbst): 1 Angebot in Sprache und Bildung",
        "Verein V1 (Haspe, anderer Ort): 1 Angebot in Sprache und Bildung",
    ]
    assert named(("Haspe", "Mitte"))[2] == "Verein V1 (Haspe, Nachbarort): 1 Angebot in Sprache und Bildung"
    assert unknown_neighbours(facts, [("Haspe", "Atlantis")]) == (
        "policy.toml ([steering], neighbours) nennt den Ort „Atlantis“, den es nicht gibt.",
    )


def test_the_order_does_not_depend_on_the_order_of_the_rows():
    tables = children(**HASPE, **MITTE), offers(*LESSONS)
    turned = [(name, list(reversed(rows))) for name, rows in reversed(tables)]

    assert find(make_city(*tables)) == find(make_city(*turned))
