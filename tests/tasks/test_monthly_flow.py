"""Whoever looks after a run sees it as a whole: what follows at once is not late yet, what failed is told at once."""

import pytest

from config.errors import IntakeError
from tasks.run import followed as followed_by
from tests.factories import AT


@pytest.fixture
def looks(monkeypatch, tmp_path):
    """How often somebody looked, and the end of a run."""
    # Only here: with Prefect in the process, loggers that other tests use want a flow run.
    from config.settings import load_settings
    from tasks import monthly_flow
    from tasks.run import Run

    seen = []
    monkeypatch.setattr(monthly_flow, "watch", lambda *_: seen.append(1))

    def end(error=None):
        with monthly_flow.looked_after(Run(load_settings(tmp_path), "2026-10", AT, AT)):
            if error:
                raise error
        return len(seen)

    return end


@pytest.fixture
def followed():
    with followed_by(True):
        yield


def test_every_run_is_looked_after_at_its_end(looks):
    assert looks() == 1
    with pytest.raises(IntakeError):
        looks(IntakeError(("a.xlsx",)))
    assert looks() == 3


def test_one_that_another_follows_leaves_it_to_that_unless_it_failed(looks, followed):
    assert looks() == 0
    with pytest.raises(IntakeError):
        looks(IntakeError(("a.xlsx",)))
    assert looks() == 1
