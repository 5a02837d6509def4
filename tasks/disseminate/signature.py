"""Detached signatures in the format of minisign: `sign(content, secret)`, `public_key(secret)`, `is_signed_by`.

The format is public (https://jedisct1.github.io/minisign/): Ed25519 over BLAKE2b-512, then once more over signature
and comment. Our key is derived from the secret of the submission keys: one secret to keep, and one to lose.
"""

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SIGNATURE = "manifest.json.minisig"
_HASHED, _KEY = b"ED", b"Ed"  # what follows: a signature of a hash; a key
_COMMENT = "manifest.json eines Monatsberichts"
_SIGNED_LINES, _SIGNATURE_BYTES, _KEY_BYTES = 4, 74, 42


def sign(content: bytes, secret: bytes) -> bytes:
    """The signature of some bytes, as the text of a .minisig file; the same for the same bytes and secret."""
    key, number = _derive(secret)
    signature = key.sign(hashlib.blake2b(content).digest())
    comment_too = key.sign(signature + _COMMENT.encode())
    lines = ("untrusted comment: monatsbericht", _write(_HASHED + number + signature),
             f"trusted comment: {_COMMENT}", _write(comment_too))  # fmt: skip
    return ("\n".join(lines) + "\n").encode()


def public_key(secret: bytes) -> str:
    """What the receiver needs to check signatures, as minisign writes it (its option -P)."""
    key, number = _derive(secret)
    return _write(_KEY + number + key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def is_signed_by(content: bytes, signature: bytes, key: str) -> bool:
    """Whether a .minisig file is the signature of these bytes by the owner of a public key; False for anything odd."""
    try:
        number, owner = _read_key(key)
        _, signed, comment, comment_too = signature.decode().splitlines()[:_SIGNED_LINES]
        parts = base64.b64decode(signed, validate=True)
        if len(parts) != _SIGNATURE_BYTES or parts[:10] != _HASHED + number:
            return False
        owner.verify(parts[10:], hashlib.blake2b(content).digest())
        trusted = comment.removeprefix("trusted comment: ").encode()
        owner.verify(base64.b64decode(comment_too, validate=True), parts[10:] + trusted)
    except (ValueError, binascii.Error, InvalidSignature):
        return False
    return True


def _read_key(key: str) -> tuple[bytes, Ed25519PublicKey]:
    parts = base64.b64decode(key, validate=True)
    if len(parts) != _KEY_BYTES or parts[:2] != _KEY:
        raise ValueError("no public key of minisign")
    return parts[2:10], Ed25519PublicKey.from_public_bytes(parts[10:])


def _derive(secret: bytes) -> tuple[Ed25519PrivateKey, bytes]:
    made = HKDF(SHA256(), length=40, salt=None, info=b"monatsbericht: signature of reports").derive(secret)
    return Ed25519PrivateKey.from_private_bytes(made[:32]), made[32:]


def _write(parts: bytes) -> str:
    return base64.b64encode(parts).decode()
