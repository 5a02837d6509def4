"""The submission key that says whose form a file is: `submission_key`, `key_fits`, and `judge_key` with words.

HMAC-SHA256 (RFC 2104) over respondent and month, cut to 80 bits, written in Crockford's base 32, which has no letter
that is mistaken for a digit.
"""

import base64
import hashlib
import hmac
import re
from typing import TypeAlias

from schemas.time.month import shift_month

_MONTHS_BACK = 13  # a form older than a year is as good as a wrong one
_RFC4648, _CROCKFORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_WRITE = str.maketrans(_RFC4648, _CROCKFORD)
_MISREAD = str.maketrans("OIL", "011")


KeyVerdict: TypeAlias = tuple[bool | None, str, str | None]
"""Whether a file's key says whose it is (None: nobody can say), if not, why, and the month that it was made for."""


def submission_key(secret: bytes, respondent: str, month: str) -> str:
    """The key of a respondent's form for a month, as it is printed: four groups of four characters."""
    digest = hmac.digest(secret, f"{respondent}|{month}".encode(), hashlib.sha256)[:10]
    characters = base64.b32encode(digest).decode().translate(_WRITE)
    return "-".join(characters[start : start + 4] for start in range(0, len(characters), 4))


def key_fits(secret: bytes, written: str, respondent: str, month: str) -> bool:
    """Whether what stands in a form is the key of this respondent and month; blanks, hyphens and case do not matter."""
    expected = submission_key(secret, respondent, month)
    return hmac.compare_digest(_plain(written).encode(), _plain(expected).encode())


def judge_key(secret: bytes, written: tuple[str, ...], respondent: str | None, month: str | None) -> KeyVerdict:
    """What the keys in a file say of whose it is and for which month it was made.

    A file of another month that somebody renamed is recognised: its key is that of the month before, or of the next.
    """
    if respondent is None or month is None:
        return None, "", None
    if not written:
        return False, "fehlt", None
    for away in sorted(range(-_MONTHS_BACK, 2), key=abs):
        other = shift_month(month, away)
        if any(key_fits(secret, key, respondent, other) for key in written):
            return True, "", other
    return False, "passt nicht", None


def _plain(written: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", written.upper()).translate(_MISREAD)
