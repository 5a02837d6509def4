"""What is found of a goal: reached, missed, broken off, unknown; and how long things take."""

from dataclasses import replace

import pytest

from config.aims.concept import parse_concept
from schemas.form.column import Asked
from schemas.report.topics.plan import FIGURES
from schemas.review import series as series_module
from schemas.review.durations import DURATIONS, Estimated, estimate_duration
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
            point = MonthPoint(
                month, MonthState.KNOWN, float(value), 9, 10, change, float(value if before is None else before), 9
            )
            found.append(replace(point, **more))
        before = value
    return found


def review(values, measures=(), begin="", step=0.0, **changes):
    concept = parse_concept({"goals": [GOAL | {"year": 2023} | changes], "measures": list(measures)})
    (followed,), _ = choose_goals(concept)
    named = [Cut(one.month, one.reason) for one in followed.goal.breaks]
    series = make_series(followed.figure, points(values, step=step), named, begin)
    return review_goal(followed, series, concept.measures)


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


def test_whether_and_when_it_was_met_does_not_hang_on_the_years_that_are_asked_for():
    """Reached in March 2023 and lost again: the year 2024 alone may not say of it that nobody knows."""
    values = [120] * 6 + [90] * 8 + [60] * 10 + [110] * 12
    whole, late = (review(values, begin=begin, milestones=[{"month": "2022-09", "value": 95}])
                   for begin in ("2022-01", "2024-01"))  # fmt: skip

    assert (late.steps, late.standing, late.first_met) == (whole.steps, whole.standing, whole.first_met)
    assert (late.standing, late.first_met) == (GoalState.REACHED, "2023-03")
    assert [one.is_met for one in late.steps] == [True, True]
    assert [row[0] for row in tell_goal(late).tables[1].rows] == ["2024"]


def test_a_figure_that_is_asked_for_no_more_was_known_before_the_years_that_are_asked_for():
    found = review([80] * 12 + [None] * 12, begin="2023-01", breaks=[{"month": "2023-01", "reason": "anders gezählt"}])
    part = tell_goal(found)

    assert "zuletzt bekannt 80 im Dezember 2022" in part.sentences[0]
    assert part.points[0].startswith("Bruch ab Januar 2023: anders gezählt.")


def test_a_measure_that_began_before_the_years_that_are_asked_for_is_compared_all_the_same():
    measure = MEASURE | {"since": "2023-01"}
    whole, late = (review([100] * 12 + [70] * 24, [measure], begin=begin) for begin in ("", "2024-01"))

    assert late.compared[1] == whole.compared[1]
    assert late.compared[1].interval.value == -30


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


def test_another_version_from_before_the_span_is_no_new_start():
    """Of what is counted otherwise by then nobody can say that it reached the goal."""
    concept = parse_concept({"goals": [GOAL | {"year": 2023}]})
    (followed,), _ = choose_goals(concept)
    old, new = points([60] * 12, definition="I03 Fassung 1"), points([15] * 12, "2023-01", definition="I03 Fassung 2")
    found = review_goal(followed, make_series(followed.figure, [*old, *new], begin="2023-01"), ())

    assert [cut.month for cut in found.series.cuts] == ["2023-01"]
    assert (found.standing, found.first_met) == (GoalState.UNKNOWN, "2022-01")
    assert [(one.value, one.is_met) for one in found.steps] == [(15, None)]
    assert found.series.spans == (tuple(new),)


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


def test_a_small_figure_that_was_rounded_up_and_comes_back_is_no_jump():
    """As it was told of 40 children who became 55, though there were 40 again in December."""
    values = [40, 40, 45, 40, 40, 35] * 5 + [55, 50, 55, 40, 45, 50, 40, 50]

    assert review(values, step=5.0, year=2026).turns[0].shifts == ()
    assert review(values, year=2026).turns[0].shifts != (), "without the rounding it would be one"


def test_a_panel_of_few_that_falls_to_nothing_and_comes_back_did_not_jump():
    values = [400 + 5 * (month % 3) for month in range(24)] + [0] + [400 + 5 * (month % 3) for month in range(24)]

    assert review(values, base=500, target=200, year=2026).turns[0].shifts == ()


def test_before_and_after_a_measure_are_the_same_calendar_months():
    found = review([100] * 12 + [70] * 12, measures=[MEASURE | {"since": "2023-01"}])

    whole, measure = found.compared
    assert (whole.interval.value, measure.interval.value) == (-30, -30)
    assert measure.title == "Vor und seit Beginn: Feste Sprechstunde"
    assert tell_goal(found).tables[2].rows[1][3:] == ("−30", "−30 bis −30", "anders als davor (12 gemeinsame Monate)")


def test_where_others_answered_there_is_no_verdict():
    (followed,), _ = choose_goals(parse_concept({"goals": [GOAL | {"year": 2023}]}))
    more = [*points([200] * 12), *points([400] * 12, "2023-01", answered=19, owed=20)]
    found = review_goal(followed, make_series(followed.figure, more), ())

    assert found.compared[0].answered == (9, 19)
    assert "kein Urteil: es antworteten 9, dann 19 Stellen (12 gemeinsame Monate)" in tell_goal(found).tables[2].rows[0]


def test_years_that_overlap_are_not_compared():
    assert review([100] * 18).compared[0].reason == "Die zwei Jahre überschneiden sich."


def test_how_long_it_takes_is_an_estimate_of_stock_and_flow():
    waiting, found = (make_series(FIGURES[key], points([value] * 12)) for key, value in (("I03", 60), ("I02", 20)))
    estimated = estimate_duration(waiting, found, 2022)

    assert [(one.stock, one.flow) for one in DURATIONS] == [("I03", "I02"), ("S05", "S11")]
    assert (estimated.interval.value, estimated.months) == (pytest.approx(3.0), 12)
    rarely, never = (make_series(FIGURES["I02"], points(flow)) for flow in ([0] * 10 + [5, 5], [0] * 12))
    assert estimate_duration(waiting, rarely, 2022) == Estimated(None, 12, "zu wenige Abgänge")
    assert estimate_duration(waiting, never, 2022) == Estimated(None, 12, "in diesen Monaten ging niemand ab")
    broken = make_series(FIGURES["I03"], points([60] * 12), [Cut("2022-06", "anders gezählt")])
    assert estimate_duration(broken, found, 2022).reason == "Bruch im Jahr"
    assert estimate_duration(waiting, make_series(FIGURES["I02"], points([20] * 5 + [None] * 7)), 2022).interval is None
