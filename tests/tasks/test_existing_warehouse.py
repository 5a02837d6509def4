"""What was lost is named and never begun anew; who only looks writes nothing."""

import os
import re
import shlex
import shutil
import stat
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from config import clock
from config.errors import LostError, SettingsError, WarehouseError
from config.policy import load_policy
from config.settings import load_settings
from flows.command.parser import COMMANDS
from schemas.store import correspondence as c
from tasks import existing_warehouse
from tasks.existing_warehouse import check_home, list_governing, open_existing_warehouse, open_home_warehouse
from tasks.run_record import RunRecord, read_runs, recording, write_record
from tasks.store.marks import read_marks
from tasks.upkeep.retain import Places, erase
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
        from schemas.store import warehouse as w

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


def keep_many(settings, count):
    """So many submissions in warehouse and archive."""
    from schemas.store import warehouse as w

    rows = [
        {"submission_id": number, "sha256": f"{number:064d}", "named_month": "", "byte_count": 1,
         "file": "a.xlsx", "received_at": NOON, "state": "received"} for number in range(2, count + 1)
    ]  # fmt: skip
    engine = open_warehouse(settings.url)
    with engine.begin() as connection:
        connection.execute(insert(w.submission), rows)
    engine.dispose()
    for row in rows:
        put(settings.archive / "00" / row["sha256"])


def remove_warehouse(settings):
    for path in settings.home.glob("warehouse.db*"):
        path.unlink()


def lose_what_was_taken_in(settings):
    """As when the disk is not there on which all of it lies."""
    collected(settings, 1)
    remove_warehouse(settings)
    for folder in (settings.archive, settings.reports, settings.replies):
        shutil.rmtree(folder)


def lose_before_the_first_return(settings):
    """All that has happened so far: forms went out."""
    lose_what_was_taken_in(settings)
    shutil.rmtree(settings.log)
    put(settings.forms / "2026-10" / "200530.xlsx")


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
    ended(settings, "einsammeln", latest=latest)


def ended(settings, flow, **said):
    """A run of a flow that said this in the end."""
    record = RunRecord(
        flow,
        "2026-10",
        NOON.isoformat(),
        NOON.isoformat(),
        is_scheduled=True,
        process="1",
        governed_by=list_governing(settings),
    )
    with recording(settings.log, record) as result:
        result.update(said)


LOST = {
    "the warehouse": (remove_warehouse, "Der Datenbestand fehlt"),
    "the warehouse and all that was taken in": (lose_what_was_taken_in, "obwohl Aufzeichnungen über Läufe da sind"),
    "the warehouse, before the first return": (lose_before_the_first_return, "obwohl Meldebögen da sind"),
    "the warehouse, before the first return, and an empty one instead": (
        lambda home: (lose_before_the_first_return(home), open_warehouse(home.url).dispose()),
        "Der Datenbestand ist leer, obwohl Meldebögen da sind",
    ),
    "the warehouse and all but the secret": (
        lambda home: (lose_before_the_first_return(home), shutil.rmtree(home.forms)),
        "obwohl Meldeschlüssel da sind",
    ),
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
    "the warehouse, and one from before the invitations instead": (
        lambda home: ended(home, "einladen", latest=1, mails=1, decisions=0) or forget(home, "outbox"),
        "älter als der Lauf vom 04.11.2026, 12:05 Uhr: von 1 Mails kennt er 0",
    ),
    "the warehouse, and one from before a decision instead": (
        lambda home: ended(home, "versenden", latest=1, mails=1, decisions=2),
        "älter als der Lauf vom 04.11.2026, 12:05 Uhr: von 2 Entscheidungen kennt er 0",
    ),
    "the archive": (lambda home: shutil.rmtree(home.archive), "Das Archiv fehlt"),
    "the answers": (lambda home: shutil.rmtree(home.replies), "Ordner replies"),
    "the secret of the keys": (lambda home: home.key_file.unlink(), "Geheimnis der Meldeschlüssel"),
}


def test_a_new_home_and_a_used_one_are_whole(settings, used):
    collected(used, 1)

    check_home(used)
    check_home(load_settings(used.home.parent / "neu"))


@pytest.mark.parametrize("part", LOST)
def test_what_was_lost_is_named_with_the_way_back(used, capsys, part):
    lose, sentence = LOST[part]
    lose(used)

    with pytest.raises(LostError, match=sentence) as caught:
        check_home(used)
    assert "Datensicherung" in str(caught.value)
    assert "nichts neu angelegt" in str(caught.value)
    code, said = call(used.home, capsys, "status", "--month", "2026-10")
    assert code == 1, said
    assert re.search(sentence, said)


def lose_reports(home):
    shutil.rmtree(home.reports)


def lose_a_reply(home):
    put(home.replies / "200531" / "mail.txt")
    shutil.rmtree(home.replies / "200530")


@pytest.mark.parametrize(
    ("lose", "sentence", "way_back"),
    [
        (lose_reports, "Unter reports/ liegt nicht mehr alles.*Fassung 1.0 für Oktober 2026", "monatsbericht report"),
        (lose_a_reply, "Unter replies/ fehlt: 200530", "monatsbericht restore"),
    ],
)
def test_what_is_gone_and_stops_no_run_is_named_by_whatever_looks(used, capsys, lose, sentence, way_back):
    looks = [("status", "--month", "2026-10"), ("self-check",), ("doctor", "--json")]
    before = [call(used.home, capsys, *look) for look in looks]
    assert [re.search(sentence, said) for _, said in before] == [None] * len(looks)
    lose(used)

    check_home(used)
    for look in looks:
        code, said = call(used.home, capsys, *look)
        assert code == 1, look
        assert re.search(sentence, said), look
        assert way_back in said, look
        assert "monatsbericht init" not in said or look[0] != "doctor", said


def test_of_two_losses_each_is_named_by_whatever_looks(used, capsys):
    lose_reports(used)
    lose_a_reply(used)

    for look in [("status", "--month", "2026-10"), ("self-check",), ("doctor", "--json")]:
        code, said = call(used.home, capsys, *look)
        assert code == 1, look
        assert all(words in said for words in ("Unter reports/", "monatsbericht report", "Unter replies/ fehlt")), look


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


def test_another_secret_than_that_of_the_last_run_is_refused_until_it_is_said_to_be_meant(used):
    used.key_file.write_text("a" * 64)
    collected(used, 1)
    check_home(used)
    used.key_file.write_text("b" * 64)

    with pytest.raises(LostError, match="Geheimnis der Meldeschlüssel fehlt oder ist ein anderes"):
        check_home(used)
    shutil.move(used.log / "runs" / "einsammeln", used.home / "beiseite")
    check_home(used)


def test_init_makes_no_settings_anew_that_were_lost_and_a_home_without_them_is_one(used, capsys):
    (used.home / "settings.toml").write_text("server_port = 4300\n")
    collected(used, 1)
    (used.home / "settings.toml").unlink()
    used.inbox.rmdir()

    for command in ("init", "collect"):
        code, said = call(used.home, capsys, command)
        assert code == 1, said
        assert "Die Datei settings.toml fehlt, nach der bisher gearbeitet wurde" in said
        assert not (used.home / "settings.toml").exists()


def test_init_leaves_nothing_beside_a_warehouse_that_it_cannot_open(used, capsys):
    engine = open_warehouse(used.url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE warehouse_version SET version = 999")
    engine.dispose()

    assert call(used.home, capsys, "init")[0] == 1
    assert not used.settings_file.exists()


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

    assert code == 1, said
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


def test_a_new_home_that_collects_before_anybody_is_registered_is_whole(settings):
    open_warehouse(settings.url).dispose()
    put(settings.key_file)
    collected(settings, 0)

    check_home(settings)


@pytest.mark.parametrize(("lost", "stops"), [(1, False), (48, True)])
def test_a_single_file_is_its_own_trouble_and_most_of_the_archive_that_of_every_run(used, lost, stops):
    keep_many(used, 51)
    for number in range(1, lost + 1):
        (used.archive / "00" / f"{number:064d}").unlink()

    said = rf"Im Archiv fehl(t|en) {lost} von 51 Dateien \(Lieferung(en)? 1"
    with pytest.raises(LostError, match=said) as caught:
        check_home(used, may_lack=0)  # as doctor and backup
    assert caught.value.about == "archive"  # however many are back by the next look
    with pytest.raises(LostError, match="Im Archiv fehlen 48 von 51") if stops else nullcontext():
        check_home(used)


def test_a_damaged_warehouse_is_named_with_the_way_back(used):
    remove_warehouse(used)
    (used.home / "warehouse.db").write_bytes(b"keine Datenbank" * 100)

    with pytest.raises(LostError, match=r"Der Datenbestand ist beschädigt.*Datensicherung"):
        check_home(used)


def test_the_home_may_lie_where_a_path_has_signs_of_an_address(used):
    odd = load_settings(used.home.parent / "KIZ #1? 50%20")
    shutil.copytree(used.home, odd.home)

    check_home(odd)


def test_changes_that_cannot_be_read_are_not_left_out_in_silence(used, monkeypatch):
    (used.home / "warehouse.db-wal").write_bytes(b"x")
    real = existing_warehouse.create_engine

    def refuse(url, **options):  # as a read-only disk without the -shm
        if "immutable" not in url.query:
            url = url.set(database="file:/nirgends")
        return real(url, **options)

    monkeypatch.setattr(existing_warehouse, "create_engine", refuse)
    with pytest.raises(WarehouseError, match=r"warehouse\.db-wal"):
        open_existing_warehouse(used.url)


def test_what_may_have_been_erased_by_policy_is_not_missed(used, monkeypatch):
    keep_many(used, 3)
    (used.archive / "00" / f"{1:064d}").unlink()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=366))

    check_home(used, may_lack=0)


def test_how_far_a_run_got_is_known_also_from_one_that_failed_at_its_end_and_from_before_the_refused_ones(used):
    ended(used, "einladen", latest=1, mails=3, decisions=0)
    good = next(read_runs(used.log, "einladen"))
    write_record(used.log, replace(good, state="failed"))
    for minute in range(1, 4):
        started = (NOON + timedelta(minutes=minute)).isoformat()
        write_record(used.log, replace(good, state="failed", started=started, result={}))

    with pytest.raises(LostError, match="von 3 Mails kennt er 1"):
        check_home(used)


def test_what_was_erased_by_policy_makes_no_warehouse_an_older_one(used):
    engine = open_warehouse(used.url)
    before = read_marks(engine)
    ended(used, "einladen", **before)
    places = Places(used.archive, used.replies, used.forms)
    erased = erase(engine, places, load_policy().retention, NOON.date() + timedelta(days=9999))

    assert (before["mails"], erased.is_empty) == (1, False)
    assert read_marks(engine) == before
    engine.dispose()


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


def test_the_settings_of_another_centre_are_refused(used):
    """Nothing would belong to it: no return would be taken, and the report would lack a register."""
    other = used.model_copy(update={"centre": "05315000"})

    with pytest.raises(SettingsError, match=r"05315000.*nur Berichtsstellen von 05914000") as caught:
        check_home(other)
    assert "Register laden" not in str(caught.value)  # that would only silence it


def test_the_settings_of_a_centre_that_has_the_fewest_respondents_are_refused(used):
    """As after somebody registered a foreign list there."""
    engine = open_warehouse(used.url)
    enter_respondents(engine, "200000", centre="05315000")
    engine.dispose()

    check_home(used)
    with pytest.raises(SettingsError, match=r"05315000, 6 der 7 Berichtsstellen.* gehören aber zu 05914000"):
        check_home(used.model_copy(update={"centre": "05315000"}))
