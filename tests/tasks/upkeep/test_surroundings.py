"""What a run needs outside: each thing that is wrong is one line with its remedy, and looking changes nothing."""

import shutil
from datetime import timedelta

import pytest

from config import clock
from config.settings import load_settings
from config.sources import Source
from tasks.upkeep.backup.write import back_up
from tasks.upkeep.doctor import diagnose
from tasks.warehouse import open_warehouse
from tests.factories import enter_respondents
from tests.servers.smtp import SmtpServer
from tests.tasks.watch.conftest import BROKEN, NOON, enter_run


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    settings = load_settings(tmp_path / "hagen")
    for folder in settings.folders():
        folder.mkdir(parents=True)
    settings.home.chmod(0o700)
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    engine.dispose()
    return settings


def look(settings, name):
    return next(check for check in diagnose(settings) if check.name == name)


def test_a_home_that_others_may_read_is_closed(settings):
    settings.home.chmod(0o755)

    check = look(settings, "Geheimnisse")
    assert (check.is_failure, check.remedy) == (True, f"chmod 700 {settings.home}")


def test_a_source_without_credentials_is_named_with_its_variables(settings):
    given = settings.model_copy(update={"sources": (Source(name="cloud", url="webdavs://cloud.example/x"),)})

    check = look(given, "Geheimnisse")
    assert check.is_failure
    assert "MONATSBERICHT_SOURCE_CLOUD_USER und MONATSBERICHT_SOURCE_CLOUD_PASSWORD" in check.remedy


@pytest.mark.parametrize(("folder", "is_there"), [("da", True), ("weg", False)])
def test_a_source_is_looked_into_and_nothing_taken(settings, tmp_path, folder, is_there):
    (tmp_path / "da").mkdir()
    (tmp_path / "da" / "a.xlsx").write_text("x", encoding="utf-8")
    given = settings.model_copy(update={"sources": (Source(name="netz", url=str(tmp_path / folder)),)})

    check = look(given, "Quellen")
    assert check.is_good is is_there
    assert is_there or "netz: den Ordner gibt es nicht" in check.message
    assert list(settings.archive.iterdir()) == []
    assert (tmp_path / "da" / "a.xlsx").exists()


def test_the_mail_server_is_tried_and_who_hears_of_troubles_is_said(settings):
    with SmtpServer() as server:
        given = settings.model_copy(update={"smtp_url": server.url, "mail_from": "a@ki.example"})
        assert "niemand (staff_email fehlt)" in look(given, "Mailversand").message
        told = given.model_copy(update={"staff_email": "team@ki.example"})
        assert look(told, "Mailversand").is_good
        assert server.messages == []
    assert look(told, "Mailversand").is_failure


def test_a_run_that_failed_last_is_named_and_one_that_worked_says_when(settings):
    enter_run(settings, "einsammeln", NOON)
    assert look(settings, "Läufe").message == "einsammeln 04.11.2026, 12:05 Uhr"

    enter_run(settings, "einsammeln", NOON + timedelta(minutes=1), BROKEN)
    check = look(settings, "Läufe")
    assert (check.status, "einsammeln" in check.message) == ("Hinweis", True)


def test_the_age_of_the_last_backup_is_known(settings, tmp_path, monkeypatch):
    assert look(settings, "Sicherung").message == "noch keine gemacht"

    back_up(settings.home, open_warehouse(settings.url), tmp_path / "s.tar", NOON)
    assert look(settings, "Sicherung").is_good

    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=36))
    assert look(settings, "Sicherung").status == "Hinweis"


def test_what_was_lost_is_said_by_doctor_too(settings):
    report = settings.reports / settings.centre / "2026-10" / "v1.0" / "manifest.json"
    report.parent.mkdir(parents=True)
    report.write_text("{}", encoding="utf-8")
    for path in settings.home.glob("warehouse.db*"):
        path.unlink()

    check = look(settings, "Bestandteile")
    assert (check.is_failure, "Der Datenbestand fehlt" in check.message) == (True, True)
    assert not (settings.home / "warehouse.db").exists()
    shutil.rmtree(settings.reports)
