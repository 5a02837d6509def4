"""What came long ago costs next to nothing: a look reads what its sources list, and of that no byte twice."""

import os
import time

import pytest
from sqlalchemy import event, update

from schemas.files.incoming import archive_path
from schemas.form.submission import State
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from tasks.intake import archive as archive_module
from tests.factories import AT, rows_of
from tests.factories_inbox import receive_folder


@pytest.fixture
def inbox(tmp_path):
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def put(path, content, seconds=1_000):
    """A file of long ago: nobody is writing it any more."""
    path.write_bytes(content)
    os.utime(path, (seconds, seconds))


def fill(inbox, count):
    for number in range(count):
        put(inbox / f"{number}.csv", b"%d" % number)


def look(engine, inbox):
    return receive_folder(engine, inbox, inbox.parent / "archive", AT)


def note_reading(monkeypatch):
    """The names of the files that are read from now on."""
    read, real = [], archive_module.digest_of
    monkeypatch.setattr(archive_module, "digest_of", lambda path: read.append(path.name) or real(path))
    return read


def test_no_byte_of_what_is_known_is_read_again(engine, inbox, monkeypatch):
    fill(inbox, 20)
    look(engine, inbox)
    read = note_reading(monkeypatch)

    assert look(engine, inbox).known == 20
    assert read == []


def test_what_was_only_touched_is_read_once_and_changes_nothing_else(engine, inbox, monkeypatch):
    fill(inbox, 2)
    look(engine, inbox)
    before = [rows_of(engine, table) for table in (w.submission, w.delivery)]
    os.utime(inbox / "1.csv", (1, 1))
    read = note_reading(monkeypatch)

    assert [look(engine, inbox).new for _ in range(3)] == [0, 0, 0]
    assert read == ["1.csv"]
    assert [rows_of(engine, table) for table in (w.submission, w.delivery)] == before
    assert len(rows_of(engine, c.incoming)) == 2


def test_what_was_changed_is_new_and_what_was_changed_back_is_known(engine, inbox):
    for seconds, (content, new) in enumerate(((b"1", 1), (b"22", 1), (b"1", 0), (b"1", 0))):
        put(inbox / "a.csv", content, seconds)

        assert look(engine, inbox).new == new


@pytest.mark.parametrize("left", [None, b""], ids=["gone", "cut off"])
def test_what_the_archive_has_lost_is_healed_from_what_still_lies_there(engine, inbox, left):
    fill(inbox, 3)
    look(engine, inbox)
    (row, *_) = rows_of(engine, w.submission)
    path = archive_path(inbox.parent / "archive", row["sha256"])
    content = path.read_bytes()
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    look(engine, inbox)

    assert path.read_bytes() == content
    assert len(rows_of(engine, w.submission)) == 3


def test_what_ever_came_is_not_loaded(engine, inbox):
    fill(inbox, 3)
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    look(engine, inbox)
    look(engine, inbox)
    queries = [one for one in asked if one.startswith("SELECT") and "FROM source" not in one]

    assert queries
    assert not [one for one in queries if "WHERE" not in one and "max(" not in one]


def _seconds_of_a_look(engine, inbox):
    begun = time.thread_time()  # without what threads do that other tests have left behind
    again = look(engine, inbox)
    assert (again.new, again.known) == (0, 20_000)
    return time.thread_time() - begun


@pytest.mark.slow
def test_a_look_at_twenty_thousand_known_files_takes_less_than_three_seconds(sqlite_engine, inbox):
    fill(inbox, 20_000)
    look(sqlite_engine, inbox)
    with sqlite_engine.begin() as connection:  # months ago
        connection.execute(update(w.submission).values(state=State.ACCEPTED.value))

    # The best of three: what others do at the same time on this machine costs us seconds, too.
    assert min(_seconds_of_a_look(sqlite_engine, inbox) for _ in range(3)) < 3
