"""Work in child processes: bounded in time and memory, and no job harms another."""

import errno
import os
import pickle
import resource
import signal
import sys
import time

import pytest

from config.errors import MonatsberichtError
from tasks.intake import worker
from tasks.intake.worker import JobLimits, end_children, run_jobs

LIMITS = JobLimits(workers=2, seconds=5, memory_mb=1_000)


@pytest.fixture(autouse=True)
def no_children_stay():
    yield
    end_children()


def double(number):
    return number * 2


def fail(sentence):
    raise MonatsberichtError(sentence)


def fail_oddly():
    class Local(Exception):  # noqa: N818 - only here, and so not picklable
        pass

    raise Local("nobody elsewhere knows this class")


def print_much(number):
    print("x" * 100_000)  # noqa: T201 - what a library might do
    return number


def answer_with(size):
    return b"a" * size


_hoard = []


def hoard(megabytes):
    """Keep what is not needed, as caches do."""
    _hoard.append(bytearray(megabytes << 20))
    return megabytes


def lack(number):
    raise OSError(number, os.strerror(number))


def leak_files(count):
    """What a job may leave behind: the next one has no file left to open."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))
    _hoard.extend(os.dup(0) for _ in range(count))
    return count


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_values_come_in_the_order_of_the_jobs():
    outcomes = run_jobs(double, [(number,) for number in range(50)], LIMITS)

    assert [outcome.result() for outcome in outcomes] == [number * 2 for number in range(50)]


def test_two_work_side_by_side_and_stay_for_the_next_call():
    first = {outcome.value for outcome in run_jobs(os.getpid, [()] * 20, LIMITS)}
    again = {outcome.value for outcome in run_jobs(os.getpid, [()] * 20, LIMITS)}

    assert os.getpid() not in first
    assert again <= first | again
    assert len(first | again) <= 2


def test_nothing_to_do_starts_nothing():
    assert run_jobs(double, [], LIMITS) == []
    assert worker._idle == []


def test_a_job_that_takes_too_long_is_given_up_and_the_others_are_done():
    started = time.monotonic()
    outcomes = run_jobs(time.sleep, [(60,), (0,), (0,), (0,)], JobLimits(2, 0.5))

    assert [outcome.exceeded for outcome in outcomes] == ["time", None, None, None]
    assert time.monotonic() - started < 20


def test_a_job_that_wants_too_much_memory_is_given_up():
    outcomes = run_jobs(bytearray, [(10,), (2 << 30,), (20,)], LIMITS)

    assert [outcome.exceeded for outcome in outcomes] == [None, "memory", None]
    assert outcomes[2].result() == bytearray(20)


def test_a_child_that_dies_is_replaced():
    outcomes = run_jobs(os.abort, [()], LIMITS) + run_jobs(double, [(4,)], LIMITS)

    assert [outcome.exceeded for outcome in outcomes] == ["crash", None]
    assert outcomes[1].result() == 8


def die_once(path):
    """As if the system had killed the child for what somebody else did."""
    if not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def test_a_child_that_was_killed_once_is_not_the_fault_of_its_file(tmp_path):
    (outcome,) = run_jobs(die_once, [(tmp_path / "died",)], LIMITS)

    assert outcome.result() == "done"


def test_our_own_exceptions_arrive():
    (outcome,) = run_jobs(fail, [("So geht das nicht.",)], LIMITS)

    with pytest.raises(MonatsberichtError, match="So geht das nicht"):
        outcome.result()


def test_an_exception_that_cannot_travel_arrives_as_words():
    (outcome,) = run_jobs(fail_oddly, [()], LIMITS)

    with pytest.raises(RuntimeError, match="Local: nobody elsewhere"):
        outcome.result()


def test_a_function_that_a_child_could_not_find_is_our_mistake():
    with pytest.raises((AttributeError, pickle.PicklingError)):
        run_jobs(lambda: None, [()], LIMITS)


def test_a_function_that_is_gone_when_a_child_looks_for_it_is_our_mistake_too(monkeypatch):
    def found_here_only():
        pass

    found_here_only.__qualname__ = "found_here_only"
    monkeypatch.setattr(sys.modules[__name__], "found_here_only", found_here_only, raising=False)
    (outcome,) = run_jobs(found_here_only, [()], LIMITS)

    with pytest.raises(AttributeError):
        outcome.result()


def test_what_a_library_prints_does_not_disturb_the_answers():
    outcomes = run_jobs(print_much, [(1,), (2,)], LIMITS)

    assert [outcome.result() for outcome in outcomes] == [1, 2]


def test_a_large_answer_arrives_whole():
    (outcome,) = run_jobs(answer_with, [(9_000_000,)], LIMITS)

    assert len(outcome.result()) == 9_000_000


def test_other_limits_start_other_children():
    (before,) = run_jobs(os.getpid, [()], LIMITS)
    (after,) = run_jobs(os.getpid, [()], JobLimits(memory_mb=900))

    assert before.value != after.value
    assert not is_alive(before.value)


def test_children_end_when_they_are_told_to():
    pids = {outcome.value for outcome in run_jobs(os.getpid, [()] * 10, LIMITS)}
    end_children()

    assert not any(is_alive(pid) for pid in pids)


def test_no_job_is_begun_once_the_answers_are_large_enough():
    outcomes = run_jobs(answer_with, [(300_000,)] * 50, LIMITS, enough=1_000_000)

    assert 4 <= len(outcomes) <= 4 + LIMITS.workers
    assert {len(outcome.result()) for outcome in outcomes} == {300_000}


def test_one_job_at_least_is_done():
    assert len(run_jobs(answer_with, [(300_000,)] * 3, JobLimits(workers=1), enough=1)) == 1


def test_an_answer_too_large_for_us_is_given_up():
    (outcome,) = run_jobs(answer_with, [(11_000_000,)], LIMITS)

    assert outcome.exceeded == "memory"


def test_a_child_that_an_earlier_job_has_filled_does_not_count_against_the_next():
    outcomes = run_jobs(hoard, [(500,), (400,)], JobLimits(workers=1, memory_mb=1_000))

    assert [outcome.exceeded for outcome in outcomes] == [None, None]


def test_what_the_system_refuses_to_a_child_is_that_jobs_outcome():
    full, memory, sound = run_jobs(lack, [(errno.ENOSPC,), (errno.ENOMEM,)], LIMITS) + run_jobs(double, [(2,)], LIMITS)

    assert isinstance(full.error, OSError)
    assert memory.exceeded == "memory"
    assert sound.result() == 4


def test_a_child_in_which_no_file_is_left_to_open_does_not_count_against_the_next():
    outcomes = run_jobs(leak_files, [(10,), (10,)], JobLimits(workers=1))

    assert [outcome.result() for outcome in outcomes] == [10, 10]


def test_that_no_child_can_be_started_is_no_jobs_trouble(monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(worker.subprocess, "Popen", refuse)

    with pytest.raises(OSError, match="Too many open files"):
        run_jobs(double, [(1,), (2,)], LIMITS)
