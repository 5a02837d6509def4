"""A step has what is left of the time; what it gives or raises is its own."""

import threading
import time

import pytest

from config.errors import UnreachableError
from tasks.intake.sources.deadline import Deadline


def fail(error):
    raise error


def test_what_a_step_gives_or_raises_comes_through():
    deadline = Deadline(60)

    assert deadline.run(divmod, 7, 2) == (3, 1)
    assert deadline.run(int, "11", base=2) == 3
    with pytest.raises(KeyError):
        deadline.run(fail, KeyError("x"))


def test_a_timeout_of_the_server_is_told_from_the_end_of_the_time():
    with pytest.raises(TimeoutError, match="der Server"):
        Deadline(60).run(fail, TimeoutError("der Server schweigt"))


def test_a_step_that_takes_longer_is_left_and_no_other_begun():
    deadline, go, begun = Deadline(0.2), threading.Event(), []
    for step in (go.wait, lambda: begun.append(time.monotonic())):
        with pytest.raises(UnreachableError, match="braucht zu lange"):
            deadline.run(step)
    go.set()

    assert begun == []
