"""An old file that comes again after a newer one was accepted is answered by a mail, once."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from config.settings import Settings
from schemas.form.submission import State
from schemas.store import warehouse as w
from schemas.store.correspondence import incoming, outbox
from tasks.letters.answer_resent import answer_resent
from tests.factories import AT, POLICY, enter_respondents, keep, make_reading, make_verdict, rows_of

LATER = AT + timedelta(days=1)


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path, smtp_url="smtp://localhost:25", mail_from="meldung@ki.example")


@pytest.fixture
def city(engine):
    enter_respondents(engine)
    return engine


def send_again(engine, number, *, at=LATER, sender="a@schule.example", name="alt.xlsx"):
    """The same bytes once more, as receive enters them."""
    with engine.begin() as connection:
        connection.execute(insert(incoming), {
            "incoming_id": number, "source": "postfach", "path": f"<{number}@x>", "mark": "", "sha256": "0" * 64,
            "byte_count": 1, "received_at": at, "seen_at": at, "sender": sender, "outcome": "taken", "parts": 1,
        })  # fmt: skip
        row = {"submission_id": number, "file": name, "seen_at": at, "incoming_id": number}
        connection.execute(insert(w.delivery), row)


@pytest.mark.parametrize("state", [State.ACCEPTED, State.RETURNED])
def test_the_newer_file_is_named_and_stays_in_force(city, settings, state):
    old = keep(city, make_reading(), make_verdict(state))
    keep(city, make_reading(file="neu.xlsx"))
    send_again(city, old)

    assert answer_resent(city, settings, POLICY, LATER) == 1
    assert answer_resent(city, settings, POLICY, LATER) == 0
    (mail,) = rows_of(city, outbox)
    text = " ".join(mail["text"].split())
    assert (mail["recipient"], mail["attachments"]) == ("a@schule.example", "[]")
    assert mail["subject"].startswith("Ihre neuere Fassung gilt: Meldung Oktober 2026")
    assert "„alt.xlsx“ ist am 06.11.2026, 09:00 Uhr eingegangen. Sie ist dieselbe, die schon einmal kam" in text
    assert "Es gilt weiterhin Ihre neuere: „neu.xlsx“, eingegangen 05.11.2026, 09:00 Uhr." in text


def test_a_file_that_still_counts_or_was_replaced_only_later_is_no_old_one(city, settings):
    first = keep(city, make_reading())
    send_again(city, first, at=AT + timedelta(hours=1))
    keep(city, make_reading(), at=AT + timedelta(hours=2))
    last = keep(city, make_reading(), at=AT + timedelta(hours=3))
    send_again(city, last)

    assert answer_resent(city, settings, POLICY, LATER) == 0


def test_what_came_long_ago_is_no_news_and_without_a_mail_server_nobody_is_told(city, settings):
    old = keep(city, make_reading())
    keep(city, make_reading())
    send_again(city, old)

    assert answer_resent(city, settings, POLICY, LATER + timedelta(days=8)) == 0
    assert answer_resent(city, settings.model_copy(update={"smtp_url": ""}), POLICY, LATER) == 0
    assert answer_resent(city, settings, POLICY, LATER) == 1
