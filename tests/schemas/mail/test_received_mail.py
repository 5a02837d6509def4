"""Which parts of a mail are files that somebody meant to send, under which name, and who wrote it."""

import base64

import pytest

from schemas.mail.received_mail import files_in, is_automatic, message_id_of, parse_mail, sender_of
from tests.factories_mail import make_mail, make_raw

PHOTO = base64.b64encode(b"\xff\xd8\xff" + bytes(60_000))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def names(mail):
    return [found.name for found in files_in(parse_mail(mail))]


def one(headers, body=b"x"):
    (name,) = names(make_raw((headers, body)))
    return name


def test_attachments_in_their_order_with_their_bytes():
    found = list(files_in(parse_mail(make_mail(("b.xlsx", b"1"), ("a.csv", b"2")))))

    assert [(file.name, file.content(), file.is_makeshift) for file in found] == [
        ("b.xlsx", b"1", False), ("a.csv", b"2", False),
    ]  # fmt: skip


def test_a_mail_without_a_file_has_none():
    assert names(make_mail()) == []


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ('Content-Type: x/y\r\nContent-Disposition: attachment; filename="Meldung.xlsx"', "Meldung.xlsx"),
        ('Content-Type: x/y; name="Meldung.xlsx"', "Meldung.xlsx"),
        ("Content-Disposition: attachment; filename*=UTF-8''M%C3%A4rz.xlsx", "März.xlsx"),
        ("Content-Disposition: attachment; filename*=iso-8859-1'de'M%E4rz.xlsx", "März.xlsx"),
        ("Content-Disposition: attachment; filename*0*=UTF-8''M%C3%A4; filename*1=rz.xlsx", "März.xlsx"),
        ('Content-Disposition: attachment; filename="=?utf-8?Q?M=C3=A4rz.xlsx?="', "März.xlsx"),
        ('Content-Type: x/y; name="=?iso-8859-1?B?TeRyei54bHN4?="', "März.xlsx"),
        ('Content-Disposition: attachment; filename="März.xlsx"'.encode(), "März.xlsx"),
        ('Content-Disposition: attachment; filename="März.xlsx"'.encode("cp1252"), "März.xlsx"),
        ('Content-Disposition: attachment; filename="=?nonsense?Q?a?="', "=?nonsense?Q?a?="),
        ("Content-Disposition: attachment; filename*=bogus'x'a%FFb.xlsx", "aÿb.xlsx"),
        ('Content-Disposition: attachment; filename="../../../etc/passwd"', "passwd"),
        ("Content-Disposition: attachment; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd", "passwd"),
        ('Content-Disposition: attachment; filename="=?utf-8?Q?=2E=2E=2Fx=0Dy.xlsx?="', "x�y.xlsx"),
        ('Content-Disposition: attachment; filename=""', "Anhang.txt"),
        (f"Content-Type: {XLSX}", "Anhang.xlsx"),
        ("Content-Disposition: attachment", "Anhang.txt"),
    ],
)  # fmt: skip
def test_a_name_however_it_is_written(headers, name):
    assert one(headers) == name


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Type: text/plain",
        "Content-Type: text/html",
        'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Disposition: attachment',
        'Content-Type: application/octet-stream; name="smime.p7s"',
        "Content-Type: application/pgp-signature",
        'Content-Type: text/calendar; name="Termin.ics"',
        'Content-Type: image/png; name="logo.png"\r\nContent-ID: <logo>\r\nContent-Disposition: inline',
        'Content-Type: image/png; name="logo.png"\r\nContent-Disposition: attachment',
        "Content-Type: message/delivery-status",
        "Content-Type: text/rfc822-headers",
    ],
)
def test_texts_signatures_and_logos_are_no_files(headers):
    assert names(make_raw((headers, b"x"))) == []


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ('Content-Type: image/jpeg; name="Foto.jpg"\r\nContent-Transfer-Encoding: base64', PHOTO),
        ("Content-Type: application/ms-tnef", b"x"),
        ('Content-Type: application/octet-stream; name="winmail.dat"', b"x"),
        ('Content-Type: application/pkcs7-mime; name="smime.p7m"', b"x"),
    ],
)
def test_a_photo_or_what_only_one_program_understands_is_makeshift(headers, body):
    (found,) = files_in(parse_mail(make_raw((headers, body))))

    assert found.is_makeshift


def test_a_mail_inside_is_one_of_its_own():
    (found,) = files_in(parse_mail(make_mail(inside=[make_mail(("a.xlsx", b"1"))])))

    assert found.is_mail
    assert [inner.name for inner in files_in(found.mail())] == ["a.xlsx"]


def test_a_mail_inside_that_is_encoded_against_the_rules():
    body = base64.encodebytes(make_mail(("a.xlsx", b"1")))
    (found,) = files_in(
        parse_mail(make_raw(("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64", body)))
    )

    assert [inner.name for inner in files_in(found.mail())] == ["a.xlsx"]


def test_broken_base64_gives_what_can_be_decoded():
    raw = make_raw(("Content-Type: x/y\r\nContent-Transfer-Encoding: base64", b"aGFsbG8*=!"))

    assert next(iter(files_in(parse_mail(raw)))).content().startswith(b"hallo")


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff", b"Content-Type: multipart/mixed\r\n\r\nx", b"Content-Type: message/rfc822"]
)
def test_what_is_no_mail_has_no_files(content):
    message = parse_mail(content)

    assert names(content) == []
    assert (sender_of(message), message_id_of(message), is_automatic(message)) == (None, "", False)


@pytest.mark.parametrize(
    "head",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; x=y"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "ja"},
        {"X_Failed_Recipients": "a@b.example"},
        {"Precedence": "auto_reply"},
        {"sender": "MAILER-DAEMON@mail.example"},
        {"Content_Type": None},
    ],
)
def test_what_a_machine_wrote(head):
    mail = make_mail(("a.xlsx", b"1"), **head)
    if "Content_Type" in head:
        mail = mail.replace(b"multipart/mixed", b"multipart/report; report-type=delivery-status")

    assert is_automatic(parse_mail(mail))


@pytest.mark.parametrize(
    "head",
    [{}, {"Auto_Submitted": "no"}, {"Return_Path": "<a@b.example>"}, {"Precedence": "list"}, {"X_Autoreply": "no"}],
)
def test_what_a_person_wrote(head):
    assert not is_automatic(parse_mail(make_mail(("a.xlsx", b"1"), **head)))


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("Sekretariat <a@b.example>", "a@b.example"),
        ("=?utf-8?Q?M=C3=BCller?= <a@b.example>", "a@b.example"),
        ('"Müller, Anna (Schule)" <a@b.example>', "a@b.example"),
        ("a@b.example, c@d.example", "a@b.example"),
        ("Anna", None),
        ("", None),
    ],
)
def test_who_wrote_it(written, sender):
    assert sender_of(parse_mail(f"From: {written}\r\n\r\n".encode())) == sender
