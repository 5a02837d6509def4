"""The files inside a winmail.dat: `files_in_tnef`. Pure, and nothing but attachments: [MS-OXTNEF] describes the format.

Outlook sends it to everybody when a recipient is set so. Every length is checked against what is there, nothing is read
twice, so that what comes out is never more than what came in.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

TNEF = b"\x78\x9f\x3e\x22"
_CODEPAGE, _BEGIN, _TITLE, _DATA, _PROPERTIES = 0x00069007, 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_LONG_NAME, _CONTENT = 0x3707, 0x3701
_MANY, _NAMED = 0x1000, 0x8000
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}  # bytes by type, as padded
_SIZED = {0x000D, 0x001E, 0x001F, 0x0102}  # objects, texts, bytes: each with its length before it
_UNICODE, _OBJECT = 0x001F, 0x000D
_CODEPAGES = {437, 850, 1250, 1252}


@dataclass
class _Attachment:
    name: str = ""
    content: bytes | None = None


class _Property(NamedTuple):
    number: int
    kind: int
    value: bytes


def files_in_tnef(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each attachment; a mail inside is a TNEF again, without a name.

    Raises:
        ValueError, struct.error: it is broken.
    """
    current, codepage = None, "cp1252"
    for number, data in _attributes(content):
        if number == _CODEPAGE:
            codepage = _name_codepage(data)
        elif number == _BEGIN:
            yield from _finish(current)
            current = _Attachment()
        elif current and number == _TITLE:
            current.name = current.name or _decode(data, codepage)
        elif current and number == _DATA:
            current.content = data
        elif current and number == _PROPERTIES:
            _take_properties(current, data, codepage)
    yield from _finish(current)


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each attribute; behind the last one some programs leave a few bytes."""
    at = 6
    while at + 9 <= len(content) and content[at] in {1, 2}:
        number, size = struct.unpack_from("<II", content, at + 1)
        yield number, _take(content, at + 9, size)
        at += 11 + size


def _take(content: bytes, at: int, size: int) -> bytes:
    if size > len(content) - at:
        raise ValueError("it states more bytes than there are")
    return content[at : at + size]


def _finish(current: _Attachment | None) -> Iterator[tuple[str, bytes]]:
    if current and current.content is not None:
        is_mail = current.content.startswith(TNEF, 16)  # behind the number of its interface
        yield ("", current.content[16:]) if is_mail else (current.name, current.content)


def _take_properties(current: _Attachment, data: bytes, codepage: str) -> None:
    for one in _properties(data):
        if one.number == _LONG_NAME:
            current.name = _decode(one.value, "utf-16-le" if one.kind == _UNICODE else codepage)
        elif one.number == _CONTENT and (current.content is None or one.kind == _OBJECT):
            current.content = one.value


def _properties(data: bytes) -> Iterator[_Property]:
    """The properties of a list, of those with several values the last."""
    (count,), at = struct.unpack_from("<I", data), 4
    for _ in range(count):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= _NAMED:
            at = _skip_name(data, at)
        values, value = 1, b""
        plain = kind & ~_MANY
        if kind & _MANY or plain in _SIZED:
            (values,) = struct.unpack_from("<I", data, at)
            at += 4
        if plain not in _SIZED:
            at += values * _FIXED[plain] if plain in _FIXED else _refuse()
            continue
        for _ in range(values):
            (size,) = struct.unpack_from("<I", data, at)
            value = _take(data, at + 4, size)
            at += 4 + size + -size % 4
        yield _Property(number, plain, value)


def _skip_name(data: bytes, at: int) -> int:
    """Behind a property's name: of its own set, by number or by text."""
    is_text, size = struct.unpack_from("<II", data, at + 16)
    return at + 24 + (size + -size % 4 if is_text else 0)


def _refuse() -> int:
    raise ValueError("a property of unknown type")


def _name_codepage(data: bytes) -> str:
    number = int.from_bytes(data[:4], "little")
    return f"cp{number}" if number in _CODEPAGES else "utf-8" if number == 65001 else "cp1252"


def _decode(data: bytes, encoding: str) -> str:
    return data.decode(encoding, "replace").rstrip("\0")
