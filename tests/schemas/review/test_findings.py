"""What is found of a goal: reached, missed, broken off, unknown; and how long things take."""

from dataclasses import replace

import pytest

from config.aims.concept import parse_concept
from schemas.form.column import Asked
from schemas.report.topics.plan import FIGURES
from schemas.review import series as series_module
from schemas.review.durations import DURATIONS, estimate_duration
from schemas.review.findings import review_goal
from schemas.review.goals import choose_goals
from schemas.review.progress import GoalState
from schemas.review.series import Cut, MonthPoint, MonthState, make_series
from schemas.review.tell import say_result, tell_goal
from schemas.time.month import shift_month
from tests.config.aims.test_concept import GOAL, MEASURE

FIRST = "2022-01"


def points(values, first=FIRST, **more):
    """A month each; None is a month without a report. The panel is everybody."""
    found, before = [], None
    for number, value in enumerate(values):
        month = shift_month(first, number)
        if value is None:
            found.append(MonthPoint(month, MonthState.NO_REPORT))
        else:
            change = None if before is None else float(value - before)
            point = MonthPoint(month, MonthState.KNOWN, float(value), 9, 10, change, float(before or value), 9)
            found.append(replace(point, **more))
        before = value
    return found


def review(values, measures=(), **changes):
    concept = parse_concept({"goals": [GOAL | {"year": 2023} | changes], "measures": list(measures)})
    (followed,), _ = choose_goals(concept)
    named = [Cut(one.month, one.reason) for one in followed.goal.breaks]
    return review_goal(followed, make_series(followed.figure, points(values), named), concept.measures)


def test_a_goal_that_is_reached_says_when():
    found = review([120 - 3 * month for month in range(24)])

    assert say_result(found) == "erreicht"
    assert found.first_met == "2023-09"
    assert [(one.step.month, one.is_met) for one in found.steps] == [("2023-12", True)]


def test_a_goal_that_is_missed_is_called_so():
    found = review([120 - month for month in range(24)], milestones=[{"month": "2022-06", "value": 118}])

    assert say_result(found) == "nicht erreicht"
    assert found.first_met == ""
    assert [one.is_met for one in found.steps] == [True, False]


@pytest.mark.parametrize(
    ("then", "later", "result"),
    [(110, 50, "nicht erreicht"), (50, 110, "erreicht"), (None, 50, "nicht bekannt")],
    ids=["reached too late", "lost again", "not known when it was due"],
)
def test_the_month_in_which_the_target_was_due_decides_and_not_the_last(then, later, result):
    """So that it never says otherwise than the table of steps."""
    found = review([110] * 23 + [then, later, later])

    assert say_result(found) == result
    assert found.steps[-1].is_met == {"erreicht": True, "nicht erreicht": False}.get(result)
    assert found.last.month == "2024-02"


def test_months_without_reports_are_no_decline():
    """Nobody reported at the end: what is known is old, and the target's month is not."""
    found = review([80] * 18 + [None] * 6)

    assert found.standing == GoalState.UNKNOWN
    assert found.last.month == "2023-06"
    assert found.steps[-1].is_met is None
    (_, years, _) = tell_goal(found).tables
    assert years.rows[1][:2] == ("2023", "80")
    assert years.rows[1][4:9] == ("6", "0", "0", "0", "6")
    assert years.rows[1][9] == "54 von 60 (90,0\xa0%)"


def test_thin_months_count_for_nothing_but_completeness():
    (followed,), _ = choose_goals(parse_concept({"goals": [GOAL]}))
    thin = [replace(one, state=MonthState.THIN) for one in points([40] * 12)]
    found = review_goal(followed, make_series(followed.figure, thin), ())

    assert (found.standing, found.first_met, found.last) == (GoalState.UNKNOWN, "", None)
    assert tell_goal(found).tables[1].rows[0][5] == "12"


def test_across_a_break_nothing_is_joined():
    """What is counted doubles in July 2023: no turn, no comparison and no standing may come of that."""
    cut = {"month": "2023-01", "reason": "seitdem auch die Sekundarstufe II"}
    found = review([100] * 12 + [200] * 12, breaks=[cut], measures=[MEASURE | {"since": "2023-01"}])

    assert found.standing == GoalState.UNKNOWN
    assert [(one.first, one.last, one.changes) for one in found.turns] == [
        ("2022-01", "2022-12", 11),
        ("2023-01", "2023-12", 11),
    ]
    assert all(one.interval is None and "seitdem auch die Sekundarstufe II" in one.reason for one in found.compared)
    part = tell_goal(found)
    assert part.points == (
        "Bruch ab Januar 2023: seitdem auch die Sekundarstufe II. Davor und danach wird nichts verbunden.",
    )
    assert [row[:2] for row in part.tables[1].rows] == [("2022", "100"), ("2023", "200")]


def test_another_version_of_the_definition_is_a_break():
    one, two = (points([5] * 6, definition=f"S05 Fassung {number}") for number in (1, 2))
    later = [replace(point, month=shift_month(point.month, 6)) for point in two]
    made = make_series(FIGURES["S05"], [*one, *later])

    assert [(cut.month, cut.reason) for cut in made.cuts] == [
        ("2022-07", "Definition S05 Fassung 1 wurde S05 Fassung 2")
    ]
    assert [len(span) for span in made.spans] == [6, 6]


def test_from_when_a_column_is_asked_is_a_break_where_there_were_figures(monkeypatch):
    meant = series_module.TABLES["school_pupils"].column("first_support")
    asked = replace(meant, meaning=replace(meant.meaning, asked=Asked("2022-04")))
    monkeypatch.setattr(type(series_module.TABLES["school_pupils"]), "column", lambda *_: asked)

    assert [cut.month for cut in make_series(FIGURES["S05"], points([5] * 6)).cuts] == ["2022-04"]
    assert make_series(FIGURES["S05"], points([None] * 3 + [5] * 3)).cuts == ()


def test_a_turn_is_told_with_its_month():
    values = [5 * round(200 * 1.01**month) for month in range(30)]
    values += [5 * round(values[-1] / 5 * 0.985**month) for month in range(1, 31)]
    found = review(values, base=1000, target=2000, year=2026)

    (stretch,) = found.turns
    assert [turn.month for turn in stretch.turns] == ["2024-07"]
    assert any("Wende im" in sentence and "davor im Mittel +" in sentence for sentence in tell_goal(found).sentences)


@pytest.mark.parametrize(
    ("months", "said"),
    [(18, "Sprung im Januar 2024: +70,0 % zum Vormonat, und der Stand blieb"),
     (3, "im Januar 2024 +70,0 % zum Vormonat; ob der Stand blieb, lässt sich nicht sagen")],
)  # fmt: skip
def test_a_jump_is_told_as_one_where_enough_months_follow(months, said):
    values = [1005 - 5 * (month % 2) for month in range(24)] + [1700 + 5 * (month % 2) for month in range(months)]
    found = review(values, base=1000, target=2000, year=2026)

    assert [sentence.partition(": ")[2] for sentence in tell_goal(found).sentences if "zum Vormonat" in sentence] == [
        f"{said}."
    ]


def test_before_and_after_a_measure_are_the_same_calendar_months():
    found = review([100] * 12 + [70] * 12, measures=[MEASURE | {"since": "2023-01"}])

    whole, measure = found.compared
    assert (whole.interval.value, measure.interval.value) == (-30, -30)
    assert measure.title == "Vor und seit Beginn: Feste Sprechstunde"
    assert tell_goal(found).tables[2].rows[1][3:] == ("−30", "−30 bis −30", "anders als davor (12 gemeinsame Monate)")


def test_years_that_overlap_are_not_compared():
    assert review([100] * 18).compared[0].reason == "Die zwei Jahre überschneiden sich."


def test_how_long_it_takes_is_an_estimate_of_stock_and_flow():
    waiting, found = (make_series(FIGURES[key], points([value] * 12)) for key, value in (("I03", 60), ("I02", 20)))
    estimated = estimate_duration(waiting, found, 2022)

    assert [(one.stock, one.flow) for one in DURATIONS] == [("I03", "I02"), ("S05", "S11")]
    assert (estimated.interval.value, estimated.months) == (pytest.approx(3.0), 12)
    broken = make_series(FIGURES["I03"], points([60] * 12), [Cut("2022-06", "anders gezählt")])
    assert estimate_duration(broken, found, 2022).reason == "Bruch im Jahr"
    assert estimate_duration(waiting, make_series(FIGURES["I02"], points([20] * 5 + [None] * 7)), 2022).interval is None
