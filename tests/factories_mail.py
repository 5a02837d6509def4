"""Mails as they come: `make_mail(files...)`, and the files that hang on them."""

import email
import email.policy
import io
import zipfile
import zlib
from email.message import EmailMessage

FROM = "sekretariat@schule.example"


def make_mail(
    *files, sender=FROM, subject="Meldung Oktober", text="Guten Tag, anbei die Meldung.", inside=(), **headers
):
    """A mail as bytes; `files` are (name, content), `inside` mails (bytes) that hang on it as message/rfc822."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "meldungen@ki-hagen.example", subject
    for name, value in {
        "Message-ID": f"<{zlib.crc32((subject + sender).encode())}@schule.example>",
        **_headers(headers),
    }.items():
        if value is not None:
            mail[name] = value
    mail.set_content(text)
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    for content in inside:
        mail.add_attachment(email.message_from_bytes(content, policy=email.policy.default))
    if mail.is_multipart():
        mail.set_boundary(f"GRENZE{zlib.crc32(repr((subject, files, inside)).encode())}")
    return mail.as_bytes(policy=email.policy.SMTP)


def _headers(given):
    return {name.replace("_", "-"): value for name, value in given.items()}


def make_zip(*files, compression=zipfile.ZIP_DEFLATED):
    """An archive of (name, content)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def make_raw(*parts, head=""):
    """A mail from parts as they are on the wire: (headers, body); for what no honest program writes."""
    lines = [f"From: {FROM}\r\n{head}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=XX\r\n\r\n".encode()]
    for headers, body in parts:
        raw = headers if isinstance(headers, bytes) else headers.encode()
        lines.append(b"--XX\r\n" + raw + b"\r\n\r\n" + body + b"\r\n")
    return b"".join([*lines, b"--XX--\r\n"])
