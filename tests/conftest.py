"""A warehouse that is there already, on each of the two engines: creating one takes longer than most tests."""

import os
import shutil

import pytest
from hypothesis import settings

from tasks.warehouse import open_warehouse
from tests.servers import postgresql

# The same examples every time, so that a red run means a changed program; HYPOTHESIS_PROFILE=default looks further.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory):
    path = tmp_path_factory.mktemp("warehouse") / "warehouse.db"
    open_warehouse(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_server():
    with postgresql.server() as running:
        yield running


@pytest.fixture(scope="session")
def postgresql_warehouse(postgresql_server):
    return postgresql.Warehouse(postgresql_server)


@pytest.fixture
def sqlite_engine(empty_warehouse, tmp_path):
    """An empty warehouse of its own, in a file."""
    shutil.copy(empty_warehouse, tmp_path / "warehouse.db")
    made = open_warehouse(f"sqlite:///{tmp_path / 'warehouse.db'}")
    yield made
    made.dispose()


@pytest.fixture
def postgresql_engine(postgresql_warehouse):
    """An empty warehouse on the server that all tests share."""
    made = open_warehouse(postgresql_warehouse.url)
    yield made
    made.dispose()
    postgresql_warehouse.empty()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request):
    """An empty warehouse, on one engine and then on the other."""
    return request.getfixturevalue(f"{request.param}_engine")


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request, tmp_path):
    """Where there is no warehouse yet, on one engine and then on the other."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'warehouse.db'}"
        return
    with request.getfixturevalue("postgresql_server").fresh() as url:
        yield url
