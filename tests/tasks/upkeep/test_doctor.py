"""The doctor finds what is missing and says how to mend it."""

import os
import socket
from datetime import UTC, datetime

import pytest

from config.settings import load_settings
from tasks.store.home_files import remember
from tasks.upkeep import doctor
from tasks.upkeep.doctor import diagnose
from tasks.upkeep.surroundings import SURROUNDINGS
from tasks.warehouse import open_warehouse
from tests.config.aims.test_concept import GOAL
from tests.factories import enter_respondents


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("MONATSBERICHT_SERVER_PORT", str(free_port()))
    settings = load_settings(tmp_path / "home")
    for folder in settings.folders():
        folder.mkdir(parents=True, exist_ok=True)
    settings.home.chmod(0o700)
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    engine.dispose()
    return settings


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def look(settings, name):
    return next(check for check in diagnose(settings) if check.name == name)


def test_a_complete_installation_is_healthy(settings):
    checks = diagnose(settings)

    assert [check.name for check in checks] == [*doctor.LOOKS, *SURROUNDINGS]
    assert {check.name for check in checks if check.status == "Hinweis"} == {"Mailversand", "Sicherung"}
    assert not [check for check in checks if check.is_failure]


def test_an_empty_home_is_mended_by_init(tmp_path):
    settings = load_settings(tmp_path / "nichts")

    for name in ("Datenordner", "Datenbestand", "Eingang"):
        check = look(settings, name)
        assert check.is_failure
        assert check.remedy == f"monatsbericht init --home {settings.home}"
    assert not settings.home.exists()


def test_a_missing_folder_is_named(settings):
    settings.prefect.rmdir()

    assert "prefect" in look(settings, "Datenordner").message


def test_a_home_that_cannot_be_written_is_a_failure(settings, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(doctor, "NamedTemporaryFile", lambda **_: refuse())

    check = look(settings, "Datenordner")

    assert check.is_failure
    assert check.message == f"{settings.home} ist nicht beschreibbar: die Berechtigung fehlt"


@pytest.mark.parametrize("missing", ["typst", "msal", "holidays"])
def test_a_missing_package_is_named(settings, monkeypatch, missing):
    real = doctor.importlib.metadata.version

    def version(name):
        if name == missing:
            raise doctor.importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(doctor.importlib.metadata, "version", version)

    check = look(settings, "Pakete")

    assert check.is_failure
    assert check.message == f"es fehlt: {missing}"


def test_a_version_outside_our_pins_is_named(settings, monkeypatch):
    real = doctor.importlib.metadata.version
    monkeypatch.setattr(
        doctor.importlib.metadata, "version", lambda name: "2.1.0" if name == "sqlalchemy" else real(name)
    )

    assert look(settings, "Pakete").message == "andere Version als verlangt: sqlalchemy 2.1.0"


def test_a_python_that_is_too_new_is_a_failure(settings, monkeypatch):
    monkeypatch.setattr(doctor.sys, "version_info", (3, 15, 0))

    assert look(settings, "Python").is_failure


def test_a_misspelt_variable_is_a_hint(settings, monkeypatch):
    monkeypatch.setenv("MONATSBERICHT_CENTER", "05914000")

    check = look(settings, "Einstellungen")

    assert check.status == "Hinweis"
    assert "MONATSBERICHT_CENTER" in check.message


def test_a_wrong_policy_is_a_failure(settings):
    (settings.home / "policy.toml").write_text("[calendar]\ndeadline_day = 99\n", encoding="utf-8")

    assert look(settings, "Vorgaben").is_failure


def test_a_rule_that_is_made_more_of_without_a_trial_is_a_failure(settings):
    stages = '[{ rule = "FIRST_SUPPORT_HIGH", stage = "error", since = "2026-10" }]'
    (settings.home / "policy.toml").write_text(f"[thresholds]\nstages = {stages}\n", encoding="utf-8")
    found = look(settings, "Vorgaben")

    assert not found.is_good
    assert "monatsbericht rules backtest FIRST_SUPPORT_HIGH" in found.message


@pytest.mark.parametrize(("name", "file"), [("Konzept", "concept.toml"), ("Nachweis", "nachweis.toml")])
def test_a_file_of_the_centre_that_is_gone_or_says_nothing_is_a_hint(settings, name, file):
    assert look(settings, name).is_good, "there never was one"
    (settings.home / file).write_text("# leer", encoding="utf-8")
    emptied = look(settings, name)
    remember(settings.home, file)
    (settings.home / file).unlink()
    lost = look(settings, name)

    assert (emptied.status, lost.status) == ("Hinweis", "Hinweis")
    assert f"{file} nennt nichts" in emptied.message
    assert f"{file} war da und fehlt" in lost.message


def test_a_full_disk_is_a_hint(settings):
    poor = settings.model_copy(update={"min_free_disk_mb": 10**9})

    assert look(poor, "Plattenplatz").status == "Hinweis"


def test_a_warehouse_that_cannot_be_opened_is_a_failure(settings):
    (settings.home / "warehouse.db").write_bytes(b"keine Datenbank" * 100)

    check = look(settings, "Datenbestand")

    assert check.is_failure
    assert check.remedy


@pytest.mark.parametrize(("number", "said"), [(1, "1 Ziel wird verfolgt"), (2, "2 Ziele werden verfolgt")])
def test_the_goals_that_are_followed_are_counted(settings, number, said):
    goals = [GOAL | {"id": f"ziel{one}", "indicator": f"I0{one}"} for one in range(1, number + 1)]
    lines = ["[[goals]]\n" + "".join(f"{name} = {value!r}\n" for name, value in one.items()) for one in goals]
    (settings.home / "concept.toml").write_text("".join(lines), encoding="utf-8")

    assert look(settings, "Konzept").message == said


def test_a_register_that_was_taken_is_counted_wherever_its_list_lies(settings):
    assert look(settings, "Register").message == "6 Berichtsstellen"


def test_a_missing_register_is_a_hint(settings):
    another = settings.model_copy(update={"centre": "05913000"})

    check = look(another, "Register")

    assert check.status == "Hinweis"
    assert check.remedy == f"monatsbericht register LISTE --home {settings.home}"


def test_a_foreign_program_on_the_port_is_a_hint(settings):
    with socket.create_server(("127.0.0.1", settings.server_port)):
        check = look(settings, "Oberfläche")

    assert check.status == "Hinweis"
    assert "belegt" in check.message


def test_our_own_server_on_the_port_is_fine(settings):
    note = f'{{"pid": {os.getpid()}, "url": "http://127.0.0.1:{settings.server_port}/api"}}'
    (settings.prefect / "server.json").write_text(note, encoding="utf-8")
    with socket.create_server(("127.0.0.1", settings.server_port)):
        assert look(settings, "Oberfläche").is_good


def test_a_clock_that_was_never_set_is_a_failure(settings, monkeypatch):
    class StoppedClock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(1970, 1, 1, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(doctor, "datetime", StoppedClock)

    assert look(settings, "Uhr").is_failure


def test_a_typesetter_without_its_font_is_a_failure(settings, monkeypatch):
    monkeypatch.setattr(doctor, "PROBE", doctor.PROBE.replace("Libertinus Serif", "Gibt Es Nicht"))

    check = look(settings, "PDF")

    assert check.is_failure
    assert "gibt es nicht" in check.message.lower()
