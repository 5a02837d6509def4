"""Make the tables of a version and take the rows over. Ways in: `create(connection, number)`, `rebuild(...)`.

Old tables are moved aside, the new ones made from the version's frozen SQL, the rows copied, the old tables dropped: so
that keys, checks and partitions come out as in a new warehouse, which ALTER cannot do on SQLite. It is one transaction.
"""

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, inspect, text

from config.errors import WarehouseError
from tasks.upkeep.migrate.freeze import read_ddl

OLD = "before_"


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
    """Put every table out of the way and drop our views and functions; answers the tables' names.

    What others made is theirs: where it depends on ours, PostgreSQL refuses, and nothing is changed.
    """
    there = inspect(connection)
    ours = _made(connection, "TABLE")
    names = [name for name in there.get_table_names() if re.sub(r"_\d{4}$", "", name) in ours]  # with partitions
    _drop_made(connection)
    if _is_postgresql(connection):
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


def _made(connection: Connection, kind: str) -> list[str]:
    """What of a kind (TABLE, VIEW, FUNCTION) the old version made, and nobody else."""
    version = int(connection.scalar(text("SELECT version FROM warehouse_version")) or 0)
    statements = "\n".join(read_ddl(version, connection.dialect.name))
    return re.findall(rf'^CREATE {kind} "?(\w+)', statements, re.MULTILINE)


def _drop_made(connection: Connection) -> None:
    if _is_postgresql(connection):
        query = (
            "SELECT oid::regprocedure FROM pg_proc "
            "WHERE proname = ANY(:names) AND pronamespace = current_schema()::regnamespace"
        )
        for function in connection.scalars(text(query), {"names": _made(connection, "FUNCTION")}).all():
            connection.execute(text(f"DROP FUNCTION {function}"))
    for name in reversed(_made(connection, "VIEW")):  # the later ones stand on the earlier
        connection.execute(text(f'DROP VIEW IF EXISTS "{name}"'))


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
        connection.execute(text(f"DROP TABLE {', '.join(aside_name(connection, name) for name in names)}"))
        connection.execute(text(f"DROP SCHEMA {OLD}"))
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
