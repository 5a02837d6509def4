"""A mail as it travels, read by the standard library's parser."""

import email
import email.policy
from datetime import UTC, datetime
from email.headerregistry import Address
from zoneinfo import ZoneInfo

import pytest

from schemas.mail.mail import message_id
from schemas.mail.message import AGAIN, build_message, plain_line, veil_addresses

WRITTEN = datetime(2026, 10, 30, 6, 30, tzinfo=ZoneInfo("Europe/Berlin"))
LONG = "Ihre Monatsmeldung für Oktober 2026 – Käthe-Kollwitz-Gymnasium für Mädchen und Jungen in Haspe (Außenstelle)"


def make_bytes(**overrides):
    parts = {
        "sender": Address("Kommunales Integrationszentrum Düren", addr_spec="meldung@ki.example"),
        "recipient": "schule@beispiel.example",
        "subject": LONG,
        "bodies": ("Grüße\n", "<p>Grüße</p>\n"),
        "attachments": [],
        "written": WRITTEN,
        "is_again": False,
    }
    name = overrides.pop("message_id", message_id("ki.example", "invitation", "169468", "2026-10"))
    return build_message(name, **(parts | overrides))


def parsed(content):
    """As a mail program reads it; the parser must find nothing wrong."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert not any(part.defects for part in mail.walk())
    assert not any(mail[name].defects for name in mail)
    return mail


def test_text_and_html_stand_side_by_side_and_headers_say_who_when_and_that_nobody_typed_it():
    mail = parsed(make_bytes())

    assert mail.get_content_type() == "multipart/alternative"
    assert mail.get_body(("plain",)).get_content() == "Grüße\r\n"
    assert mail.get_body(("html",)).get_content() == "<p>Grüße</p>\r\n"
    assert mail["Subject"] == LONG
    assert mail["From"].addresses[0].display_name == "Kommunales Integrationszentrum Düren"
    assert mail["Reply-To"].addresses[0].addr_spec == "meldung@ki.example"
    assert mail["To"] == "schule@beispiel.example"
    assert mail["Date"].datetime.astimezone(UTC) == WRITTEN.astimezone(UTC)
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert mail[AGAIN] is None


def test_a_mail_that_may_have_arrived_says_so():
    assert parsed(make_bytes(is_again=True))[AGAIN] == "1"


def test_the_same_mail_is_the_same_bytes_in_seven_bits_and_short_lines():
    content = make_bytes(attachments=[("Bogen.xlsx", bytes(range(256)) * 50)], bodies=("x" * 5_000, "ü" * 5_000))

    assert content == make_bytes(
        attachments=[("Bogen.xlsx", bytes(range(256)) * 50)], bodies=("x" * 5_000, "ü" * 5_000)
    )
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 100
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        (
            "Meldebogen-Schule_169468.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "Meldebogen-Schule_169468.xlsx",
        ),
        ("Prüfprotokoll März.json", "application/json", "Prüfprotokoll März.json"),
        ("../../etc/passwd", "application/octet-stream", ".._.._etc_passwd"),
        ("x\r\nBcc: alle@example.org.csv", "text/csv", "x Bcc_ alle@example.org.csv"),
    ],
)
def test_attachments_keep_bytes_and_name(name, kind, shown):
    mail = parsed(make_bytes(attachments=[(name, b"\x00PK\xff\r\n.\r\n")]))
    (attached,) = mail.iter_attachments()

    assert mail.get_content_type() == "multipart/mixed"
    assert attached.get_payload(decode=True) == b"\x00PK\xff\r\n.\r\n"
    assert (attached.get_content_type(), attached.get_filename()) == (kind, shown)
    assert mail["Bcc"] is None


def test_nothing_in_a_subject_becomes_a_header():
    mail = parsed(make_bytes(subject="Ihre Meldung\r\nBcc: alle@example.org\u2028X-Y: 1\x00\x85 \ud800Ende"))

    assert mail["Subject"] == "Ihre Meldung Bcc: alle@example.org X-Y: 1 Ende"
    assert (mail["Bcc"], mail["X-Y"]) == (None, None)


def test_a_long_message_id_stays_on_one_line():
    long = message_id("mail.kommunales-integrationszentrum.rheinisch-bergischer-kreis.example", "set_aside", 1)

    assert f"Message-ID: {long}\r\n".encode() in make_bytes(message_id=long)
    assert parsed(make_bytes(message_id=long))["Message-ID"] == long


def test_characters_that_no_mail_can_hold_are_left_out():
    mail = parsed(make_bytes(bodies=("a\x00b\ud800c\td\n", "<p>a</p>\n")))

    assert mail.get_body(("plain",)).get_content() == "abc\td\r\n"


def test_a_line_is_one_line():
    assert plain_line(" a\tb\n\nc\u202ed ") == "a b c d"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("550 5.1.1 <still@schule.example>: unbekannt", "550 5.1.1 <s…@schule.example>: unbekannt"),
        ("a.b@c.de, (dora@e.de) nicht", "a…@c.de, (d…@e.de) nicht"),
        ("um 8 @ Hagen", "um 8 @ Hagen"),
    ],
    ids=["as servers write it", "several", "none"],
)
def test_an_address_on_a_page_is_known_only_to_who_knows_it(said, shown):
    assert veil_addresses(said) == shown
