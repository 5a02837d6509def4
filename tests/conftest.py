"""A warehouse that is there already, on each of the two engines: creating one takes longer than most tests."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from tasks.warehouse import open_warehouse
from tests.servers import postgresql

TESTS = Path(__file__).parent

# The same examples every time, so that a red run means a changed program; HYPOTHESIS_PROFILE=default looks further.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# What takes a minute and more, longest first.
LONG = (
    "flows/command/upkeep/test_demo.py",
    "flows/test_year.py",
    "flows/faults/test_faults.py",
    "flows/test_kill.py",
    "flows/server/test_serve.py",
    "flows/test_hostile.py",
    "flows/server/test_internals.py",
    "flows/test_month_played.py",
    "flows/command/work/test_rebuild.py",
    "flows/test_nothing_leaks.py",
    "flows/test_fifth_form.py",
    "flows/test_letter_steps.py",
    "flows/test_sources_kill.py",
    "flows/test_two_engines.py",
    "flows/server/test_worker.py",
    "flows/server/test_server.py",
)


def pytest_collection_modifyitems(items):
    """What takes long comes first, so that in the end no worker is waited for."""
    order = {TESTS / name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path, len(order)))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory, worker_id):
    """A folder of this session that all its workers see."""
    folder = tmp_path_factory.getbasetemp()
    return folder if worker_id == "master" else folder.parent


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory):
    path = tmp_path_factory.mktemp("warehouse") / "warehouse.db"
    open_warehouse(f"sqlite:///{path}").dispose()
    return path


# Quick runs are SQLite's alone.
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]


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


@pytest.fixture(params=ENGINES)
def engine(request):
    """An empty warehouse, on one engine and then on the other."""
    return request.getfixturevalue(f"{request.param}_engine")


@pytest.fixture(params=ENGINES)
def new_url(request, tmp_path):
    """Where there is no warehouse yet, on one engine and then on the other."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'warehouse.db'}"
        return
    with request.getfixturevalue("postgresql_server").fresh() as url:
        yield url
