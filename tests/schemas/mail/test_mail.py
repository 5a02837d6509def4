"""A mail's identity is that of its occasion."""

from datetime import datetime, timedelta
from email.headerregistry import HeaderRegistry

from schemas.mail.mail import message_id, next_attempt


def test_the_same_occasion_gives_the_same_id():
    assert message_id("ki.example", "receipt", 7) == message_id("ki.example", "receipt", 7)


def test_another_occasion_gives_another_id():
    ids = {message_id("ki.example", kind, *parts) for kind in ("receipt", "reminder") for parts in ((7,), (8,), (7, 8))}

    assert len(ids) == 6


def test_an_id_is_one_that_mail_servers_accept_and_names_nobody():
    written = message_id("ki.example", "invitation", "169468", "2026-10")

    assert HeaderRegistry()("Message-ID", written).defects == ()
    assert "169468" not in written


def test_pauses_grow_and_end_after_about_a_week():
    at, attempts, waits = datetime(2026, 11, 5, 9), 0, []
    while later := next_attempt(attempts := attempts + 1, at):
        waits.append(later - at)
        at = later

    assert [wait.total_seconds() / 60 for wait in waits[:6]] == [5, 15, 60, 240, 720, 1440]
    assert waits == sorted(waits)
    assert timedelta(days=6) < at - datetime(2026, 11, 5, 9) < timedelta(days=8)
