"""A row that was there last time and is not is missing, as long as nobody says 0; it is no smaller total."""

import pytest

from config.policy import load_policy
from schemas.check.batch import table_frames
from schemas.check.missing.before import Previous
from schemas.finding import Finding, Severity
from tasks.check.left_out import find_left_out
from tests.factories import make_nil, make_reading

LIMITS = load_policy().thresholds
FIVE, SIX = ({"grade": grade, "pupils": 110, "migration_background": 34, "first_support": 5} for grade in ("05", "06"))
NONE = {"grade": "06", "pupils": 0, "migration_background": 0, "first_support": 0}
OPEN = {"grade": "06"}
LEFT_OUT = {"school_pupils": (("06",),)}


def said(*rows, month="2026-09"):
    return Previous(month, table_frames([make_reading("school", {"school_pupils": list(rows)}, month=month)]))


def find(previous, *rows, month="2026-10", findings=()):
    reading = make_reading("school", {"school_pupils": list(rows)}, month=month, findings=list(findings))
    return find_left_out(reading, previous, LIMITS)


def test_a_row_that_had_a_stock_and_is_not_there_is_left_out():
    assert find(said(FIVE, SIX), FIVE) == LEFT_OUT


def test_it_is_so_in_the_months_after_it_too():
    assert find(said(FIVE, OPEN), FIVE) == LEFT_OUT


@pytest.mark.parametrize(
    ("previous", "now"),
    [
        pytest.param(said(FIVE, SIX), [FIVE, NONE], id="it is said that there is none"),
        pytest.param(said(FIVE, NONE), [FIVE], id="there was none"),
        pytest.param(said(FIVE), [FIVE, SIX], id="it is new"),
        pytest.param(said(FIVE, SIX), [], id="nothing is answered"),
        pytest.param(None, [FIVE], id="nobody knows what was there"),
        pytest.param(said(FIVE, SIX, month="2026-06"), [FIVE], id="a new year of school has begun"),
    ],
)
def test_nothing_is_left_out_where(previous, now):
    assert find(previous, *now) == {}


def test_a_row_that_could_not_be_placed_may_be_the_one():
    unknown = Finding(table="school_pupils", column="grade", row=7, rule="CODE_UNKNOWN", severity=Severity.ERROR)

    assert find(said(FIVE, SIX), FIVE, findings=[unknown]) == {}


def test_a_nil_return_leaves_out_nothing():
    assert find_left_out(make_nil(), said(FIVE, SIX), LIMITS) == {}
