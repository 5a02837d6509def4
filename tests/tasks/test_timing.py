"""What takes how long is measured where somebody asks, part by part, also of a part that fails."""

import time

import pytest

from tasks.timing import timed, timing


@timed("rest")
def rest(seconds):
    time.sleep(seconds)


def test_parts_are_added_up_in_the_order_of_their_beginning():
    with timing() as seconds:
        with timed("all"):
            rest(0.02)
        rest(0.03)

    assert list(seconds) == ["all", "rest"]
    assert seconds["rest"] >= 0.05
    assert seconds["all"] >= 0.02


def test_nobody_measures_outside():
    with timing() as seconds:
        pass
    rest(0)

    assert seconds == {}


def test_a_part_that_fails_is_measured_too():
    with timing() as seconds, pytest.raises(ValueError, match="x"), timed("failing"):
        raise ValueError("x")

    assert list(seconds) == ["failing"]
