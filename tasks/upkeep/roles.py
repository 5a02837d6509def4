"""Who may do what on PostgreSQL: `grant_roles(engine, writer, reader, ...)`, and `show_statements` which says how.

`read_rights` keeps what was given when a new version makes tables or views anew.

The writer (pipeline) does what a run does: it reads and writes rows, and makes no tables. The reader (analyst) reads
figures, the bookkeeping and what it means, and nothing that says who wrote or where to reach them: of the closed tables
(schemas.store.shape.CLOSED) nothing, of `submission` neither file name nor remarks, of `finding` not what stood in the
cell or was explained, of `waiver` not who gave it. A password is never an argument: it comes from the environment
and goes to the server as an encrypted word, so that no log of the server has it.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from config.errors import UsageError, WarehouseError
from schemas.store import warehouse as w
from schemas.store.metadata import METADATA
from schemas.store.shape import CLOSED, HIDDEN
from tasks.warehouse import writing

PASSWORDS = {"writer": "MONATSBERICHT_WRITER_PASSWORD", "reader": "MONATSBERICHT_READER_PASSWORD"}
_ROLE = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
# Who has our rights: the writer all of `submission`, a reader its columns but what somebody wrote.
_WRITERS = (
    "SELECT DISTINCT grantee::regrole::text FROM pg_class, aclexplode(relacl) WHERE oid = 'submission'::regclass "
    "AND privilege_type = 'INSERT' AND grantee NOT IN (0, relowner) ORDER BY 1"
)
_READERS = (
    "SELECT DISTINCT grantee::regrole::text FROM pg_attribute, aclexplode(attacl) WHERE attrelid = "
    "'submission'::regclass AND attname = 'state' AND privilege_type = 'SELECT' AND grantee <> 0 ORDER BY 1"
)
_RESERVED = ("postgres", "public", "pg_")


def grant_roles(engine: Engine, writer: str, reader: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Make the two roles where they are missing and give them exactly their rights; returns those that are new.

    Args:
        engine: as the owner of the tables, who may make roles.
        writer: the name of the role that runs.
        reader: the name of the role that reads.
        environment: where their passwords are; without one a role has none, and the server decides who it is.

    Raises:
        UsageError: a name that cannot be one.
        WarehouseError: the warehouse is SQLite, or the connection may not do this.
    """
    _check_names(writer, reader)
    if engine.dialect.name != "postgresql":
        raise WarehouseError(
            "Rollen gibt es nur auf PostgreSQL. Bei SQLite entscheiden die Zugriffsrechte der Datei warehouse.db, wer "
            "sie lesen darf; für die Auswertung bitte ausgeben: monatsbericht export"
        )
    with _explaining(), writing(engine) as connection:
        new = tuple(name for name in (writer, reader) if _make(connection, name))
        for role, name in (("writer", writer), ("reader", reader)):
            _set_password(connection, name, environment.get(PASSWORDS[role], ""))
        database = str(connection.scalar(text("SELECT current_database()")))
        for statement in role_statements(_schema(connection), database, writer, reader):
            connection.execute(text(statement))
    return new


@contextmanager
def _explaining() -> Iterator[None]:
    try:
        yield
    except ProgrammingError as error:
        raise WarehouseError(
            "Die Rechte reichen nicht, um Rollen anzulegen. Bitte mit der Rolle verbinden, der der Datenbestand gehört "
            "und die CREATEROLE darf (MONATSBERICHT_WAREHOUSE_URL), oder die Anweisungen von der Betreuung des Servers "
            "ausführen lassen: monatsbericht roles --show"
        ) from error


def show_statements(url: str, writer: str, reader: str) -> list[str]:
    """What `grant_roles` would run, to be read and run by whoever keeps the server."""
    _check_names(writer, reader)
    made = [f"CREATE ROLE {name} {_ROLE}" for name in (writer, reader)]
    return made + role_statements("public", make_url(url).database or "monatsbericht", writer, reader)


def role_statements(schema: str, database: str, writer: str, reader: str) -> list[str]:
    """The SQL that gives both roles their rights, from none on."""
    statements = [
        f'REVOKE ALL ON SCHEMA "{schema}" FROM PUBLIC',
        f'REVOKE TEMPORARY ON DATABASE "{database}" FROM PUBLIC',
    ]
    for name in (writer, reader):
        statements += [
            f'GRANT CONNECT ON DATABASE "{database}" TO {name}',
            f'REVOKE ALL ON SCHEMA "{schema}" FROM {name}',
            f'GRANT USAGE ON SCHEMA "{schema}" TO {name}',
            f'REVOKE ALL ON ALL TABLES IN SCHEMA "{schema}" FROM {name}',
            f'REVOKE ALL ON ALL FUNCTIONS IN SCHEMA "{schema}" FROM {name}, PUBLIC',
        ]
    return [*statements, *_writes(schema, writer), *_reads(schema, reader)]


def read_rights(connection: Connection) -> list[str]:
    """The SQL that gives every role of ours its rights again once tables or views were made anew (by `migrate`)."""
    if connection.dialect.name != "postgresql":
        return []
    schema = _schema(connection)
    closed = [f'REVOKE ALL ON FUNCTION "{schema}".{name} FROM PUBLIC' for name in _functions()]
    writers = [right for name in connection.scalars(text(_WRITERS)) for right in _writes(schema, name)]
    readers = [right for name in connection.scalars(text(_READERS)) for right in _reads(schema, name)]
    return [*closed, *writers, *readers] if writers or readers else []


def _functions() -> list[str]:
    return ["add_year(text)", *(f"{name}(timestamp)" for name in w.FUNCTIONS)]


def _writes(schema: str, writer: str) -> list[str]:
    tables = [*METADATA.tables, "alembic_version"]
    return [
        *(f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{schema}"."{table}" TO {writer}' for table in tables),
        *(f'GRANT SELECT ON "{schema}"."{view}" TO {writer}' for view in w.VIEWS),
        *(f'GRANT EXECUTE ON FUNCTION "{schema}".{name} TO {writer}' for name in _functions()),
    ]


def _reads(schema: str, reader: str) -> list[str]:
    return [
        *(f'GRANT SELECT ON "{schema}"."{view}" TO {reader}' for view in w.VIEWS),
        *(_readable(schema, name, reader) for name in METADATA.tables if name not in CLOSED),
        *(f'GRANT EXECUTE ON FUNCTION "{schema}".{name}(timestamp) TO {reader}' for name in w.FUNCTIONS),
    ]


def _readable(schema: str, name: str, reader: str) -> str:
    hidden = HIDDEN.get(name, ())
    shown = ", ".join(f'"{column.name}"' for column in METADATA.tables[name].columns if column.name not in hidden)
    return f'GRANT SELECT{f" ({shown})" if hidden else ""} ON "{schema}"."{name}" TO {reader}'


def _check_names(writer: str, reader: str) -> None:
    for name in (writer, reader):
        if not _NAME.fullmatch(name) or name.startswith(_RESERVED):
            raise UsageError(
                f"„{name}“ kann keine Rolle heißen: Kleinbuchstaben, Ziffern und Unterstriche, zum Beispiel pipeline."
            )
    if writer == reader:
        raise UsageError("Wer schreibt und wer nur liest, sind zwei Rollen: bitte zwei Namen angeben.")


def _make(connection: Connection, name: str) -> bool:
    """Make a role that may log in and nothing else; False where it is there already."""
    there = connection.scalar(
        text("SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = :name"), {"name": name}
    )
    if there:
        raise WarehouseError(f"Die Rolle „{name}“ gibt es schon, und sie darf mehr als sie soll. Bitte anders nennen.")
    if there is None:
        connection.execute(text(f"CREATE ROLE {name} {_ROLE}"))
    return there is None


def _set_password(connection: Connection, name: str, password: str) -> None:
    if not password:
        return
    raw = connection.connection.driver_connection
    if raw is None:
        return
    hashed = raw.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    connection.exec_driver_sql(f"ALTER ROLE {name} PASSWORD '{hashed}'")


def _schema(connection: Connection) -> str:
    return str(connection.scalar(text("SELECT current_schema()")))
