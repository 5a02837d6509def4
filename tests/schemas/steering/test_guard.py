"""How persons are shown inside: rounded, and never those of a single school or association."""

from schemas.steering.facts import Tally
from schemas.steering.guard import Guard
from schemas.steering.rules import SteeringMeasure
from tests.schemas.steering.factories import GUARD

CHILDREN = SteeringMeasure("daycare_children", "other_family_language")
WAITING = SteeringMeasure("counselling", "waiting")


def tally(*amounts, owing=None):
    names = frozenset(f"{id(amounts)}-{number}" for number in range(len(amounts)))
    return Tally(dict(zip(sorted(names), amounts, strict=True)), names if owing is None else owing, names)


def shown(groups, by="district", measure=CHILDREN, guard=GUARD):
    return [(one.names, one.value) for one in guard.show(groups, measure, by)]


def test_counts_of_persons_are_rounded_and_others_are_not():
    assert shown({"Haspe": tally(1, 0, 1), "Mitte": tally(1, 1, 1)}) == [(("Haspe",), 0), (("Mitte",), 5)]
    assert shown({"Haspe": tally(1, 0, 1)}, measure=SteeringMeasure("parent_programmes", "groups")) == [(("Haspe",), 2)]


def test_a_place_of_few_is_shown_with_the_others_of_few():
    groups = {"Boele": tally(7), "Eilpe": tally(8, 9), "Haspe": tally(10, 10, 10), "Mitte": tally(1, 2, 3, 4)}

    assert shown(groups) == [(("Boele", "Eilpe"), 25), (("Haspe",), 30), (("Mitte",), 10)]


def test_a_single_place_of_few_takes_the_smallest_other_with_it():
    groups = {"Boele": tally(7), "Haspe": tally(10, 10, 10), "Mitte": tally(1, 2, 3, 4)}

    assert shown(groups) == [(("Boele", "Haspe"), 35), (("Mitte",), 10)]
    assert shown({"Boele": tally(7)}) == [(("Boele",), None)]


def test_a_language_of_few_is_left_out_and_never_what_is_lacking_of_the_total():
    groups = {"tr": tally(50, 50, 50), "pl": tally(20, 20, 20), "el": tally(9)}

    assert shown(groups, by="language") == [(("tr",), 150)]
    assert shown(groups | {"it": tally(4, 4)}, by="language") == [(("pl",), 60), (("tr",), 150)]


def test_what_the_centre_says_itself_is_nobodys_figure():
    assert shown({"gesamte Stadt": tally(23)}, by="city", measure=WAITING) == [(("gesamte Stadt",), 25)]
    assert shown({"gesamte Stadt": tally(23)}, by="city") == [(("gesamte Stadt",), None)]


def test_where_nobody_answered_nothing_is_known():
    silent = Tally({}, frozenset({"K1", "K2"}), frozenset())

    assert shown({"Haspe": silent}) == [(("Haspe",), None)]
    assert shown({"Haspe": Tally()}) == [(("Haspe",), 0)], "nobody is asked there"


def test_another_base_rounds_otherwise():
    assert shown({"Haspe": tally(1, 1, 2)}, guard=Guard(3, 3)) == [(("Haspe",), 3)]
