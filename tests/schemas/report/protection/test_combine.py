"""What two ways of protecting the same figure tell together."""

from math import inf

import pytest

from config.policy import load_policy
from schemas.report.protection.combine import find_given_away, is_mixed
from schemas.report.protection.model import build_model
from schemas.report.protection.trace import Trace

ROUNDING = load_policy().disclosure
GAP = (1, inf)


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
    gaps = ROUNDING.model_copy(update={"profile": "suppression"})
    assert find_given_away(build_model([told(4, (3, 7))]), told(4, (4, 4)), gaps) == {}
