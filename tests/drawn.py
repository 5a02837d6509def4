"""A report that says the same is drawn once in a session of tests, by whichever worker meets it first.

Drawing takes two thirds of a report's time. That the same report gives the same bytes has tests of its own, which draw
it twice (test_render_html and its kind), and a report made by another process is never this one
(tests/flows/test_kill.py).
"""

import hashlib
import pickle

import pytest


@pytest.fixture(scope="session", autouse=True)
def drawn_once(shared_folder, worker_id):
    import tasks.report.month as month_module

    real = month_module.render_files

    def render_files(report):
        kept = shared_folder / f"drawn-{hashlib.sha256(repr(report).encode()).hexdigest()}"
        if not kept.exists():
            draft = kept.with_suffix(f".{worker_id}")
            draft.write_bytes(pickle.dumps(real(report)))
            draft.replace(kept)
        return pickle.loads(kept.read_bytes())  # noqa: S301 - of this session

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(month_module, "render_files", render_files)
        yield
