"""The submission key that says whose form a file is: `submission_key`, and `fits` for what somebody typed.

HMAC-SHA256 (RFC 2104) over respondent and month, cut to 80 bits, written in Crockford's base 32, which has no letter
that is mistaken for a digit.
"""

import base64
import hashlib
import hmac
import re

_RFC4648, _CROCKFORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_WRITE = str.maketrans(_RFC4648, _CROCKFORD)
_MISREAD = str.maketrans("OIL", "011")


def submission_key(secret: bytes, respondent: str, month: str) -> str:
    """The key of a respondent's form for a month, as it is printed: four groups of four signs."""
    digest = hmac.digest(secret, f"{respondent}|{month}".encode(), hashlib.sha256)[:10]
    signs = base64.b32encode(digest).decode().translate(_WRITE)
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def fits(secret: bytes, written: str, respondent: str, month: str) -> bool:
    """Whether what stands in a form is the key of this respondent and month; blanks, hyphens and case do not matter."""
    expected = submission_key(secret, respondent, month)
    return hmac.compare_digest(_plain(written).encode(), _plain(expected).encode())


def _plain(written: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", written.upper()).translate(_MISREAD)
