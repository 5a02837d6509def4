"""What stops a command before its first run is on the page and told: under cron nobody reads what it says."""

import pytest

from config.settings import load_settings
from flows.command.cli import main
from tests.servers.smtp import SmtpServer

COMMANDS = ("collect", "report", "run", "rerun", "invite", "remind")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An installation as `init` leaves it, with a page on which all is well."""
    monkeypatch.setattr("flows.server.server.prepare_database", lambda _: None)
    assert main(["init", "--home", str(tmp_path)]) == 0
    (tmp_path / "lage.html").write_text("Alles läuft.", encoding="utf-8")
    return tmp_path


def page(home):
    return (home / "lage.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_settings_that_cannot_be_read_are_on_the_page(home, name, capsys):
    (home / "settings.toml").write_text("centre = 05914000", encoding="utf-8")
    assert main([name, "--home", str(home)]) == 1

    assert "settings.toml ist keine gültige TOML-Datei" in capsys.readouterr().err
    assert "Alles läuft" not in page(home)
    assert "Die Vorgaben lassen sich nicht lesen" in page(home)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_lost_warehouse_is_on_the_page_and_told(home, name, capsys):
    (home / "warehouse.db").unlink()
    (home / "archive" / "ab").mkdir(parents=True)
    (home / "archive" / "ab" / "ab12.xlsx").touch()
    with SmtpServer() as server:
        written = {"smtp_url": server.url, "mail_from": "ki@hagen.example", "staff_email": "team@hagen.example"}
        lines = "".join(f'{name} = "{value}"\n' for name, value in written.items())
        (home / "settings.toml").write_text(lines, encoding="utf-8")
        for _ in range(2):
            assert main([name, "--home", str(home)]) == 1

    assert "Der Datenbestand fehlt" in capsys.readouterr().err
    assert "Im Datenordner fehlt etwas" in page(home)
    (told,) = (one for one in server.messages if "Datenordner" in str(one.mail["Subject"]))
    assert told.recipients == ("team@hagen.example",)
    assert not (home / "warehouse.db").exists()


def test_wrong_usage_changes_nothing(home):
    assert main(["collect", "--month", "2026-13", "--home", str(home)]) == 2

    assert page(home) == "Alles läuft."


def test_so_is_what_nobody_has_thought_of(home, monkeypatch):
    monkeypatch.setattr("flows.server.execute.use_server", lambda _: 1 / 0)
    (home / "settings.toml").write_text("", encoding="utf-8")
    assert main(["collect", "--home", str(home)]) == 1

    assert load_settings(home).situation_page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
