"""The warehouse as one file and back: `dump(engine, folder)`, `load(url, file)`; `copy_warehouse`, to try something on.

SQLite by its own backup, which a writer does not disturb; PostgreSQL by its own programs pg_dump and pg_restore.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Engine, delete, inspect, select

from config.errors import WarehouseError
from schemas.store.metadata import METADATA
from tasks.warehouse import connect, load_rows, open_warehouse

SQLITE, POSTGRESQL = "warehouse.db", "warehouse.dump"
_AT_ONCE = 10_000  # rows that are copied together


def dump(engine: Engine, folder: Path) -> Path:
    """Write the whole warehouse, as it is at one moment, into the folder.

    Raises:
        WarehouseError: pg_dump is missing, or says why it cannot.
    """
    if engine.dialect.name == "sqlite":
        target = folder / SQLITE
        with closing(sqlite3.connect(str(engine.url.database))) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return target
    target = folder / POSTGRESQL
    _run("pg_dump", engine.url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    return target


def copy_warehouse(engine: Engine, file: Path) -> Engine:
    """All rows in a new SQLite file, whichever engine they come from: to try on it what must not happen here."""
    copy = open_warehouse(f"sqlite:///{quote(str(file))}")
    with engine.connect() as source, copy.connect() as target:
        target.exec_driver_sql("PRAGMA foreign_keys=OFF")  # rows come table by table
        for table in METADATA.sorted_tables:
            columns = [column for column in table.columns if column.computed is None]
            target.execute(delete(table))
            rows = source.execute(select(*columns)).partitions(_AT_ONCE)
            for part in rows:
                load_rows(target, table, [column.name for column in columns], map(tuple, part))
        target.commit()
    return copy


def load(url: str, file: Path) -> None:
    """Make the warehouse at that address out of the file.

    Raises:
        WarehouseError: there is something already, the file is of the other engine, or pg_restore says why it cannot.
    """
    engine = connect(url)
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite != (file.name == SQLITE):
        raise WarehouseError(
            f"Die Sicherung enthält einen Datenbestand von {'SQLite' if file.name == SQLITE else 'PostgreSQL'}, "
            "warehouse_url nennt eine andere Art. Bitte die Adresse mit MONATSBERICHT_WAREHOUSE_URL angeben."
        )
    if is_sqlite:
        _place(file, Path(str(engine.url.database)))
        return
    if inspect(engine).get_table_names():
        raise WarehouseError(
            f"In der Datenbank „{engine.url.database}“ sind schon Tabellen. Bitte eine leere angeben "
            "(MONATSBERICHT_WAREHOUSE_URL); überschrieben wird nichts."
        )
    _run(
        "pg_restore", engine.url, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(file)
    )


def _place(file: Path, target: Path) -> None:
    if target.exists():
        raise WarehouseError(f"Die Datei „{target}“ gibt es schon; überschrieben wird nichts.")
    shutil.copyfile(file, target)


def _run(program: str, url: URL, *arguments: str) -> None:
    """One of PostgreSQL's programs; the password goes by the environment, where nobody sees it."""
    path = shutil.which(program)
    if path is None:
        raise WarehouseError(
            f"Für PostgreSQL wird das Programm {program} gebraucht, das auf diesem Rechner fehlt "
            "(Debian: apt-get install postgresql-client). Der Datenbestand wurde nicht gesichert oder zurückgeholt."
        )
    password, query = url.password or url.query.get("password"), url.difference_update_query(["password"]).query
    # Made anew: URL.set(password=None) would keep the password.
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    address = plain.render_as_string(hide_password=False)
    environment = dict(os.environ) | ({"PGPASSWORD": str(password)} if password else {})
    target = ["--dbname", address]
    done = subprocess.run([path, *target, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stderr.strip() or f"Ende mit {done.returncode}").splitlines()[0]
        raise WarehouseError(f"{program} ist gescheitert: {said}")
