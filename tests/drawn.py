"""A report that says the same is drawn once in a session of tests: drawing takes two thirds of a report's time.

That the same report gives the same bytes has tests of its own, which draw it twice (test_render_html and its kind), and
a report made by another process is never this one (tests/flows/test_kill.py).
"""

from functools import lru_cache

import pytest


@pytest.fixture(scope="session", autouse=True)
def drawn_once():
    import tasks.report.month as month_module

    real, reports = month_module.render_files, {}

    @lru_cache(maxsize=30)
    def draw(said):
        return real(reports.pop(said))

    def render_files(report):
        said = repr(report)
        reports[said] = report
        try:
            return dict(draw(said))
        finally:
            reports.clear()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(month_module, "render_files", render_files)
        yield
