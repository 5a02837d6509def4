"""A file of the home that was there and is gone is missed, one that never was is not."""

import pytest

from config.policy import load_policy
from tasks.store.home_files import is_lost, lacking_concept, recall_concept, recall_rules, remember

GOAL = """[[goals]]
id = "wartende"
title = "Weniger Kinder warten"
indicator = "I03"
base = 120
target = 60
year = 2026
responsible = "Schulamt"
"""
PAYMENTS = 'payments = [{ ziffer = "2.1", day = 2026-03-01, eur = 1.00, source = "Kasse" }]'


def write(home, name, text):
    (home / name).write_text(text, encoding="utf-8")
    remember(home, name)


def lacking(home):
    return " ".join(lacking_concept(home, load_policy(home)))


def test_what_was_never_there_is_not_missed(tmp_path):
    remember(tmp_path, "concept.toml")

    assert not is_lost(tmp_path, "concept.toml")
    assert lacking(tmp_path) == ""
    assert recall_rules(tmp_path)[1] == []
    assert list(tmp_path.iterdir()) == []


def test_goals_that_were_followed_are_missed(tmp_path):
    write(tmp_path, "concept.toml", GOAL)
    assert lacking(tmp_path) == ""
    (tmp_path / "concept.toml").unlink()

    assert "concept.toml war da und fehlt: bitte aus der Sicherung zurückholen" in lacking(tmp_path)
    assert recall_concept(tmp_path, load_policy(tmp_path)).concept.left_out[0] == lacking(tmp_path)


@pytest.mark.parametrize("text", ["", "# nichts\n"])
def test_an_emptied_concept_is_not_taken_for_one_without_goals(tmp_path, text):
    write(tmp_path, "concept.toml", text)

    assert "concept.toml nennt nichts" in lacking(tmp_path)


def test_who_wants_no_goals_any_more_says_so(tmp_path):
    write(tmp_path, "concept.toml", GOAL)
    write(tmp_path, "concept.toml", "goals = []")

    assert load_policy(tmp_path).concept is None
    assert lacking(tmp_path) == ""


def test_a_concept_with_one_goal_that_is_wrong_is_not_lost(tmp_path):
    write(tmp_path, "concept.toml", GOAL + GOAL)

    assert load_policy(tmp_path).concept.left_out
    assert lacking(tmp_path) == ""


@pytest.mark.parametrize(
    ("text", "said"), [(None, "war da und fehlt"), ("# nichts", "nennt nichts"), ("x = [", "TOML")]
)
def test_grants_that_are_gone_or_emptied_are_said_and_ours_are_used(tmp_path, text, said):
    write(tmp_path, "nachweis.toml", PAYMENTS)
    assert recall_rules(tmp_path)[1] == []
    (tmp_path / "nachweis.toml").unlink() if text is None else write(tmp_path, "nachweis.toml", text)
    rules, (problem,) = recall_rules(tmp_path)

    assert rules.payments == ()
    assert said in problem
    assert problem.endswith("Gerechnet ist ohne diese Datei.")
