"""Which goals of a concept are followed, and how each stands in a month."""

import pytest

from config.aims.concept import parse_concept
from schemas.report.cell import ReportCell, Sign
from schemas.review.goals import choose_goals, without_person
from schemas.review.progress import GoalState, due_step, judge_goal
from tests.config.aims.test_concept import GOAL, MEASURE


def choose(*goals, **more):
    return choose_goals(parse_concept({"goals": [GOAL | one for one in goals], **more}))


def one(**changes):
    return choose(changes)[0][0]


def test_a_goal_follows_a_key_figure_of_the_report():
    goals, left_out = choose({}, {"id": "b", "indicator": "S05_share", "base": 12.5, "target": 8})

    assert [followed.figure.key for followed in goals] == ["I03", "S05_share"]
    assert left_out == ()
    assert goals[0].as_printed(120.0) == 120
    assert goals[1].as_printed(12.5) == pytest.approx(0.125)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"indicator": "S99"}, "eine Kennzahl „S99“ hat der Bericht nicht; möglich sind: I09, S01"),
        ({"indicator": "I09", "base": 80, "target": 104}, "I09 ist ein Anteil in Prozent, höchstens 100"),
        ({"base": 120.5}, "I03 wird in ganzen Zahlen gezählt"),
        ({"responsible": "Frau Erika Mustermann"}, "nennt eine Person"),
        ({"indicator": "I01"}, "I01 hat schon das Ziel „a“; Schritte dorthin sind milestones"),
    ],
)
def test_what_cannot_be_followed_is_named_and_the_rest_is(changes, said):
    goals, left_out = choose({"id": "a", "indicator": "I01"}, {"id": "b"} | changes)

    assert [followed.goal.id for followed in goals] == ["a"]
    assert len(left_out) == 1
    assert left_out[0].startswith("concept.toml, Ziel „b“: ")
    assert said in left_out[0]
    assert "Mustermann" not in left_out[0]


def test_a_measure_that_names_somebody_is_told_without():
    _, left_out = choose({}, measures=[MEASURE | {"responsible": "Frau Erika Mustermann"}])

    assert left_out == ("concept.toml, Maßnahme 1: title oder responsible nennt eine Person; das bleibt ungenannt.",)
    assert without_person("Frau Erika Mustermann") == "(nicht genannt)"
    assert without_person("Schulamt") == "Schulamt"


FALLING = {"milestones": [{"month": "2025-12", "value": 90}]}
RISING = {"base": 60, "target": 120, "milestones": [{"month": "2025-12", "value": 90}]}


@pytest.mark.parametrize(
    ("changes", "value", "month", "standing"),
    [
        (FALLING, 110, "2025-06", GoalState.NOT_DUE),
        (FALLING, 90, "2025-12", GoalState.ON_THE_WAY),
        (FALLING, 95, "2025-12", GoalState.BEHIND),
        (FALLING, 60, "2025-12", GoalState.REACHED),
        (FALLING, 80, "2026-12", GoalState.BEHIND),  # now the target itself is due
        (RISING, 95, "2026-03", GoalState.ON_THE_WAY),
        (RISING, 85, "2026-03", GoalState.BEHIND),
        (RISING, 130, "2026-03", GoalState.REACHED),
    ],
)
def test_a_goal_is_measured_by_what_was_due_last(changes, value, month, standing):
    assert judge_goal(one(**changes), ReportCell(value), month) == standing


@pytest.mark.parametrize("cell", [ReportCell(None, Sign.UNKNOWN), ReportCell(0, Sign.LIMITED)])
def test_what_is_missing_or_thin_is_not_known_and_no_decline(cell):
    assert judge_goal(one(**RISING), cell, "2026-06") == GoalState.UNKNOWN


def test_across_a_break_nothing_is_judged():
    goal = one(breaks=[{"month": "2026-02", "reason": "seitdem auch die Sekundarstufe II"}])

    assert judge_goal(goal, ReportCell(50), "2026-01") == GoalState.REACHED
    assert judge_goal(goal, ReportCell(50), "2026-02") == GoalState.UNKNOWN


def test_a_share_is_measured_in_percent():
    goal = one(indicator="S05_share", base=12, target=8)

    assert judge_goal(goal, ReportCell(0.08), "2026-06") == GoalState.REACHED
    assert judge_goal(goal, ReportCell(0.081), "2026-06") == GoalState.NOT_DUE
    assert due_step(goal.goal, "2026-06") is None
