"""Who may do what on PostgreSQL: `grant_roles(engine, roles, environment)`, and `show_statements` which says how.

`read_rights` keeps what was given when a new version makes tables or views anew.

The roles, and what each of them reads, stand in schemas.store.shape (`ROLES`, `readable_columns`), which the data
dictionary tells, too: the writer does what a run does, and makes no tables; the reader reads figures, and nothing that
says who wrote or where to reach them; the publisher passes reports on and sees no figure, since all are true ones here.
A password is never an argument: it comes from the environment and goes to the server as an encrypted word, so that no
log of the server has it.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from config.errors import UsageError, WarehouseError
from schemas.store import warehouse as w
from schemas.store.metadata import METADATA
from schemas.store.shape import RoleName, readable_columns
from tasks.warehouse import writing

PASSWORDS = {
    "writer": "MONATSBERICHT_WRITER_PASSWORD",
    "reader": "MONATSBERICHT_READER_PASSWORD",
    "publisher": "MONATSBERICHT_PUBLISHER_PASSWORD",
}
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
# And a publisher who let a report go, which a reader does not see.
_PUBLISHERS = (
    "SELECT DISTINCT grantee::regrole::text FROM pg_attribute, aclexplode(attacl) WHERE attrelid = "
    "'publication'::regclass AND attname = 'released_by' AND privilege_type = 'SELECT' AND grantee <> 0 ORDER BY 1"
)
_RESERVED = ("postgres", "public", "pg_")


@dataclass(frozen=True)
class Roles:
    """The names of the role that runs, of the one that reads figures, and of the one that passes reports on."""

    writer: str
    reader: str
    publisher: str

    @property
    def names(self) -> tuple[str, str, str]:
        """All of them."""
        return self.writer, self.reader, self.publisher


def grant_roles(engine: Engine, roles: Roles, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Make the roles where they are missing and give them exactly their rights; returns those that are new.

    Args:
        engine: as the owner of the tables, who may make roles.
        roles: their names.
        environment: where their passwords are; without one a role has none, and the server decides who it is.

    Raises:
        UsageError: a name that cannot be one.
        WarehouseError: the warehouse is SQLite, or the connection may not do this.
    """
    _check_names(roles)
    if engine.dialect.name != "postgresql":
        raise WarehouseError(
            "Rollen gibt es nur auf PostgreSQL. Bei SQLite entscheiden die Zugriffsrechte der Datei warehouse.db, wer "
            "sie lesen darf; für die Auswertung bitte ausgeben: monatsbericht export"
        )
    with _explaining(), writing(engine) as connection:
        new = tuple(name for name in roles.names if _make(connection, name))
        for role, name in asdict(roles).items():
            _set_password(connection, name, environment.get(PASSWORDS[role], ""))
        database = str(connection.scalar(text("SELECT current_database()")))
        for statement in role_statements(_schema(connection), database, roles):
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


def show_statements(url: str, roles: Roles) -> list[str]:
    """What `grant_roles` would run, to be read and run by whoever keeps the server."""
    _check_names(roles)
    made = [f"CREATE ROLE {name} {_ROLE}" for name in roles.names]
    return made + role_statements("public", make_url(url).database or "monatsbericht", roles)


def role_statements(schema: str, database: str, roles: Roles) -> list[str]:
    """The SQL that gives the roles their rights, from none on."""
    statements = [
        f'REVOKE ALL ON SCHEMA "{schema}" FROM PUBLIC',
        f'REVOKE TEMPORARY ON DATABASE "{database}" FROM PUBLIC',
    ]
    for name in roles.names:
        statements += [
            f'GRANT CONNECT ON DATABASE "{database}" TO {name}',
            f'REVOKE ALL ON SCHEMA "{schema}" FROM {name}',
            f'GRANT USAGE ON SCHEMA "{schema}" TO {name}',
            f'REVOKE ALL ON ALL TABLES IN SCHEMA "{schema}" FROM {name}',
            f'REVOKE ALL ON ALL FUNCTIONS IN SCHEMA "{schema}" FROM {name}, PUBLIC',
        ]
    return [
        *statements,
        *_writes(schema, roles.writer),
        *_reads(schema, roles.reader),
        *_passes_on(schema, roles.publisher),
    ]


def read_rights(connection: Connection) -> list[str]:
    """The SQL that gives every role of ours its rights again once tables or views were made anew (by `migrate`)."""
    if connection.dialect.name != "postgresql":
        return []
    schema = _schema(connection)
    closed = [f'REVOKE ALL ON FUNCTION "{schema}".{name} FROM PUBLIC' for name in _functions()]
    writers = [right for name in connection.scalars(text(_WRITERS)) for right in _writes(schema, name)]
    readers = [
        right
        for name in connection.scalars(text(_READERS))
        for right in (f'REVOKE ALL ON ALL TABLES IN SCHEMA "{schema}" FROM {name}', *_reads(schema, name))
    ]
    publishers = [right for name in connection.scalars(text(_PUBLISHERS)) for right in _passes_on(schema, name)]
    rights = [*writers, *readers, *publishers]
    return [*closed, *rights] if rights else []


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
        *_readable(schema, "reader", reader),
        *(f'GRANT EXECUTE ON FUNCTION "{schema}".{name}(timestamp) TO {reader}' for name in w.FUNCTIONS),
    ]


def _passes_on(schema: str, publisher: str) -> list[str]:
    return _readable(schema, "publisher", publisher)


def _readable(schema: str, role: RoleName, name: str) -> list[str]:
    """The right to read each table or view that a role of this kind may see, or some of its columns."""
    rights = []
    for table in (*w.VIEWS, *METADATA.tables):
        columns = readable_columns(role, table)
        listed = ", ".join(f'"{column}"' for column in columns)
        some = "" if columns == readable_columns("writer", table) else f" ({listed})"
        rights += [f'GRANT SELECT{some} ON "{schema}"."{table}" TO {name}'] if columns else []
    return rights


def _check_names(roles: Roles) -> None:
    for name in roles.names:
        if not _NAME.fullmatch(name) or name.startswith(_RESERVED):
            raise UsageError(
                f"„{name}“ kann keine Rolle heißen: Kleinbuchstaben, Ziffern und Unterstriche, zum Beispiel pipeline."
            )
    if len(set(roles.names)) < len(roles.names):
        raise UsageError("Wer schreibt, wer auswertet und wer weitergibt, sind drei Rollen: bitte drei Namen angeben.")


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
