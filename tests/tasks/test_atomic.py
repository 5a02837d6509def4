"""A reader in a connection of its own, asking again and again while a load writes: all of a batch, or nothing of it."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from tasks.store import store
from tasks.store.batch_ledger import BatchLedger
from tasks.store.store import store_batch
from tasks.warehouse import connect
from tests.factories import AT, enter_respondents, enter_submission, keep, make_reading, make_verdict

ROOT = Path(__file__).parent.parent.parent
GRADES = [f"{number:02d}" for number in range(1, 11)]
BEFORE, AFTER = 10, 25  # pupils in each grade, before and after the correction
# In one statement, so that a difference is the load's and not that of two looks.
LOOK = text(
    "SELECT (SELECT coalesce(sum(value), 0) FROM indicator_value WHERE indicator = 'S01'), "
    "(SELECT count(*) FROM current_school_pupils), (SELECT count(*) FROM school_pupils), "
    "(SELECT count(*) FROM submission WHERE state = 'accepted'), "
    "(SELECT count(*) FROM submission WHERE state = 'superseded')"
)
STEPS = (
    (store, "_say_checked"), (store, "_load_findings"), (store, "enter_return"), (BatchLedger, "write"),
    (store, "_insert_facts"),
)  # fmt: skip
READER = """
import sys
from sqlalchemy import text
from tasks.warehouse import connect
engine, query = connect(sys.argv[1]), text(sys.argv[2])
while True:
    with engine.connect() as connection:
        print(*connection.execute(query).one(), flush=True)
"""


@pytest.fixture
def schools(engine):
    """Some schools whose returns are in force, and their corrections, which wait."""
    names = [f"{number:06d}" for number in range(200_000, 200_024)]
    enter_respondents(engine, *names)
    for name in names:
        keep(engine, reading_of(name, BEFORE))
    corrections = [reading_of(name, AFTER) for name in names]
    return engine, corrections, [enter_submission(engine, one) for one in corrections]


def reading_of(name, pupils):
    return make_reading(respondent=name, tables={"school_pupils": [{"grade": g, "pupils": pupils} for g in GRADES]})


def states(schools):
    count = len(schools) * len(GRADES)
    return {
        (float(count * BEFORE), count, count, len(schools), 0),
        (float(count * AFTER), count, 2 * count, len(schools), len(schools)),
    }


def correct(engine, corrections, numbers):
    store_batch(engine, numbers, corrections, [make_verdict()] * len(numbers), AT)


def test_a_reader_in_another_thread_sees_all_of_a_load_or_nothing(schools):
    engine, corrections, numbers = schools
    seen, done = [], threading.Event()

    def poll():
        own = connect(engine.url.render_as_string(hide_password=False))
        while True:
            last = done.is_set()
            with own.connect() as connection:
                row = connection.execute(LOOK).one()
            seen.append((float(row[0]), *row[1:]))
            if last:
                return

    reader = threading.Thread(target=poll)
    reader.start()
    while not seen:
        pass
    correct(engine, corrections, numbers)
    done.set()
    reader.join()

    assert set(seen) <= states(corrections)
    assert {seen[0], seen[-1]} == states(corrections)


@pytest.mark.slow
def test_a_reader_in_another_process_sees_all_of_a_load_or_nothing(schools, monkeypatch):
    """The load stops before each of its tables until the reader has looked again."""
    engine, corrections, numbers = schools
    command = [sys.executable, "-c", READER, engine.url.render_as_string(hide_password=False), str(LOOK)]
    seen = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as reader:

        def look():
            row = reader.stdout.readline().split()
            seen.append((float(row[0]), *map(int, row[1:])))

        def between(real):
            def step(*arguments, **words):
                look()
                result = real(*arguments, **words)
                look()
                return result

            return step

        look()
        for owner, name in STEPS:
            monkeypatch.setattr(owner, name, between(getattr(owner, name)))
        correct(engine, corrections, numbers)
        for _ in range(300):  # what the pipe still held, until the load is seen
            look()
            if seen[-1] != seen[0]:
                break
        reader.kill()

    assert len(seen) > 50
    assert set(seen) == states(corrections)


def test_a_load_that_fails_at_its_end_was_never_seen(schools, monkeypatch):
    engine, corrections, numbers = schools

    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(store, "_insert_facts", fail)
    with pytest.raises(ZeroDivisionError):
        correct(engine, corrections, numbers)
    with engine.connect() as connection:
        row = connection.execute(LOOK).one()

    assert (float(row[0]), *row[1:]) == min(states(corrections))
