"""Mails in envelopes that only some mail programs open: what lies inside is taken, and nothing of it can harm us."""

from base64 import b64encode

import pytest

from schemas.files.formats.signed import open_signed
from schemas.files.formats.tnef import files_in_tnef
from schemas.mail.received_mail import SMALL_PICTURE
from tests.factories_envelopes import (
    ENVELOPED,
    attribute,
    ber,
    mail_envelope,
    make_pieces,
    make_signed,
    make_tnef,
    nest_signed,
    nest_tnef,
    properties,
    sign,
)
from tests.factories_mail import FROM, make_mail, make_raw, make_zip
from tests.factories_workbook import make_book, make_form, read_in
from tests.tasks.intake.sources.test_unpack import LIMITS, open_it, parts

FORM = make_form()
INNER = make_mail(("Meldung.xlsx", FORM))
OCTETS = ber(4, INNER)
LOGO = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256))
PHOTO = b"\xff\xd8\xff\xe0" + bytes(SMALL_PICTURE)


ENVELOPES = {
    "winmail.dat": make_mail(("winmail.dat", make_tnef(("Meldung.xlsx", FORM)))),
    "by its type": mail_envelope(make_tnef(("Meldung.xlsx", FORM)), "application/ms-tnef", "ATT00001.dat"),
    "bytes behind the end": make_mail(("winmail.dat", make_tnef(("Meldung.xlsx", FORM), tail=b"\r\n--=_x--\r\n"))),
    "all in its properties": make_mail(("winmail.dat", make_tnef(("Meldung.xlsx", FORM), short=False))),
    "a mail inside": make_mail(("winmail.dat", make_tnef(mails=[make_tnef(("Meldung.xlsx", FORM))]))),
    "with a logo": make_mail(("winmail.dat", make_tnef(("image001.png", LOGO), ("Meldung.xlsx", FORM)))),
    "a file of its own": make_tnef(("Meldung.xlsx", FORM)),
    "signed": mail_envelope(sign(INNER)),
    "signed, of another type": mail_envelope(sign(INNER), "application/octet-stream", "mail.dat"),
    "signed in one piece": mail_envelope(make_signed(OCTETS, endless=False)),
    "signed in pieces": mail_envelope(make_signed(make_pieces(INNER))),
    "signed twice": mail_envelope(make_signed(ber(4, mail_envelope(sign(INNER))))),
    "smime.p7m of its own": sign(INNER),
    "winmail.dat that was signed": mail_envelope(sign(make_mail(("winmail.dat", make_tnef(("Meldung.xlsx", FORM)))))),
    "in an archive": make_zip(("Mail.eml", mail_envelope(sign(INNER)))),
}  # fmt: skip


@pytest.mark.parametrize("content", ENVELOPES.values(), ids=ENVELOPES)
def test_a_workbook_is_taken_out_of_its_envelope(tmp_path, content):
    assert parts(open_it(tmp_path, content)) == {"Meldung.xlsx": FORM}


def test_who_sent_an_envelope_is_known(tmp_path):
    assert (
        open_it(tmp_path, mail_envelope(sign(make_mail(("a.xlsx", b"1"), sender="x@y.example"))), "mail").sender == FROM
    )


@pytest.mark.parametrize("kind", ["application/applefile", "application/octet-stream"])
def test_what_a_mac_tells_of_a_file_is_no_file(tmp_path, kind):
    beside = b"\x00\x05\x16\x07" + bytes(80)
    name = "Meldung.xlsx" if "apple" in kind else "._Meldung.xlsx"
    fork = (f'Content-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64', b64encode(beside))
    data = ('Content-Type: application/x; name="Meldung.xlsx"\r\nContent-Transfer-Encoding: base64', b64encode(FORM))

    assert parts(open_it(tmp_path, make_raw(fork, data), "mail")) == {"Meldung.xlsx": FORM}


def test_a_file_that_is_wrapped_for_a_mac_is_still_told(tmp_path):
    single = ('Content-Type: application/applefile; name="Meldung.xlsx"', b"\x00\x05\x16\x00")

    assert list(parts(open_it(tmp_path, make_raw(single), "mail"))) == ["Meldung.xlsx"]


def test_a_photo_in_an_envelope_counts_where_there_is_nothing_better(tmp_path):
    alone = make_mail(("winmail.dat", make_tnef(("foto.jpg", PHOTO))))

    assert parts(open_it(tmp_path, alone)) == {"foto.jpg": PHOTO}


BEGIN = attribute(0x00069002, bytes(14))
BROKEN = {
    "only a text": make_tnef(),
    "cut off": make_tnef(("Meldung.xlsx", FORM))[:-500],
    "longer than the file": make_tnef() + attribute(0x0006800F, b"x", size=2**32 - 1),
    "a billion properties": make_tnef(tail=BEGIN + attribute(0x00069005, properties(count=10**9))),
    "unknown property": make_tnef(tail=BEGIN + attribute(0x00069005, properties(b"\x99\0\x07\x37"))),
    "no text inside": make_signed(None),
    "signed and cut off": sign(INNER)[:-2_000][:900],
    "a length of gigabytes": make_signed(bytes([4, 0x84]) + b"\x7f\xff\xff\xff" + INNER, endless=True),
    "a thousand levels": make_signed(b"\x24\x80" * 1_000 + INNER),
    "a piece beyond its text": make_signed(ber(0x24, bytes([4, 0x84]) + (90_000).to_bytes(4, "big")) + bytes(99_000)),
}  # fmt: skip


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_an_envelope_that_cannot_be_opened_is_told_and_takes_nothing_else_away(tmp_path, content):
    alone = open_it(tmp_path, mail_envelope(content))

    assert parts(alone) == {"smime.p7m": content}
    assert [one.rule for one in read_in(content, "smime.p7m").findings][:1] == ["FILE_MAIL"]
    assert read_in(content).findings[0].hint


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_beside_a_workbook_it_does_not_matter(tmp_path, content):
    assert list(parts(open_it(tmp_path, make_mail(("winmail.dat", content), ("Meldung.xlsx", FORM))))) == [
        "Meldung.xlsx"
    ]


@pytest.mark.parametrize(
    "content",
    [make_signed(OCTETS, kind=ENVELOPED), b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n"],
    ids=["S/MIME", "PGP"],
)
def test_an_encrypted_mail_is_named_with_the_way_out(tmp_path, content):
    (found,) = open_it(tmp_path, mail_envelope(content)).parts

    (finding,) = read_in(found.local.read_bytes(), "smime.p7m").findings
    assert finding.rule == "FILE_ENCRYPTED_MAIL"
    assert "verschlüsselte E-Mail (S/MIME oder PGP)" in finding.message
    assert "nicht verschlüsselten Mail" in finding.hint


SMALL = make_mail(("Meldung.xlsx", make_book([["x"]])))  # each round makes it larger, and depth is meant


@pytest.mark.parametrize("content", [nest_tnef(50, FORM), nest_signed(6, SMALL)], ids=["TNEF", "S/MIME"])
def test_envelopes_without_end_are_opened_no_further_than_others(tmp_path, content):
    found = open_it(tmp_path, content)

    assert list(parts(found)) != ["Meldung.xlsx"]
    assert len(found.parts) == 1 or found.refusal == "depth"


def test_an_envelope_of_many_files_is_refused(tmp_path):
    many = make_tnef(*((f"{number}.xlsx", b"x") for number in range(LIMITS.most_parts + 1)))

    assert open_it(tmp_path, many).refusal == "parts"


def test_an_envelope_of_much_is_refused(tmp_path):
    assert open_it(tmp_path, make_tnef(*[("a.csv", bytes(300_000))] * 4)).refusal == "size"


def test_what_comes_out_is_never_more_than_what_came_in():
    pieces = b"".join(ber(4, b"x") for _ in range(20_000))
    deep = ber(0x24, ber(0x24, ber(0x24, pieces), pieces), pieces)

    assert len(open_signed(make_signed(deep))) == 60_000
    assert sum(len(content) for _, content in files_in_tnef(make_tnef(*[("a", b"x" * 9)] * 500))) == 4_500


@pytest.mark.parametrize("inside", [ber(0x24, bytes([0x24, 0x84]) + (200).to_bytes(4, "big")), b"\x04", b""])
def test_a_piece_must_lie_in_its_text(inside):
    with pytest.raises(ValueError, match=r"\w"):
        open_signed(make_signed(inside, endless=False))
