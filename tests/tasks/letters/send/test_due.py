"""Mails out of the outbox to a real mail server: each arrives, whatever the server or the machine does in between."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Barrier, Event, current_thread, main_thread

import pytest

from config.errors import MailError, raise_problems
from schemas.mail.mail import PAUSES, Attachment
from schemas.mail.message import AGAIN
from schemas.store.correspondence import outbox
from tasks.letters.outbox import enqueue_mails, read_outbox
from tasks.letters.send.due import due_mails, send_due
from tasks.letters.send.server import MailConnection, MailServer
from tests.factories import rows_of
from tests.factories_outbox import make_mail
from tests.servers.certificates import make_certificate
from tests.servers.smtp import SmtpServer

AT = datetime(2026, 11, 5, 9, 0)
SENDER = "meldung@ki.example"


@pytest.fixture
def server():
    with SmtpServer() as running:
        yield running


def put(engine, *mails):
    with engine.begin() as connection:
        enqueue_mails(connection, mails or [make_mail()], AT)


def known(server, **overrides):
    return MailServer(**({"url": server.url, "mail_from": SENDER, "timeout_seconds": 2.0} | overrides))


def send(engine, server, at=AT, home=None, **overrides):
    return send_due(engine, home, known(server, **overrides), at)


def states(engine, *columns):
    return rows_of(engine, outbox, *(columns or ("attempts", "sent_at", "given_up_at", "may_be_sent")))


def test_many_mails_go_out_on_one_connection_and_only_once(engine, server, tmp_path):
    content = b"PK" + bytes(range(256))
    (tmp_path / "meldeboegen").mkdir()
    (tmp_path / "meldeboegen/bogen.xlsx").write_bytes(content)
    attached = Attachment("Bogen März.xlsx", "meldeboegen/bogen.xlsx", sha256(content).hexdigest())
    put(engine, *(make_mail(number, attachments=(attached,)) for number in range(5)))

    done = send(engine, server, home=tmp_path, sender_name="Integrationszentrum Hagen")

    assert (done.sent, done.postponed, done.given_up, done.trouble) == (5, 0, 0, None)
    assert server.calls["CONNECT"] == 1
    mail = server.messages[0].mail
    assert (server.messages[0].sender, server.messages[0].recipients) == (SENDER, (make_mail().recipient,))
    assert mail["From"] == f"Integrationszentrum Hagen <{SENDER}>"
    assert [one.get_payload(decode=True) for one in mail.iter_attachments()] == [content]
    assert {one.mail["Message-ID"] for one in server.messages} == {make_mail(n).message_id for n in range(5)}
    assert send(engine, server, AT + timedelta(days=1)).sent == 0
    assert {row[1] for row in states(engine)} == {AT}


def test_a_recipient_whom_the_server_does_not_know_is_given_up_at_once_and_shown(engine, server):
    put(engine, make_mail("a"), make_mail("b"))
    server.refuse("RCPT", "550 5.1.1 unbekannt", times=1)

    done = send(engine, server)

    assert (done.sent, done.given_up) == (1, 1)
    (lost,) = read_outbox(engine)["undeliverable"]
    assert lost["last_reply"] == "550 5.1.1 unbekannt"
    assert due_mails(engine, AT + timedelta(days=30)) == []


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_a_mail_that_is_put_off_is_tried_again_after_a_pause(engine, server, stage):
    put(engine, make_mail("a"), make_mail("b"))
    server.refuse(stage, "451 4.7.1 Greylisting", times=1)

    first = send(engine, server)
    soon, later = (send(engine, server, AT + timedelta(minutes=minutes)) for minutes in (4, 5))

    assert (first.sent, first.postponed) == (1, 1)
    assert (soon.sent, later.sent, later.maybe_twice) == (0, 1, 0)
    assert server.messages[1].mail[AGAIN] is None


def test_pauses_grow_until_the_mail_is_given_up_after_a_week(engine, server):
    put(engine)
    server.refuse("RCPT", "452 4.2.2 Postfach voll")
    at = AT
    for pause in PAUSES:
        send(engine, server, at)
        assert due_mails(engine, at + pause - timedelta(seconds=1)) == []
        at += pause
        assert len(due_mails(engine, at)) == 1

    assert send(engine, server, at).given_up == 1
    assert states(engine, "attempts", "given_up_at", "last_reply") == [(12, at, "452 4.2.2 Postfach voll")]


def test_no_relaying_for_us_is_no_reason_to_give_up_a_mail(engine, server):
    put(engine)
    server.refuse("RCPT", "554 5.7.1 Relay access denied")

    assert (send(engine, server).postponed, states(engine, "given_up_at")) == (1, [(None,)])


def test_a_text_that_the_server_refuses_is_given_up(engine, server):
    put(engine, make_mail("a"), make_mail("b"))
    server.refuse("DATA", "554 5.6.0 Spam", times=1)

    assert (send(engine, server).given_up, len(server.messages)) == (1, 1)


@pytest.mark.parametrize(
    ("when", "is_uncertain"), [("MAIL", False), ("RCPT", False), ("during", True), ("before", True)]
)
def test_a_lost_connection_loses_no_mail_and_does_not_stop_the_others(engine, server, when, is_uncertain):
    put(engine, make_mail("a"), make_mail("b"))
    server.drop(when, times=1)

    done = send(engine, server)

    assert (done.sent, done.postponed, done.trouble) == (1, 1, None)
    assert server.calls["CONNECT"] == 2
    again = send(engine, server, AT + timedelta(minutes=5))
    assert (again.sent, again.maybe_twice) == (1, int(is_uncertain))
    assert len({one.mail["Message-ID"] for one in server.messages}) == 2


def test_a_mail_taken_without_a_word_is_sent_again_and_everybody_can_see_it(engine, server):
    put(engine)
    server.drop("after", times=1)

    assert send(engine, server).postponed == 1
    assert send(engine, server, AT + timedelta(minutes=5)).maybe_twice == 1

    first, second = (one.mail for one in server.messages)
    assert first["Message-ID"] == second["Message-ID"]
    assert (first[AGAIN], second[AGAIN]) == (None, "1")
    assert read_outbox(engine)["maybe_twice"] == 1


def test_a_server_that_breaks_off_every_time_is_left_alone(engine, server):
    put(engine, *(make_mail(number) for number in range(6)))
    server.drop("MAIL")

    done = send(engine, server)

    assert "immer wieder" in done.trouble
    assert (server.calls["CONNECT"], done.postponed) == (3, 3)


def test_a_server_that_is_away_costs_no_mail_an_attempt(engine, server):
    put(engine, make_mail("a"), make_mail("b"))
    server.stop()

    done = send(engine, server)

    assert "nicht erreichbar (Verbindung abgelehnt" in done.trouble
    assert states(engine) == [(0, None, None, False)] * 2
    with pytest.raises(MailError, match="warten im Postausgang"):
        raise_problems(done.problems())
    server.start()
    assert send(engine, server).sent == 2


def test_a_server_that_says_nothing_is_not_waited_for(engine, server):
    put(engine)
    server.hang("DATA")
    started = time.monotonic()

    done = send(engine, server, timeout_seconds=0.5)

    assert (done.postponed, states(engine, "may_be_sent")) == (1, [(True,)])
    assert time.monotonic() - started < 5


def test_a_sender_whom_the_server_refuses_costs_no_mail_an_attempt(engine, server):
    put(engine, make_mail("a"), make_mail("b"))
    server.refuse("MAIL", "550 5.7.1 sender not allowed")

    done = send(engine, server)

    assert SENDER in done.trouble
    assert states(engine) == [(0, None, None, False)] * 2
    assert len(due_mails(engine, AT)) == 2


def test_an_attachment_that_was_changed_or_lost_stops_its_mail_only(engine, server, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"changed")
    (tmp_path.parent / "secret.txt").write_bytes(b"secret")
    digest = sha256(b"secret").hexdigest()
    put(
        engine,
        make_mail("a", attachments=(Attachment("x.xlsx", "x.xlsx", "0" * 64),)),
        make_mail("b", attachments=(Attachment("y.xlsx", "y.xlsx", "0" * 64),)),
        make_mail("c", attachments=(Attachment("z.txt", "../secret.txt", digest),)),
        make_mail("d"),
    )

    done = send(engine, server, home=tmp_path)

    assert (done.sent, done.postponed, len(done.faulty)) == (1, 3, 3)
    with pytest.raises(MailError, match=r"3 Mails .* Die Anlage „.*“ fehlt im Datenordner oder wurde dort verändert\."):
        raise_problems(done.problems())
    (tmp_path / "y.xlsx").write_bytes(b"")
    assert all("Anlage" in row[0] for row in states(engine, "last_reply") if row[0] != "250 2.0.0 OK: queued")


def test_a_mail_without_its_attachment_is_not_well_while_it_waits_for_its_next_attempt(engine, server, tmp_path):
    content = b"figures"
    put(engine, make_mail("a", attachments=(Attachment("x.xlsx", "x.xlsx", sha256(content).hexdigest()),)))
    said = [len(send(engine, server, home=tmp_path, at=AT + timedelta(minutes=late)).faulty) for late in (0, 1, 2)]
    (tmp_path / "x.xlsx").write_bytes(content)

    assert said == [1, 1, 1]
    assert send(engine, server, home=tmp_path, at=AT + timedelta(minutes=3)).faulty == {}


def test_what_is_no_address_is_given_up_without_asking_the_server(engine, server):
    put(engine, make_mail(recipient="nicht bekannt"), make_mail("b", recipient="a@b.example\r\nDATA"))

    assert send(engine, server).given_up == 2
    assert server.calls["CONNECT"] == 0


def test_the_connection_is_encrypted_and_logged_in_to(engine, tmp_path, monkeypatch):
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.ca_file))
    for number, is_implicit in enumerate((False, True)):
        put(engine, make_mail(number))
        options = {"user": "ki", "password": "geheim", "certificate": certificate, "implicit_tls": is_implicit}
        with SmtpServer(**options) as server:
            assert send(engine, server, user="ki", password="geheim").sent == 1
            assert (server.messages[0].tls, server.messages[0].user) == (True, "ki")


@pytest.mark.parametrize("is_implicit", [False, True])
def test_a_certificate_of_nobody_known_is_refused(engine, tmp_path, is_implicit):
    put(engine)
    with SmtpServer(certificate=make_certificate(tmp_path), implicit_tls=is_implicit) as server:
        done = send(engine, server)

    assert "Zertifikat" in done.trouble
    assert server.messages == []


def test_a_server_without_encryption_never_gets_a_mail_that_was_to_be_encrypted(engine, server):
    put(engine)

    done = send(engine, server, url=server.url.replace("smtp:", "smtp+starttls:"))

    assert "keine Verschlüsselung" in done.trouble
    assert server.messages == []


def test_a_wrong_password_is_said_and_nowhere_written(engine, tmp_path, monkeypatch):
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.ca_file))
    put(engine)
    with SmtpServer(user="ki", password="geheim", certificate=certificate) as server:
        done = send(engine, server, user="ki", password="falsch-7")

    assert "MONATSBERICHT_SMTP_PASSWORD" in done.trouble
    assert "falsch-7" not in done.trouble + repr(known(server, password="falsch-7")) + str(rows_of(engine, outbox))


def test_a_password_never_leaves_unencrypted(engine):
    put(engine)

    done = send_due(engine, None, MailServer("smtp://mail.ki.example:25", SENDER, "ki", "geheim"), AT)

    assert "unverschlüsselt" in done.trouble


def test_two_runs_at_once_send_a_mail_once(engine, server, monkeypatch):
    """The second finds the mail claimed: the first put it off before it spoke to the server."""
    put(engine)
    hand_over, others = MailConnection.hand_over, []

    def let_another_run_in(*arguments):
        others.append(send(engine, server))
        return hand_over(*arguments)

    monkeypatch.setattr(MailConnection, "hand_over", let_another_run_in)

    assert send(engine, server).sent == 1
    assert [other.sent for other in others] == [0]
    assert len(server.messages) == 1


def test_a_run_does_not_send_what_another_has_taken_since_it_listed_what_is_due(engine, server, monkeypatch):
    """The first is at its first mail when the second begins, which is at its second mail when the first gets there."""
    put(engine, make_mail("a"), make_mail("b"))
    hand_over, both_at_work, first_is_done = MailConnection.hand_over, Barrier(2, timeout=30), Event()
    seconds = []

    def meet(*arguments):
        if current_thread() is main_thread() and not seconds:
            seconds.append(other.submit(send, engine, server))
            both_at_work.wait()
        elif current_thread() is not main_thread():
            both_at_work.wait()
            assert first_is_done.wait(30)
        return hand_over(*arguments)

    monkeypatch.setattr(MailConnection, "hand_over", meet)
    with ThreadPoolExecutor(1) as other:
        first = send(engine, server)
        first_is_done.set()

    assert (first.sent, seconds[0].result().sent) == (1, 1)
    assert len({one.mail["Message-ID"] for one in server.messages}) == len(server.messages) == 2
    assert [one.mail[AGAIN] for one in server.messages] == [None, None]


KILLED = """
import sys
from datetime import datetime
from tasks.letters.send import due
from tasks.letters.send.server import MailConnection, MailServer
from tasks.warehouse import open_warehouse
import os, signal
hand_over = MailConnection.hand_over
def die_after(self, recipient, message):
    hand_over(self, recipient, message)
    os.kill(os.getpid(), signal.SIGKILL)
MailConnection.hand_over = die_after
due.send_due(open_warehouse(sys.argv[1]), None, MailServer(sys.argv[2], "meldung@ki.example"), datetime(2026, 11, 5, 9))
"""


def test_a_run_killed_after_the_server_took_the_mail_sends_it_again_and_says_so(engine, server):
    put(engine, make_mail("a"), make_mail("b"))
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(engine.url), server.url], timeout=60, check=False, env=dict(os.environ)
    )
    assert killed.returncode == -signal.SIGKILL
    assert len(server.messages) == 1

    at_once = send(engine, server)
    later = send(engine, server, AT + timedelta(minutes=5))

    assert (at_once.sent, at_once.maybe_twice) == (1, 0)  # the other one; nobody knows yet whether the first still runs
    assert (later.sent, later.maybe_twice) == (1, 1)
    assert [one.mail[AGAIN] for one in server.messages] == [None, None, "1"]
    assert server.messages[0].mail["Message-ID"] == server.messages[2].mail["Message-ID"]
    assert read_outbox(engine)["maybe_twice"] == 1
