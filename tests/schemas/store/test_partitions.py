"""Facts of a year that is new to PostgreSQL: their partitions come by themselves, whoever else is at work."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from config.errors import WarehouseError
from schemas.store.partitions import add_years, level_years
from schemas.store.warehouse import FACTS
from tasks.warehouse import writing
from tests.factories import enter_respondents, keep, make_reading


def partitions(engine):
    query = "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' AND relname ~ '_[0-9]{4}$'"
    with engine.connect() as connection:
        return set(connection.scalars(text(query)))


@pytest.fixture
def new_year(postgresql_engine):
    """A year of which there is nothing yet, and at the end nothing any more."""
    year = "2041"
    assert not any(name.endswith(year) for name in partitions(postgresql_engine))
    yield year
    with postgresql_engine.begin() as connection:
        for name in FACTS:
            connection.execute(text(f"DROP TABLE IF EXISTS {name}_{year}"))


def test_a_return_of_a_new_year_finds_its_partition(postgresql_engine, new_year):
    enter_respondents(postgresql_engine)
    keep(postgresql_engine, make_reading(month=f"{new_year}-01"))

    assert {f"{name}_{new_year}" for name in FACTS} <= partitions(postgresql_engine)
    with postgresql_engine.connect() as connection:
        found = connection.scalars(text("SELECT DISTINCT tableoid::regclass::text FROM school_pupils")).all()
    assert found == [f"school_pupils_{new_year}"]


def test_several_may_begin_a_year_at_once(postgresql_engine, new_year):
    together, errors = Barrier(4), []

    def begin():
        try:
            together.wait()
            with writing(postgresql_engine) as connection:
                add_years(connection, {f"{new_year}-01"})
        except Exception as error:  # noqa: BLE001 - told below
            errors.append(error)

    threads = [Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not errors
    assert {f"{name}_{new_year}" for name in FACTS} <= partitions(postgresql_engine)


def test_a_reader_who_never_ends_is_named(postgresql_engine, new_year):
    with postgresql_engine.begin() as connection:
        connection.execute(text("ALTER FUNCTION add_year(text) SET lock_timeout = '200ms'"))
    try:
        with postgresql_engine.connect() as reader:
            reader.execute(text("SELECT count(*) FROM school_pupils"))
            words = "eine Auswertung hält die Tabellen gesperrt"
            with pytest.raises(WarehouseError, match=words), writing(postgresql_engine) as connection:
                add_years(connection, {f"{new_year}-01"})
    finally:
        with postgresql_engine.begin() as connection:
            connection.execute(text("ALTER FUNCTION add_year(text) SET lock_timeout = '60s'"))


def test_a_table_that_came_later_gets_the_years_of_the_others(postgresql_engine, new_year):
    with postgresql_engine.begin() as connection:
        add_years(connection, {f"{new_year}-01"})
        connection.execute(text(f"DROP TABLE recommendations_{new_year}"))
    assert f"recommendations_{new_year}" not in partitions(postgresql_engine)

    with postgresql_engine.begin() as connection:
        level_years(connection)

    assert {f"{name}_{new_year}" for name in FACTS} <= partitions(postgresql_engine)
