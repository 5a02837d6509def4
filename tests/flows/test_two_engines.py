"""The same month taken in on SQLite and on PostgreSQL: every table and every view holds the same."""

import os
import shutil

import pytest
from sqlalchemy import text

from config.settings import load_settings
from schemas.store import warehouse as w
from schemas.store.metadata import METADATA
from tests.factories_city import everything, prepare, run_month

SORTED = {"indicator_value": 17, "school_pupils": 9}  # by so many columns


def in_order(name, most):
    """Where nothing stands, each engine has its own habit."""
    order = ", ".join(f"{number} NULLS FIRST" for number in range(1, most + 1))
    return f"SELECT * FROM {name} ORDER BY {order}"


@pytest.fixture(scope="module")
def both(tmp_path_factory, postgresql_server):
    """(content of SQLite, content of PostgreSQL, folder of each home)"""
    folder = tmp_path_factory.mktemp("engines")
    prepare(folder / "sqlite")
    shutil.copytree(folder / "sqlite", folder / "postgresql", ignore=lambda *_: ["inbox"])
    # The very same files: a known one is told by its number on the disk too.
    shutil.copytree(folder / "sqlite" / "inbox", folder / "postgresql" / "inbox", copy_function=os.link)
    tables = {name: table.select() for name, table in METADATA.tables.items()}
    views = {name: text(f"SELECT * FROM {name}") for name in w.VIEWS}
    ordered = {f"{name} in order": text(in_order(name, most)) for name, most in SORTED.items()}
    with postgresql_server.fresh() as server_url:
        urls = {"sqlite": f"sqlite:///{folder / 'warehouse.db'}", "postgresql": server_url}
        found = {}
        for name, url in urls.items():
            run_month(load_settings(folder / name), url).dispose()
            found[name] = {what: sorted(rows) for what, rows in everything(url, tables | views).items()}
            found[name] |= everything(url, ordered)
    return found["sqlite"], found["postgresql"], folder


@pytest.mark.slow
@pytest.mark.parametrize("name", [*METADATA.tables, *w.VIEWS, *(f"{view} in order" for view in SORTED)])
def test_both_hold_the_same(both, name):
    sqlite, postgresql, _ = both

    assert sqlite[name] == postgresql[name]


@pytest.mark.slow
def test_it_was_a_real_month(both):
    sqlite, _, _ = both

    assert len(sqlite["submission"]) > 50
    assert len(sqlite["indicator_value"]) > 1_000
    assert sqlite["outbox"]
    assert len(sqlite["publication"]) >= 1


@pytest.mark.slow
def test_the_reports_are_the_same_byte_for_byte(both):
    _, _, folder = both
    reports = [
        {
            str(path.relative_to(home / "reports")): path.read_bytes()
            for path in (home / "reports").rglob("*")
            if path.is_file()
        }
        for home in (folder / "sqlite", folder / "postgresql")
    ]

    assert reports[0]
    assert reports[0] == reports[1]
