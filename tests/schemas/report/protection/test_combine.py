"""What two ways of protecting the same figure tell together."""

from math import inf

import pytest

from config.policy import load_policy
from schemas.report.protection.combine import find_given_away, find_undone, is_mixed
from schemas.report.protection.model import build_model
from schemas.report.protection.trace import Trace

ROUNDING = load_policy().disclosure
GAP = (1, inf)
HIDING = ROUNDING.model_copy(update={"profile": "suppression"})


def told(value, bound):
    return Trace({("children", value): bound}, (), ())


@pytest.mark.parametrize(
    ("value", "first", "second", "left"),
    [
        (4, (3, 7), (3, 7), None),  # the same way twice
        (4, (3, 7), (0, 7), None),  # multiples of 5, then of 15
        (2, (0, 2), (2, 4), (2, 2)),  # of 5, then of 3
        (2, (0, 2), GAP, (1, 2)),
        (2, GAP, (0, 2), (1, 2)),
        (4, (3, 7), GAP, None),  # that somebody is there was known
        (6, (0, 7), GAP, None),  # 7 values are left
        (4, (4, 4), (3, 7), None),  # it was told before
    ],
)
def test_a_figure_is_given_away_where_both_leave_less_than_each(value, first, second, left):
    before, new = build_model([told(value, first)]), told(value, second)
    assert find_given_away(before, new, ROUNDING) == ({} if left is None else {("children", value): left})
    assert is_mixed(before, new) is (first != second)


def test_a_report_that_protects_nothing_breaks_what_was_promised_before():
    bare = ROUNDING.model_copy(update={"profile": "none"})
    assert find_given_away(build_model([told(4, (3, 7))]), told(4, (4, 4)), bare) == {("children", 4): (4, 4)}
    assert find_given_away(build_model([]), told(4, (4, 4)), bare) == {}


def test_gaps_promise_nothing_of_what_is_not_small():
    assert find_given_away(build_model([told(4, (3, 7))]), told(4, (4, 4)), HIDING) == {}


TOTAL = "2026-10/offers.participants"
ROUNDED, EXACT = (13, 17), (15, 15)


def trace(name=TOTAL, value=15, bound=ROUNDED):
    return Trace({(name, value): bound}, (), ())


def undone(before, after, disclosure, month="2026-11"):
    return find_undone(month, [before], after, disclosure)


@pytest.mark.parametrize(
    ("before", "after", "disclosure", "is_undone"),
    [
        pytest.param(trace(), trace(), ROUNDING, False, id="as before"),
        pytest.param(trace(), trace(bound=EXACT), HIDING, True, id="now exactly"),
        pytest.param(trace(), trace(value=18, bound=(18, 18)), HIDING, True, id="corrected since"),
        pytest.param(trace(value=2, bound=(0, 2)), trace(value=2, bound=GAP), HIDING, True, id="a gap is somebody"),
        pytest.param(trace(bound=(14, 16)), trace(), ROUNDING, False, id="by a coarser base that fits"),
        pytest.param(trace(bound=(11, 13)), trace(), ROUNDING, True, id="by a coarser base that cuts"),
        pytest.param(trace(bound=(8, 22)), trace(), ROUNDING, True, id="by a finer base"),
        pytest.param(trace(bound=GAP), trace(), ROUNDING, True, id="what was a gap"),
        pytest.param(trace(bound=EXACT), trace(), ROUNDING, False, id="what is known exactly"),
        pytest.param(trace("2026-10/others"), trace(bound=EXACT), HIDING, False, id="something else"),
    ],
)
def test_a_month_is_told_by_others_as_coarsely_as_by_itself(before, after, disclosure, is_undone):
    assert bool(undone(before, after, disclosure)) is is_undone
    assert not undone(before, after, disclosure, month="2026-10"), "of its own month a report says what it says"


def test_a_panel_is_no_more_than_all_of_them():
    panel = f"{TOTAL}/panel=2026-11"
    assert undone(trace(), trace(panel, 14, (14, 14)), HIDING) == {panel}
