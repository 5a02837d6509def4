"""The warehouse's door: it makes what is missing, refuses what it does not know, lets one in at a time."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from config.codes import centres, code_list, code_lists
from config.errors import BusyError, WarehouseError
from schemas.store import warehouse as w
from tasks import warehouse
from tasks.existing_warehouse import open_existing_warehouse
from tasks.warehouse import connect, exclusive, load_rows, open_warehouse, writing
from tests.factories import CENTRE, rows_of

ROOT = Path(__file__).parent.parent.parent
HOLD = """
import sys, time
from tasks.warehouse import connect, exclusive, open_warehouse
with exclusive(open_warehouse(sys.argv[1])):
    print("held", flush=True)
    time.sleep(300)
"""


def url_of(folder):
    return f"sqlite:///{folder / 'warehouse.db'}"


def count_centres(address):
    engine = open_warehouse(address)
    try:
        return len(rows_of(engine, w.centre))
    finally:
        engine.dispose()


def url(engine):
    return engine.url.render_as_string(hide_password=False)


def test_a_missing_warehouse_is_made(new_url):
    engine = open_warehouse(new_url)

    assert rows_of(engine, w.warehouse_version) == [{"version": w.WAREHOUSE_VERSION}]
    assert len(rows_of(engine, w.centre)) == 54
    assert {row["list"] for row in rows_of(engine, w.code)} == set(code_lists())
    engine.dispose()


def test_opening_it_again_changes_nothing(engine):
    with engine.begin() as connection:
        connection.execute(
            insert(w.respondent), {"respondent_id": "169468", "centre_id": CENTRE, "kind": "school", "name": "A"}
        )
    again = open_warehouse(url(engine))

    assert [row["respondent_id"] for row in rows_of(again, w.respondent)] == ["169468"]
    assert len(rows_of(again, w.centre)) == 54
    again.dispose()


def test_the_codes_are_those_of_config_in_their_order(engine):
    grades = rows_of(engine, w.code, "code", "title", "position", list="grade")

    assert sorted((place, code, title) for code, title, place in grades) == [
        (place, code, title) for place, (code, title) in enumerate(code_list("grade").titles.items(), 1)
    ]


def test_every_code_says_in_which_months_it_is_one(engine):
    assert rows_of(engine, w.code, "code", "valid_from", "valid_to", list="component") == [
        *((code, None, "2026-12") for code in "ABCD"), ("none", None, None),
    ]  # fmt: skip


def test_codes_that_differ_from_config_are_put_right(engine):
    with engine.begin() as connection:
        connection.execute(update(w.code).where(w.code.c.list == "kind").values(title="alt"))
        connection.execute(insert(w.code), {"list": "weg", "code": "1", "title": "weg", "position": 1})
    open_warehouse(url(engine)).dispose()

    assert rows_of(engine, w.code, "code", list="weg") == []
    assert ("Schule",) in rows_of(engine, w.code, "title", list="kind")


def test_hagen_is_one_of_the_54_centres():
    known = {row["centre_id"]: row for row in centres()}

    assert len(known) == 54
    assert known["05914000"] == {
        "centre_id": "05914000", "name": "Hagen", "type": "kreisfreie Stadt", "region": "Arnsberg",
    }  # fmt: skip
    assert len([name for name in known if name.startswith("05334")]) == 2  # Aachen, city and region


def test_a_warehouse_of_another_version_is_refused(engine):
    with engine.begin() as connection:
        connection.execute(update(w.warehouse_version).values(version=99))

    with pytest.raises(WarehouseError, match=r"hat die Fassung 99, dieses Programm erwartet \d+\."):
        open_warehouse(url(engine))


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("nonsense", id="no address"),
        pytest.param("sqlite:////nowhere/at/all/warehouse.db", id="no such folder"),
        pytest.param("oracle+nodriver://db", id="unknown database"),
    ],
)
def test_an_address_that_leads_nowhere_is_said(address):
    for door in (open_warehouse, open_existing_warehouse if "sqlite" not in address else open_warehouse):
        with pytest.raises(WarehouseError, match="lässt sich nicht öffnen"):
            door(address)


def test_a_file_that_is_no_database_is_said(tmp_path):
    (tmp_path / "warehouse.db").write_bytes(b"This is a letter, not a database. " * 100)

    with pytest.raises(WarehouseError, match="lässt sich nicht öffnen"):
        open_warehouse(url_of(tmp_path))


def test_a_password_is_never_shown():
    with pytest.raises(WarehouseError) as caught:
        open_warehouse("nodb://ki:geheim@db/meldungen")

    assert "geheim" not in str(caught.value)


def test_an_accident_while_it_is_made_leaves_nothing(new_url, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(w, "VIEWS", {**w.VIEWS, "broken": "SELECT nothing FROM nowhere WHERE"})
        with pytest.raises(WarehouseError):
            open_warehouse(new_url)

    bare = create_engine(warehouse._with_driver(new_url))
    assert inspect(bare).get_table_names() == []
    bare.dispose()
    assert count_centres(new_url) == 54


@pytest.mark.slow
def test_a_run_killed_while_it_is_made_leaves_nothing(new_url):
    code = (
        "import os, signal, sys\nfrom tasks import warehouse\n"
        "warehouse.insert = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "warehouse.open_warehouse(sys.argv[1])"
    )
    done = subprocess.run([sys.executable, "-c", code, new_url], cwd=ROOT, check=False)

    assert done.returncode == -signal.SIGKILL
    assert count_centres(new_url) == 54


def test_two_that_make_it_at_the_same_time_both_get_it(new_url, monkeypatch):
    """The second had looked before the first was done: it must look again once it has the lock."""
    looks = []
    real = warehouse._exists

    def look(connection):
        looks.append(connection)
        return False if len(looks) == 1 else real(connection)

    open_warehouse(new_url).dispose()
    monkeypatch.setattr(warehouse, "_exists", look)

    assert count_centres(new_url) == 54


def test_many_that_make_it_at_the_same_time_all_get_it(new_url):
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(count_centres, [new_url] * 4)) == [54] * 4


def test_a_dry_run_makes_no_warehouse(tmp_path):
    assert open_existing_warehouse(url_of(tmp_path)) is None
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_looks_into_the_one_there_is(engine):
    found = open_existing_warehouse(url(engine))

    assert found is not None
    found.dispose()


def test_foreign_keys_hold(engine):
    row = {"respondent_id": "169468", "centre_id": "00000000", "kind": "school", "name": "A"}

    with pytest.raises(IntegrityError, match=r"(?i)foreign key"), engine.begin() as connection:
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


@pytest.mark.slow
def test_the_lock_keeps_out_another_process_and_dies_with_it(engine):
    code = [sys.executable, "-c", HOLD, url(engine)]
    with subprocess.Popen(code, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusyError), exclusive(engine, 0.2):
            pass
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()

    began = time.monotonic()
    with exclusive(engine, 5.0):
        assert time.monotonic() - began < 1


@pytest.mark.slow
def test_a_waiting_run_goes_on_once_the_other_is_done(engine):
    code = HOLD.replace("time.sleep(300)", "time.sleep(0.5)")
    with subprocess.Popen(
        [sys.executable, "-c", code, url(engine)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as holder:
        holder.stdout.readline()
        with exclusive(engine, 20.0):
            assert holder.wait(5) == 0


def test_the_pragmas_are_set_for_every_connection(sqlite_engine):
    with sqlite_engine.connect() as connection:
        found = [connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "busy_timeout")]

    assert found == ["wal", 1, 30_000]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param("sqlite:////gibt/es/nicht/w.db", "den Ordner gibt es nicht", id="folder"),
        pytest.param("Quatsch", "warehouse_url ist keine Adresse", id="no address"),
        pytest.param("oracle2://ki@datenbank/x", "diese Art von Datenbank ist unbekannt", id="unknown"),
        pytest.param("mysql+gibtesnicht://ki@datenbank/x", "ist unbekannt", id="unknown driver"),
        pytest.param("postgresql://ki@127.0.0.1:1/x", "der Server antwortet nicht", id="no server"),
    ],
)
def test_why_it_cannot_be_opened_is_said_in_german(address, said):
    with pytest.raises(WarehouseError, match=said):
        open_warehouse(address)


def test_what_the_server_does_not_have_is_named(postgresql_server):
    with pytest.raises(WarehouseError, match="die Datenbank gibt es auf dem Server nicht"):
        connect(postgresql_server.url("nowhere"))
    with pytest.raises(WarehouseError, match="der Server kennt die Rolle nicht"):
        connect(postgresql_server.url(user="nobody"))


def test_a_missing_driver_is_named(monkeypatch):
    def fail(*_, **__):
        raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")

    monkeypatch.setattr("tasks.warehouse.create_engine", fail)

    with pytest.raises(WarehouseError, match="es fehlt das Paket „psycopg“"):
        open_warehouse("postgresql://ki@datenbank/x")


def test_many_rows_are_loaded_with_every_type_as_it_was(engine):
    names = ["month", "year", "quarter", "school_year", "reference_date", "opens", "deadline", "report_date", "cutoff"]
    days = [date(2026, 10, day) for day in (31, 1, 10, 12, 25)]
    rows = [(f"2026-{number:02d}", 2026, 1, "2026/27", *days) for number in range(1, 13)]
    with writing(engine) as connection:
        load_rows(connection, w.month, names, iter(rows))

    assert rows_of(engine, w.month, *names) == rows


def test_texts_that_look_like_commands_of_the_loader_stay_texts(engine):
    values = ["\\N", "a\tb", "zwei\nZeilen", "\\.", "ä€🙂", ""]
    with writing(engine) as connection:
        load_rows(connection, w.code, ["list", "code", "title", "position"],
                  [("probe", str(number), text_, number) for number, text_ in enumerate(values)])  # fmt: skip

    assert rows_of(engine, w.code, "title", list="probe") == [(text_,) for text_ in values]
    with engine.begin() as connection:
        connection.execute(w.code.delete().where(w.code.c.list == "probe"))


def test_a_load_that_the_table_refuses_leaves_nothing(engine):
    row = ("169468", CENTRE, "school", "A")
    with pytest.raises(IntegrityError), writing(engine) as connection:
        load_rows(connection, w.respondent, ["respondent_id", "centre_id", "kind", "name"], [row, row])

    assert rows_of(engine, w.respondent) == []


def test_what_was_committed_survives_a_power_cut(sqlite_engine):
    with sqlite_engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
