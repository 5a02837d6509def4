"""Where settings come from, and what is said when one is wrong."""

import ast
import inspect
from pathlib import Path

import pytest

from config import settings as module
from config.errors import MonatsberichtError, SettingsError
from config.settings import Settings, load_settings, unknown_variables


@pytest.fixture(autouse=True)
def no_environment(monkeypatch, tmp_path):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MONATSBERICHT_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_anything_said_the_home_lies_in_the_current_folder(tmp_path):
    settings = load_settings()

    assert settings.home == tmp_path / "monatsbericht-data"
    assert settings.centre == "05914000"
    assert settings.url == f"sqlite:///{tmp_path}/monatsbericht-data/warehouse.db"


def test_the_home_is_absolute_because_prefect_starts_runs_elsewhere(tmp_path):
    assert load_settings("hagen").home == tmp_path / "hagen"


def test_settings_toml_of_the_home_is_read(tmp_path):
    (tmp_path / "settings.toml").write_text('centre = "05334002"\nserver_port = 4300\n', encoding="utf-8")

    settings = load_settings(tmp_path)

    assert (settings.centre, settings.server_port) == ("05334002", 4300)


def test_the_environment_beats_settings_toml(tmp_path, monkeypatch):
    (tmp_path / "settings.toml").write_text("server_port = 4300\nmin_free_disk_mb = 400\n", encoding="utf-8")
    monkeypatch.setenv("MONATSBERICHT_SERVER_PORT", "4400")

    settings = load_settings(tmp_path)

    assert (settings.server_port, settings.min_free_disk_mb) == (4400, 400)


def test_the_home_of_the_environment_has_its_own_settings_toml(tmp_path, monkeypatch):
    (tmp_path / "settings.toml").write_text("min_free_disk_mb = 300\n", encoding="utf-8")
    monkeypatch.setenv("MONATSBERICHT_HOME", str(tmp_path))

    assert load_settings().min_free_disk_mb == 300
    assert load_settings().home == tmp_path


def test_the_command_line_beats_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("MONATSBERICHT_HOME", "/nirgendwo")

    assert load_settings(tmp_path).home == tmp_path


def test_another_warehouse_replaces_the_file_in_the_home(tmp_path, monkeypatch):
    monkeypatch.setenv("MONATSBERICHT_WAREHOUSE_URL", "postgresql+psycopg://ki@datenbank/meldungen")

    assert load_settings(tmp_path).url == "postgresql+psycopg://ki@datenbank/meldungen"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param('zentrum = "05914000"', "„zentrum“ in settings.toml gibt es nicht", id="unknown name"),
        pytest.param('centre = "5914000"', "„centre“ (AGS des Kommunalen", id="AGS without its zero"),
        pytest.param("server_port = 80", "mindestens 1024", id="port of the system"),
        pytest.param("server_start_seconds = 1", "mindestens 5", id="no time to start"),
        pytest.param('centre = "05914001"', "gibt es kein Kommunales Integrationszentrum", id="unknown centre"),
        pytest.param("centre = 5914000", "ein Text steht in Anführungszeichen", id="number for a text"),
        pytest.param('home = "anderswo"', "wo der Datenordner liegt", id="home in the home"),
        pytest.param("centre = ", "keine gültige TOML-Datei", id="broken file"),
        pytest.param('log_level = "laut"', "„laut“", id="unknown level"),
        pytest.param('staff_email = "team@hagen.example;"', "genau eine E-Mail-Adresse", id="nobody would be told"),
        pytest.param('mail_from = "ki,team@hagen.example"', "genau eine E-Mail-Adresse", id="no mail could be made"),
    ],
)
def test_a_wrong_setting_is_explained_in_german(tmp_path, written, expected):
    (tmp_path / "settings.toml").write_text(written, encoding="utf-8")

    with pytest.raises(SettingsError, match=r"Einstellung|settings\.toml") as caught:
        load_settings(tmp_path)

    assert expected in str(caught.value)
    assert isinstance(caught.value, MonatsberichtError)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_editor_of_windows_may_have_written_it(tmp_path, encoding):
    (tmp_path / "settings.toml").write_text("server_port = 4300\n", encoding=encoding)

    assert load_settings(tmp_path).server_port == 4300


def test_another_encoding_than_utf_8_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "settings.toml").write_text("server_port = 4300\n", encoding="utf-16")

    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings(tmp_path)


def test_a_misspelt_variable_is_noticed():
    assert unknown_variables({"MONATSBERICHT_HOME": "x", "MONATSBERICHT_CENTER": "y", "PATH": "z"}) == [
        "MONATSBERICHT_CENTER"
    ]


def test_every_folder_lies_in_the_home(tmp_path):
    settings = load_settings(tmp_path)
    paths = [*settings.folders(), settings.settings_file, settings.register]

    assert all(tmp_path in {path, path.parent} for path in paths)


def test_every_setting_has_a_german_description_and_a_comment_that_names_its_user():
    source = Path(inspect.getfile(module)).read_text(encoding="utf-8")
    lines = source.splitlines()
    settings = next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    fields = [node for node in settings.body if isinstance(node, ast.AnnAssign)]

    assert [field.target.id for field in fields] == list(Settings.model_fields)
    for field in fields:
        assert lines[field.lineno - 2].strip().startswith("#"), f"{field.target.id} has no comment"
        assert Settings.model_fields[field.target.id].description


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ki:geheim@datenbank/meldungen",
        "postgresql+psycopg://:geheim@datenbank/meldungen",
        "postgresql://ki@datenbank/meldungen?sslmode=require&password=geheim",
    ],
)
def test_a_password_of_the_warehouse_in_settings_toml_is_refused_and_not_repeated(tmp_path, url):
    (tmp_path / "settings.toml").write_text(f'warehouse_url = "{url}"\n', encoding="utf-8")

    with pytest.raises(SettingsError, match="PGPASSWORD") as caught:
        load_settings(tmp_path)
    assert "geheim" not in str(caught.value)


def test_the_address_of_the_warehouse_may_stand_there_and_a_password_in_the_environment(tmp_path, monkeypatch):
    (tmp_path / "settings.toml").write_text('warehouse_url = "postgresql://ki@db:5432/meldungen"\n', encoding="utf-8")
    assert load_settings(tmp_path).url == "postgresql://ki@db:5432/meldungen"

    monkeypatch.setenv("MONATSBERICHT_WAREHOUSE_URL", "postgresql://ki:geheim@db/meldungen")
    assert load_settings(tmp_path).url == "postgresql://ki:geheim@db/meldungen"


@pytest.mark.parametrize("name", ["smtp_url", "centre", "server_port"])
@pytest.mark.parametrize("given", ["smtp://ki:geheim@mail.example", "https://mail.example?token=geheim"])
def test_a_password_where_none_may_stand_is_not_repeated(tmp_path, name, given):
    (tmp_path / "settings.toml").write_text(f'{name} = "{given}"\n', encoding="utf-8")

    with pytest.raises(SettingsError, match=name) as caught:
        load_settings(tmp_path)

    assert "geheim" not in str(caught.value)
