"""An old warehouse becomes what a new one is, with everything that was in it; one that is newer is left alone."""

import re
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text, update
from sqlalchemy.engine import make_url

from config.errors import BusyError, WarehouseError
from schemas.store import warehouse as w
from schemas.store.metadata import METADATA
from tasks.upkeep.migrate import rebuild, upgrade
from tasks.upkeep.migrate.freeze import DIALECTS, frozen_file, write_ddl
from tasks.upkeep.migrate.upgrade import migrate, newest, reached
from tasks.upkeep.roles import read_rights
from tasks.warehouse import connect, exclusive, open_warehouse

SHA = "ab" * 32
# What a warehouse of version 1 may have held: two schools, one of them with a correction, and a report.
ROWS = f"""
INSERT INTO centre VALUES ('05914000', 'Hagen', 'kreisfreie Stadt', 'Arnsberg');
INSERT INTO code VALUES ('grade', '05', 'Jahrgang 5', 1);
INSERT INTO respondent VALUES ('169468', '05914000', 'school', 'Schule A', 'GG', 'Mitte', 'Stadt');
INSERT INTO respondent VALUES ('K-05914000-0001', '05914000', 'daycare', 'Kita B', NULL, NULL, NULL);
INSERT INTO respondent_span VALUES ('169468', '2020-08-01', NULL, NULL);
INSERT INTO contact VALUES ('169468', 'Frau Muster', 'muster@schule.example');
INSERT INTO month VALUES ('2026-10', 2026, 4, '2026/27', '2026-10-31',
  '2026-11-01', '2026-11-10', '2026-11-12', '2026-11-25');
INSERT INTO submission (submission_id, sha256, named_month, byte_count, file, received_at, state, form, form_version,
  respondent_id, month, is_nil, errors, warnings, informations, checked_at, accepted_at, superseded_at)
  VALUES (1, '{SHA}', '2026-10', 1000, 'a.xlsx', '2026-11-03 09:00:00', 'superseded', 'school', 1, '169468', '2026-10',
    FALSE, 0, 0, 0, '2026-11-03 09:00:00', '2026-11-03 09:00:00', '2026-11-04 09:00:00');
INSERT INTO submission (submission_id, sha256, named_month, byte_count, file, received_at, state, form, form_version,
  respondent_id, month, is_nil, errors, warnings, informations, checked_at, accepted_at)
  VALUES (2, '{SHA[::-1]}', '', 1001, 'b.xlsx', '2026-11-04 09:00:00', 'accepted', 'school', 1, '169468', '2026-10',
    FALSE, 0, 0, 0, '2026-11-04 09:00:00', '2026-11-04 09:00:00');
INSERT INTO delivery VALUES (1, 'a.xlsx', '2026-11-03 09:00:00');
INSERT INTO delivery VALUES (1, 'noch einmal.xlsx', '2026-11-03 10:00:00');
INSERT INTO delivery VALUES (2, 'b.xlsx', '2026-11-04 09:00:00');
INSERT INTO "return" VALUES ('2026-10', '169468', 'accepted', 2, 2, '2026-11-01 06:00:00',
  '2026-11-03 09:00:00', FALSE);
INSERT INTO "return" VALUES ('2026-10', 'K-05914000-0001', 'expected', NULL, NULL, '2026-11-01 06:00:00', NULL, FALSE);
INSERT INTO finding VALUES (2, 1, 'b.xlsx', 'NUMBER_AS_TEXT', 'information', 'school_pupils', 'Tabelle 1', 'B6', 6,
  'pupils', '12', 'Satz.', 'Hinweis.');
INSERT INTO publication VALUES ('05914000', '2026-10', '1.0', '2026-11-12 06:30:00', '{SHA}', NULL, '{SHA}');
INSERT INTO school_pupils (month, respondent_id, submission_id, grade, pupils, source_sheet, source_row)
  VALUES ('2026-10', '169468', 1, '05', 99, 'Tabelle 1', 6);
INSERT INTO school_pupils (month, respondent_id, submission_id, grade, pupils, source_sheet, source_row)
  VALUES ('2026-10', '169468', 2, '05', 100, 'Tabelle 1', 6)
"""


VIEW_COMMENTS = "SELECT relname, obj_description(oid) FROM pg_class WHERE relkind = 'v' AND relnamespace = 2200"
FUNCTIONS = "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"


def make_old(url, number=1, rows=ROWS):
    """A warehouse as the program of that version made it: Alembic is not told."""
    engine = connect(url)
    with engine.begin() as connection:
        rebuild.create(connection, number)
        for statement in rows.split(";\n"):
            connection.exec_driver_sql(statement)
    engine.dispose()


def ask(url, query):
    engine = connect(url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]
    finally:
        engine.dispose()


@pytest.fixture
def migrated(new_url):
    make_old(new_url)
    assert (migrate(new_url).before, reached_of(new_url)) == (1, newest())
    return new_url


def reached_of(url):
    engine = connect(url)
    with engine.connect() as connection:
        return reached(connection)


def test_the_program_and_its_migrations_are_of_the_same_version():
    assert newest() == f"v{w.WAREHOUSE_VERSION:04d}"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_frozen_is_what_the_tables_are(dialect):
    """Red? A table was changed: read tasks/migrate/__init__.py."""
    assert frozen_file(w.WAREHOUSE_VERSION, dialect).read_text(encoding="utf-8") == write_ddl(dialect)


def test_every_figure_is_still_there(migrated):
    assert ask(migrated, "SELECT submission_id, pupils FROM school_pupils ORDER BY 1") == [(1, 99), (2, 100)]
    assert ask(migrated, "SELECT indicator, value FROM indicator_value") == [("S01", 100.0)]
    assert ask(migrated, "SELECT name, email, phone FROM contact") == [("Frau Muster", "muster@schule.example", None)]
    assert ask(migrated, "SELECT submission_id, rule, subject FROM finding") == [(2, "NUMBER_AS_TEXT", None)]


def test_what_version_1_did_not_know_is_filled_in(migrated):
    assert ask(migrated, 'SELECT respondent_id, form, is_owed FROM "return" ORDER BY 1') == [
        ("169468", "school", True), ("K-05914000-0001", "daycare", True),
    ]  # fmt: skip
    assert ask(migrated, "SELECT incoming_id, source, path, mark FROM incoming ORDER BY 1") == [
        (1, "inbox", "a.xlsx", SHA), (2, "inbox", "noch einmal.xlsx", SHA), (3, "inbox", "b.xlsx", SHA[::-1]),
    ]  # fmt: skip
    assert ask(migrated, "SELECT submission_id, incoming_id FROM delivery ORDER BY 2") == [(1, 1), (1, 2), (2, 3)]
    assert ask(migrated, "SELECT respondent_id, number, spans FROM respondent_history ORDER BY 1") == [
        ("169468", 1, '[["2020-08-01", null, null]]'), ("K-05914000-0001", 1, "[]"),
    ]  # fmt: skip


def test_it_can_be_opened_and_the_code_lists_are_todays(migrated):
    open_warehouse(migrated).dispose()

    assert ask(migrated, "SELECT count(*) FROM code WHERE list = 'kind'") == [(4,)]
    assert ask(migrated, "SELECT count(*) FROM centre") == [(1,)]


def shape(url):
    """Everything that an engine knows of its tables, views and indexes, without what was put in them."""
    engine = connect(url)
    there, found = inspect(engine), {}
    for name in there.get_table_names():
        if re.search(r"_\d{4}$", name):
            continue  # partitions come with the facts
        found[name] = {
            "columns": [{**column, "type": str(column["type"])} for column in there.get_columns(name)],
            "key": there.get_pk_constraint(name),
            "foreign": sorted(map(str, there.get_foreign_keys(name))),
            "unique": sorted(map(str, there.get_unique_constraints(name))),
            "checks": sorted(str(one["sqltext"]) + str(one["name"]) for one in there.get_check_constraints(name)),
            "indexes": sorted(map(describe_index, there.get_indexes(name))),
            "comment": there.get_table_comment(name)["text"] if engine.dialect.supports_comments else None,
        }
    found["views"] = {name: there.get_view_definition(name) for name in sorted(there.get_view_names())}
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            tables = connection.execute(text("SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main'"))
            found["kinds"] = sorted(map(str, tables))
    else:
        with engine.connect() as connection:
            functions = connection.execute(text(FUNCTIONS))
            found["kinds"] = sorted(map(str, functions))
            views = text(
                "SELECT relname, obj_description(oid) FROM pg_class WHERE relkind = 'v' AND relnamespace = 2200"
            )
            found["comments"] = sorted(map(str, connection.execute(views)))
    engine.dispose()
    return found


def describe_index(index):
    conditions = {key: str(value) for key, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": conditions})


@pytest.mark.parametrize("before", range(1, w.WAREHOUSE_VERSION))
def test_a_migrated_warehouse_is_what_a_new_one_is(new_url, before, tmp_path, request):
    make_old(new_url, before, ROWS if before == 1 else "SELECT 1")
    migrate(new_url)
    if new_url.startswith("sqlite"):
        new = f"sqlite:///{tmp_path / 'new.db'}"
        open_warehouse(new).dispose()
        assert shape(new_url) == shape(new)
        return
    with request.getfixturevalue("postgresql_server").fresh() as new:
        open_warehouse(new).dispose()
        assert shape(new_url) == shape(new)


def test_alembic_finds_nothing_to_change(migrated):
    engine = connect(migrated)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: kind != "table" or name in METADATA.tables}
        )
        found = compare_metadata(context, METADATA)

    assert found == []


def test_migrating_twice_is_migrating_once(migrated):
    again = migrate(migrated)

    assert (again.before, again.after, again.backup) == (w.WAREHOUSE_VERSION, w.WAREHOUSE_VERSION, None)


def test_the_file_is_copied_first_and_no_copy_is_overwritten(tmp_path):
    url = f"sqlite:///{tmp_path / 'warehouse.db'}"
    make_old(url)
    (tmp_path / "warehouse-fassung-1.db").write_bytes(b"older")
    found = migrate(url)

    assert found.backup == tmp_path / "warehouse-fassung-1-2.db"
    assert (tmp_path / "warehouse-fassung-1.db").read_bytes() == b"older"
    with closing(sqlite3.connect(found.backup)) as copy:
        assert copy.execute("SELECT version FROM warehouse_version").fetchall() == [(1,)]
        assert copy.execute("SELECT count(*) FROM school_pupils").fetchall() == [(2,)]


@pytest.mark.parametrize("version", [1, w.WAREHOUSE_VERSION - 1])
def test_an_old_warehouse_is_refused_and_the_command_is_named(new_url, version):
    make_old(new_url, version, "SELECT 1")

    with pytest.raises(WarehouseError, match=rf"hat die Fassung {version}, .* monatsbericht migrate"):
        open_warehouse(new_url)


def test_a_newer_warehouse_is_refused_by_both(engine):
    url = engine.url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(update(w.warehouse_version).values(version=99))

    with pytest.raises(WarehouseError, match="neuer als dieses Programm"):
        open_warehouse(url)
    with pytest.raises(WarehouseError, match="Zurück geht es nicht"):
        migrate(url)


def test_nothing_is_there_to_be_migrated(new_url):
    with pytest.raises(WarehouseError, match="monatsbericht init"):
        migrate(new_url)


def test_an_accident_on_the_way_leaves_everything_as_it_was(new_url, monkeypatch):
    make_old(new_url)
    before, rows = shape(new_url), ask(new_url, "SELECT * FROM school_pupils ORDER BY submission_id")
    monkeypatch.setattr(upgrade, "refresh_dimensions", lambda connection: connection.execute(text("SELECT nothing")))

    with pytest.raises(WarehouseError, match="Er ist unverändert geblieben"):
        migrate(new_url)
    assert shape(new_url) == before
    assert ask(new_url, "SELECT * FROM school_pupils ORDER BY submission_id") == rows


def test_a_row_that_refers_to_nothing_is_not_taken_over_in_silence(tmp_path):
    """Possible on SQLite only, where somebody may have written with foreign keys off."""
    url = f"sqlite:///{tmp_path / 'warehouse.db'}"
    make_old(url)
    with closing(sqlite3.connect(tmp_path / "warehouse.db")) as connection:
        connection.execute("UPDATE school_pupils SET submission_id = 7 WHERE submission_id = 1")
        connection.commit()

    with pytest.raises(WarehouseError, match="in school_pupils verweisen 1 Zeilen auf etwas, das es nicht gibt"):
        migrate(url)
    assert ask(url, "SELECT version FROM warehouse_version") == [(1,)]


def test_nobody_migrates_while_a_run_is_at_work(new_url, monkeypatch):
    make_old(new_url)
    engine = connect(new_url)
    monkeypatch.setattr(upgrade, "exclusive", lambda engine: exclusive(engine, 0.0))

    with exclusive(engine), pytest.raises(BusyError):
        migrate(new_url)


def test_a_disk_without_room_is_named_before_anything_is_written(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'warehouse.db'}"
    make_old(url)
    monkeypatch.setattr(upgrade.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))

    with pytest.raises(WarehouseError, match="freien Plattenplatz, frei sind 0 MB"):
        migrate(url)
    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["warehouse.db"]


def test_a_copy_stays_only_where_something_was_changed(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'warehouse.db'}"
    make_old(url)
    with monkeypatch.context() as patched:
        patched.setattr(upgrade, "run_steps", lambda connection: connection.exec_driver_sql("SELECT * FROM nothing"))
        with pytest.raises(WarehouseError, match="unverändert"):
            migrate(url)

    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["warehouse.db"]
    assert migrate(url).backup == tmp_path / "warehouse-fassung-1.db"


def test_roles_keep_their_rights(postgresql_server):
    """What was granted goes with the tables that are made anew, and is given again in the same transaction."""
    writer, reader = "pipeline_of_migration", "analyst_of_migration"
    with postgresql_server.fresh() as url:
        make_old(url, 2, "SELECT 1")
        grants = (f"GRANT INSERT ON submission TO {writer}", f"GRANT SELECT (state) ON submission TO {reader}")
        roles = (f"CREATE ROLE {writer}", f"CREATE ROLE {reader}")
        postgresql_server.run(*roles, *grants, database=make_url(url).database)
        migrate(url, read_rights)
        may = "SELECT has_table_privilege('{}', '{}', '{}')"

        assert ask(url, may.format(writer, "school_pupils", "INSERT")) == [(True,)]
        assert ask(url, may.format(reader, "indicator_value", "SELECT")) == [(True,)]
        assert ask(url, may.format(reader, "contact", "SELECT")) == [(False,)]
        assert ask(url, may.format(reader, "school_pupils", "INSERT")) == [(False,)]
        for function, expected in (("add_year(text)", False), ("indicator_value_as_of(timestamp)", True)):
            query = f"SELECT has_function_privilege('{reader}', '{function}', 'EXECUTE')"
            assert ask(url, query) == [(expected,)]
    postgresql_server.run(f"DROP ROLE {writer}", f"DROP ROLE {reader}")


@pytest.mark.parametrize("source", ["school_pupils", "current_school_pupils"])
def test_what_somebody_made_of_our_tables_is_not_dropped_with_them(postgresql_server, source):
    with postgresql_server.fresh() as url:
        make_old(url, 2, f"CREATE SCHEMA lab;\nCREATE VIEW lab.mine AS SELECT * FROM {source}")

        with pytest.raises(WarehouseError, match=r"eigene Sichten hängen.*unverändert geblieben"):
            migrate(url)
        assert ask(url, "SELECT count(*) FROM lab.mine") == [(0,)]
        assert ask(url, "SELECT version FROM warehouse_version") == [(2,)]


def test_what_is_not_ours_stays(new_url):
    mine = ["CREATE TABLE mine (number INTEGER)", "INSERT INTO mine VALUES (7)"]
    if new_url.startswith("sqlite"):
        mine.append("CREATE VIEW seen AS SELECT pupils FROM current_school_pupils")
    make_old(new_url, 1, ";\n".join([ROWS, *mine]))
    migrate(new_url)

    assert ask(new_url, "SELECT * FROM mine") == [(7,)]
    if len(mine) > 2:
        assert ask(new_url, "SELECT * FROM seen") == [(100,)]
