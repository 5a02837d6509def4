"""The warehouse's door: it makes what is missing, refuses what it does not know, lets one in at a time."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from config.codes import code_list, code_lists
from config.errors import BusyError, WarehouseError
from schemas import warehouse as w
from tasks import warehouse
from tasks.warehouse import exclusive, look_into_warehouse, open_warehouse, read_centres, writing
from tests.factories import CENTRE, rows_of

ROOT = Path(__file__).parent.parent.parent
HOLD = """
import sys, time
from tasks.warehouse import exclusive, open_warehouse
with exclusive(open_warehouse(sys.argv[1])):
    print("held", flush=True)
    time.sleep(300)
"""


def url_of(folder):
    return f"sqlite:///{folder / 'warehouse.db'}"


def test_a_missing_warehouse_is_made(tmp_path):
    engine = open_warehouse(url_of(tmp_path))

    assert rows_of(engine, w.warehouse_version) == [{"version": w.WAREHOUSE_VERSION}]
    assert len(rows_of(engine, w.centre)) == 54
    assert {row["list"] for row in rows_of(engine, w.code)} == set(code_lists())


def test_opening_it_again_changes_nothing(engine):
    with engine.begin() as connection:
        connection.execute(
            insert(w.respondent), {"respondent_id": "169468", "centre_id": CENTRE, "kind": "school", "name": "A"}
        )
    again = open_warehouse(str(engine.url))

    assert [row["respondent_id"] for row in rows_of(again, w.respondent)] == ["169468"]
    assert len(rows_of(again, w.centre)) == 54


def test_the_codes_are_those_of_config_in_their_order(engine):
    grades = rows_of(engine, w.code, "code", "title", "position", list="grade")

    assert sorted((place, code, title) for code, title, place in grades) == [
        (place, code, title) for place, (code, title) in enumerate(code_list("grade").titles.items(), 1)
    ]


def test_codes_that_differ_from_config_are_put_right(engine):
    with engine.begin() as connection:
        connection.execute(update(w.code).where(w.code.c.list == "kind").values(title="alt"))
        connection.execute(insert(w.code), {"list": "weg", "code": "1", "title": "weg", "position": 1})
    open_warehouse(str(engine.url))

    assert rows_of(engine, w.code, "code", list="weg") == []
    assert ("Schule",) in rows_of(engine, w.code, "title", list="kind")


def test_hagen_is_one_of_the_54_centres():
    centres = {row["centre_id"]: row for row in read_centres()}

    assert len(centres) == 54
    assert centres["05914000"] == {
        "centre_id": "05914000", "name": "Hagen", "type": "kreisfreie Stadt", "region": "Arnsberg",
    }  # fmt: skip
    assert len([name for name in centres if name.startswith("05334")]) == 2  # Aachen, city and region


def test_a_warehouse_of_another_version_is_refused(engine):
    with engine.begin() as connection:
        connection.execute(update(w.warehouse_version).values(version=99))

    with pytest.raises(WarehouseError, match=r"hat die Fassung 99, dieses Programm erwartet \d+\."):
        open_warehouse(str(engine.url))


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("nonsense", id="no address"),
        pytest.param("sqlite:////nowhere/at/all/warehouse.db", id="no such folder"),
        pytest.param("oracle+nodriver://db", id="unknown database"),
    ],
)
def test_an_address_that_leads_nowhere_is_said(url):
    for door in (open_warehouse, look_into_warehouse if "sqlite" not in url else open_warehouse):
        with pytest.raises(WarehouseError, match="lässt sich nicht öffnen"):
            door(url)


def test_a_file_that_is_no_database_is_said(tmp_path):
    (tmp_path / "warehouse.db").write_bytes(b"This is a letter, not a database. " * 100)

    with pytest.raises(WarehouseError, match="lässt sich nicht öffnen"):
        open_warehouse(url_of(tmp_path))


def test_a_password_is_never_shown():
    with pytest.raises(WarehouseError) as caught:
        open_warehouse("nodb://ki:geheim@db/meldungen")

    assert "geheim" not in str(caught.value)


def test_an_accident_while_it_is_made_leaves_nothing(tmp_path, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(w, "VIEWS", {**w.VIEWS, "broken": "SELECT nothing FROM nowhere WHERE"})
        with pytest.raises(WarehouseError):
            open_warehouse(url_of(tmp_path))

    with sqlite3.connect(tmp_path / "warehouse.db") as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()
    assert len(rows_of(open_warehouse(url_of(tmp_path)), w.centre)) == 54


def test_a_run_killed_while_it_is_made_leaves_nothing(tmp_path):
    code = (
        "import os, signal, sys\nfrom tasks import warehouse\n"
        "warehouse.insert = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "warehouse.open_warehouse(sys.argv[1])"
    )
    done = subprocess.run([sys.executable, "-c", code, url_of(tmp_path)], cwd=ROOT, check=False)

    assert done.returncode == -signal.SIGKILL
    assert len(rows_of(open_warehouse(url_of(tmp_path)), w.centre)) == 54


def test_two_that_make_it_at_the_same_time_both_get_it(tmp_path, monkeypatch):
    """The second had looked before the first was done: it must look again once it has the lock."""
    looks = []
    real = warehouse._exists

    def look(connection):
        looks.append(connection)
        return False if len(looks) == 1 else real(connection)

    open_warehouse(url_of(tmp_path)).dispose()
    monkeypatch.setattr(warehouse, "_exists", look)

    assert len(rows_of(open_warehouse(url_of(tmp_path)), w.centre)) == 54


def test_a_dry_run_makes_no_warehouse(tmp_path):
    assert look_into_warehouse(url_of(tmp_path)) is None
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_looks_into_the_one_there_is(engine):
    assert look_into_warehouse(str(engine.url)) is not None


def test_foreign_keys_hold(engine):
    row = {"respondent_id": "169468", "centre_id": "00000000", "kind": "school", "name": "A"}

    with pytest.raises(IntegrityError, match="FOREIGN KEY"), engine.begin() as connection:
        connection.execute(insert(w.respondent), row)


def test_readers_go_on_while_a_load_writes(engine):
    row = {"respondent_id": "169468", "centre_id": CENTRE, "kind": "school", "name": "A"}
    with engine.begin() as writer:
        writer.execute(insert(w.respondent), row)
        with engine.connect() as reader:
            assert reader.scalar(select(func.count()).select_from(w.respondent)) == 0


def test_what_is_written_is_there_afterwards_or_nothing(engine):
    row = {"respondent_id": "169468", "centre_id": CENTRE, "kind": "school", "name": "A"}
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(insert(w.respondent), [row, row])

    assert rows_of(engine, w.respondent) == []


def test_a_database_that_cannot_be_written_is_said(engine):
    with pytest.raises(WarehouseError, match="Es ist nichts halb gespeichert"), writing(engine):
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))


def test_one_at_a_time(engine):
    with exclusive(engine), pytest.raises(BusyError, match="Ein anderer Lauf arbeitet"), exclusive(engine, 0.0):
        pass


def test_the_lock_is_free_again_afterwards_and_after_an_accident(engine):
    with pytest.raises(ZeroDivisionError), exclusive(engine):
        raise ZeroDivisionError
    with exclusive(engine, 0.0):
        pass


def test_the_lock_keeps_out_another_process_and_dies_with_it(engine):
    code = [sys.executable, "-c", HOLD, str(engine.url)]
    with subprocess.Popen(code, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusyError), exclusive(engine, 0.2):
            pass
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()

    began = time.monotonic()
    with exclusive(engine, 5.0):
        assert time.monotonic() - began < 1


def test_a_waiting_run_goes_on_once_the_other_is_done(engine):
    code = HOLD.replace("time.sleep(300)", "time.sleep(0.5)")
    with subprocess.Popen(
        [sys.executable, "-c", code, str(engine.url)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as holder:
        holder.stdout.readline()
        with exclusive(engine, 20.0):
            assert holder.wait(5) == 0


def test_the_pragmas_are_set_for_every_connection(engine):
    with engine.connect() as connection:
        found = [connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "busy_timeout")]

    assert found == ["wal", 1, 30_000]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("sqlite:////gibt/es/nicht/w.db", "den Ordner gibt es nicht", id="folder"),
        pytest.param("Quatsch", "warehouse_url ist keine Adresse", id="no address"),
        pytest.param("oracle2://ki@datenbank/x", "diese Art von Datenbank ist unbekannt", id="unknown"),
        pytest.param("mysql+gibtesnicht://ki@datenbank/x", "ist unbekannt", id="unknown driver"),
    ],
)
def test_why_it_cannot_be_opened_is_said_in_german(url, said):
    with pytest.raises(WarehouseError, match=said):
        open_warehouse(url)


def test_a_missing_driver_is_named(monkeypatch):
    def fail(_):
        raise ModuleNotFoundError("No module named 'psycopg2'", name="psycopg2")

    monkeypatch.setattr("tasks.warehouse.create_engine", fail)

    with pytest.raises(WarehouseError, match="es fehlt das Paket „psycopg2“"):
        open_warehouse("postgresql://ki@datenbank/x")
