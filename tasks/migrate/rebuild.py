"""Make the tables of a version and take the rows over. Ways in: `create(connection, number)`, `rebuild(...)`.

Old tables are moved aside, the new ones made from the version's frozen SQL, the rows copied, the old tables dropped: so
that keys, checks and partitions come out as in a new warehouse, which ALTER cannot do on SQLite. It is one transaction.
"""

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, inspect, text

from config.errors import WarehouseError
from tasks.migrate.freeze import read_ddl

OLD = "before_"
_KEPT = {"alembic_version"}


def create(connection: Connection, number: int) -> None:
    """The tables and views of a version, and its number."""
    for statement in read_ddl(number, connection.dialect.name):
        connection.exec_driver_sql(statement.replace("%", "%%") if _is_postgresql(connection) else statement)
    connection.execute(text("DELETE FROM warehouse_version"))
    connection.execute(text("INSERT INTO warehouse_version (version) VALUES (:version)"), {"version": number})


def rebuild(connection: Connection, number: int, fill: Mapping[str, Mapping[str, str]]) -> None:
    """From the tables there are to those of a version; every row stays.

    Args:
        connection: in a transaction, on SQLite with foreign keys switched off.
        number: the version.
        fill: table -> column -> SQL over the old row `o`, for what is not simply taken over.

    Raises:
        WarehouseError: rows refer to what there is not; the transaction must be given up.
    """
    old = move_aside(connection)
    create(connection, number)
    _add_years(connection)
    for name, _ in inspect(connection).get_sorted_table_and_fkc_names():
        if name in old and name != "warehouse_version":
            copy_rows(connection, name, fill.get(name, {}))
    drop_old(connection, old)


def move_aside(connection: Connection) -> list[str]:
    """Put every table out of the way and drop the views; answers the tables' names."""
    there = inspect(connection)
    names = [name for name in there.get_table_names() if name not in _KEPT]
    for view in there.get_view_names():
        connection.execute(text(f'DROP VIEW IF EXISTS "{view}"{" CASCADE" if _is_postgresql(connection) else ""}'))
    if _is_postgresql(connection):
        _drop_functions(connection)
        connection.execute(text(f"CREATE SCHEMA {OLD}"))
        for name in names:
            connection.execute(text(f'ALTER TABLE "{name}" SET SCHEMA {OLD}'))
        parts = set(connection.scalars(text("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")))
        return [name for name in names if name not in parts]  # whose rows are the whole table's
    connection.execute(text("PRAGMA legacy_alter_table=ON"))  # else other tables' references would follow
    for name in names:
        for index in there.get_indexes(name):
            connection.execute(text(f'DROP INDEX "{index["name"]}"'))
        connection.execute(text(f'ALTER TABLE "{name}" RENAME TO "{OLD}{name}"'))
    return names


def _drop_functions(connection: Connection) -> None:
    """Those that the old version made, and nobody else's."""
    version = connection.scalar(text("SELECT version FROM warehouse_version"))
    statements = "\n".join(read_ddl(int(version or 0), "postgresql"))
    names = sorted(set(re.findall(r"^CREATE (?:OR REPLACE )?FUNCTION (\w+)", statements, re.MULTILINE)))
    query = (
        "SELECT oid::regprocedure FROM pg_proc "
        "WHERE proname = ANY(:names) AND pronamespace = current_schema()::regnamespace"
    )
    for function in connection.scalars(text(query), {"names": names}).all():
        connection.execute(text(f"DROP FUNCTION {function} CASCADE"))


def _add_years(connection: Connection) -> None:
    """Make the partitions for what is about to be copied, if the version has any."""
    if not (_is_postgresql(connection) and connection.scalar(text("SELECT to_regproc('add_year')"))):
        return
    years = text(f"SELECT DISTINCT substr(month, 1, 4) FROM {OLD}.submission WHERE month IS NOT NULL ORDER BY 1")  # noqa: S608
    for year in connection.scalars(years).all():
        connection.execute(text("SELECT add_year(:year)"), {"year": year})


def copy_rows(connection: Connection, name: str, fill: Mapping[str, str], source: str | None = None) -> None:
    """Take the rows of an old table over into the new one of the same name."""
    there = inspect(connection)
    aside = {"schema": OLD} if _is_postgresql(connection) else {}
    before = {column["name"] for column in there.get_columns(name if aside else OLD + name, **aside)}
    wanted = [column["name"] for column in there.get_columns(name) if "computed" not in column]
    taken = {column: fill.get(column, f'o."{column}"') for column in wanted if column in fill or column in before}
    columns, values = ", ".join(f'"{column}"' for column in taken), ", ".join(taken.values())
    rows = source or aside_name(connection, name)
    statement = f'INSERT INTO "{name}" ({columns}) SELECT {values} FROM {rows} o'  # noqa: S608 - our own names
    connection.execute(text(statement))


def aside_name(connection: Connection, name: str) -> str:
    """How an old table is called while the new ones are filled."""
    return f'{OLD}."{name}"' if _is_postgresql(connection) else f'"{OLD}{name}"'


def drop_old(connection: Connection, names: Iterable[str]) -> None:
    """Let go of what was moved aside, once every reference is right."""
    if _is_postgresql(connection):
        connection.execute(text(f"DROP SCHEMA {OLD} CASCADE"))
        return
    for name in names:
        connection.execute(text(f'DROP TABLE "{OLD}{name}"'))
    connection.execute(text("PRAGMA legacy_alter_table=OFF"))
    wrong = connection.execute(text("PRAGMA foreign_key_check")).all()
    if wrong:
        tables = ", ".join(sorted({row[0] for row in wrong}))
        raise WarehouseError(
            f"Der Datenbestand wurde nicht umgestellt: in {tables} verweisen {len(wrong)} Zeilen auf etwas, das es "
            "nicht gibt. Er ist unverändert; bitte die Sicherung aufheben und den Befund melden."
        )


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
