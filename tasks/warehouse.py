"""The connection to the warehouse: `open_warehouse(url)` makes it where it is missing, `exclusive` keeps others out.

On top of tasks, for all of them.
"""

import fcntl
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from config.codes import centres, code_list, code_lists
from config.errors import BusyError, WarehouseError
from schemas.store import warehouse as w
from schemas.store.complaint import explain_error
from schemas.store.metadata import METADATA
from schemas.store.stored import as_stored, mend_all

_ADVISORY_LOCK = 5_914_000  # any fixed number; ours is Hagen's AGS


def open_warehouse(url: str) -> Engine:
    """Connect, and create tables, views, code lists and centres where they are missing.

    Raises:
        WarehouseError: the address is wrong, the database cannot be reached, or it has another version.
    """
    engine = connect(url)
    with explained(url), engine.begin() as connection:
        _create_if_missing(connection)
    return engine


def connect(url: str) -> Engine:
    """The way to the database as it is, whatever is in it.

    Raises:
        WarehouseError: the address is none, or the server does not answer.
    """
    with explained(url):
        # No pool: nothing stays open between two transactions, and the lock of `exclusive` ends with its connection.
        engine = create_engine(_with_driver(url), poolclass=NullPool, hide_parameters=True)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
        else:
            engine.connect().close()
        event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
        return engine


@contextmanager
def explained(url: str) -> Iterator[None]:
    """What goes wrong inside is said as WarehouseError."""
    try:
        yield
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise unopened(url, error) from error


def unopened(url: str, error: Exception) -> WarehouseError:
    """What is said of a warehouse that did not answer, whenever that was: of each sentence staff are told."""
    return WarehouseError(f"Der Datenbestand „{shown_url(url)}“ lässt sich nicht öffnen: {explain_error(error)}")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction: all that is written inside is there afterwards, or nothing.

    Raises:
        WarehouseError: the database cannot be written, for lack of disk space for example.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except OperationalError as error:
        raise WarehouseError(
            f"Der Datenbestand lässt sich nicht beschreiben ({explain_error(error)}). Es ist nichts halb gespeichert. "
            "Bitte freien Plattenplatz und Zugriffsrechte prüfen und den Lauf wiederholen (monatsbericht rerun)."
        ) from error


def load_rows(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Many rows at once, past SQLAlchemy, inside the connection's transaction: COPY on PostgreSQL, else one statement.

    Args:
        connection: in a transaction.
        table: where they go.
        names: the columns, in the order of each row's values.
        rows: their values as Python has them.

    Raises:
        DBAPIError: as SQLAlchemy would for a row that the table does not take.
    """
    columns = ", ".join(f'"{name}"' for name in names)
    dialect: Any = connection.dialect
    raw: Any = connection.connection.driver_connection
    try:
        if dialect.name == "postgresql":
            with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(mend_all(row))
            return
        places = ", ".join("?" * len(names))
        statement = f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})'  # noqa: S608 - our own names
        raw.executemany(statement, as_stored(dialect, [table.c[name] for name in names], rows))
    except dialect.loaded_dbapi.Error as error:
        wrapped = DBAPIError.instance(f"COPY {table.name}", None, error, dialect.loaded_dbapi.Error, dialect=dialect)
        raise wrapped from error


@contextmanager
def exclusive(engine: Engine, wait_seconds: float = 60.0) -> Iterator[None]:
    """Let one run at a time change the warehouse; the lock dies with its holder, kill -9 included.

    Raises:
        BusyError: somebody else is still at work after `wait_seconds`.
    """
    take = _file_lock if engine.dialect.name == "sqlite" else _advisory_lock
    with take(engine, time.monotonic() + wait_seconds):
        yield


def shown_url(url: str) -> str:
    """Where the warehouse is; who we are there, and with which password, nobody reads."""
    return url.rsplit("@", 1)[-1].partition("?")[0]


def _with_driver(url: str) -> URL:
    """`postgresql://` means our driver, psycopg 3, and not SQLAlchemy's choice."""
    address = make_url(url)
    return address.set(drivername="postgresql+psycopg") if address.drivername in {"postgresql", "postgres"} else address


def _without_nul(
    _connection: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, is_many: bool
) -> tuple[str, Any]:
    """A file may hold the character NUL anywhere; PostgreSQL takes no text with it, so both engines show ␀."""
    if is_many:
        return statement, [mend_all(one) for one in parameters]
    return statement, mend_all(parameters)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Readers go on while a load writes (WAL); a busy writer is waited for; foreign keys hold."""
    # FULL: what was committed survives a power cut, before a mail is moved or a server is handed one.
    for pragma in ("busy_timeout=30000", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    for left in reversed(range(600)):  # SQLite itself does not wait for another one that is just switching to WAL
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if not left or "locked" not in str(error):
                raise
            time.sleep(0.05)
        else:
            return


def _create_if_missing(connection: Connection) -> None:
    if not _exists(connection):
        _create(connection)
    refuse_other_version(connection)
    refresh_dimensions(connection)


def _exists(connection: Connection) -> bool:
    return bool(connection.dialect.has_table(connection, w.warehouse_version.name))


def _create(connection: Connection) -> None:
    """All tables and views or none: who is killed in between leaves nothing, who comes second waits and finds them."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # else each table would be committed by itself
    else:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK + 1})"))
    if _exists(connection):
        return
    METADATA.create_all(connection)
    make_views(connection)
    connection.execute(insert(w.warehouse_version), [{"version": w.WAREHOUSE_VERSION}])
    _stamp(connection)
    write_comments(connection)


def make_views(connection: Connection) -> None:
    """The views, and on PostgreSQL the functions, on top of tables that have none."""
    for name, query in w.VIEWS.items():
        connection.execute(text(f"CREATE VIEW {name} AS {query}"))
    if connection.dialect.name == "postgresql":
        for statement in chain.from_iterable(w.FUNCTIONS.values()):
            connection.execute(text(statement))


def write_comments(connection: Connection) -> None:
    """Say in the database what everything in it means (SQLite has no comments, a view gets none by itself)."""
    from schemas.store.comments import dictionary_rows, view_comments

    _replace(connection, w.data_dictionary, dictionary_rows())
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(view_comments().replace("%", "%%"))


def _stamp(connection: Connection) -> None:
    """Tell Alembic (tasks.upkeep.migrate) which version the tables have."""
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(
        text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": f"v{w.WAREHOUSE_VERSION:04d}"}
    )


def read_version(connection: Connection) -> int | None:
    """The version of the tables; None where there are none."""
    return connection.scalar(select(w.warehouse_version.c.version)) if _exists(connection) else None


def refuse_other_version(connection: Connection) -> None:
    """Raises WarehouseError where the tables are not those of this program."""
    version = read_version(connection) or 0
    if version == w.WAREHOUSE_VERSION:
        return
    if version < w.OLDEST_VERSION:
        raise WarehouseError(explain_prehistoric(version))
    advice = (
        "Bitte zuerst eine Datensicherung machen und dann umstellen: monatsbericht migrate"
        if version < w.WAREHOUSE_VERSION
        else "Er ist neuer als dieses Programm; bitte das neuere Programm verwenden."
    )
    raise WarehouseError(
        f"Der Datenbestand hat die Fassung {version}, dieses Programm erwartet {w.WAREHOUSE_VERSION}. {advice}"
    )


def explain_prehistoric(version: int) -> str:
    """What to do with a warehouse that was made before the first one that is migrated."""
    return (
        f"Der Datenbestand hat die Fassung {version} und stammt aus der Zeit vor der ersten Veröffentlichung des "
        "Programms; umstellen lässt er sich nicht. Bitte neu beginnen (monatsbericht init --home NEUER_ORDNER) und die "
        "Meldungen dort noch einmal in inbox/ legen. Der alte Ordner bleibt, wie er ist."
    )


def refresh_dimensions(connection: Connection) -> None:
    """Code lists and centres as config has them now; written only where they differ."""
    _replace(connection, w.code, [
        {"list": name, "code": key, "title": title, "position": position, **known.span_of(key)}
        for name, known in ((name, code_list(name)) for name in code_lists())
        for position, (key, title) in enumerate(known.titles.items(), 1)
    ])  # fmt: skip
    if not connection.scalar(select(w.centre.c.centre_id).limit(1)):
        connection.execute(insert(w.centre), centres())


def _replace(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    stored = [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
    wanted = sorted(tuple(row.values()) for row in rows)
    if stored != wanted:
        connection.execute(table.delete())
        connection.execute(insert(table), rows)


@contextmanager
def _file_lock(engine: Engine, until: float) -> Iterator[None]:
    path = Path(f"{engine.url.database}.lock")
    with path.open("w", encoding="utf-8") as file:
        while not _try_file_lock(file.fileno()):
            _wait(until)
        yield


def _try_file_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _advisory_lock(engine: Engine, until: float) -> Iterator[None]:
    with engine.connect() as connection:
        while not connection.scalar(select(text(f"pg_try_advisory_lock({_ADVISORY_LOCK})"))):
            _wait(until)
        yield


def _wait(until: float) -> None:
    if time.monotonic() > until:
        raise BusyError("Ein anderer Lauf arbeitet gerade am Datenbestand. Bitte warten, bis er fertig ist.")
    time.sleep(0.1)
