"""The command `migrate`: `migrate(url)` brings the warehouse to this program's version, all of it or nothing.

A SQLite file is copied beside itself first. Alembic knows which steps are missing; each step is in `versions`.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from config.errors import WarehouseError
from schemas import warehouse as w
from tasks.warehouse import connect, describe, exclusive, read_version, refresh_dimensions, say_why, stamp

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Migrated:
    """From which version to which; `backup` is the copy of a SQLite file as it was."""

    before: int
    after: int
    backup: Path | None


def migrate(url: str) -> Migrated:
    """Bring a warehouse up to date; one that is already stays as it is.

    Raises:
        WarehouseError: there is none, it is newer than this program, or a row cannot be taken over.
        BusyError: a run is at work.
    """
    engine = connect(url)
    try:
        with exclusive(engine):
            before = _ask(engine)
            if before == w.WAREHOUSE_VERSION:
                return Migrated(before, before, None)
            backup = _copy(engine, before)
            _upgrade(engine, before)
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


def _copy(engine: Engine, version: int) -> Path | None:
    """A SQLite file as it is now, under a name that is free."""
    if engine.dialect.name != "sqlite":
        return None
    path = Path(str(engine.url.database))
    names = (path.with_name(f"{path.stem}-fassung-{version}{more}{path.suffix}") for more in ("", *_numbers()))
    target = next(name for name in names if not name.exists())
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return target


def _numbers() -> list[str]:
    return [f"-{number}" for number in range(2, 1000)]


def _upgrade(engine: Engine, before: int) -> None:
    with engine.connect() as connection:
        try:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # tables are replaced one after the other
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # else each table would be committed by itself
            stamp(connection, before)
            run_steps(connection)
            refresh_dimensions(connection)
            describe(connection)
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
