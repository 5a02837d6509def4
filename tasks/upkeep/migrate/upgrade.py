"""The command `migrate`: `migrate(url)` brings the warehouse to this program's version, all of it or nothing.

A SQLite file is copied beside itself first. Alembic knows which steps are missing; each step is in `versions`. Every
table is made anew and its rows are copied: 8 million rows took 20 seconds on SQLite and 90 on PostgreSQL, and for a
while four times as much room as they have on SQLite, as much again on PostgreSQL.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from config.errors import WarehouseError
from schemas.store import warehouse as w
from schemas.store.complaint import say_why
from tasks.warehouse import connect, describe, exclusive, read_version, refresh_dimensions, stamp

HERE = Path(__file__).parent
ROOM = 4  # times the size of a SQLite file: the copy, the log of the transaction (twice), the new tables
Rights = Callable[
    [Connection], Sequence[str]
]  # which SQL gives everybody's rights again (tasks.upkeep.roles.read_rights)


@dataclass(frozen=True)
class Migrated:
    """From which version to which; `backup` is the copy of a SQLite file as it was."""

    before: int
    after: int
    backup: Path | None


def migrate(url: str, rights: Rights = lambda _: ()) -> Migrated:
    """Bring a warehouse up to date; one that is already stays as it is.

    Args:
        url: its address.
        rights: asked before; what it answers is run at the end, in the same transaction.

    Raises:
        WarehouseError: there is none, it is newer than this program, the disk is too full, or a row does not fit.
        BusyError: a run is at work.
    """
    engine = connect(url)
    try:
        with exclusive(engine):
            before = _ask(engine)
            if before == w.WAREHOUSE_VERSION:
                return Migrated(before, before, None)
            with _copied(engine, before) as backup:
                _upgrade(engine, before, rights)
        return Migrated(before, w.WAREHOUSE_VERSION, backup)
    finally:
        engine.dispose()


def newest() -> str:
    """The newest revision there is a script for."""
    return str(_scripts().get_current_head())


def _ask(engine: Engine) -> int:
    """The version, which must be one that we know."""
    with engine.connect() as connection:
        version = read_version(connection)
    if version is None:
        raise WarehouseError("Es gibt noch keinen Datenbestand, der umzustellen wäre. Ihn legt an: monatsbericht init")
    if version > w.WAREHOUSE_VERSION:
        raise WarehouseError(
            f"Der Datenbestand hat die Fassung {version}, dieses Programm kennt nur Fassungen bis "
            f"{w.WAREHOUSE_VERSION}. Zurück geht es nicht: bitte das neuere Programm verwenden."
        )
    return version


@contextmanager
def _copied(engine: Engine, version: int) -> Iterator[Path | None]:
    """A SQLite file as it is now, under a name that is free; it goes again where the warehouse stays as it is."""
    if engine.dialect.name != "sqlite":
        yield None
        return
    path = Path(str(engine.url.database))
    _need_room(path)
    names = (path.with_name(f"{path.stem}-fassung-{version}{more}{path.suffix}") for more in ("", *_numbers()))
    target = next(name for name in names if not name.exists())
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        yield target
    except (WarehouseError, sqlite3.Error) as error:
        target.unlink(missing_ok=True)
        if isinstance(error, WarehouseError):
            raise
        raise WarehouseError(
            f"Der Datenbestand ließ sich nicht sichern: {say_why(error)}. Er ist unverändert."
        ) from error


def _need_room(path: Path) -> None:
    free, needed = shutil.disk_usage(path.parent).free, path.stat().st_size * ROOM
    if free < needed:
        raise WarehouseError(
            f"Zum Umstellen braucht es etwa {needed / 1e6:.0f} MB freien Plattenplatz, frei sind {free / 1e6:.0f} MB. "
            "Der Datenbestand ist unverändert; bitte Platz schaffen und den Befehl wiederholen."
        )


def _numbers() -> list[str]:
    return [f"-{number}" for number in range(2, 1000)]


def _upgrade(engine: Engine, before: int, rights: Rights) -> None:
    with engine.connect() as connection:
        try:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # tables are replaced one after the other
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # else each table would be committed by itself
            again = rights(connection)
            stamp(connection, before)
            run_steps(connection)
            refresh_dimensions(connection)
            describe(connection)
            for statement in again:
                connection.execute(text(statement))
            connection.commit()
        except SQLAlchemyError as error:
            raise WarehouseError(
                f"Der Datenbestand ließ sich nicht umstellen: {say_why(error)}. Er ist unverändert geblieben. "
                "Bitte die Meldung an die Betreuung des Programms geben."
            ) from error


def run_steps(connection: Connection, to: str = "head") -> None:
    """Run the scripts that are missing up to a revision, in the connection's transaction."""
    scripts = _scripts()

    def missing(revision: object, _: object) -> object:
        return scripts._upgrade_revs(to, revision)  # type: ignore[arg-type]  # noqa: SLF001 - what alembic's own command calls

    context = MigrationContext.configure(connection, opts={"fn": missing, "script": scripts})
    with Operations.context(context):
        context.run_migrations()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(HERE), version_locations=[str(HERE / "versions")])


def reached(connection: Connection) -> str | None:
    """The revision that the warehouse says it has."""
    return connection.scalars(text("SELECT version_num FROM alembic_version")).one_or_none()
