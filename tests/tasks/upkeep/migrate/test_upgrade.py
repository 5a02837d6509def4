"""An old warehouse becomes what a new one is, with everything that was in it; one that is newer is left alone."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text, update
from sqlalchemy.engine import make_url

from config.errors import BusyError, WarehouseError
from schemas.form.forms import KINDS
from schemas.store import warehouse as w
from schemas.store.metadata import METADATA
from tasks.upkeep.migrate import upgrade
from tasks.upkeep.migrate.upgrade import migrate, run_steps
from tasks.upkeep.migrate.versions import v0008
from tasks.upkeep.roles import read_rights
from tasks.warehouse import connect, exclusive, open_warehouse
from tests.tasks.upkeep.migrate.next_program import pretend
from tests.tasks.upkeep.migrate.next_versions import VERSION as NEXT

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
WHAT_TO_DO = "A table was changed: write a step of the migration, as tasks/upkeep/migrate/__init__.py says."
SHA = "ab" * 32
# What a warehouse may have held: a school with a correction, a daycare that owes, a finding, and a report.
ROWS = f"""
INSERT INTO respondent VALUES ('169468', '05914000', 'school', 'Schule A', 'GG', 'Mitte', 'Stadt', 'public');
INSERT INTO respondent VALUES ('K-05914000-0001', '05914000', 'daycare', 'Kita B', NULL, NULL, NULL, NULL);
INSERT INTO respondent_span VALUES ('169468', '2020-08-01', NULL, NULL);
INSERT INTO contact VALUES ('169468', 'Frau Muster', 'muster@schule.example', NULL);
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
INSERT INTO incoming (incoming_id, source, path, mark, sha256, byte_count, received_at, seen_at, outcome, parts)
  VALUES (1, 'inbox', 'a.xlsx', '{SHA}', '{SHA}', 1000, '2026-11-03 09:00:00', '2026-11-03 09:00:00', 'taken', 1);
INSERT INTO delivery VALUES (1, 'a.xlsx', 1, '2026-11-03 09:00:00');
INSERT INTO "return" (month, respondent_id, form, is_owed, state, submission_id, entered_at, is_late)
  VALUES ('2026-10', '169468', 'school', TRUE, 'accepted', 2, '2026-11-01 06:00:00', FALSE);
INSERT INTO finding (submission_id, number, file, rule, severity, message, hint, answer)
  VALUES (2, 1, 'b.xlsx', 'NUMBER_AS_TEXT', 'information', 'Satz.', 'Hinweis.', 'Stimmt.');
INSERT INTO publication (centre_id, month, version, vintage, content)
  VALUES ('05914000', '2026-10', '1.0', '2026-11-12 06:30:00', '{SHA}');
INSERT INTO meeting_places (month, respondent_id, submission_id, place, open_hours, source_sheet, source_row)
  VALUES ('2026-10', '169468', 2, 'Treff', 40, 'Tabelle 1', 6);
INSERT INTO school_pupils (month, respondent_id, submission_id, grade, pupils, source_sheet, source_row)
  VALUES ('2026-10', '169468', 1, '05', 99, 'Tabelle 1', 6);
INSERT INTO school_pupils (month, respondent_id, submission_id, grade, pupils, source_sheet, source_row)
  VALUES ('2026-10', '169468', 2, '05', 100, 'Tabelle 1', 6)
"""


FUNCTIONS = "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
VIEW_COMMENTS = "SELECT relname, obj_description(oid) FROM pg_class WHERE relkind = 'v' AND relnamespace = 2200"


def make_old(url, rows=ROWS):
    """A warehouse as today's program makes it, which is an old one for the next."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(w, "WAREHOUSE_VERSION", NEXT - 1)
        engine = open_warehouse(url)
    with engine.begin() as connection:
        for statement in rows.split(";\n"):
            connection.exec_driver_sql(statement)
    engine.dispose()


def make_baseline(url):
    """The tables of the baseline as they were frozen, without anything on top of them."""
    engine = connect(url)
    frozen = (HERE / f"baseline_{engine.dialect.name}.sql").read_text(encoding="utf-8")
    with engine.begin() as connection:
        for statement in frozen.split(";\n")[:-1]:
            one_line = re.sub(r"\s+", " ", statement)
            # SQLAlchemy reads the checks of SQLite out of their text, each on a line of its own.
            connection.exec_driver_sql(re.sub(r"(?=CONSTRAINT \w+ )|(?= \)[^)]*$)", "\n", one_line))
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('v{w.OLDEST_VERSION:04d}')")
    return engine


def ask(url, query):
    engine = connect(url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]
    finally:
        engine.dispose()


@pytest.fixture
def next_program(monkeypatch):
    pretend(monkeypatch)


@pytest.fixture
def migrated(new_url, next_program):
    make_old(new_url)
    assert (migrate(new_url).before, reached_of(new_url)) == (NEXT - 1, newest_revision())
    return new_url


@pytest.fixture
def other_url(new_url, tmp_path, request):
    """Where there is no warehouse either, on the same engine."""
    if new_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'other.db'}"
        return
    with request.getfixturevalue("postgresql_server").fresh() as url:
        yield url


def reached_of(url):
    engine = connect(url)
    with engine.connect() as connection:
        return connection.scalars(text("SELECT version_num FROM alembic_version")).one_or_none()


def newest_revision():
    return ScriptDirectory.from_config(upgrade._config()).get_current_head()


def test_the_program_and_its_migrations_are_of_the_same_version():
    assert newest_revision() == f"v{w.WAREHOUSE_VERSION:04d}"


def test_the_frozen_baseline_and_all_steps_give_todays_tables(new_url, other_url):
    """Red? A table was changed: read tasks/upkeep/migrate/__init__.py."""
    engine = make_baseline(new_url)
    with engine.begin() as connection:
        run_steps(connection)
    open_warehouse(other_url).dispose()

    assert tables_of(new_url) == tables_of(other_url), WHAT_TO_DO
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        found = [one for one in compare_metadata(context, METADATA) if "comment" not in str(one[0])]
    assert found == [], WHAT_TO_DO


def is_ours(name, kind, _):
    return kind != "table" or name in METADATA.tables


def test_what_the_next_program_migrates_is_what_it_makes_anew(new_url, other_url):
    """One column, one index, two checks: the same tables, views and comments, and every row still there."""
    make_old(new_url)
    for task, url in (("migrate", new_url), ("open", other_url)):
        command = [sys.executable, "-m", "tests.tasks.upkeep.migrate.next_program", task, url]
        done = subprocess.run(command, cwd=HERE.parents[3], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    assert tables_of(new_url) == tables_of(other_url)
    assert derived_of(new_url) == derived_of(other_url)
    assert "visitors" in str(tables_of(new_url)["school_pupils"]["columns"])
    assert ask(new_url, "SELECT submission_id, pupils, visitors FROM school_pupils ORDER BY 1") == [
        (1, 99, None), (2, 100, None),
    ]  # fmt: skip
    assert ask(new_url, "SELECT place, open_hours FROM current_meeting_places") == [("Treff", 40.0)]
    assert ask(new_url, "SELECT rule, is_settled FROM finding") == [("NUMBER_AS_TEXT", True)]
    if not new_url.startswith("sqlite"):
        assert ask(new_url, "SELECT count(value) FROM indicator_value_as_of('2027-01-01')") == [(3,)]  # and hours open


def test_every_figure_is_still_there(migrated):
    assert ask(migrated, "SELECT submission_id, pupils FROM school_pupils ORDER BY 1") == [(1, 99), (2, 100)]
    assert ask(
        migrated, "SELECT measure, indicator, value FROM indicator_value WHERE value IS NOT NULL ORDER BY 1"
    ) == [("open_hours", None, 40.0), ("pupils", "S01", 100.0), ("rows", "V02", 1.0)]
    assert ask(migrated, "SELECT name, email, phone FROM contact") == [("Frau Muster", "muster@schule.example", None)]
    assert ask(migrated, "SELECT submission_id, rule, subject FROM finding") == [(2, "NUMBER_AS_TEXT", None)]


def test_it_can_be_opened_and_the_code_lists_are_todays(new_url, next_program):
    make_old(new_url)
    engine = connect(new_url)
    with engine.begin() as connection:
        connection.execute(update(w.code).where(w.code.c.list == "kind").values(title="alt"))
    migrate(new_url)
    open_warehouse(new_url).dispose()

    assert ask(new_url, "SELECT count(*) FROM code WHERE list = 'kind' AND title <> 'alt'") == [(len(KINDS),)]
    assert ask(new_url, "SELECT count(*) FROM centre") == [(54,)]


def tables_of(url):
    """Everything that an engine knows of its tables and their indexes, whatever the order of the columns."""
    engine = connect(url)
    there, found = inspect(engine), {}
    for name in there.get_table_names():
        if re.search(r"_\d{4}$", name) or name == "alembic_version":
            continue  # partitions come with the facts
        found[name] = {
            "columns": sorted(describe_column(column) for column in there.get_columns(name)),
            "key": there.get_pk_constraint(name),
            "foreign": sorted(map(str, there.get_foreign_keys(name))),
            "unique": sorted(map(str, there.get_unique_constraints(name))),
            "checks": sorted(str(one["sqltext"]) + str(one["name"]) for one in there.get_check_constraints(name)),
            "indexes": sorted(map(describe_index, there.get_indexes(name))),
        }
    kinds = (
        "SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        if engine.dialect.name == "sqlite"
        else "SELECT relname, pg_get_partkeydef(oid), relkind FROM pg_class WHERE relkind IN ('r', 'p') "
        "AND relnamespace = 2200 AND relname !~ '_[0-9]{4}$'"
    )
    engine.dispose()
    return found | {"kinds": sorted(map(str, ask(url, kinds)))}


def derived_of(url):
    """Views, functions and comments: what follows from the tables."""
    engine = connect(url)
    there = inspect(engine)
    views = {name: sorted(re.findall(r"\w+", there.get_view_definition(name))) for name in there.get_view_names()}
    found = {"views": views, "dictionary": sorted(ask(url, "SELECT * FROM data_dictionary"))}
    if engine.dialect.supports_comments:
        found["functions"] = sorted(ask(url, FUNCTIONS))
        found["comments"] = sorted(map(str, ask(url, VIEW_COMMENTS)))
        found["tables"] = {
            name: (there.get_table_comment(name), {one["name"]: one["comment"] for one in there.get_columns(name)})
            for name in METADATA.tables
        }
    engine.dispose()
    return found


def everything_of(url):
    return tables_of(url), derived_of(url)


def describe_column(column):
    return str({key: value for key, value in column.items() if key != "comment"} | {"type": str(column["type"])})


def describe_index(index):
    conditions = {key: str(value) for key, value in index.get("dialect_options", {}).items()}
    return str({**index, "dialect_options": conditions})


def drop_columns_of_version_8(url):
    """What a warehouse of an earlier version does not have."""
    with connect(url).connect() as connection:
        for statement in ("PRAGMA legacy_alter_table=ON", "BEGIN"):
            connection.exec_driver_sql(statement)
        operations = Operations(MigrationContext.configure(connection))
        for table, column in v0008.ASKED_LATER:
            with operations.batch_alter_table(table) as batch:
                batch.drop_constraint(f"ck_{table}_{column}_not_negative", type_="check")
                batch.drop_column(column)
        connection.commit()


def test_the_views_of_version_6_are_made_anew(tmp_path):
    """A warehouse came to version 6 with views that said of medians that they are free."""
    url, other = (f"sqlite:///{tmp_path / name}" for name in ("warehouse.db", "other.db"))
    for one in (url, other):
        open_warehouse(one).dispose()
    with closing(sqlite3.connect(tmp_path / "warehouse.db")) as connection:
        (made,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'indicator_value'").fetchone()
        old = made.replace("'N' AS conf_status", "'F' AS conf_status")
        later = ("shadow_finding", "backtest", "replay", "recommendations", "kim_cases", "kim_posts")
        newer = [f"DROP TABLE {name}" for name in later]
        for statement in ("DROP VIEW indicator_value", old, *newer, "UPDATE warehouse_version SET version = 6"):
            connection.execute(statement)
        connection.execute("UPDATE alembic_version SET version_num = 'v0006'")
        connection.commit()
    drop_columns_of_version_8(url)
    assert derived_of(url) != derived_of(other)

    assert (migrate(url).before, reached_of(url)) == (6, newest_revision())

    assert derived_of(url) == derived_of(other)


def test_migrating_twice_is_migrating_once(migrated):
    again = migrate(migrated)

    assert (again.before, again.after, again.backup) == (NEXT, NEXT, None)


def test_the_file_is_copied_first_and_no_copy_is_overwritten(tmp_path, next_program):
    url = f"sqlite:///{tmp_path / 'warehouse.db'}"
    make_old(url)
    name = f"warehouse-fassung-{NEXT - 1}"
    (tmp_path / f"{name}.db").write_bytes(b"older")
    found = migrate(url)

    assert found.backup == tmp_path / f"{name}-2.db"
    assert (tmp_path / f"{name}.db").read_bytes() == b"older"
    with closing(sqlite3.connect(found.backup)) as copy:
        assert copy.execute("SELECT version FROM warehouse_version").fetchall() == [(NEXT - 1,)]
        assert copy.execute("SELECT count(*) FROM school_pupils").fetchall() == [(2,)]


def test_an_old_warehouse_is_refused_and_the_command_is_named(new_url, next_program):
    make_old(new_url)

    with pytest.raises(WarehouseError, match=rf"hat die Fassung {NEXT - 1}, .* monatsbericht migrate"):
        open_warehouse(new_url)


def test_a_warehouse_from_before_the_baseline_is_refused_by_both_and_it_is_said_how_to_go_on(engine):
    url = engine.url.render_as_string(hide_password=False)
    with engine.begin() as connection:
        connection.execute(update(w.warehouse_version).values(version=w.OLDEST_VERSION - 1))

    for door in (open_warehouse, migrate):
        with pytest.raises(WarehouseError, match=r"vor der ersten Veröffentlichung.*init --home NEUER_ORDNER"):
            door(url)


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


def test_an_accident_on_the_way_leaves_everything_as_it_was(new_url, monkeypatch, next_program):
    make_old(new_url)
    before, rows = everything_of(new_url), ask(new_url, "SELECT * FROM school_pupils ORDER BY submission_id")
    monkeypatch.setattr(upgrade, "refresh_dimensions", lambda connection: connection.execute(text("SELECT nothing")))

    with pytest.raises(WarehouseError, match="Er ist unverändert geblieben"):
        migrate(new_url)
    assert everything_of(new_url) == before
    assert ask(new_url, "SELECT * FROM school_pupils ORDER BY submission_id") == rows


def test_a_row_that_refers_to_nothing_is_not_taken_over_in_silence(tmp_path, next_program):
    """Possible on SQLite only, where somebody may have written with foreign keys off."""
    url = f"sqlite:///{tmp_path / 'warehouse.db'}"
    make_old(url)
    with closing(sqlite3.connect(tmp_path / "warehouse.db")) as connection:
        connection.execute("UPDATE school_pupils SET submission_id = 7 WHERE submission_id = 1")
        connection.commit()

    with pytest.raises(WarehouseError, match="in school_pupils verweisen 1 Zeilen auf etwas, das es nicht gibt"):
        migrate(url)
    assert ask(url, "SELECT version FROM warehouse_version") == [(NEXT - 1,)]


def test_nobody_migrates_while_a_run_is_at_work(new_url, monkeypatch, next_program):
    make_old(new_url)
    engine = connect(new_url)
    monkeypatch.setattr(upgrade, "exclusive", lambda engine: exclusive(engine, 0.0))

    with exclusive(engine), pytest.raises(BusyError):
        migrate(new_url)


def test_a_disk_without_room_is_named_before_anything_is_written(tmp_path, monkeypatch, next_program):
    url = f"sqlite:///{tmp_path / 'warehouse.db'}"
    make_old(url)
    monkeypatch.setattr(upgrade.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))

    with pytest.raises(WarehouseError, match="freien Plattenplatz, frei sind 0 MB"):
        migrate(url)
    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["warehouse.db"]


def test_a_copy_stays_only_where_something_was_changed(tmp_path, monkeypatch, next_program):
    url = f"sqlite:///{tmp_path / 'warehouse.db'}"
    make_old(url)
    with monkeypatch.context() as patched:
        patched.setattr(upgrade, "run_steps", lambda connection: connection.exec_driver_sql("SELECT * FROM nothing"))
        with pytest.raises(WarehouseError, match="unverändert"):
            migrate(url)

    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["warehouse.db"]
    assert migrate(url).backup == tmp_path / f"warehouse-fassung-{NEXT - 1}.db"


def test_roles_keep_their_rights(postgresql_server, next_program):
    """What was granted goes with the tables that are made anew, and is given again in the same transaction."""
    writer, reader = "pipeline_of_migration", "analyst_of_migration"
    with postgresql_server.fresh() as url:
        make_old(url, "SELECT 1")
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


def test_a_view_of_somebody_on_a_view_of_ours_is_not_dropped_with_it(postgresql_server, next_program):
    with postgresql_server.fresh() as url:
        make_old(url, "CREATE SCHEMA lab;\nCREATE VIEW lab.mine AS SELECT * FROM current_school_pupils")

        with pytest.raises(WarehouseError, match=r"eigene Sichten hängen.*unverändert geblieben"):
            migrate(url)
        assert ask(url, "SELECT count(*) FROM lab.mine") == [(0,)]
        assert ask(url, "SELECT version FROM warehouse_version") == [(NEXT - 1,)]


def test_what_is_not_ours_stays(new_url, next_program):
    """A view on a table of ours, too; on SQLite also one on a view of ours."""
    mine = ["CREATE TABLE mine (number INTEGER)", "INSERT INTO mine VALUES (7)"]
    mine.append("CREATE VIEW of_school_pupils AS SELECT month FROM school_pupils")
    if new_url.startswith("sqlite"):
        mine.append("CREATE VIEW seen AS SELECT pupils FROM current_school_pupils")
        mine.append("CREATE VIEW places AS SELECT place FROM meeting_places")
    make_old(new_url, ";\n".join([ROWS, *mine]))
    migrate(new_url)

    assert ask(new_url, "SELECT * FROM mine") == [(7,)]
    assert ask(new_url, "SELECT * FROM of_school_pupils") == [("2026-10",), ("2026-10",)]
    if new_url.startswith("sqlite"):
        assert ask(new_url, "SELECT * FROM seen") == [(100,)]
        assert ask(new_url, "SELECT * FROM places") == [("Treff",)]
