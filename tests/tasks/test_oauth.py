"""Tokens of a real tenant: from where they come, how long they last, and what is said when there is none."""

import stat

import pytest

from config.errors import SignInError
from tasks.oauth import access_token, present_token, sign_in
from tests.servers.oauth import DEVICE, trusted_tenant


class RefusalError(Exception):
    """What a mail server answers."""


@pytest.fixture
def tenant(tmp_path, monkeypatch):
    with trusted_tenant(tmp_path, monkeypatch) as running:
        yield running


def sign_in_silently(client):
    said = []
    sign_in(client, lambda *words: said.append(words))
    return said


def complaint(client):
    with pytest.raises(SignInError) as caught:
        access_token(client)
    return str(caught.value)


def test_the_application_asks_once_and_leaves_nothing_on_the_disk(tenant, tmp_path):
    client = tenant.client(tmp_path)

    assert access_token(client) == access_token(client)
    assert tenant.grants == {"client_credentials": 1}
    assert not client.token_file.exists()


def test_a_person_signs_in_once_and_it_survives_a_restart(tenant, tmp_path):
    client = tenant.client(tmp_path, "device_code")

    assert sign_in_silently(client) == [(f"{tenant.url}/login", "HAGEN-58")]
    first, second = access_token(client), access_token(client, is_anew=True)
    third = access_token(client, is_anew=True)
    assert len({first, second, third}) == 3
    assert tenant.grants == {DEVICE: 1, "refresh_token": 2}
    assert stat.S_IMODE(client.token_file.stat().st_mode) == 0o600


def test_who_is_not_signed_in_is_told_how(tenant, tmp_path):
    assert complaint(tenant.client(tmp_path, "device_code")).endswith("anmelden: monatsbericht login")


def test_a_sign_in_that_has_expired_names_the_command_until_somebody_signs_in(tenant, tmp_path):
    client = tenant.client(tmp_path, "device_code")
    sign_in_silently(client)
    tenant.end_sign_in()

    with pytest.raises(SignInError, match=r"abgelaufen; .*monatsbericht login"):
        access_token(client, is_anew=True)
    sign_in_silently(client)
    assert tenant.owner_of(access_token(client)) == "ki"


def test_nobody_enters_the_code(tenant, tmp_path):
    tenant.is_approved = False
    client = tenant.client(tmp_path, "device_code")

    with pytest.raises(SignInError, match="Angemeldet hat sich niemand"):
        sign_in_silently(client)
    assert not client.token_file.exists()


def test_an_application_that_nobody_may_sign_in_to_is_told(tenant, tmp_path):
    tenant.answers["devicecode"] = lambda _: {"error": "unauthorized_client"}

    with pytest.raises(SignInError, match=r"abgelehnt \(unauthorized_client\)"):
        sign_in_silently(tenant.client(tmp_path, "device_code"))


@pytest.mark.parametrize(
    ("secret", "said"), [("falsch", "invalid_client.*CLIENT_SECRET"), (None, "fehlt MONATSBERICHT_OAUTH_CLIENT_SECRET")]
)
def test_a_wrong_secret_is_named_and_not_repeated(tenant, tmp_path, secret, said):
    with pytest.raises(SignInError, match=said) as caught:
        access_token(tenant.client(tmp_path, secret=secret))

    assert "falsch" not in str(caught.value)


def test_another_refusal_is_told_with_its_word(tenant, tmp_path):
    tenant.refusal = "invalid_scope"

    assert "abgelehnt (invalid_scope)" in complaint(tenant.client(tmp_path))


def test_a_tenant_that_does_not_exist_is_told(tenant, tmp_path):
    tenant.answers["openid-configuration"] = lambda _: {"error": "no tenant"}

    assert "dort nicht möglich" in complaint(tenant.client(tmp_path))


def test_a_tenant_that_is_away_is_told(tmp_path, monkeypatch):
    with trusted_tenant(tmp_path, monkeypatch) as tenant:
        client = tenant.client(tmp_path)

    assert "nicht zu erreichen" in complaint(client)


def test_a_broken_disk_is_no_matter_of_the_tenant(tenant, tmp_path):
    client = tenant.client(tmp_path, "device_code")
    client.token_file.mkdir()

    with pytest.raises(IsADirectoryError):
        access_token(client)


@pytest.mark.parametrize("flow", ["client_credentials", "device_code"])
@pytest.mark.parametrize("refusals", [0, 1, 2])
def test_a_token_that_a_server_refuses_is_replaced_once(tenant, tmp_path, flow, refusals):
    client, shown = tenant.client(tmp_path, flow), []
    if client.is_personal:
        sign_in_silently(client)

    def present(words):
        shown.append(words)
        if len(shown) <= refusals:
            raise RefusalError

    if refusals == 2:
        with pytest.raises(RefusalError):
            present_token(client, "ki@hagen.example", present, RefusalError)
    else:
        present_token(client, "ki@hagen.example", present, RefusalError)
    assert len(set(shown)) == min(refusals + 1, 2)
    assert all(words.startswith("user=ki@hagen.example\x01auth=Bearer access-") for words in shown)
