"""The flows of a command, one after the other, without a server of Prefect."""

from contextlib import nullcontext

import pytest

from config.errors import IntakeError, LostError, MonatsberichtError
from config.settings import load_settings
from flows.server import execute as module
from flows.server.execute import execute
from tasks.run import IS_FOLLOWED


class Waiting:
    def wait(self):
        """The server is there."""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run flows that give what they are named after, or raise it; returns what each knew of a follower."""
    monkeypatch.setattr(module, "use_server", lambda _: nullcontext(Waiting()))
    known = []

    def make(outcome):
        def flow(**_):
            known.append(IS_FOLLOWED.get())
            if isinstance(outcome, Exception):
                raise outcome
            return {"did": outcome}

        flow.name = str(outcome)
        return flow

    def call(*outcomes):
        flows = [make(one) for one in outcomes]
        loaders = [lambda flow=flow: flow for flow in flows]
        return execute(load_settings(tmp_path), loaders, "2026-10", None, lambda *_: None), known

    call.known = known
    return call


def test_all_but_the_last_know_that_one_follows_and_afterwards_nobody_does(run):
    assert run("a", "b", "c") == ([{"did": "a"}, {"did": "b"}, {"did": "c"}], [True, True, False])
    assert IS_FOLLOWED.get() is False


def test_one_that_did_its_work_but_for_some_files_lets_the_next_run(run):
    with pytest.raises(MonatsberichtError) as caught:
        run(partly(IntakeError(("a.xlsx",)), {"did": "a"}), "b")

    assert caught.value.done == ({"did": "a"}, {"did": "b"})


def test_one_that_failed_ends_it_and_nobody_follows_any_more(run):
    with pytest.raises(MonatsberichtError):
        run(LostError("weg"), "b")

    assert run.known == [True]
    assert IS_FOLLOWED.get() is False


def partly(error, *done):
    error.done = done
    return error
