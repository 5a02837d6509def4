"""The secret behind the submission keys: made once, kept for ever, never too short."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from config.errors import SettingsError
from tasks.secret import key_secret, known_login, server_login


def test_it_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    path = tmp_path / "secret"
    secret = key_secret(path, {})

    assert len(secret) == 64
    assert key_secret(path, {}) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret"]


def test_two_homes_have_two_secrets(tmp_path):
    assert key_secret(tmp_path / "hagen", {}) != key_secret(tmp_path / "herne", {})


def test_the_environment_wins_and_leaves_no_file(tmp_path):
    path = tmp_path / "secret"

    assert key_secret(path, {"MONATSBERICHT_KEY_SECRET": "sixteen letters!"}) == b"sixteen letters!"
    assert not path.exists()


def test_a_secret_too_short_is_refused(tmp_path):
    path = tmp_path / "secret"
    path.write_text("Hagen\n")

    with pytest.raises(SettingsError, match="mindestens 16"):
        key_secret(path, {})
    with pytest.raises(SettingsError, match="MONATSBERICHT_KEY_SECRET"):
        key_secret(path, {"MONATSBERICHT_KEY_SECRET": "Hagen"})


def test_many_who_come_at_once_get_the_same(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: key_secret(tmp_path / "secret", {}), range(40)))

    assert len(found) == 1


def test_the_file_holds_what_the_screen_asks_for_in_one_field(tmp_path):
    login = server_login(tmp_path / "kennwort.secret")

    assert (tmp_path / "kennwort.secret").read_text(encoding="ascii").strip() == login
    assert login.startswith("monatsbericht:")


def test_a_password_of_an_earlier_version_stays_what_it_is(tmp_path):
    (tmp_path / "kennwort.secret").write_text("abcdefghijklmnop\n", encoding="ascii")

    assert server_login(tmp_path / "kennwort.secret") == "monatsbericht:abcdefghijklmnop"


@pytest.mark.parametrize("left", ["", "\n", "monatsbericht:\n", "monatsbericht:abc\n"])
def test_the_server_is_never_opened_with_a_password_that_protects_nothing(tmp_path, left):
    path = tmp_path / "kennwort.secret"
    path.write_text(left, encoding="ascii")
    login = server_login(path)

    assert len(login) == len("monatsbericht:") + 64
    assert server_login(path) == login
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_who_only_asks_a_server_makes_no_password(tmp_path):
    with pytest.raises(FileNotFoundError):
        known_login(tmp_path / "kennwort.secret")
    login = server_login(tmp_path / "kennwort.secret")

    assert known_login(tmp_path / "kennwort.secret") == login
