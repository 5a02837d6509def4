"""Envelopes of mails: `make_tnef` (winmail.dat) and `make_signed` (S/MIME), as Outlook and OpenSSL write them."""

import struct
from base64 import b64encode
from datetime import datetime, timedelta

from tests.factories_mail import FROM

_WRAPPED = bytes(16)  # the number of the interface of a mail inside


def attribute(number, data, *, level=2, size=None):
    """One attribute; `size` is what it says of itself."""
    return (
        struct.pack("<BII", level, number, len(data) if size is None else size)
        + data
        + struct.pack("<H", sum(data) & 0xFFFF)
    )


def texts(*values, kind=0x001F, number=0x3707):
    """A property of texts or bytes, several where there are several values."""
    many = struct.pack("<HHI", kind, number, len(values))
    return many + b"".join(struct.pack("<I", len(one)) + one + bytes(-len(one) % 4) for one in values)


def properties(*given, count=None):
    return struct.pack("<I", len(given) if count is None else count) + b"".join(given)


NAMED = struct.pack("<HH", 0x0003, 0x8001) + bytes(16) + struct.pack("<II", 1, 6) + "abc".encode("utf-16-le") + bytes(6)
OTHERS = (struct.pack("<HHHH", 0x000B, 0x7FFF, 1, 0), struct.pack("<HHq", 0x0040, 0x3007, 1), NAMED)


def attached(name, content, *, short=True, inside=False):
    """One file: its short name, its bytes, and in the properties the long name, or all."""
    long_name = texts((name + "\0").encode("utf-16-le"))
    parts = attribute(0x00069002, bytes(14))
    parts += attribute(0x00018010, b"MELDUN~1.XLS\0") if short else b""
    if inside:
        given = (*OTHERS, long_name, texts(_WRAPPED + content, kind=0x000D, number=0x3701))
    elif short:
        parts += attribute(0x0006800F, content)
        given = (*OTHERS, long_name)
    else:
        given = (long_name, texts(content, kind=0x0102, number=0x3701))
    return parts + attribute(0x00069005, properties(*given))


def make_tnef(*files, mails=(), tail=b"", short=True):
    """A winmail.dat of (name, content), and of others inside."""
    head = b"\x78\x9f\x3e\x22\x01\x00" + attribute(0x00069007, struct.pack("<II", 1252, 0), level=1)
    head += attribute(0x00069003, properties(texts(b"Betreff", kind=0x001E, number=0x0037)), level=1)
    return (
        head
        + b"".join(attached(name, content, short=short) for name, content in files)
        + b"".join(attached("Mail", content, inside=True) for content in mails)
        + tail
    )


def nest_tnef(levels, content):
    """A winmail.dat inside another, as often as said, the innermost with a file."""
    nested = make_tnef(("Meldung.xlsx", content))
    for _ in range(levels):
        nested = make_tnef(mails=[nested])
    return nested


SIGNED, DATA = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010701")
ENVELOPED = bytes.fromhex("06092a864886f70d010703")


def ber(tag, *inside, endless=False):
    """An element, its length before it or a mark behind it."""
    body = b"".join(inside)
    if endless:
        return bytes([tag, 0x80]) + body + b"\0\0"
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([0x84]) + size.to_bytes(4, "big")
    return bytes([tag]) + length + body


def make_pieces(content, *, block=1_000):
    """A text of bytes in pieces, as whoever signs while reading writes it."""
    return ber(0x24, *(ber(4, content[at : at + block]) for at in range(0, len(content), block)), endless=True)


def make_signed(octets, *, endless=True, kind=SIGNED):
    """A message around the text of bytes (None: the text lies elsewhere), as OpenSSL streams it, without signers."""
    inside = ber(0x30, DATA, *([] if octets is None else [ber(0xA0, octets, endless=endless)]), endless=endless)
    signed = ber(0x30, ber(2, b"\1"), ber(0x31), inside, ber(0x31), endless=endless)
    return ber(0x30, kind, ber(0xA0, signed, endless=endless), endless=endless)


def nest_signed(levels, mail):
    """A mail that was signed as often as said."""
    for _ in range(levels):
        mail = mail_envelope(make_signed(ber(4, mail)))
    return mail


def mail_envelope(content, kind="application/pkcs7-mime", name="smime.p7m"):
    """A mail of nothing but the envelope, as S/MIME is sent."""
    head = f'Content-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64'
    return f"From: {FROM}\r\nMIME-Version: 1.0\r\n{head}\r\n\r\n".encode() + b64encode(content)


def sign(content):
    """A message signed by a real library, the text inside."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import pkcs7

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Beispielschule")])
    at = datetime(2026, 10, 1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(at).not_valid_after(at + timedelta(days=90)).sign(key, hashes.SHA256())
    )  # fmt: skip
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
