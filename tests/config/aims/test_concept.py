"""concept.toml: a home's goals, and what of it cannot be used."""

import pytest

from config.aims.concept import DEFAULT, FILE, Concept, Goal, Milestone, parse_concept, read_concept
from config.policy import load_policy, restore_policy

GOAL = {
    "id": "wartende",
    "title": "Weniger Kinder warten",
    "indicator": "I03",
    "base": 120,
    "target": 60,
    "year": 2026,
    "responsible": "Seiteneinstiegsberatung",
}
MEASURE = {
    "title": "Feste Sprechstunde",
    "goal": "wartende",
    "since": "2024-09",
    "responsible": "Schulamt",
    "state": "läuft",
}


def write(home, text):
    (home / FILE).write_text(text, encoding="utf-8")
    return read_concept(home)


def test_who_has_no_concept_wants_nothing(tmp_path):
    assert read_concept(tmp_path) is None
    assert read_concept() is None


def test_a_home_without_a_concept_writes_its_policy_as_before_there_were_any(tmp_path):
    policy = load_policy(tmp_path)

    assert "concept" not in policy.model_dump_json()
    assert restore_policy(policy.model_dump_json()) == policy


def test_the_concept_is_kept_with_the_policy_of_a_report(tmp_path):
    write(tmp_path, '[[goals]]\nid = "a"\ntitle = "Mehr"\nindicator = "S11"\nbase = 1\ntarget = 2\nyear = 2026\n'
                    'responsible = "Schulamt"')  # fmt: skip
    policy = load_policy(tmp_path)

    assert policy.concept.goals[0].indicator == "S11"
    assert restore_policy(policy.model_dump_json()) == policy


def test_our_own_examples_are_right_once_they_are_no_comments(tmp_path):
    lines = DEFAULT.read_text(encoding="utf-8").splitlines()
    concept = write(tmp_path, "\n".join(one[2:] for one in lines if one.startswith("# ") and ("=" in one or "[[" in one)
                                        and "`" not in one))  # fmt: skip

    assert (len(concept.focuses), len(concept.goals), len(concept.measures)) == (1, 1, 1)
    assert concept.left_out == ()


def test_steps_are_the_milestones_in_their_order_and_the_target():
    milestones = ({"month": "2025-12", "value": 80}, {"month": "2024-12", "value": 100})
    goal = Goal.model_validate(GOAL | {"milestones": milestones})

    assert not goal.grows
    assert [(one.month, one.value) for one in goal.steps] == [("2024-12", 100), ("2025-12", 80), ("2026-12", 60)]
    assert goal.steps[-1] == Milestone(month="2026-12", value=60)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"indicator": None}, "„indicator“: diese Angabe fehlt"),
        ({"target": 120}, "target ist gleich base"),
        ({"year": 1926}, "„year“: dieser Wert geht nicht"),
        ({"ziel": 3}, "„ziel“: diesen Namen gibt es nicht"),
        ({"base": float("nan")}, "„base“: dieser Wert geht nicht"),
        ({"base": True}, "„base“: dieser Wert geht nicht"),
        ({"title": "    "}, "title besteht nur aus Leerzeichen"),
        ({"breaks": [{"month": "2024-08", "reason": "   "}]}, "reason eines Bruchs ist leer"),
        (
            {"milestones": [{"month": "2025-12", "value": 90}, {"month": "2025-12", "value": 80}]},
            "für 2025-12 nennt milestones mehr als einen Wert",
        ),
        ({"milestones": [{"month": "2025-12", "value": 130}]}, "der Meilenstein 2025-12 liegt nicht zwischen base und"),
        ({"milestones": [{"month": "2027-01", "value": 1}]}, "erst fällig, wenn auch das Ziel fällig ist"),
    ],
)
def test_a_goal_that_cannot_be_is_named_with_its_place_and_the_rest_counts(changes, said):
    wrong = {name: value for name, value in (GOAL | {"id": "b"} | changes).items() if value is not None}
    concept = parse_concept({"goals": [GOAL, wrong]})

    assert [one.id for one in concept.goals] == ["wartende"]
    (sentence,) = concept.left_out
    assert sentence.startswith("concept.toml, Ziel 2 ([[goals]]): ")
    assert said in sentence


def test_a_measure_goes_with_its_goal_and_is_named():
    concept = parse_concept({"goals": [GOAL], "measures": [MEASURE, MEASURE | {"goal": "anderes"}]})

    assert len(concept.measures) == 1
    assert concept.left_out == (
        "concept.toml, Maßnahme „Feste Sprechstunde“: ein Ziel „anderes“ gibt es nicht; sie fehlt.",
    )


def test_a_measure_ends_after_it_begins():
    concept = parse_concept({"goals": [GOAL], "measures": [MEASURE | {"until": "2024-08"}]})

    assert concept.measures == ()
    assert concept.left_out == ("concept.toml, Maßnahme 1 ([[measures]]): until liegt vor since; der Eintrag fehlt.",)


def test_a_report_whose_goal_would_be_doubted_today_is_rebuilt_as_it_was():
    """The concept of a report is kept with it; what is asked of a file since then changes none."""
    twice = Goal.model_validate(GOAL | {"milestones": [{"month": "2025-12", "value": value} for value in (90, 80)]})
    policy = load_policy().model_copy(update={"concept": Concept(goals=(twice,))})

    assert restore_policy(policy.model_dump_json()) == policy


def test_the_same_id_counts_once_and_states_are_those_we_know():
    concept = parse_concept({"goals": [GOAL, GOAL], "measures": [MEASURE | {"state": "fertig"}]})

    assert len(concept.goals) == 1
    assert "„wartende“ heißt schon ein anderer Eintrag" in concept.left_out[0]
    assert "möglich sind 'geplant', 'läuft'" in concept.left_out[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("goals = [", "keine lesbare TOML-Datei"),
        ("ziele = []", "„ziele“ gibt es nicht; möglich sind: focuses, goals, measures"),
        ("goals = 3", "bitte als [[goals]] schreiben"),
        ("goals = [3]", "Ziel 1"),
    ],
)
def test_a_broken_file_costs_no_report(tmp_path, text, said):
    concept = write(tmp_path, text)

    assert concept.goals == ()
    assert said in concept.left_out[0]
    assert load_policy(tmp_path).concept == concept


def test_a_goal_may_name_a_focus_that_there_is():
    concept = parse_concept({"goals": [GOAL | {"focus": "uebergang"}]})

    assert isinstance(concept, Concept)
    assert "einen Schwerpunkt „uebergang“ gibt es nicht" in concept.left_out[0]
    assert len(concept.goals) == 1
