"""What a respondent learns of itself: figures as they are, others by nothing but whether most lie above or below."""

import pytest

from schemas.answer.own_page import (
    OwnPage,
    OwnPlace,
    OwnPoint,
    OwnTrend,
    Punctuality,
    place_among,
    say_own_place,
    say_punctuality,
    thank,
)
from schemas.form.forms import TABLES

PUPILS = TABLES["school_pupils"].column("pupils")
TREND = OwnTrend(
    PUPILS, (OwnPoint("2026-08", None, "befreit"), OwnPoint("2026-09", 1_200.0), OwnPoint("2026-10", 300.0))
)


@pytest.mark.parametrize(
    ("own", "others", "standing"),
    [
        (40, [10] * 8, "upper"),
        (40, [10] * 6 + [90] * 2, "upper"),
        (40, [10] * 5 + [90] * 3, "middle"),
        (40, [10] * 2 + [90] * 6, "lower"),
        (42, [41, 40, 39, 38] * 2, "middle"),
        (0, [0] * 8, "middle"),
        (40, [10] * 7, None),
        (40, [], None),
    ],
    ids=["above all", "above three quarters", "above fewer", "below three quarters", "rounded they are one",
         "all are equal", "too few", "alone"],
)  # fmt: skip
def test_a_place_is_told_in_rounded_figures_and_among_enough(own, others, standing):
    assert place_among(own, others, base=5, least=8) == standing


def test_no_figure_of_others_moves_what_is_said_within_its_rounding():
    others = [10, 15, 20, 25, 30, 35, 40, 45]
    said = {place_among(own, [one + moved for one in others], base=5, least=8)
            for own in (28, 32) for moved in (-2, -1, 0, 1, 2)}  # fmt: skip

    assert said == {"middle"}


@pytest.mark.parametrize("standing", ["upper", "middle", "lower", None])
def test_a_sentence_names_month_group_and_their_number_and_no_other_figure(standing):
    said = say_own_place(OwnPlace("2026-09", "Schulen der Schulform Grundschule", 24, standing))

    assert "September 2026" in said
    assert "Schulen der Schulform Grundschule" in said
    assert ("24" in said) == (standing is not None)


def test_a_month_without_a_figure_says_why_and_has_no_bar():
    assert [TREND.say(point) for point in TREND.points] == ["befreit", "1.200", "300"]
    assert TREND.bars == (None, 100.0, 25.0)


@pytest.mark.parametrize(
    ("values", "bars"), [((0.0, 0.0), (0.0, 0.0)), ((-5.0, 10.0), (0.0, 100.0)), ((None,), (None,))]
)
def test_bars_are_never_below_the_line(values, bars):
    assert OwnTrend(PUPILS, tuple(OwnPoint("2026-10", value) for value in values)).bars == bars


def test_the_lines_of_the_table_hold_every_trend():
    own = OwnPage(3, (TREND, TREND), Punctuality(2, 0, 0))

    assert own.lines == [("2026-08", ["befreit"] * 2), ("2026-09", ["1.200"] * 2), ("2026-10", ["300"] * 2)]


@pytest.mark.parametrize(
    ("counted", "said", "thanks"),
    [
        (Punctuality(12, 0, 0), "13 Monate: 12 bis zum Abgabetermin.", "Alle 12 Meldungen"),
        (Punctuality(9, 2, 1), "13 Monate: 9 bis zum Abgabetermin, 2 danach, 1 noch nicht da.", "für Ihre Meldung"),
        (Punctuality(1, 0, 0), "13 Monate: 1 bis zum Abgabetermin.", "für Ihre Meldung"),
        (Punctuality(0, 0, 0), "war noch keine Meldung fällig", "für Ihre Meldung"),
    ],
)
def test_punctuality_is_said_and_thanked_for_truthfully(counted, said, thanks):
    assert said in say_punctuality(OwnPage(13, (), counted))
    assert thanks in thank(counted)
