"""A mail as it travels: `build_message` makes the bytes, `plain_line` what may stand in a header, `veil_addresses`
what may stand on a page.

Pure. Text and HTML say the same (multipart/alternative), attachments follow; the bytes are the same for the same mail.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from hashlib import sha256
from pathlib import PurePosixPath

AGAIN = "X-Monatsbericht-Wiederholung"  # this mail may have been delivered before

_INSIDE = re.compile(
    r"""([^\s<>"'(),;:\[\]@])[^\s<>"'(),;:\[\]@]*@(?=[^\s<>"'(),;:\[\]@])"""
)  # of an address in a text
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UNTYPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_TYPES = {
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".csv": ("text", "csv"),
    ".html": ("text", "html"),
    ".json": ("application", "json"),
    ".pdf": ("application", "pdf"),
}


def build_message(  # noqa: PLR0913 - a message has this many parts
    message_id: str,
    *,
    sender: Address,
    recipient: str,
    subject: str,
    bodies: tuple[str, str],
    attachments: Sequence[tuple[str, bytes]],
    written: datetime,
    is_again: bool,
) -> bytes:
    """The message (RFC 5322) of one mail, 7-bit throughout.

    Args:
        message_id: fixed for the mail's occasion.
        sender: who writes; answers go there too.
        recipient: one address as config.address.plain_address gives it.
        subject: any text; control characters become blanks.
        bodies: the text and the HTML.
        attachments: names and contents.
        written: when the mail was written, with its zone: the same at each attempt.
        is_again: whether an earlier attempt ended without knowing if the mail had arrived.
    """
    message = EmailMessage(policy.SMTP)
    message["From"] = message["Reply-To"] = sender
    message["To"] = Address(addr_spec=recipient)
    message["Subject"] = plain_line(subject)
    message["Date"] = written
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if is_again:
        message[AGAIN] = "1"
    _fill(message, bodies, attachments)
    _fix_boundaries(message, message_id)
    return message.as_bytes()


def veil_addresses(text: str) -> str:
    """A text for pages and screens: who knows the addresses in it recognises them, nobody else can write there."""
    return _INSIDE.sub(r"\1…@", text)


def plain_line(text: str) -> str:
    """A text on one line without control characters: nothing in it can become a second header."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def _fill(message: EmailMessage, bodies: tuple[str, str], attachments: Sequence[tuple[str, bytes]]) -> None:
    text, html = (_UNTYPED.sub("", body) for body in bodies)
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    for name, content in attachments:
        main, sub = _TYPES.get(PurePosixPath(name).suffix.lower(), ("application", "octet-stream"))
        safe = re.sub(r'[/\\:*?"<>|]', "_", plain_line(name)) or "Anlage"
        message.add_attachment(content, main, sub, filename=safe, cte="base64")


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    """The library would draw them by lot."""
    parts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{sha256(message_id.encode()).hexdigest()[:32]}_{number}")
