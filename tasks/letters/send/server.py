"""The mail server as we use it: `MailServer` says where it is, `connecting` opens a connection for many mails.

What the server says is told apart by what it means for the mail: taken, `Refusal` (for ever, or for now), `Loss` of the
connection; or MailError, where it is not about this mail but about the server or how we are known there.
"""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from config.errors import MailError, SignInError, explain_os_error
from config.oauth import OAuthClient
from schemas.mail.message import veil_addresses
from tasks.oauth import present_token

_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_MOST_LOSSES = 3  # connections lost one after the other; then the server has more trouble than one mail
_WAITING = "Die Mails warten im Postausgang und werden beim nächsten Lauf gesendet."
_TOO_LARGE = 552


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over (`url` as in the settings), who we are there, and who writes them."""

    url: str
    mail_from: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    oauth: OAuthClient | None = None  # instead of a password
    sender_name: str = ""
    timeout_seconds: float = 30.0

    @property
    def host(self) -> str:
        """Its name, for sentences."""
        return urlsplit(self.url).hostname or ""


class Refusal(Exception):  # noqa: N818 - what the server said, no mistake of the program
    """The server did not take a mail: `said`, and whether it never will."""

    def __init__(self, said: str, *, is_permanent: bool) -> None:
        self.said = said
        self.is_permanent = is_permanent
        super().__init__(said)


class Loss(Exception):  # noqa: N818 - as above
    """The connection broke; `is_uncertain` says that the mail may have been taken nevertheless."""

    def __init__(self, *, is_uncertain: bool) -> None:
        self.is_uncertain = is_uncertain
        super().__init__()


class MailConnection:
    """One connection for many mails, opened when the first mail needs it and again after it was lost."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None
        self._losses = 0

    def open(self) -> smtplib.SMTP:
        """Be connected; raises MailError where the server cannot be reached or does not let us in."""
        if self._smtp is None:
            self._smtp = _reach(self.server)
        return self._smtp

    def hand_over(self, recipient: str, message: bytes) -> str:
        """Give one mail to the server and answer what it said.

        Raises:
            Refusal: it did not take this mail.
            Loss: the connection broke.
            MailError: it does not take any mail of ours.
        """
        smtp, is_uncertain = self.open(), False
        try:
            self._announce(smtp, recipient, len(message))
            is_uncertain = True
            code, reply = _give(smtp, message)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Loss(is_uncertain=is_uncertain) from error
        if code // 100 != 2:
            self._forget_mail(code)
            raise Refusal(self._hear(code, reply), is_permanent=code // 100 == 5)
        self._losses = 0
        return self._hear(code, reply)

    def count_loss(self) -> None:
        """Raises MailError once too many connections were lost one after the other."""
        self._losses += 1
        if self._losses >= _MOST_LOSSES:
            raise MailError(f"Der Mailserver {self.server.host} bricht die Verbindung immer wieder ab. {_WAITING}")

    def close(self) -> None:
        """Say goodbye; that a server is gone already does not matter."""
        if self._smtp:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
            self._smtp.close()
        self._smtp = None

    def _announce(self, smtp: smtplib.SMTP, recipient: str, size: int) -> None:
        """Say from whom and to whom, before the text."""
        options = [f"size={size}"] if smtp.has_extn("size") else []
        code, reply = smtp.mail(self.server.mail_from, options)
        if code // 100 == 5 and code != _TOO_LARGE:
            self.close()
            raise MailError(
                f"Der Mailserver {self.server.host} nimmt den Absender {self.server.mail_from} nicht an "
                f"(Antwort {code}). Bitte mail_from und smtp_url in settings.toml prüfen. {_WAITING}"
            )
        if code // 100 == 2:
            code, reply = smtp.rcpt(recipient)
        if code // 100 != 2:
            self._forget_mail(code)
            raise Refusal(self._hear(code, reply), is_permanent=code // 100 == 5 and not _is_about_us(code, reply))

    def _hear(self, code: int, reply: bytes) -> str:
        """What it said, in which many a server repeats the address, and some what it was told: neither is kept."""
        words = " ".join(reply.decode("utf-8", "replace").split())
        if self.server.password:
            words = words.replace(self.server.password, "…")
        return f"{code} {veil_addresses(words)}"[:500]

    def _forget_mail(self, code: int) -> None:
        """After a refusal the connection is as new, unless the server is about to leave (421)."""
        with suppress(OSError, smtplib.SMTPException):
            if self._smtp and code != 421:
                self._smtp.rset()
                return
        self.close()


@contextmanager
def connecting(server: MailServer) -> Iterator[MailConnection]:
    """A connection that is closed whatever happens."""
    connection = MailConnection(server)
    try:
        yield connection
    finally:
        connection.close()


def _give(smtp: smtplib.SMTP, message: bytes) -> tuple[int, bytes]:
    """The text of the mail; a server that does not even want to see it answers as one that refuses it."""
    try:
        return smtp.data(message)
    except smtplib.SMTPDataError as error:
        reply = error.smtp_error
        return error.smtp_code, reply if isinstance(reply, bytes) else reply.encode()


def _reach(server: MailServer) -> smtplib.SMTP:
    try:
        return _log_in(server)
    except SignInError as error:
        raise MailError(f"{error}. {_WAITING}") from error
    except smtplib.SMTPAuthenticationError as error:
        what, mend = "Benutzer oder Kennwort", "MONATSBERICHT_SMTP_USER und MONATSBERICHT_SMTP_PASSWORD prüfen"
        if server.oauth:
            what = f"die Anmeldung mit OAuth2 als {server.user}"
            mend = "prüfen, ob MONATSBERICHT_SMTP_USER (sonst mail_from) stimmt und die Anwendung dort senden darf"
        raise MailError(f"Der Mailserver {server.host} nimmt {what} nicht an. Bitte {mend}. {_WAITING}") from error
    except ssl.SSLError as error:
        raise MailError(
            f"Die Verbindung zum Mailserver {server.host} lässt sich nicht sicher verschlüsseln: sein Zertifikat gilt "
            f"nicht für diesen Namen, ist abgelaufen oder unbekannt, oder er verschlüsselt nicht. {_WAITING}"
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(
            f"Der Mailserver {server.host} ist nicht erreichbar ({_why(error)}). {_WAITING} Bitte smtp_url in "
            "settings.toml und die Netzverbindung prüfen."
        ) from error


def _log_in(server: MailServer) -> smtplib.SMTP:
    """A connection that is ready for mails: encrypted as the address says, the certificate checked, logged in."""
    scheme, context = urlsplit(server.url).scheme, ssl.create_default_context()
    if server.user and scheme == "smtp" and server.host not in _LOOPBACK:
        raise MailError(
            f"Das Kennwort ginge unverschlüsselt an den Mailserver {server.host}. Bitte in settings.toml "
            "smtp+starttls:// oder smtps:// verwenden."
        )
    smtp = _dial(server, scheme, context)
    try:
        if scheme == "smtp+starttls":
            smtp.starttls(context=context)
        smtp.ehlo_or_helo_if_needed()
        if server.user and server.oauth:
            present_token(server.oauth, server.user, partial(_show_token, smtp), smtplib.SMTPAuthenticationError)
        elif server.user:
            smtp.login(server.user, server.password or "")
    except BaseException:
        smtp.close()
        raise
    return smtp


def _show_token(smtp: smtplib.SMTP, words: str) -> None:
    """A refusal comes as a challenge, which wants nothing but an end."""
    smtp.auth("XOAUTH2", lambda challenge=None: "" if challenge else words)


def _dial(server: MailServer, scheme: str, context: ssl.SSLContext) -> smtplib.SMTP:
    """We call ourselves by the domain of the mails: to ask this machine for its name can take many seconds."""
    port = urlsplit(server.url).port or _PORTS[scheme]
    name, seconds = server.mail_from.rpartition("@")[2], server.timeout_seconds
    if scheme == "smtps":
        return smtplib.SMTP_SSL(server.host, port, local_hostname=name, timeout=seconds, context=context)
    return smtplib.SMTP(server.host, port, local_hostname=name, timeout=seconds)


def _is_about_us(code: int, reply: bytes) -> bool:
    """Whether a refusal for ever is about who we are (log in first, no relaying), which somebody can mend in a week."""
    return code in {530, 535, 538} or reply.startswith(b"5.7.")


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "keine Antwort in der Zeit"
    if isinstance(error, socket.gaierror):
        return "der Name ist unbekannt"
    if isinstance(error, ConnectionError):
        return "Verbindung abgelehnt oder abgebrochen"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "er bietet keine Verschlüsselung oder keine Anmeldung an"
    code = getattr(error, "smtp_code", None)
    return explain_os_error(error) or (f"Antwort {code}" if code else type(error).__name__)
