"""The command `migrate`: `migrate(url)` brings the warehouse to this program's version, all of it or nothing.

A SQLite file is copied beside itself first. Alembic knows which steps are missing; each step is in `versions` and
touches only what changes. Our views and functions are dropped before and made anew afterwards, all in one transaction.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text, update
from sqlalchemy.exc import SQLAlchemyError

from config.errors import WarehouseError
from schemas.store import warehouse as w
from schemas.store.complaint import explain_error
from tasks.upkeep.migrate.derived import drop_derived, make_derived
from tasks.warehouse import connect, exclusive, explain_prehistoric, read_version, refresh_dimensions

HERE = Path(__file__).parent
VERSIONS = (HERE / "versions",)
# Times the size of a SQLite file: the copy, and the log of a step that leaves the rows where they are. One that copies
# the largest table needs 5; a disk that gets full on the way leaves everything as it was.
ROOM = 2
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
        rights: asked before; what it returns is run at the end, in the same transaction.

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
                _upgrade(engine, rights)
        return Migrated(before, w.WAREHOUSE_VERSION, backup)
    finally:
        engine.dispose()


def _ask(engine: Engine) -> int:
    """The version, which must be one that we know."""
    with engine.connect() as connection:
        version = read_version(connection)
    if version is None:
        raise WarehouseError("Es gibt noch keinen Datenbestand, der umzustellen wäre. Ihn legt an: monatsbericht init")
    if version < w.OLDEST_VERSION:
        raise WarehouseError(explain_prehistoric(version))
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
    endings = ("", *(f"-{number}" for number in range(2, 1000)))
    names = (path.with_name(f"{path.stem}-fassung-{version}{ending}{path.suffix}") for ending in endings)
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
            f"Der Datenbestand ließ sich nicht sichern: {explain_error(error)}. Er ist unverändert."
        ) from error


def _need_room(path: Path) -> None:
    free, needed = shutil.disk_usage(path.parent).free, path.stat().st_size * ROOM
    if free < needed:
        raise WarehouseError(
            f"Zum Umstellen braucht es etwa {needed / 1e6:.0f} MB freien Plattenplatz, frei sind {free / 1e6:.0f} MB. "
            "Der Datenbestand ist unverändert; bitte Platz schaffen und den Befehl wiederholen."
        )


def _upgrade(engine: Engine, rights: Rights) -> None:
    with engine.connect() as connection:
        try:
            _begin(connection)
            again = rights(connection)
            drop_derived(connection)
            run_steps(connection)
            connection.execute(update(w.warehouse_version).values(version=w.WAREHOUSE_VERSION))
            make_derived(connection)
            refresh_dimensions(connection)
            for statement in again:
                connection.execute(text(statement))
            _refuse_loose_ends(connection)
            connection.commit()
        except (SQLAlchemyError, CommandError) as error:
            raise WarehouseError(
                f"Der Datenbestand ließ sich nicht umstellen: {explain_error(error)}. Er ist unverändert geblieben. "
                "Bitte die Meldung an die Betreuung des Programms geben."
            ) from error


def _begin(connection: Connection) -> None:
    """One transaction; where SQLite copies a table, others that refer to it or look at it stay as they are."""
    if connection.dialect.name == "sqlite":
        for statement in ("PRAGMA foreign_keys=OFF", "PRAGMA legacy_alter_table=ON", "BEGIN IMMEDIATE"):
            connection.exec_driver_sql(statement)


def _refuse_loose_ends(connection: Connection) -> None:
    """Raise where rows refer to what there is not: SQLite did not look while tables were copied."""
    wrong = connection.execute(text("PRAGMA foreign_key_check")).all() if connection.dialect.name == "sqlite" else []
    if wrong:
        tables = ", ".join(sorted({row[0] for row in wrong}))
        raise WarehouseError(
            f"Der Datenbestand wurde nicht umgestellt: in {tables} verweisen {len(wrong)} Zeilen auf etwas, das es "
            "nicht gibt. Er ist unverändert; bitte die Sicherung aufheben und den Befund melden."
        )


def run_steps(connection: Connection) -> None:
    """Run the scripts that are missing, in the connection's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    places = {"script_location": HERE, "version_locations": "\n".join(map(str, VERSIONS)), "path_separator": "newline"}
    for name, value in places.items():
        config.set_main_option(name, str(value).replace("%", "%%"))
    return config
