"""What was lost is named and never begun anew; who only looks writes nothing."""

import os
import shlex
import shutil
import stat

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import OperationalError

from config import clock
from config.errors import LostError
from config.settings import load_settings
from flows.command.parser import COMMANDS
from schemas.files.incoming import archive_path
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from tasks import existing_warehouse
from tasks.existing_warehouse import check_home, list_governing, open_existing_warehouse, open_home_warehouse
from tasks.run_record import RunRecord, recording, this_process
from tasks.secret import tell_secret
from tasks.warehouse import open_warehouse
from tests.factories import enter_respondents, rows_of
from tests.flows.conftest import call
from tests.tasks.watch.conftest import NOON


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    settings = load_settings(tmp_path / "hagen")
    for folder in settings.folders():
        folder.mkdir(parents=True)
    return settings


@pytest.fixture
def used(settings):
    """A home in which a month has gone by: a submission in the archive, an answer, a report, an invitation."""
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    digest = f"{1:064d}"
    put(settings.archive / digest[:2] / digest)
    put(settings.replies / "200530" / "mail.txt")
    put(settings.reports / settings.centre / "2026-10" / "v1.0" / "manifest.json")
    put(settings.key_file)
    with engine.begin() as connection:
        connection.execute(insert(w.submission), {
            "submission_id": 1, "sha256": digest, "named_month": "", "byte_count": 1, "file": "a.xlsx",
            "received_at": NOON, "state": "received",
        })  # fmt: skip
        connection.execute(insert(w.publication), {
            "centre_id": settings.centre, "month": "2026-10", "version": "1.0", "vintage": NOON, "content": "x",
            "manifest": "x",
        })  # fmt: skip
        connection.execute(insert(c.answer), {
            "submission_id": 1, "kind": "receipt", "checked_at": NOON, "written_at": NOON, "folder": "200530",
        })  # fmt: skip
        connection.execute(insert(c.outbox), {
            "message_id": "<a@b>", "kind": "invitation", "recipient": "a@b.example", "subject": "x", "text": "x",
            "html": "x", "attachments": "[]", "created_at": NOON, "attempts": 0, "may_be_sent": False,
            "next_attempt_at": NOON,
        })  # fmt: skip
    engine.dispose()
    return settings


def put(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")


def remove_warehouse(settings):
    for path in settings.home.glob("warehouse.db*"):
        path.unlink()


def begin_anew(settings):
    remove_warehouse(settings)
    open_warehouse(settings.url).dispose()


def register_anew(settings):
    """As whoever finds nothing may try."""
    begin_anew(settings)
    shutil.rmtree(settings.reports)
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    engine.dispose()


def forget(settings, table):
    engine = open_warehouse(settings.url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM {table}")
    engine.dispose()


def collected(settings, latest):
    """A run that took in so many submissions."""
    record = RunRecord(
        "einsammeln",
        "2026-10",
        NOON.isoformat(),
        NOON.isoformat(),
        is_scheduled=True,
        process="1",
        governed_by=list_governing(settings),
    )
    with recording(settings.log, record) as result:
        result["latest"] = latest


LOST = {
    "the warehouse": (remove_warehouse, "Der Datenbestand fehlt"),
    "the warehouse, and an empty one instead": (begin_anew, "Der Datenbestand ist leer"),
    "the warehouse, and one that knows the register alone instead": (register_anew, "kennt keine Lieferung"),
    "the warehouse, and one from before the report instead": (
        lambda home: forget(home, "publication"),
        r"kennt veröffentlichte Berichte nicht \(1\.0 für Oktober 2026\)",
    ),
    "the warehouse, and one from before the last run instead": (
        lambda home: collected(home, 7),
        "älter als der Lauf vom 04.11.2026, 12:05 Uhr: von 7 Lieferungen kennt er 1",
    ),
    "the archive": (lambda home: shutil.rmtree(home.archive), "das Archiv fehlt ganz oder zum Teil"),
    "the answers": (lambda home: shutil.rmtree(home.replies), "Ordner replies"),
    "the secret of the keys": (lambda home: home.key_file.unlink(), "Geheimnis der Meldeschlüssel"),
}


def test_a_new_home_and_a_used_one_are_whole(settings, used):
    collected(used, 1)

    check_home(used)
    check_home(load_settings(used.home.parent / "neu"))


@pytest.mark.parametrize("part", LOST)
def test_what_was_lost_is_named_with_the_way_back(used, part):
    lose, sentence = LOST[part]
    lose(used)

    with pytest.raises(LostError, match=sentence) as caught:
        check_home(used)
    assert "Datensicherung" in str(caught.value)
    assert "nichts neu angelegt" in str(caught.value)


@pytest.mark.parametrize("name", ["settings.toml", "policy.toml", "orte.csv"])
def test_a_file_by_which_the_home_was_run_is_missed_until_somebody_says_that_it_is_not_wanted(used, name):
    check_home(used)  # it never had one
    (used.home / name).write_text("")
    collected(used, 1)
    (used.home / name).unlink()

    with pytest.raises(LostError, match=f"Die Datei {name} fehlt, nach der bisher gearbeitet wurde"):
        check_home(used)
    (used.home / name).write_text("")
    check_home(used)


NEED_NONE = {"hilfe", "completion", "login", "verify", "demo", "restore", "serve"}  # the last two make or run a home
FILES = {"stellen.xlsx": "Nummer;Art;Name\n", "meldung.xlsx": "x"}


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - NEED_NONE))
@pytest.mark.slow
def test_no_command_begins_anew(used, capsys, command, tmp_path, monkeypatch):
    """Each as its example says, in a home whose warehouse is gone."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    remove_warehouse(used)
    words = COMMANDS[command].EXAMPLE.splitlines()[0].replace("/sicherung/", "").replace("--home hagen", "")
    words = words.partition(" --at ")[0]  # that day is still to come
    code, said = call(used.home, capsys, command, *shlex.split(words)[2:])

    assert code == (0 if command == "status" else 1), said
    assert "Der Datenbestand fehlt" in said
    assert "monatsbericht init" not in said
    assert list(used.home.glob("warehouse.db*")) == []


def test_the_warehouse_of_another_home_is_refused(used):
    other = load_settings(used.home.parent / "anderer")
    shutil.copytree(used.home, other.home)
    shutil.rmtree(other.archive)
    put(other.archive / "ff" / ("f" * 64))

    with pytest.raises(LostError, match="gehört zu einem anderen Datenordner"):
        check_home(other)
    open_home_warehouse(other).dispose()  # to look into it is allowed


def test_a_home_that_was_killed_while_it_archived_for_the_first_time_is_whole(settings):
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    engine.dispose()
    put(settings.archive / "aa" / "aaaa")

    check_home(settings)


def test_the_secret_may_be_in_the_environment(used, monkeypatch):
    used.key_file.unlink()
    monkeypatch.setenv("MONATSBERICHT_KEY_SECRET", "x" * 32)

    check_home(used)


def test_who_only_looks_writes_nothing_not_even_where_nothing_can_be_written(used, capsys):
    before = {path: path.stat().st_mtime_ns for path in used.home.rglob("*")}
    for path in (*used.home.rglob("*"), used.home):
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~0o222)
    try:
        engine = open_existing_warehouse(used.url)
        assert len(rows_of(engine, c.answer, "submission_id")) == 1
        engine.dispose()
        assert call(used.home, capsys, "status", "--month", "2026-10")[0] == 0
    finally:
        for path in (*used.home.rglob("*"), used.home):
            path.chmod(stat.S_IMODE(path.stat().st_mode) | 0o200)

    ours = {path for path in before if "warehouse.db-" not in path.name}
    assert {path: path.stat().st_mtime_ns for path in ours} == {path: before[path] for path in ours}
    assert os.access(used.home, os.W_OK)


def collect(settings, latest):
    """A run that took in that many."""
    values = ("2026-10", NOON.isoformat(), NOON.isoformat(), True, this_process())
    with recording(settings.log, RunRecord("einsammeln", *values)) as result:
        result["latest"] = latest


@pytest.mark.parametrize("trace", ["forms", "run"])
def test_a_home_without_archive_and_reports_is_no_new_one_either(settings, trace):
    """Forms are out, and nothing has come yet; or the disk with all the rest is not there."""
    if trace == "forms":
        put(settings.forms / "2026-10" / "Meldebogen.xlsx")
    else:
        collect(settings, 55)

    for look in (check_home, open_home_warehouse):
        with pytest.raises(LostError, match=r"Der Datenbestand fehlt, obwohl (Meldebögen|Aufzeichnungen von Läufen)"):
            look(settings)
    assert not list(settings.home.glob("warehouse.db*"))


def test_a_home_that_ran_and_never_took_anything_in_may_begin(settings):
    collect(settings, 0)
    check_home(settings)


@pytest.mark.parametrize("written", [b"no database" * 500, b"SQLite format 3\x00" + b"\xff" * 5_000])
def test_a_damaged_warehouse_is_called_so_and_the_backup_is_named(used, written):
    remove_warehouse(used)
    (used.home / "warehouse.db").write_bytes(written)

    with pytest.raises(LostError, match=r"ist beschädigt.*Datensicherung zurückholen"):
        check_home(used)


@pytest.mark.parametrize("name", ["a#b", "a?b", "a%20b", "a b", "ä&b=c"])
def test_a_warehouse_is_found_whatever_its_folder_is_called(tmp_path, name):
    settings = load_settings(tmp_path / name)
    settings.home.mkdir()
    open_warehouse(settings.url).dispose()

    assert open_existing_warehouse(settings.url) is not None


def test_what_lies_beside_a_warehouse_and_cannot_be_taken_up_is_not_left_out(used, monkeypatch):
    """On a read-only disk, where nobody could say otherwise that the newest part is missing."""
    (used.home / "warehouse.db-wal").write_bytes(b"x")
    real = existing_warehouse.create_engine

    def refuse(url, **more):
        if "mode=ro" in url:
            raise OperationalError("", {}, Exception("unable to open database file"))
        return real(url, **more)

    monkeypatch.setattr(existing_warehouse, "create_engine", refuse)
    with pytest.raises(LostError, match=r"warehouse\.db-wal"):
        existing_warehouse._read_only(used.home / "warehouse.db")


def take_in(settings, count):
    """So many submissions, with their files in the archive."""
    rows = [
        {"submission_id": number, "sha256": f"{number:064d}", "named_month": "", "byte_count": 1, "file": "a.xlsx",
         "received_at": NOON, "state": "received"}
        for number in range(2, count + 2)
    ]  # fmt: skip
    engine = open_warehouse(settings.url)
    with engine.begin() as connection:
        connection.execute(insert(w.submission), rows)
    engine.dispose()
    for row in rows:
        put(archive_path(settings.archive, row["sha256"]))


def test_an_archive_of_which_only_the_latest_is_left_is_lost(used):
    take_in(used, 100)
    check_home(used)
    for number in range(2, 90):
        archive_path(used.archive, f"{number:064d}").unlink()

    with pytest.raises(LostError, match=r"Von \d+ eingegangenen Dateien.*liegen \d+ nicht im Archiv"):
        check_home(used)


def test_another_secret_than_at_the_last_run_is_refused_until_somebody_chooses_it(used, monkeypatch):
    used.key_file.write_text("the first secret of this home", encoding="ascii")
    values = ("2026-10", NOON.isoformat(), NOON.isoformat(), True, this_process())
    told = tell_secret(used.key_file, {})
    with recording(used.log, RunRecord("einsammeln", *values, secret=told)):
        pass
    check_home(used)

    used.key_file.write_text("the secret of another home", encoding="ascii")
    with pytest.raises(LostError, match=r"meldeschluessel\.secret.* ist ein anderes als beim letzten Lauf"):
        check_home(used)
    monkeypatch.setenv("MONATSBERICHT_KEY_SECRET", "the secret of another home")
    check_home(used)
    assert "secret" not in told
