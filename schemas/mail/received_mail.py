"""A mail that came in: who wrote it, whether a machine did, and which of its parts are files that somebody meant to send.

Ways in: `parse_mail`, `sender_of`, `is_automatic`, `files_in`. Pure. Everything in a mail may be a lie or broken: nothing
here raises for it. Texts and signatures are no files, nor is what a Mac tells of a file beside it; a picture, or what
only one mail program understands (winmail.dat, S/MIME), counts, unless it can be opened, only where the mail holds
nothing better, because then the sender has to be told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses
from typing import TypeAlias, cast

from schemas.files.incoming import clean_name, printable

Mime: TypeAlias = "Message[str, str]"

_SIGNATURES = {
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "application/pgp-keys",
    "application/pgp-encrypted",
    "text/calendar",
    "application/ics",
    "text/vcard",
    "text/x-vcard",
    "text/directory",
    "text/rfc822-headers",
}
_OPAQUE = {"application/ms-tnef", "application/vnd.ms-tnef", "application/pkcs7-mime", "application/x-pkcs7-mime"}
_BESIDES = b"\x00\x05\x16\x07"  # AppleDouble: icon and dates of a file that hangs on the mail as well (RFC 1740)
SMALL_PICTURE = 50_000  # bytes; the photo of a form that can be read is larger, the logo under a mail smaller
_SUFFIXES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel.sheet.macroenabled.12": ".xlsm",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "text/html": ".html",
    "image/jpeg": ".jpg",
    "image/png": ".png",
}
_ADDRESS = re.compile(r"[^\s@<>\"(),:;]+@[^\s@<>\"(),:;]+")


@dataclass(frozen=True)
class Attached:
    """A part of a mail that counts: a file, or a mail inside the mail. `is_makeshift`: only if there is nothing better."""

    name: str
    part: Mime
    is_mail: bool = False
    is_makeshift: bool = False

    def content(self) -> bytes:
        """Its bytes, decoded; of broken base64 what can be decoded."""
        return cast("bytes | None", self.part.get_payload(decode=True)) or b""

    def mail(self) -> Mime:
        """The mail inside; some programs encode it against the rules."""
        if str(self.part.get("Content-Transfer-Encoding", "")).strip().lower() in {"base64", "quoted-printable"}:
            inner = self.part.get_payload(0) if self.part.is_multipart() else self.part
            wrapped: Mime = Message()
            wrapped["Content-Transfer-Encoding"] = str(self.part["Content-Transfer-Encoding"])
            wrapped.set_payload(cast("Mime", inner).get_payload())
            return parse_mail(cast("bytes | None", wrapped.get_payload(decode=True)) or b"")
        return cast("Mime", self.part.get_payload(0)) if self.part.is_multipart() else parse_mail(b"")


def parse_mail(content: bytes) -> Mime:
    """A message of any bytes.

    Raises:
        RecursionError: it is nested deeper than any real mail.
    """
    return BytesParser(policy=compat32).parsebytes(content)


def sender_of(message: Mime) -> str | None:
    """The address in From, else in Sender; None where there is none."""
    for header in ("From", "Sender"):
        written = _header(message, header)
        for _, address in getaddresses([written]):
            if _ADDRESS.fullmatch(address) and len(address) <= 320:
                return printable(address)
        if found := _ADDRESS.search(written):
            return printable(found[0])[:320]
    return None


def message_id_of(message: Mime) -> str:
    """Its Message-ID, printable; empty where it has none."""
    return re.sub(r"\s", "", printable(_header(message, "Message-ID")))[:300]


def is_automatic(message: Mime) -> bool:
    """Whether a machine wrote it (RFC 3834, and what mail servers did before): a bounce, a holiday notice, a receipt."""
    submitted = _header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    answers = any(
        _header(message, name).strip().lower() not in {"", "no", "false"} for name in ("X-Autoreply", "X-Autorespond")
    )
    return (
        submitted not in {"", "no"}
        or message.get_content_type() == "multipart/report"
        or (message["Return-Path"] is not None and _header(message, "Return-Path").strip() == "<>")
        or message["X-Failed-Recipients"] is not None
        or answers
        or _header(message, "Precedence").strip().lower() in {"auto_reply", "auto-reply"}
        or (sender_of(message) or "").lower().startswith("mailer-daemon@")
    )


def files_in(message: Mime) -> Iterator[Attached]:
    """The parts that count, in their order; what lies in a mail inside is not looked at."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        kind = part.get_content_type()
        if kind == "message/rfc822" and part is not message:
            yield Attached("E-Mail.eml", part, is_mail=True)
        elif part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(reversed(cast("list[Mime]", part.get_payload())))
        elif not part.is_multipart() and (found := _attached(part, kind)):
            yield found


def _attached(part: Mime, kind: str) -> Attached | None:
    """What one leaf is; None for a text, a signature, a logo."""
    written, disposition = _file_name(part), (part.get_content_disposition() or "")
    if kind in _SIGNATURES or kind.startswith(("message/", "multipart/")):
        return None
    if kind in {"text/plain", "text/html"} and not written and disposition != "attachment":
        return None
    name = clean_name(written, f"Anhang{_SUFFIXES.get(kind, '')}")
    if name.lower().endswith((".p7s", ".ics", ".vcf")):
        return None
    is_besides = kind == "application/applefile" or name.startswith("._")
    if is_besides and (part.get_payload(decode=True) or b"")[:4] == _BESIDES:  # type: ignore[index]
        return None
    if kind.startswith("image/"):
        payload = part.get_payload()
        is_logo = (part["Content-ID"] is not None and disposition != "attachment") or len(payload) < SMALL_PICTURE
        return None if is_logo else Attached(name, part, is_makeshift=True)
    return Attached(name, part, is_makeshift=kind in _OPAQUE or name.lower() == "winmail.dat")


def _file_name(part: Mime) -> str:
    """The name as it was meant: RFC 2231, RFC 2047 (forbidden here, and common), bare UTF-8 or Windows-1252."""
    bare: Mime = Message()
    for name, value in part.raw_items():
        if name.lower() in {"content-disposition", "content-type"} and name not in bare:
            bare[name] = _mend_bytes(str(value))
    try:
        written = bare.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return ""
    return _decode_words(written)


def _mend_bytes(value: str) -> str:
    """Bytes over 127 arrive as surrogates."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _decode_words(written: str) -> str:
    if "=?" not in written:
        return written
    try:
        return str(make_header(decode_header(written)))
    except (ValueError, LookupError, AssertionError):
        return written


def _header(message: Mime, name: str) -> str:
    return _decode_words(str(message.get(name, "")))
