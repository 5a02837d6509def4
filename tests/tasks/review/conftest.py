"""Two years of a small city, published once for all tests; each gets a copy."""

import shutil

import pytest

from tests.factories_review import publish_city


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    return publish_city(tmp_path_factory.mktemp("review") / "hagen")


@pytest.fixture
def home(published, tmp_path):
    shutil.copytree(published, tmp_path / "hagen")
    return tmp_path / "hagen"
