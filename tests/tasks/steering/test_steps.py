"""The step after a report: a page that cannot be written is named, and the run goes on."""

import logging
from types import SimpleNamespace

import pytest

from tasks.steering import steps
from tasks.steering.write_page import page_path
from tests.tasks.steering.conftest import send
from tests.tasks.steering.test_read_facts import LATER


@pytest.fixture
def write(monkeypatch, settings):
    """The work of the step without Prefect, for October."""
    monkeypatch.setattr(steps, "get_run_logger", lambda: logging.getLogger("steering"))
    return lambda: steps.write_steering.fn(SimpleNamespace(settings=settings, month="2026-10", at=LATER))


def test_the_page_is_there_and_nothing_has_to_be_said(city, settings, write):
    send(city)

    assert write() == ""
    assert "Steuerung: Oktober 2026" in page_path(settings).read_text(encoding="utf-8")


def test_whatever_goes_wrong_is_a_sentence_and_costs_nothing(city, settings, write, monkeypatch, caplog):
    page_path(settings).write_text("as it was", encoding="utf-8")
    monkeypatch.setattr(steps, "refresh_page", lambda *_: 1 / 0)

    said = write()

    assert said.startswith("Die Steuerungssicht (steuerung.html) ließ sich nicht schreiben: ")
    assert said in caplog.text
    assert page_path(settings).read_text(encoding="utf-8") == "as it was"


def test_a_rule_that_means_nothing_is_named_in_the_log(city, settings, write, caplog):
    (settings.home / "policy.toml").write_text(
        "[steering]\ngaps = [{ title = 'Alt', need = 'X99' }]\n", encoding="utf-8"
    )

    assert write() == ""
    assert "Die Lücke „Alt“" in caplog.text
