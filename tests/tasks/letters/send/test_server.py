"""A mail server that takes no password, but tokens."""

import pytest

from config.errors import MailError
from tasks.letters.send.server import MailServer, connecting
from tests.servers.oauth import trusted_tenant
from tests.servers.smtp import SmtpServer

SENDER, MAIL = "meldung@ki.example", b"Subject: Probe\r\n\r\nGuten Tag\r\n"


@pytest.fixture
def tenant(tmp_path, monkeypatch):
    with trusted_tenant(tmp_path, monkeypatch) as running:
        running.user = SENDER
        yield running


def send(server, client):
    with connecting(MailServer(server.url, SENDER, SENDER, oauth=client, timeout_seconds=5)) as connection:
        connection.hand_over("schule@stelle.example", MAIL)


def test_a_token_opens_the_door(tenant, tmp_path):
    with SmtpServer(user=SENDER, tenant=tenant) as server:
        send(server, tenant.client(tmp_path))

    assert [one.user for one in server.messages] == [SENDER]


def test_a_token_that_is_good_no_more_is_replaced(tenant, tmp_path):
    with SmtpServer(user=SENDER, tenant=tenant) as server:
        send(server, tenant.client(tmp_path))
        tenant.revoke()
        send(server, tenant.client(tmp_path))

    assert len(server.messages) == 2
    assert tenant.grants == {"client_credentials": 2}


def complaint(server, client):
    with server, pytest.raises(MailError) as caught:
        send(server, client)
    return str(caught.value)


def test_who_may_not_send_there_is_told_once_another_token_did_not_help(tenant, tmp_path):
    said = complaint(SmtpServer(user="somebody@else.example", tenant=tenant), tenant.client(tmp_path))

    assert f"nimmt die Anmeldung mit OAuth2 als {SENDER} nicht an" in said
    assert "warten im Postausgang" in said
    assert tenant.grants == {"client_credentials": 2}


def test_a_sign_in_that_is_missing_names_the_command(tenant, tmp_path):
    said = complaint(SmtpServer(user=SENDER, tenant=tenant), tenant.client(tmp_path, "device_code"))

    assert "monatsbericht login. Die Mails warten im Postausgang" in said


def test_a_server_that_knows_no_tokens_is_told(tenant, tmp_path):
    said = complaint(SmtpServer(user=SENDER, password="geheim"), tenant.client(tmp_path))

    assert "nimmt die Anmeldung mit OAuth2" in said
