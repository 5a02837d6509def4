"""Texts from strangers, of characters that every database, page and terminal only shows: `visible(text)`. Pure.

Control characters are commands to a terminal and forbidden in XML, half characters in UTF-8, a zero in PostgreSQL; characters
that change the direction of writing make `exe.xlsx` of `xslx.exe`.
"""

import re

_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def visible(text: str) -> str:
    """The text with a replacement character for each character that nobody sees; line ends stay."""
    return _UNSEEN.sub("\ufffd", text)


def escape_unseen(json: str) -> str:
    """JSON that says the same without a character that nobody sees."""
    return _UNSEEN.sub(lambda character: f"\\u{ord(character[0]):04x}", json)
