"""A mail's identity is that of its occasion."""

from email.headerregistry import HeaderRegistry

from schemas.mail import message_id


def test_the_same_occasion_gives_the_same_id():
    assert message_id("ki.example", "receipt", 7) == message_id("ki.example", "receipt", 7)


def test_another_occasion_gives_another_id():
    ids = {
        message_id("ki.example", kind, *parts) for kind in ("receipt", "reminder") for parts in ((7,), (8,), (7, 8))
    }

    assert len(ids) == 6


def test_an_id_is_one_that_mail_servers_accept_and_names_nobody():
    written = message_id("ki.example", "invitation", "169468", "2026-10")

    assert HeaderRegistry()("Message-ID", written).defects == ()
    assert "169468" not in written
