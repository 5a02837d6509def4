"""Signatures in the format of minisign, checked without our own code."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tasks.disseminate.signature import is_signed_by, public_key, sign

SECRET, CONTENT = b"0123456789abcdef", b'{"format": 1}\n'
SIGNATURE, KEY = sign(CONTENT, SECRET), public_key(SECRET)


def test_it_is_what_the_format_says():
    """Bytes as https://jedisct1.github.io/minisign/ describes them."""
    first, signed, comment, comment_too = SIGNATURE.decode().splitlines()
    parts, key = base64.b64decode(signed), base64.b64decode(KEY)
    owner = Ed25519PublicKey.from_public_bytes(key[10:])

    assert first.startswith("untrusted comment: ")
    assert (key[:2], parts[:2], parts[2:10]) == (b"Ed", b"ED", key[2:10])
    owner.verify(parts[10:], hashlib.blake2b(CONTENT, digest_size=64).digest())
    owner.verify(base64.b64decode(comment_too), parts[10:] + comment.removeprefix("trusted comment: ").encode())


def test_the_same_bytes_and_secret_give_the_same_signature():
    assert sign(CONTENT, SECRET) == SIGNATURE
    assert is_signed_by(CONTENT, SIGNATURE, KEY)


@pytest.mark.parametrize(
    ("content", "signature", "key"),
    [
        (CONTENT + b" ", SIGNATURE, KEY),
        (CONTENT, sign(CONTENT, b"another secret, as long"), KEY),
        (CONTENT, SIGNATURE, public_key(b"another secret, as long")),
        (CONTENT, SIGNATURE.replace(b"eines", b"keines"), KEY),
        (CONTENT, b"", KEY),
        (CONTENT, b"\n\n\n\n", KEY),
        (CONTENT, b"\xff\xfe", KEY),
        (CONTENT, SIGNATURE, "kein Schlüssel"),
        (CONTENT, SIGNATURE, ""),
    ],
)
def test_whatever_else_is_none(content, signature, key):
    assert not is_signed_by(content, signature, key)
