"""Who the installation is for OAuth2, from its settings and the environment."""

import pytest

from config.errors import SettingsError
from config.settings import load_settings

OAUTH = 'oauth_flow = "device_code"\noauth_tenant = "hagen.example"\noauth_client_id = "ki"\n'
SOURCE = '[[sources]]\nname = "post"\nurl = "imaps://mail.example/INBOX"\nauth = "oauth"\n'


def load(home, written):
    (home / "settings.toml").write_text(written, encoding="utf-8")
    return load_settings(home)


def test_a_person_lets_us_read_and_send(tmp_path):
    client = load(tmp_path, OAUTH).oauth_client

    assert client.authority == "https://login.microsoftonline.com/hagen.example"
    assert client.scopes == [f"https://outlook.office365.com/{name}" for name in ("IMAP.AccessAsUser.All", "SMTP.Send")]
    assert client.token_file == tmp_path / "anmeldung.secret"


def test_an_application_may_what_the_administrator_allowed_it(tmp_path):
    cloud = 'oauth_authority = "https://login.cloud.example"\noauth_resource = "https://mail.cloud.example"\n'
    client = load(tmp_path, OAUTH.replace("device_code", "client_credentials") + cloud).oauth_client

    assert client.authority == "https://login.cloud.example/hagen.example"
    assert client.scopes == ["https://mail.cloud.example/.default"]


def test_the_secret_comes_from_the_environment_and_is_never_shown(tmp_path):
    (source,) = load(tmp_path, OAUTH + SOURCE).sources
    client = source.credentials({"MONATSBERICHT_OAUTH_CLIENT_SECRET": "geheim"}).oauth

    assert client.secret == "geheim"
    assert "geheim" not in repr(client)
    assert source.credentials({}).oauth.secret is None


def test_a_source_with_a_password_knows_nothing_of_it(tmp_path):
    (source,) = load(tmp_path, OAUTH + SOURCE.replace('"oauth"', '"password"')).sources

    assert source.credentials({}).oauth is None


@pytest.mark.parametrize("written", [SOURCE, 'smtp_auth = "oauth"\n', f'oauth_authority = "http://x"\n{SOURCE}'])
def test_who_signs_in_says_where_and_as_what(tmp_path, written):
    with pytest.raises(SettingsError, match="oauth_"):
        load(tmp_path, written)


def test_mails_may_go_out_with_it(tmp_path):
    assert load(tmp_path, f'smtp_auth = "oauth"\n{OAUTH}').smtp_auth == "oauth"


def test_who_asks_for_a_sign_in_that_is_not_set_up_is_told_what_is_missing(tmp_path):
    with pytest.raises(SettingsError, match="oauth_flow, oauth_tenant und oauth_client_id"):
        _ = load(tmp_path, "").oauth_client
