"""From the inbox to the archive: the same bytes, each once, whatever else lies there."""

import errno
import hashlib
import os
import shutil
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from config.settings import TIMEZONE
from schemas.files.incoming import SourceLimits, archive_path
from schemas.form.submission import State
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from schemas.store.recheck import enter_rechecks
from tasks.intake import archive as archive_module
from tasks.intake import receive
from tasks.intake.receive import pending
from tasks.intake.sources import folder as folder_module
from tasks.intake.sources.folder import list_files
from tests.factories import AT, rows_of
from tests.factories_inbox import receive_folder
from tests.factories_mail import make_mail
from tests.factories_workbook import make_book

LATER = AT + timedelta(days=1)


@pytest.fixture
def inbox(tmp_path):
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "archive"


def put(inbox, name, content=b"figures", at=AT):
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    seconds = at.replace(tzinfo=TIMEZONE).timestamp()
    os.utime(path, (seconds, seconds))
    return path


def archived(archive):
    """Every file of the archive with its bytes, drafts too."""
    return {path.name: path.read_bytes() for path in archive.rglob("*") if path.is_file()}


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def files_of(engine):
    return rows_of(engine, w.submission, "submission_id", "file")


def receive_it(engine, inbox, archive, at=AT):
    received = receive_folder(engine, inbox, archive, at)
    return received.new, received.known, received.unreadable


def test_a_file_is_archived_untouched_under_its_digest(engine, inbox, archive):
    content = bytes(range(256)) * 5000
    path = put(inbox, "Meldung.xlsx", content)

    assert receive_it(engine, inbox, archive) == (1, 0, ())
    assert archived(archive) == {sha256(content): content}
    assert archive_path(archive, sha256(content)).read_bytes() == content
    assert path.read_bytes() == content


def test_everything_is_on_the_disk_before_a_row_says_so_and_rows_before_the_source_may_forget(
    engine, inbox, archive, monkeypatch
):
    order = []
    for module, name in ((archive_module, "_place"), (os, "sync"), (receive, "_enter"), (receive, "_tell")):
        monkeypatch.setattr(module, name, noting(order, name, getattr(module, name)))
    put(inbox, "Meldung.xlsx")
    receive_folder(engine, inbox, archive, AT)

    assert order == ["_place", "sync", "_enter", "_tell"]


def noting(order, name, function):
    def noted(*arguments):
        order.append(name)
        return function(*arguments)

    return noted


def test_a_submission_is_entered_as_received(engine, inbox, archive):
    put(inbox, "Kita/Meldung_2026-10.xlsx", b"abc", datetime(2026, 11, 3, 14, 7, 9))
    receive_folder(engine, inbox, archive, AT)
    (row,) = rows_of(engine, w.submission)

    assert (row["submission_id"], row["sha256"], row["byte_count"]) == (1, sha256(b"abc"), 3)
    assert (row["file"], row["named_month"], row["state"]) == ("Kita/Meldung_2026-10.xlsx", "2026-10", "received")
    assert rows_of(engine, w.delivery, "submission_id", "file", "seen_at") == [(1, "Kita/Meldung_2026-10.xlsx", AT)]


def test_a_file_came_when_it_was_last_changed_in_german_time(engine, inbox, archive):
    path = put(inbox, "a.xlsx")
    os.utime(path, (1_793_707_200, 1_793_707_200))  # 3 November 2026, 12:00 UTC: 13:00 in Hagen

    receive_folder(engine, inbox, archive, AT)

    assert rows_of(engine, w.submission, "received_at") == [(datetime(2026, 11, 3, 13, 0, 0),)]


def came_on(engine):
    """When each file came, by its name."""
    return dict(rows_of(engine, c.incoming, "path", "received_at"))


def test_a_copy_that_keeps_its_old_time_came_after_the_look_that_did_not_find_it(engine, inbox, archive):
    put(inbox, "seen.csv", b"1", AT - timedelta(days=9))
    receive_folder(engine, inbox, archive, AT)
    put(inbox, "copied.csv", b"2", AT - timedelta(days=9))
    put(inbox, "same day.csv", b"3", AT - timedelta(minutes=9))  # days are judged; which look saw it is no difference
    receive_folder(engine, inbox, archive, AT + timedelta(days=8))

    day = datetime.combine(AT, datetime.min.time())
    assert came_on(engine) == {
        "seen.csv": AT - timedelta(days=9), "copied.csv": day, "same day.csv": AT - timedelta(minutes=9)
    }  # fmt: skip


def test_a_file_that_could_not_be_read_then_came_when_it_was_changed(engine, inbox, archive, monkeypatch):
    old = AT - timedelta(days=9)
    put(inbox, "locked.csv", b"1", old)

    def refuse(*_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(archive_module.Archivist, "archive_item", refuse)
    receive_folder(engine, inbox, archive, AT)
    monkeypatch.undo()
    receive_folder(engine, inbox, archive, AT + timedelta(days=8))

    assert came_on(engine) == {"locked.csv": old}


def test_a_run_of_an_earlier_day_knows_nothing_of_later_looks(engine, inbox, archive):
    receive_folder(engine, inbox, archive, LATER)
    put(inbox, "a.csv", b"1", AT - timedelta(days=9))
    receive_folder(engine, inbox, archive, AT)

    assert came_on(engine) == {"a.csv": AT - timedelta(days=9)}


@pytest.mark.parametrize("seconds", [AT.timestamp() + 9e6, 1e11], ids=["tomorrow", "in the year 5138"])
def test_a_file_from_the_future_came_now(engine, inbox, archive, monkeypatch, seconds):
    path = put(inbox, "a.xlsx")
    real = Path.stat

    def stat_of(self, **more):
        found = real(self, **more)
        return os.stat_result((*found[:8], seconds, *found[9:10])) if self == path else found

    monkeypatch.setattr(Path, "stat", stat_of)
    receive_folder(engine, inbox, archive, AT)

    assert rows_of(engine, w.submission, "received_at") == [(AT,)]


def test_files_are_numbered_in_the_order_in_which_they_came(engine, inbox, archive):
    put(inbox, "a.xlsx", b"1", AT - timedelta(hours=1))
    put(inbox, "b.xlsx", b"2", AT - timedelta(hours=3))
    put(inbox, "z/c.xlsx", b"3", AT - timedelta(hours=3))
    receive_folder(engine, inbox, archive, AT)

    assert files_of(engine) == [(1, "b.xlsx"), (2, "z/c.xlsx"), (3, "a.xlsx")]


def test_the_same_inbox_again_changes_nothing(engine, inbox, archive):
    put(inbox, "a.xlsx")
    receive_folder(engine, inbox, archive, AT)
    before = {table.name: rows_of(engine, table) for table in (w.submission, w.delivery)}

    assert receive_it(engine, inbox, archive, LATER) == (0, 1, ())
    assert {table.name: rows_of(engine, table) for table in (w.submission, w.delivery)} == before


def test_bytes_that_were_checked_again_come_as_what_they_came_as_first(engine, inbox, archive):
    put(inbox, "a.xlsx")
    receive_folder(engine, inbox, archive, AT)
    with engine.begin() as connection:
        connection.execute(enter_rechecks([1]))
    put(inbox, "Kopie von a.xlsx")
    put(inbox, "b.xlsx", b"others")

    assert receive_it(engine, inbox, archive, LATER) == (1, 2, ())
    assert rows_of(engine, w.delivery, "submission_id", "file") == [
        (1, "Kopie von a.xlsx"),
        (1, "a.xlsx"),
        (3, "b.xlsx"),
    ]


def test_the_same_bytes_twice_are_one_submission_with_two_deliveries(engine, inbox, archive):
    put(inbox, "a.xlsx")
    put(inbox, "Kopie von a.xlsx")

    assert receive_it(engine, inbox, archive) == (1, 1, ())
    assert rows_of(engine, w.delivery, "submission_id", "file") == [(1, "Kopie von a.xlsx"), (1, "a.xlsx")]
    assert len(archived(archive)) == 1


def test_last_months_file_under_this_months_name_is_a_submission_of_its_own(engine, inbox, archive):
    put(inbox, "Schule_2026-09.xlsx", at=AT - timedelta(days=30))
    receive_folder(engine, inbox, archive, AT - timedelta(days=29))
    put(inbox, "Schule_2026-10.xlsx")

    assert receive_it(engine, inbox, archive) == (1, 1, ())
    assert rows_of(engine, w.submission, "named_month") == [("2026-09",), ("2026-10",)]
    assert len(archived(archive)) == 1


def test_a_file_whose_wrong_name_is_put_right_is_a_submission_of_its_own(engine, inbox, archive):
    wrong = put(inbox, "Schule_2026-12.xlsx")
    receive_folder(engine, inbox, archive, AT)
    wrong.rename(inbox / "Schule_2026-10.xlsx")

    assert receive_it(engine, inbox, archive, LATER) == (1, 0, ())


@pytest.mark.parametrize("name", ["Schule.xlsx", "Schule_Oktober 2026.xlsx"], ids=["names none", "the accepted month"])
def test_another_name_that_says_nothing_new_is_the_same_submission(engine, inbox, archive, name):
    put(inbox, "a.xlsx")
    receive_folder(engine, inbox, archive, AT)
    with engine.begin() as connection:
        connection.execute(update(w.submission).values(state="accepted", month="2026-10", accepted_at=AT))
    put(inbox, name)

    assert receive_it(engine, inbox, archive, LATER)[0] == 0
    assert len(rows_of(engine, w.submission)) == 1


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store",
        "~$Meldung.xlsx",
        "a.xlsx.part",
        "a.tmp",
        "a.crdownload",
        "a.XLSX.FILEPART",
        ".verborgen/a.xlsx",
        "Thumbs.db",
    ],
)
def test_hidden_and_unfinished_files_are_left_alone(engine, inbox, archive, name):
    put(inbox, name)

    assert receive_it(engine, inbox, archive) == (0, 0, ())


def test_a_file_too_large_stays_where_it_is_and_is_named_once(engine, inbox, archive):
    put(inbox, "Kita/groß.xlsx", b"1" * 3_000_001)
    put(inbox, "b.xlsx", b"2")
    first, second = (receive_folder(engine, inbox, archive, AT, SourceLimits(most_bytes=2_000_000)) for _ in range(2))

    assert first.unreadable == ("Kita/groß.xlsx: 3 MB, geholt werden höchstens 2 MB",)
    assert (first.new, first.attention, second.known, second.unreadable) == (1, 0, 2, ())
    assert archived(archive) == {sha256(b"2"): b"2"}
    assert rows_of(engine, c.incoming, "path", "byte_count", "outcome") == [
        ("Kita/groß.xlsx", 3_000_001, "refused"),
        ("b.xlsx", 1, "taken"),
    ]


def test_links_are_not_followed(engine, inbox, archive, tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.xlsx").write_bytes(b"secret")
    (inbox / "link.xlsx").symlink_to(secret / "a.xlsx")
    (inbox / "folder").symlink_to(secret)
    (inbox / "dangling.xlsx").symlink_to(tmp_path / "nowhere")

    assert receive_it(engine, inbox, archive) == (0, 0, ())


def test_a_pipe_in_the_inbox_is_not_waited_for(engine, inbox, archive):
    os.mkfifo(inbox / "pipe.xlsx")
    put(inbox, "a.xlsx")

    assert receive_it(engine, inbox, archive) == (1, 0, ())


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("..xlsx.xlsx", None),
        ("...xlsx", None),
        ("Förderschule März 2026.xlsx", "Förderschule März 2026.xlsx"),
        (unicodedata.normalize("NFD", "Förderschule März 2026.xlsx"), "Förderschule März 2026.xlsx"),
        ("Zeile\neins\x1b[31m.xlsx", "Zeile�eins�[31m.xlsx"),
        (os.fsdecode(b"M\xfcller.xlsx"), "M�ller.xlsx"),
        ("名前.xlsx", "名前.xlsx"),
        ("[rot]fett[/rot].xlsx", "[rot]fett[/rot].xlsx"),
        ("a" * 240 + ".xlsx", "a" * 240 + ".xlsx"),
    ],
    ids=["two dots", "three dots", "NFC", "NFD", "control characters", "cp1252", "Japanese", "markup", "long"],
)
@pytest.mark.slow
def test_names_can_be_anything(engine, inbox, archive, written, stored):
    put(inbox, written)
    put(inbox, "b.xlsx", b"another")
    receive_folder(engine, inbox, archive, AT)

    assert [name for _, name in files_of(engine)] == [*([stored] if stored else []), "b.xlsx"] or stored == "名前.xlsx"
    assert receive_it(engine, inbox, archive, LATER)[0] == 0
    assert (inbox / written).read_bytes() == b"figures"


def test_the_month_of_a_decomposed_name_is_read(engine, inbox, archive):
    put(inbox, unicodedata.normalize("NFD", "Schule März 2026.xlsx"))
    receive_folder(engine, inbox, archive, AT)

    assert rows_of(engine, w.submission, "named_month") == [("2026-03",)]


def test_an_empty_file_is_received_too(engine, inbox, archive):
    put(inbox, "leer.xlsx", b"")

    assert receive_it(engine, inbox, archive) == (1, 0, ())
    assert archived(archive) == {sha256(b""): b""}


def refuse(monkeypatch, path, error):
    """The operating system does not give us this file (tests may run as root, who may read everything)."""
    real = Path.open

    def open_it(self, *arguments, **more):
        if self == path:
            raise OSError(error, os.strerror(error), str(self))
        return real(self, *arguments, **more)

    monkeypatch.setattr(Path, "open", open_it)


def test_a_file_without_rights_is_named_and_stops_nobody(engine, inbox, archive, monkeypatch):
    put(inbox, "b.xlsx", b"2")
    refuse(monkeypatch, put(inbox, "Kita/a.xlsx", b"1"), errno.EACCES)

    assert receive_it(engine, inbox, archive) == (1, 0, ("Kita/a.xlsx: die Berechtigung fehlt",))
    assert files_of(engine) == [(1, "b.xlsx")]


def test_once_it_can_be_read_it_is_received(engine, inbox, archive, monkeypatch):
    path = put(inbox, "a.xlsx")
    with monkeypatch.context() as patched:
        refuse(patched, path, errno.EIO)
        assert receive_it(engine, inbox, archive) == (0, 0, ("a.xlsx: der Datenträger meldet einen Fehler",))

    assert receive_it(engine, inbox, archive, LATER) == (1, 0, ())


def test_a_file_that_goes_away_meanwhile_is_named(engine, inbox, archive, monkeypatch):
    put(inbox, "a.xlsx")
    put(inbox, "weg.xlsx")
    monkeypatch.setattr(folder_module, "recalling", lambda *_: (inbox / "weg.xlsx").unlink())  # listed, not yet opened

    assert receive_it(engine, inbox, archive) == (1, 0, ("weg.xlsx: nicht mehr da",))


def test_a_file_that_goes_away_while_the_inbox_is_listed_is_named(engine, inbox, archive, monkeypatch):
    put(inbox, "a.xlsx")
    walk = os.walk
    monkeypatch.setattr(os, "walk", lambda *given, **named: (
        (place, folders, [*files, "weg.xlsx"]) for place, folders, files in walk(*given, **named)
    ))  # fmt: skip

    assert receive_it(engine, inbox, archive) == (1, 0, ("weg.xlsx: nicht mehr da",))


def test_a_full_disk_leaves_nothing_half_written(engine, inbox, archive, monkeypatch):
    put(inbox, "a.xlsx", b"1" * 5000)
    put(inbox, "b.xlsx", b"2")
    real = shutil.copyfileobj

    def fill_disk(source, copy, length=0):
        if source.name.endswith("a.xlsx"):
            copy.write(source.read(100))
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(source, copy, length)

    monkeypatch.setattr(shutil, "copyfileobj", fill_disk)

    assert receive_it(engine, inbox, archive) == (
        1,
        0,
        ("Archiv: der Datenträger ist voll (beim Aufnehmen von a.xlsx)",),
    )
    assert archived(archive) == {sha256(b"2"): b"2"}
    assert files_of(engine) == [(1, "b.xlsx")]


def test_a_draft_of_a_killed_run_is_removed(engine, inbox, archive):
    archive.mkdir()
    (archive / ".4711.part").write_bytes(b"half")
    (archive / ".4711.part").chmod(0o440)
    put(inbox, "a.xlsx")
    receive_folder(engine, inbox, archive, AT)

    assert archived(archive) == {sha256(b"figures"): b"figures"}


def test_what_was_archived_by_a_killed_run_is_entered_by_the_next(engine, inbox, archive, monkeypatch):
    put(inbox, "a.xlsx")
    with monkeypatch.context() as patched:
        patched.setattr(receive, "_enter", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            receive_folder(engine, inbox, archive, AT)

    assert receive_it(engine, inbox, archive) == (1, 0, ())
    assert len(archived(archive)) == 1


def test_a_file_that_grows_while_it_is_copied_is_left_for_the_next_look(engine, inbox, archive, monkeypatch):
    path = put(inbox, "a.xlsx", b"half")
    put(inbox, "b.xlsx", b"another")
    real = shutil.copyfileobj

    def grow(source, copy, length=0):
        path.write_bytes(b"the whole")
        real(source, copy, length)

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfileobj", grow)
        first = receive_folder(engine, inbox, archive, AT)

    assert (first.new, first.growing, first.unreadable) == (1, 1, ())
    assert archived(archive) == {sha256(b"another"): b"another"}
    put(inbox, "a.xlsx", b"the whole")
    assert receive_it(engine, inbox, archive) == (1, 1, ())
    assert rows_of(engine, w.submission, "file", "byte_count") == [("b.xlsx", 7), ("a.xlsx", 9)]


def put_now(inbox, name, content):
    (inbox / name).write_bytes(content)
    return inbox / name


def test_a_copy_in_progress_is_left_until_it_is_whole(engine, inbox, archive):
    form = make_book([["a", 1]])
    looks = []
    for size in (2_000, 3_000, len(form)):
        put_now(inbox, "a.xlsx", form[:size])
        looks.append(receive_folder(engine, inbox, archive, AT))

    assert [(look.new, look.growing) for look in looks] == [(0, 1), (0, 1), (1, 0)]
    assert rows_of(engine, w.submission, "sha256") == [(sha256(form),)]


def test_what_does_not_open_waits_one_look_and_is_taken_if_it_has_not_changed(engine, inbox, archive):
    put_now(inbox, "a.xlsx", b"PK\x03\x04 broken")

    assert [receive_folder(engine, inbox, archive, AT).new for _ in range(3)] == [0, 1, 0]


def test_what_does_not_open_and_is_old_waits_for_nothing(engine, inbox, archive):
    put(inbox, "a.xlsx", b"PK\x03\x04 broken")

    assert receive_it(engine, inbox, archive) == (1, 0, ())


def test_what_opens_waits_for_nothing(engine, inbox, archive):
    put_now(inbox, "a.xlsx", make_book([["a", 1]]))

    assert receive_it(engine, inbox, archive) == (1, 0, ())


def test_a_text_waits_one_look_since_nothing_says_that_it_is_whole(engine, inbox, archive):
    """Half of 32 is 3: a figure like any other."""
    put_now(inbox, "b.csv", b"Treffpunkt;3")
    first = receive_folder(engine, inbox, archive, AT)
    put_now(inbox, "b.csv", b"Treffpunkt;32")
    second, third = (receive_folder(engine, inbox, archive, AT) for _ in range(2))

    assert [(one.new, one.growing) for one in (first, second, third)] == [(0, 1), (0, 1), (1, 0)]


def test_an_inbox_that_is_not_there_is_said(engine, inbox, archive):
    inbox.rmdir()

    assert receive_it(engine, inbox, archive) == (0, 0, ("Eingang: nicht mehr da",))


def test_a_folder_that_cannot_be_opened_is_named(engine, inbox, archive, monkeypatch):
    put(inbox, "b.xlsx")
    put(inbox, "Kita/a.xlsx", b"1")
    real = os.scandir

    def scan(folder):
        if str(folder).endswith("Kita"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
        return real(folder)

    monkeypatch.setattr(os, "scandir", scan)

    assert receive_it(engine, inbox, archive) == (1, 0, ("Kita: die Berechtigung fehlt",))


def test_the_inbox_is_never_changed(engine, inbox, archive):
    for name in ("a.xlsx", "Kita/b.xlsx", ".hidden", "~$a.xlsx"):
        put(inbox, name, name.encode())
    before = {path: (path.stat().st_mtime_ns, path.stat().st_mode) for path in sorted(inbox.rglob("*"))}
    receive_folder(engine, inbox, archive, AT)

    assert {path: (path.stat().st_mtime_ns, path.stat().st_mode) for path in sorted(inbox.rglob("*"))} == before


def test_the_archive_is_not_to_be_written(engine, inbox, archive):
    put(inbox, "a.xlsx")
    receive_folder(engine, inbox, archive, AT)

    assert {path.stat().st_mode & 0o777 for path in archive.rglob("*") if path.is_file()} == {0o440}


def test_files_are_listed_in_the_order_of_their_names(inbox):
    for name in ("b.xlsx", "a.xlsx", "z/a.xlsx", "k/a.xlsx"):
        put(inbox, name)

    assert [path.relative_to(inbox).as_posix() for path, _ in list_files(inbox, print)] == [
        "a.xlsx", "b.xlsx", "k/a.xlsx", "z/a.xlsx",
    ]  # fmt: skip


def test_what_waits_is_listed_in_the_order_of_arrival(engine, inbox, archive):
    put(inbox, "a.xlsx", b"1")
    put(inbox, "b.xlsx", b"2", AT - timedelta(hours=1))
    receive_folder(engine, inbox, archive, AT)
    with engine.begin() as connection:
        connection.execute(update(w.submission).where(w.submission.c.submission_id == 1).values(state=State.ACCEPTED))

    assert pending(engine) == [(2, sha256(b"1"), "a.xlsx")]


def test_a_file_that_cannot_even_be_looked_at_is_told_with_its_name(inbox, monkeypatch):
    path, told = put(inbox, "a.xlsx"), []
    monkeypatch.setattr(
        Path, "lstat", lambda self: (_ for _ in ()).throw(PermissionError(errno.EACCES, "no", str(self)))
    )

    assert list(list_files(inbox, told.append)) == []
    assert [error.filename for error in told] == [str(path)]


def test_a_mail_that_lies_in_a_folder_is_a_file_and_names_no_sender(engine, inbox, archive):
    """Anybody may have written what stands in it."""
    put(inbox, "weitergeleitet.eml", make_mail(("Liste.csv", b"a;1"), sender="fremd@anderswo.example"))
    receive_folder(engine, inbox, archive, AT)

    assert rows_of(engine, c.incoming, "sender") == [(None,)]
