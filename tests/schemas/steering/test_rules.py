"""What a policy may call a gap, and how a rule that means nothing is named."""

import pytest

from config.policy import load_policy
from schemas.steering.rules import SteeringMeasure, read_rules
from tests.schemas.steering.factories import RULE


def test_ours_all_mean_something():
    rules, problems = read_rules(load_policy().steering.gaps)

    assert problems == ()
    assert len(rules) == len(load_policy().steering.gaps)


def test_an_indicator_is_the_column_that_can_be_told_by_what_is_asked():
    told_by = [{**RULE, "supply": "K07", "where": {}, "by": by} for by in ("district", "language")]
    (by_place, by_language), _ = read_rules(told_by)

    assert by_place.need == SteeringMeasure("daycare_children", "other_family_language")
    assert by_language.need == SteeringMeasure("daycare_languages", "children")
    assert by_place.supply == by_language.supply == SteeringMeasure("parent_programmes", "groups")


def test_a_table_means_its_rows_and_a_code_may_be_said_in_german():
    (rule,), _ = read_rules([{**RULE, "where": {"field_of_action": ["Sprache und Bildung", "youth"]}}])

    assert rule.supply == SteeringMeasure("offers", "rows")
    assert rule.supply.title == "Angebote"
    assert rule.where == {"field_of_action": ("language_education", "youth")}
    assert rule.closed_by == ("language_education", "youth")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param({"need": "X99"}, "need nennt „X99“; das ist weder eine zählbare Kennzahl noch", id="need"),
        pytest.param({"supply": "kurse"}, "supply nennt „kurse“", id="supply"),
        pytest.param({"need": "V01"}, "„V01“; das ist weder", id="a yes or no"),
        pytest.param({"where": {"field_of_action": ["sport"]}}, "„sport“ steht nicht in der Liste field", id="field"),
        pytest.param({"where": {"farbe": ["rot"]}}, "where nennt „farbe“", id="column"),
        pytest.param({"where": {"field_of_action": []}}, "where wählt bei „field_of_action“ nichts aus", id="nothing"),
        pytest.param({"where": 5}, "where ist keine Auswahl", id="no choice"),
        pytest.param({"closed_by": ["sport"]}, "„sport“ steht nicht", id="who closes it"),
        pytest.param({"by": "grade"}, "lässt sich nicht nach „grade“ gliedern", id="told by"),
        pytest.param({"by": ["district"]}, "lässt sich nicht nach", id="told by a list"),
        pytest.param({"need": "I03"}, "lässt sich nicht nach „district“ gliedern", id="the centre is in no place"),
        pytest.param({"need": "I04", "by": "city"}, "ist eine Quote", id="ratio"),
        pytest.param({"least_need": "viele"}, "least_need ist keine Zahl", id="word"),
        pytest.param({"least_need": True}, "least_need ist keine Zahl", id="yes"),
        pytest.param({"least_per_100": 0}, "gehört least_per_100", id="no limit"),
        pytest.param({"need": ""}, "gehört zu ihr least", id="no need and no least"),
        pytest.param({"leest": 5}, "„leest“ gibt es nicht", id="unknown key"),
    ],
)  # fmt: skip
def test_a_rule_that_means_nothing_is_named_and_the_others_hold(change, sentence):
    rules, (problem,) = read_rules([{**RULE, **change}, RULE])

    assert [one.title for one in rules] == [RULE["title"]]
    assert problem.startswith("Die Lücke „Sprachbildung vor Ort“ in policy.toml ([steering], gaps) bleibt außer Acht: ")
    assert sentence in problem


def test_a_rule_without_a_title_is_named_by_its_number():
    _, (problem,) = read_rules([{"need": "K03"}])

    assert problem.startswith("Die Lücke Nummer 1 ")
