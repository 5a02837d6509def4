"""What is kept back: enough, no more than it takes, and never in vain."""

from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.report.protection.attack import attack
from schemas.report.protection.withhold import choose_withheld
from tests.factories_protection import one_line, two_way

LEAST = 3


def without(model, new, names):
    """The model without the new figures of these names."""
    return model.without(one for one in new if one[0] in names)


TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 14), min_size=width, max_size=width), min_size=2, max_size=4)
)


@given(TABLES)
@settings(deadline=None, max_examples=12)
def test_afterwards_nothing_is_known_better_than_promised(body):
    model = two_way(body)
    chosen = choose_withheld(model, model.printed, LEAST, inf)
    assert not chosen.known
    assert not chosen.found.narrow
    assert chosen.model == without(model, model.printed, chosen.names)
    assert not attack(chosen.model, LEAST).narrow
    if not attack(model, LEAST).narrow:
        assert not chosen.names


@given(TABLES, st.randoms())
@settings(deadline=None, max_examples=12)
def test_what_is_narrow_afterwards_was_so_before(body, chance):
    """Whatever earlier reports gave away: the new one without the figures it keeps back adds nothing to it."""
    model = two_way(body)
    new = {one for one in sorted(model.printed) if chance.random() < 0.5}
    chosen = choose_withheld(model, new, LEAST, inf)
    left = attack(without(model, new, chosen.names), LEAST).narrow
    assert left.keys() == chosen.found.narrow.keys() <= chosen.known
    assert chosen.known <= attack(model.without(new), LEAST).narrow.keys()


def test_the_smallest_that_helps_is_kept_back_and_the_total_stays():
    model = one_line([3, 13])  # 5 + 15 = 15
    assert choose_withheld(model, model.printed, LEAST, inf).names == {"a"}


def test_where_all_adds_up_nothing_is_kept_back():
    model = one_line([5, 10])
    assert choose_withheld(model, model.printed, LEAST, inf).names == frozenset()
