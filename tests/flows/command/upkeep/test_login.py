"""`login`: a person signs in once, and the machine from then on."""

import pytest

from tests.flows.conftest import call
from tests.servers.oauth import SECRET, SECRET_VARIABLE, trusted_tenant


@pytest.fixture
def tenant(tmp_path, monkeypatch):
    with trusted_tenant(tmp_path, monkeypatch) as running:
        yield running


def login(tmp_path, capsys, tenant, flow):
    lines = [f'{name} = "{value}"' for name, value in tenant.settings(flow).items()]
    (tmp_path / "settings.toml").write_text("\n".join(lines), encoding="utf-8")
    return call(tmp_path, capsys, "login")


def test_it_says_where_to_enter_which_code(tmp_path, capsys, tenant):
    code, said = login(tmp_path, capsys, tenant, "device_code")

    assert code == 0
    assert f"{tenant.url}/login im Browser öffnen, den Code HAGEN-58 eingeben" in said
    assert "Die Anmeldung ist gelungen" in said
    assert (tmp_path / "anmeldung.secret").exists()


def test_an_application_only_tries_whether_it_can(tmp_path, capsys, tenant, monkeypatch):
    code, said = login(tmp_path, capsys, tenant, "client_credentials")
    monkeypatch.setenv(SECRET_VARIABLE, SECRET)

    assert (code, "fehlt MONATSBERICHT_OAUTH_CLIENT_SECRET" in said) == (1, True)
    assert login(tmp_path, capsys, tenant, "client_credentials")[0] == 0


def test_where_there_is_none_it_says_what_to_set(tmp_path, capsys):
    (tmp_path / "settings.toml").touch()

    assert "oauth_flow" in call(tmp_path, capsys, "login")[1]
