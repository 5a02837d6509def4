"""A real mailbox: what becomes of each mail, on servers that can more and less."""

import email
from datetime import UTC, datetime

import pytest

from config.address import Credentials
from config.sources import Source
from schemas.files.incoming import ItemOutcome, SourceLimits
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from tasks.intake.receive import receive_all
from tasks.intake.sources.open import open_source
from tasks.intake.sources.unpack import is_container, unpack
from tests.factories import AT, rows_of
from tests.factories_mail import FROM, make_mail, make_raw
from tests.servers.imap import ImapServer, needs_dovecot
from tests.servers.oauth import TokenServer, trusted_tenant
from tests.servers.proxy import FlakyLine

pytestmark = [pytest.mark.slow, needs_dovecot]
CAME = datetime(2026, 11, 3, 13, 30, tzinfo=UTC)
FORM = ("Meldung.xlsx", b"figures")


@pytest.fixture(scope="module")
def shared():
    with ImapServer() as running:
        yield running


@pytest.fixture
def server(shared):
    """The same server for all tests, with nothing in it."""
    shared.clear()
    return shared


def make_source(server, *, most_bytes=1_000_000, **more):
    source = Source(name="post", url=server.url, **more)
    return open_source(source, Credentials("ki", "geheim"), most_bytes=most_bytes, seconds=10)


def look(engine, tmp_path, *sources, at=AT):
    def look_inside(path, kind, folder, limits):
        return unpack(str(path), kind, str(folder), limits) if kind == "mail" or is_container(path) else None

    return receive_all(
        engine, sources, tmp_path / "archive", at, unpack=look_inside, limits=SourceLimits(most_parts=20)
    )


def files(engine):
    return [name for (name,) in rows_of(engine, w.submission, "file")]


def outcomes(engine):
    return rows_of(engine, c.incoming, "outcome", "parts")


def test_a_mail_is_archived_whole_beside_its_files(engine, server, tmp_path):
    server.put(make_mail(FORM), received=CAME)
    (raw,) = server.mails()
    look(engine, tmp_path, make_source(server))
    (incoming,) = rows_of(engine, c.incoming)

    archived = tmp_path / "archive" / incoming["sha256"][:2] / incoming["sha256"]
    assert archived.read_bytes() == raw
    assert incoming["path"] == email.message_from_bytes(raw)["Message-ID"]
    assert (incoming["received_at"], incoming["sender"]) == (datetime(2026, 11, 3, 14, 30), FROM)
    assert incoming["byte_count"] == len(raw)


def test_a_mail_with_a_file_is_moved_to_done(engine, server, tmp_path):
    server.put(make_mail(FORM))
    received = look(engine, tmp_path, make_source(server))

    assert (received.new, received.attention) == (1, 0)
    assert (len(server.mails()), len(server.mails("Erledigt"))) == (0, 1)
    assert "Zu lesen" not in server.folders()


@pytest.mark.parametrize(
    ("mail", "outcome"),
    [
        (make_mail(), ItemOutcome.NOTHING),
        (make_mail(FORM, Auto_Submitted="auto-replied"), ItemOutcome.AUTOMATIC),
        (make_mail(FORM, Return_Path="<>", sender="MAILER-DAEMON@mail.example"), ItemOutcome.AUTOMATIC),
        (make_raw(("Content-Type: message/delivery-status", b""), ("Content-Type: x/y; name=Meldung.xlsx", b"1"))
         .replace(b"multipart/mixed", b"multipart/report"), ItemOutcome.AUTOMATIC),
    ],
    ids=["no file", "holiday notice", "bounce", "report with our form"],
)  # fmt: skip
def test_a_mail_that_a_person_has_to_read_is_moved_there(engine, server, tmp_path, mail, outcome):
    server.put(mail)
    received = look(engine, tmp_path, make_source(server))

    assert (received.new, received.attention, files(engine)) == (0, 1, [])
    assert outcomes(engine) == [(outcome.value, 0)]
    assert [len(server.mails(name)) for name in ("INBOX", "Erledigt", "Zu lesen")] == [0, 0, 1]


def test_a_mail_that_is_too_much_is_one_submission_and_for_a_person(engine, server, tmp_path):
    server.put(make_mail(*((f"{number}.xlsx", b"1") for number in range(30))))
    received = look(engine, tmp_path, make_source(server))

    assert (received.new, received.attention, files(engine)) == (1, 1, ["E-Mail.eml"])
    assert outcomes(engine) == [("refused", 1)]
    assert len(server.mails("Zu lesen")) == 1


def test_a_mail_too_large_to_be_fetched_goes_to_a_person(engine, server, tmp_path):
    server.put(make_mail(("groß.xlsx", bytes(300_000))), make_mail(FORM, subject="klein"))
    received = look(engine, tmp_path, make_source(server, most_bytes=200_000))

    assert (received.new, received.attention) == (1, 1)
    assert sorted(outcomes(engine)) == [("refused", 0), ("taken", 1)]
    assert {row["sender"] for row in rows_of(engine, c.incoming)} == {FROM}
    assert len(server.mails("Zu lesen")) == len(server.mails("Erledigt")) == 1


def test_a_large_mail_is_fetched_in_blocks_and_whole(engine, server, tmp_path):
    content = bytes(range(256)) * 12_000
    server.put(make_mail(("groß.xlsx", content)))
    look(engine, tmp_path, make_source(server, most_bytes=10_000_000))

    assert rows_of(engine, w.submission, "byte_count") == [(len(content),)]


def test_the_same_mail_twice_is_one_submission(engine, server, tmp_path):
    server.put(make_mail(FORM), make_mail(FORM))
    received = look(engine, tmp_path, make_source(server))

    assert (received.new, received.known) == (1, 1)
    assert len(rows_of(engine, c.incoming)) == 2
    assert rows_of(engine, w.delivery, "submission_id", "incoming_id") == [(1, 1), (1, 2)]
    assert len(server.mails("Erledigt")) == 2


def test_a_mail_sent_again_with_another_message_id(engine, server, tmp_path):
    server.put(make_mail(FORM))
    look(engine, tmp_path, make_source(server))
    server.put(make_mail(FORM, Message_ID="<neu@schule.example>", sender="leitung@schule.example"))
    received = look(engine, tmp_path, make_source(server))

    assert (received.new, received.known) == (0, 1)
    assert rows_of(engine, c.incoming, "sender") == [(FROM,), ("leitung@schule.example",)]
    assert len(server.mails("Erledigt")) == 2


def test_a_mail_put_back_by_a_person_is_known_by_its_bytes(engine, server, tmp_path):
    server.put(make_mail(FORM))
    look(engine, tmp_path, make_source(server))
    server.order(("copy", "1", "INBOX"), folder="Erledigt")
    received = look(engine, tmp_path, make_source(server))

    assert received.new == 0
    assert len(server.mails()) == 0


def test_a_mail_without_message_id_or_head(engine, server, tmp_path):
    server.put(make_mail(FORM, Message_ID=None), b"\r\nnur Text")
    look(engine, tmp_path, make_source(server))

    assert min(path for (path,) in rows_of(engine, c.incoming, "path")).startswith("ohne Message-ID, Nummer ")
    assert sorted(outcomes(engine)) == [("nothing", 0), ("taken", 1)]


def test_mails_are_not_marked_as_read(engine, server, tmp_path):
    server.put(make_mail(FORM))
    look(engine, tmp_path, make_source(server))

    assert "Seen" not in server.flags("Erledigt")[0]


def test_mails_are_entered_in_the_order_in_which_the_server_took_them(engine, server, tmp_path):
    server.put(make_mail(("spät.xlsx", b"1")), received=CAME)
    server.put(make_mail(("früh.xlsx", b"2")), received=CAME.replace(hour=9))
    look(engine, tmp_path, make_source(server))

    assert files(engine) == ["früh.xlsx", "spät.xlsx"]


def test_another_folder_and_other_names(engine, server, tmp_path):
    with server.client() as client:
        client.create('"Meldungen"')
    server.put(make_mail(FORM), folder="Meldungen")
    source = Source(name="post", url=f"{server.url}/Meldungen", done_folder="Geprüft & fertig")
    look(engine, tmp_path, open_source(source, Credentials("ki", "geheim"), most_bytes=10**6, seconds=10))

    assert len(server.mails("Geprüft & fertig")) == 1


def test_a_folder_that_is_not_there(engine, server, tmp_path):
    source = Source(name="post", url=f"{server.url}/Nirgends")
    received = look(engine, tmp_path, open_source(source, Credentials("ki", "geheim"), most_bytes=10**6, seconds=10))

    assert received.down == ("Quelle „post“: den Ordner gibt es dort nicht, oder er ist nicht freigegeben.",)


@pytest.mark.parametrize("capability", ["IMAP4rev1 MOVE UIDPLUS", "IMAP4rev1 UIDPLUS", "IMAP4rev1"])
def test_servers_that_cannot_move_lose_nothing_and_nobody_elses_mails(engine, tmp_path, capability):
    with ImapServer(capability=capability) as server:
        server.put(b"Subject: fremd\r\n\r\ngeloescht, aber noch da\r\n")
        server.order(("store", "1", "+FLAGS", r"(\Deleted)"))
        server.put(make_mail(FORM))
        first = look(engine, tmp_path, make_source(server))
        second = look(engine, tmp_path, make_source(server))
        left = server.mails()
        done = server.mails("Erledigt")

    assert (first.new, first.down, second.new, second.down) == (1, (), 0, ())
    assert len(done) == 1
    assert any(b"geloescht, aber noch da" in mail for mail in left)
    assert len(left) == (2 if capability == "IMAP4rev1" else 1)


def test_servers_whose_folders_all_lie_below_the_inbox(engine, tmp_path):
    with ImapServer(prefix="INBOX.", separator=".") as server:
        server.put(make_mail(FORM), make_mail(subject="nur Text"))
        received = look(engine, tmp_path, make_source(server))
        found = [len(server.mails(name)) for name in ("INBOX", "INBOX.Erledigt", "INBOX.Zu lesen")]

    assert received.down == ()
    assert found == [0, 1, 1]


def test_a_server_that_dies_before_a_mail_is_moved(engine, server, tmp_path):
    server.put(make_mail(FORM), make_mail(subject="Frage"))
    with FlakyLine(server.port) as line:
        source = Source(name="post", url=f"imap://127.0.0.1:{line.port}")
        dying = open_source(source, Credentials("ki", "geheim"), most_bytes=10**6, seconds=5)
        real = dying.acknowledge

        def die_first(item, outcome):
            line.die()
            real(item, outcome)

        dying.acknowledge = die_first
        first = look(engine, tmp_path, dying)
    kept = len(server.mails())
    second = look(engine, tmp_path, make_source(server))

    assert first.new == 1
    assert "nimmt keine Verbindung an" in first.down[0]
    assert kept == 2
    assert (second.new, second.known, second.down) == (0, 2, ())
    assert [len(server.mails(name)) for name in ("INBOX", "Erledigt", "Zu lesen")] == [0, 1, 1]
    assert len(rows_of(engine, c.incoming)) == 2
    assert rows_of(engine, c.source, "failed_at", "reason") == [(None, None)]


def test_a_connection_that_was_lost_meanwhile_is_made_anew(engine, server, tmp_path):
    server.put(make_mail(FORM))
    source = make_source(server)
    real = source.acknowledge

    def lose_first(item, outcome):
        source._box.client.sock.close()
        real(item, outcome)

    source.acknowledge = lose_first
    received = look(engine, tmp_path, source)

    assert received.down == ()
    assert len(server.mails("Erledigt")) == 1


def test_somebody_reads_and_moves_mails_at_the_same_time(engine, server, tmp_path):
    server.put(make_mail(FORM), make_mail(("b.xlsx", b"2"), subject="zwei"))
    source = make_source(server)
    real = source._list

    def list_and_lose(at):
        found = list(real(at))
        server.order(("store", "1", "+FLAGS", r"(\Deleted)"), ("expunge",))
        return iter(found)

    source._list = list_and_lose
    received = look(engine, tmp_path, source)

    assert (received.new, received.down, files(engine)) == (1, (), ["b.xlsx"])


# Without a password


@pytest.fixture
def tenant(tmp_path, monkeypatch):
    with trusted_tenant(tmp_path, monkeypatch) as running:
        yield running


@pytest.fixture
def modern(tenant):
    """A server that asks the tenant whose a token is; Dovecot does so without TLS here."""
    with TokenServer() as asked:
        asked.owner_of = tenant.owner_of
        with ImapServer(tenant=asked) as running:
            yield running


def make_signed_source(server, client, user="ki"):
    credentials = Credentials(user, oauth=client)
    return open_source(Source(name="post", url=server.url), credentials, most_bytes=1_000_000, seconds=10)


def test_a_token_opens_the_mailbox_and_is_replaced_where_it_is_good_no_more(engine, modern, tenant, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        modern.put(make_mail((name, name.encode()), subject=name))
        received = look(engine, tmp_path, make_signed_source(modern, tenant.client(tmp_path)))
        assert (received.new, received.down) == (1, ())
        tenant.revoke()

    assert tenant.grants == {"client_credentials": 2}
    assert len(modern.mails("Erledigt")) == 2


def test_a_mailbox_that_is_not_ours_is_told_once_another_token_did_not_help(engine, modern, tenant, tmp_path):
    tenant.owner_of = lambda _token: None
    modern._tenant.owner_of = tenant.owner_of
    (reason,) = look(engine, tmp_path, make_signed_source(modern, tenant.client(tmp_path))).down

    assert "nimmt die Anmeldung mit OAuth2 nicht an; bitte prüfen, ob MONATSBERICHT_SOURCE_POST_USER" in reason
    assert tenant.grants == {"client_credentials": 2}


def test_a_sign_in_that_is_missing_or_a_user_is_named(engine, modern, tenant, tmp_path):
    client = tenant.client(tmp_path, "device_code")
    (expired,) = look(engine, tmp_path, make_signed_source(modern, client)).down
    (nameless,) = look(engine, tmp_path, make_signed_source(modern, client, user=None)).down

    assert expired.endswith("noch einmal anmelden: monatsbericht login.")
    assert "MONATSBERICHT_SOURCE_POST_USER fehlt in der Umgebung" in nameless


def test_a_line_that_is_cut_while_we_sign_in_is_no_refusal(engine, modern, tenant, tmp_path):
    with FlakyLine(modern.port) as line:
        line.cut_after(250)
        source = Source(name="post", url=f"imap://127.0.0.1:{line.port}")
        cut = open_source(source, Credentials("ki", oauth=tenant.client(tmp_path)), most_bytes=10**6, seconds=5)
        (reason,) = look(engine, tmp_path, cut).down

    assert "die Verbindung ist abgebrochen" in reason
