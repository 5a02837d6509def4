"""What makes a folder a home, and what is refused where nothing does."""

import pytest

from config.errors import LostError
from tasks.watch.home import bare_settings, is_home, refuse_no_home


@pytest.mark.parametrize("name", ["settings.toml", "register.csv", "warehouse.db", "meldeschluessel.secret"])
def test_one_file_of_a_home_makes_it_one(tmp_path, name):
    (tmp_path / name).touch()

    assert is_home(bare_settings(tmp_path))


@pytest.mark.parametrize("name", ["inbox", "archive", "reports"])
def test_so_does_one_folder(tmp_path, name):
    (tmp_path / name).mkdir()

    assert is_home(bare_settings(tmp_path))


@pytest.mark.parametrize("name", ["log", "prefect"])
def test_what_is_written_by_who_is_at_work_makes_none(tmp_path, name):
    (tmp_path / name).mkdir()

    assert not is_home(bare_settings(tmp_path))


@pytest.mark.parametrize("name", ["", "away"])
def test_an_empty_folder_and_none_are_refused_and_stay_so(tmp_path, name):
    with pytest.raises(LostError, match=r"nicht da, oder er ist leer\. Es wurde nichts neu angelegt"):
        refuse_no_home(bare_settings(tmp_path / name))

    assert list(tmp_path.iterdir()) == []


def test_the_folders_are_known_whatever_the_settings_say(tmp_path, monkeypatch):
    (tmp_path / "settings.toml").write_text("no settings", encoding="utf-8")
    monkeypatch.setenv("MONATSBERICHT_HOME", str(tmp_path))

    assert bare_settings(None).log == tmp_path / "log"
