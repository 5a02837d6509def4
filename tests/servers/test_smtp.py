"""The mail server of the tests does what it says."""

import smtplib
import ssl

import pytest

from tests.servers.certificates import make_certificate
from tests.servers.smtp import SmtpServer

MAIL = "From: ki@hagen.example\r\nTo: schule@hagen.example\r\nSubject: Probe\r\n\r\nGuten Tag\r\n"


def send(server, *, login=None, starttls=None, kind=smtplib.SMTP, timeout=5, **more):
    with kind("127.0.0.1", server.port, timeout=timeout, **more) as client:
        if starttls:
            client.starttls(context=starttls)
        if login:
            client.login(*login)
        client.sendmail("ki@hagen.example", ["schule@hagen.example"], MAIL)


def test_a_message_is_kept_as_it_came():
    with SmtpServer() as server:
        send(server)

    (kept,) = server.messages
    assert (kept.sender, kept.recipients) == ("ki@hagen.example", ("schule@hagen.example",))
    assert kept.mail["Subject"] == "Probe"
    assert kept.mail.get_content() == "Guten Tag\r\n"


@pytest.mark.parametrize("reply", ["451 4.3.0 später", "550 5.1.1 unbekannt"])
@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_it_refuses_as_often_as_told(stage, reply):
    with SmtpServer() as server:
        server.refuse(stage, reply, times=1)
        with pytest.raises(smtplib.SMTPException, match=reply[:3]):
            send(server)
        send(server)

    assert len(server.messages) == 1


@pytest.mark.parametrize(
    ("when", "kept"), [("connect", 1), ("MAIL", 1), ("RCPT", 1), ("during", 1), ("before", 1), ("after", 2)]
)
def test_it_cuts_the_connection(when, kept):
    with SmtpServer() as server:
        server.drop(when, times=1)
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            send(server)
        send(server)

    assert len(server.messages) == kept


def test_it_says_nothing():
    with SmtpServer() as server:
        server.hang("DATA")
        with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
            send(server, timeout=0.5)

    assert server.messages == []


def test_who_sends_has_to_log_in():
    with SmtpServer(user="ki", password="geheim") as server:
        with pytest.raises(smtplib.SMTPException, match="530"):
            send(server)
        with pytest.raises(smtplib.SMTPAuthenticationError):
            send(server, login=("ki", "falsch"))
        send(server, login=("ki", "geheim"))

    assert [kept.user for kept in server.messages] == ["ki"]


@pytest.mark.parametrize("implicit", [False, True])
def test_it_speaks_tls(tmp_path, implicit):
    made = make_certificate(tmp_path)
    trusting = ssl.create_default_context(cafile=made.ca_file)
    with SmtpServer(certificate=made, implicit_tls=implicit, user="ki", password="geheim") as server:
        kind = {"kind": smtplib.SMTP_SSL, "context": trusting} if implicit else {"starttls": trusting}
        send(server, login=("ki", "geheim"), **kind)

    assert [kept.tls for kept in server.messages] == [True]


def test_it_dies_and_comes_back():
    server = SmtpServer()
    server.start()
    port = server.port
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        send(server)
    server.start()
    send(server)
    server.stop()

    assert server.port == port
    assert len(server.messages) == 1
