"""A run of the machine that ends before it has begun says so itself: no `serve` looks in this test."""

from types import SimpleNamespace

import pytest

from config.errors import SettingsError
from config.settings import load_settings
from tasks.run_record import read_runs
from tests.tasks.watch.conftest import NOON

BROKEN_SETTINGS = "centre = 05914000"  # TOML has no leading zeros
GARBLED = "settings.toml ist keine gültige TOML-Datei"


@pytest.fixture
def begin(tmp_path, monkeypatch):
    """Begin a run of a home with parameters, for the machine or by hand; what ends it is raised."""
    # Only here: with Prefect in the process, loggers that other tests use want a flow run.
    from tasks import monthly_flow

    monkeypatch.setattr("config.clock.now", lambda: NOON)
    (tmp_path / "inbox").mkdir()

    def call(flow="einsammeln", month=None, at=None, *, home=tmp_path, deployed="a-deployment"):
        monkeypatch.setattr(monthly_flow, "deployment", SimpleNamespace(id=deployed))
        monkeypatch.setattr(monthly_flow, "flow_run", SimpleNamespace(id="a-run"))
        with monthly_flow.told_unbegun(flow, str(home), month, at):
            load_settings(home)
            if month == "2026-13":
                raise KeyboardInterrupt

    return call


def records(home):
    return list(read_runs(home / "log", "einsammeln"))


def page(home):
    return (home / "lage.html").read_text(encoding="utf-8")


def test_settings_that_cannot_be_read_stand_on_the_page_at_once(begin, tmp_path):
    (tmp_path / "settings.toml").write_text(BROKEN_SETTINGS, encoding="utf-8")
    with pytest.raises(SettingsError):
        begin()

    (record,) = records(tmp_path)
    assert (record.state, record.cause, record.run_id) == ("failed", "SettingsError", "a-run")
    assert record.sentence.startswith(GARBLED)
    assert (record.month, record.is_scheduled) == ("2026-10", True)
    shown = page(tmp_path)
    assert "Alles läuft" not in shown
    assert "einsammeln: gescheitert" in shown
    assert "Die Vorgaben lassen sich nicht lesen" in shown
    assert GARBLED in shown


def test_one_that_was_ended_meanwhile_is_called_so_by_the_month_it_was_asked_for(begin, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        begin(month="2026-13", at="2026-11-05")

    (record,) = records(tmp_path)
    assert (record.state, record.month, record.is_scheduled) == ("dead", "2026-10", False)
    assert "einsammeln: abgebrochen" in page(tmp_path)


@pytest.mark.parametrize(
    "given", [{"deployed": None}, {"flow": "freigeben"}], ids=["a command", "a person at the screen"]
)
def test_who_hears_of_it_at_once_needs_no_record(begin, tmp_path, given):
    (tmp_path / "settings.toml").write_text(BROKEN_SETTINGS, encoding="utf-8")
    with pytest.raises(SettingsError):
        begin(**given)

    assert not (tmp_path / "log").exists()


def test_where_no_home_is_none_is_made(begin, tmp_path, monkeypatch):
    monkeypatch.setenv("MONATSBERICHT_CENTRE", "no centre")
    away = tmp_path / "away"
    with pytest.raises(SettingsError):
        begin(home=away)

    assert not away.exists()


def test_one_that_begins_leaves_that_to_its_own_record(begin, tmp_path):
    begin()

    assert records(tmp_path) == []
