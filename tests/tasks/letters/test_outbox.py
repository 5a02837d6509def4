"""The outbox: a mail is written once, whatever happens, and staff see what waits."""

from datetime import datetime

from schemas.mail.mail import Attachment, message_id
from schemas.store.correspondence import outbox
from tasks.letters.outbox import enqueue_mails, known_mails, read_outbox
from tests.factories import rows_of
from tests.factories_outbox import make_mail

AT = datetime(2026, 11, 5, 9, 0)


def test_a_mail_is_written_with_all_it_needs_to_be_sent(engine):
    attached = Attachment("Bogen für März.xlsx", "meldeboegen/2026-10/x.xlsx", "ab" * 32)
    with engine.begin() as connection:
        assert enqueue_mails(connection, [make_mail(attachments=(attached,), submission_id=7)], AT) == 1

    (row,) = rows_of(engine, outbox)
    assert (row["created_at"], row["next_attempt_at"], row["attempts"], row["may_be_sent"]) == (AT, AT, 0, False)
    assert (row["sent_at"], row["given_up_at"], row["submission_id"]) == (None, None, 7)
    assert row["attachments"] == (
        '[{"name": "Bogen für März.xlsx", "path": "meldeboegen/2026-10/x.xlsx", "sha256": "' + "ab" * 32 + '"}]'
    )


def test_the_same_occasion_is_never_written_twice(engine):
    with engine.begin() as connection:
        enqueue_mails(connection, [make_mail(subject="Erste Fassung")], AT)
    with engine.begin() as connection:
        assert enqueue_mails(connection, [make_mail(subject="Zweite"), make_mail("b"), make_mail("b")], AT) == 1

    assert sorted(rows_of(engine, outbox, "subject")) == [("Betreff",), ("Erste Fassung",)]


def test_nothing_is_written_where_the_callers_transaction_fails(engine):
    connection = engine.connect()
    enqueue_mails(connection, [make_mail()], AT)
    connection.rollback()
    connection.close()

    assert rows_of(engine, outbox) == []


def test_thousands_of_mails_are_asked_for_in_pieces(engine):
    mails = [make_mail(number) for number in range(1_201)]
    with engine.begin() as connection:
        assert enqueue_mails(connection, mails, AT) == 1_201
        assert enqueue_mails(connection, mails, AT) == 0
        assert known_mails(connection, ["<nobody@x>", mails[3].message_id]) == {mails[3].message_id}


def test_staff_see_what_waits_and_what_cannot_be_delivered(engine):
    with engine.begin() as connection:
        enqueue_mails(connection, [make_mail("a"), make_mail("b", month="2026-09")], AT)
        enqueue_mails(connection, [make_mail("c")], datetime(2026, 11, 4))
        gone = outbox.c.message_id == make_mail("b").message_id
        connection.execute(outbox.update().where(gone).values(given_up_at=AT, last_reply="550 unbekannt", attempts=1))
        sent = outbox.c.message_id == make_mail("a").message_id
        connection.execute(outbox.update().where(sent).values(sent_at=AT, may_be_sent=True))

    seen = read_outbox(engine)

    assert (seen["waiting"], seen["oldest"], seen["sent"], seen["maybe_twice"]) == (1, "2026-11-04T00:00:00", 1, 1)
    (lost,) = seen["undeliverable"]
    assert (lost["month"], lost["last_reply"], lost["given_up_at"]) == ("2026-09", "550 unbekannt", AT.isoformat())
    assert read_outbox(engine, since=datetime(2026, 11, 6))["undeliverable"] == []


def test_what_waits_or_is_lost_is_seen_whatever_its_month_and_without_one(engine):
    with engine.begin() as connection:
        mails = [make_mail(name, month=month) for name, month in (("a", None), ("b", "2026-09"), ("c", None))]
        enqueue_mails(connection, mails, AT)
        gone = outbox.c.message_id == make_mail("c").message_id
        connection.execute(outbox.update().where(gone).values(given_up_at=AT, last_reply="550 unbekannt"))

    seen = read_outbox(engine, "2026-10", AT)

    assert (seen["waiting"], len(seen["undeliverable"])) == (2, 1)


def test_an_occasion_has_its_own_id():
    assert message_id("a.example", "invitation", "169468", "2026-10") != make_mail().message_id
