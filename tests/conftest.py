"""A warehouse that is there already: creating one takes longer than most tests."""

import os
import shutil

import pytest
from hypothesis import settings

from tasks.warehouse import open_warehouse

# The same examples every time, so that a red run means a changed program; HYPOTHESIS_PROFILE=default looks further.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory):
    path = tmp_path_factory.mktemp("warehouse") / "warehouse.db"
    open_warehouse(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture
def engine(empty_warehouse, tmp_path):
    """An empty warehouse of its own."""
    shutil.copy(empty_warehouse, tmp_path / "warehouse.db")
    made = open_warehouse(f"sqlite:///{tmp_path / 'warehouse.db'}")
    yield made
    made.dispose()
