"""What lies in an S/MIME message: `is_signed`, `is_encrypted`, and `open_signed`, which takes the mail out. Pure.

The signature is not looked at: who sends is told by the key of the form. RFC 5652 describes the message, X.690 how it is
written (BER: a length may come last, a text in pieces). Every length is checked against what is there, and nothing lies
deeper than real programs write.
"""

from collections.abc import Iterator

_PKCS7 = bytes.fromhex("06092a864886f70d0107")
_SIGNED = _PKCS7 + b"\x02"
_ENCRYPTED = (_PKCS7 + b"\x03", _PKCS7 + b"\x06", bytes.fromhex("060b2a864886f70d0109100117"))
_SEQUENCE, _FIRST, _OCTETS, _OCTETS_IN_PIECES = 0x30, 0xA0, 0x04, 0x24
_MOST_DEPTH = 8


def is_signed(content: bytes) -> bool:
    """Whether the bytes begin a message whose mail lies inside its signature."""
    return _names(content, (_SIGNED,))


def is_encrypted(content: bytes) -> bool:
    """Whether only the recipient's key opens it."""
    return _names(content, _ENCRYPTED) or content.lstrip().startswith(b"-----BEGIN PGP MESSAGE-----")


def _names(content: bytes, kinds: tuple[bytes, ...]) -> bool:
    """Whether one of the kinds stands behind the first length, of up to five bytes."""
    return content[:1] == b"0" and any(kind in content[2 : 7 + len(kind)] for kind in kinds)


def open_signed(content: bytes) -> bytes:
    """The mail inside.

    Raises:
        ValueError: there is none, or the message is broken.
    """
    at = _enter(content, 0, _SEQUENCE)
    at = _enter(content, _skip(content, at), _FIRST)
    at = _enter(content, at, _SEQUENCE)
    at = _skip(content, _skip(content, at))  # its version, and how it was signed
    at = _enter(content, at, _SEQUENCE)
    at = _enter(content, _skip(content, at), _FIRST)
    return b"".join(_pieces(content, at))


def _head(content: bytes, at: int) -> tuple[int, int, int | None]:
    """Tag, start and end of an element; no end where only a mark behind the last piece says it."""
    if at + 2 > len(content):
        raise ValueError("it ends too early")
    tag, size, start = content[at], content[at + 1], at + 2
    if size == 0x80:
        return tag, start, None
    if size > 0x80:
        more = size - 0x80
        if more > 4:
            raise ValueError("a length that no file has")
        size, start = int.from_bytes(content[start : start + more], "big"), start + more
    if size > len(content) - start:
        raise ValueError("it states more bytes than there are")
    return tag, start, start + size


def _enter(content: bytes, at: int, wanted: int) -> int:
    tag, start, _ = _head(content, at)
    if tag != wanted:
        raise ValueError("no mail inside")
    return start


def _skip(content: bytes, at: int, depth: int = 0) -> int:
    """Where the next element begins."""
    _, start, end = _head(content, at)
    if end is not None:
        return end
    if depth == _MOST_DEPTH:
        raise ValueError("deeper than any real message")
    while not content.startswith(b"\0\0", start):
        start = _skip(content, start, depth + 1)
    return start + 2


def _pieces(content: bytes, at: int, depth: int = 0) -> Iterator[bytes]:
    """The bytes of a text, whole or in pieces."""
    tag, start, end = _head(content, at)
    if tag == _OCTETS and end is not None:
        yield content[start:end]
        return
    if tag != _OCTETS_IN_PIECES or depth == _MOST_DEPTH:
        raise ValueError("no text of bytes")
    while start != end and not (end is None and content.startswith(b"\0\0", start)):
        following = _skip(content, start, depth + 1)
        if end is not None and following > end:
            raise ValueError("a piece reaches beyond its text")
        yield from _pieces(content, start, depth + 1)
        start = following
