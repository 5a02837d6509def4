"""Whoever looks after a run sees it as a whole: what follows at once is not late yet, what failed is told at once."""

import contextlib

import pytest

from config.errors import IntakeError
from tasks.run import followed as followed_by
from tests.factories import AT, enter_submission, make_reading


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


@pytest.mark.parametrize("error", [None, IntakeError(("a.xlsx",))], ids=["well", "failed"])
def test_a_run_notes_how_far_the_warehouse_got_however_it_ended(sqlite_engine, error):
    from tasks.monthly_flow import marking

    enter_submission(sqlite_engine, make_reading())
    result = {}
    url = sqlite_engine.url.render_as_string(hide_password=False)
    with contextlib.suppress(IntakeError), marking(url, result):
        enter_submission(sqlite_engine, make_reading())
        if error:
            raise error

    assert result == {"latest": 2, "mails": 0, "decisions": 0}


def test_a_warehouse_that_cannot_be_read_at_the_end_hides_nothing_of_what_the_run_met(tmp_path):
    from tasks.monthly_flow import marking

    (tmp_path / "warehouse.db").write_bytes(b"no database" * 1000)
    result = {}
    with pytest.raises(IntakeError), marking(f"sqlite:///{tmp_path}/warehouse.db", result):
        raise IntakeError(("a.xlsx",))

    assert result == {}


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
