"""Why a source cannot be read, in German: `explaining(source, seconds)` turns whatever a library raises into a reason.

The libraries are known by the names of their exceptions, so that none has to be imported that is not used. What an
exception says itself is never passed on: it may hold a password.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from config.address import Address
from config.errors import SignInError, UnreachableError, explain_os_error

LOOPBACK = {"localhost", "127.0.0.1", "::1"}  # where nobody listens in
_LOGIN = "die Anmeldung wurde abgelehnt; bitte {user} und {password} in der Umgebung prüfen"
_CUT = "die Verbindung ist abgebrochen"
_SILENT = "der Server {host} antwortet nicht ({seconds} s gewartet)"
_REFUSED = "der Server {host} nimmt keine Verbindung an"
_NOT_THERE = "der Server {host} ist nicht zu erreichen"
_FAILS = "der Server {host} antwortet mit dem Fehler {status}"
_NO_SSH = "mit dem Server {host} kommt keine SSH-Verbindung zustande"
_NO_TLS = "mit dem Server {host} kommt keine verschlüsselte Verbindung zustande"
LATE_READING = "sie braucht zu lange; was geholt ist, ist verarbeitet"
LATE_SENDING = "das Zustellen dauerte zu lange"
_MAY_PASS = (_CUT, _SILENT, _REFUSED, _NOT_THERE, _FAILS, _NO_SSH, _NO_TLS, LATE_READING, LATE_SENDING)
_NO_FOLDER = "den Ordner gibt es dort nicht, oder er ist nicht freigegeben"
_REASONS = {
    "BadHostKeyException": "der Schlüssel des Servers {host} ist nicht der bekannte; bitte beim Betreiber nachfragen",
    "UnknownHostKeyError": "der Schlüssel des Servers {host} ist unbekannt; bitte mit ssh-keyscan holen, mit dem "
    "Betreiber vergleichen und in known_hosts eintragen",
    "AuthenticationException": _LOGIN,
    "PasswordRequiredException": "der Schlüssel in {key_file} braucht ein Kennwort; bitte {password} setzen",
    "MailboxLoginError": _LOGIN,
    "SSHException": _NO_SSH,
    "IncompatiblePeer": "der Server {host} beherrscht nur veraltete Verschlüsselung",
    "MailboxFolderSelectError": _NO_FOLDER,
    "ResourceNotFound": _NO_FOLDER,
    "SSLCertVerificationError": "das Zertifikat des Servers {host} ist nicht gültig oder von unbekannter Stelle",
    "SSLError": _NO_TLS,
    "gaierror": "den Server {host} gibt es nicht",
    "ConnectionRefusedError": _REFUSED,
    "NoValidConnectionsError": _REFUSED,
    "TimeoutError": _SILENT,
    "TimeoutException": _SILENT,
    "ConnectTimeoutError": _SILENT,
    "ReadTimeoutError": _SILENT,
    "ConnectionError": _CUT,
    "EOFError": _CUT,
    "abort": _CUT,
    "TransportError": _CUT,
    "EndpointConnectionError": _CUT,
    "InsufficientStorage": "dort ist kein Platz mehr",
    "FileNotFoundError": _NO_FOLDER,
    "NotADirectoryError": _NO_FOLDER,
    "PermissionError": "die Berechtigung fehlt",
    "UnsupportedProtocol": "diese Art von Adresse ist unbekannt",
    "ImportError": "dafür fehlt ein Paket; bitte installieren: pip install 'monatsbericht[s3]' für S3, sonst das, "
    "was fsspec für diese Art von Adresse verlangt",
    "ImapToolsError": "der Mailserver {host} hat einen Befehl abgelehnt",
    "OSError": _NOT_THERE,
    "error": "der Mailserver {host} hat einen Befehl abgelehnt",
}


_PASSING = re.compile("|".join(re.sub(r"\\{\w+\\}", ".*", re.escape(reason)) for reason in _MAY_PASS))


def tell_apart(name: str, reason: str) -> str:
    """What tells the trouble of a source or target from another one.

    That its server stops, is gone or starts is one fault, whatever is seen of it; what somebody has to mend is another.
    """
    return f"{name} {'' if _PASSING.fullmatch(reason) else reason}"


class UnknownHostKeyError(Exception):
    """The server showed a key of which known_hosts says nothing."""


@contextmanager
def explaining(source: Address, seconds: float) -> Iterator[None]:
    """Whatever fails inside is an UnreachableError.

    Raises:
        UnreachableError: with the reason.
    """
    try:
        yield
    except UnreachableError:
        raise
    except SignInError as error:
        raise UnreachableError(str(error)) from error
    except Exception as error:
        raise _unreachable(error, source, seconds) from error


def _unreachable(error: BaseException, source: Address, seconds: float) -> UnreachableError:
    chain = list(_chain(error))[::-1]
    words = {
        "host": urlsplit(str(source.options.get("endpoint_url", source.url))).hostname or source.name,
        "seconds": f"{seconds:g}",
        "status": next((str(status) for one in chain if (status := _status_of(one))), ""),
        **{part.lower(): name for part, name in source.variables.items()},
    }
    kind = type(error).__name__
    unknown = f"unerwarteter Fehler ({kind}); bitte das Protokoll im Ordner log an die Entwicklung geben"
    reason = next(filter(None, map(_reason, chain)), unknown)
    return UnreachableError(reason.format(**words))


def _reason(one: BaseException) -> str | None:
    """What is known of an exception; of those that led to one another the innermost is the most telling."""
    if type(one) is OSError and (known := explain_os_error(one)):
        return known
    if (status := _status_of(one)) is not None:
        return _explain_status(status)
    return next((_REASONS[kind.__name__] for kind in type(one).__mro__ if kind.__name__ in _REASONS), None)


def _status_of(error: BaseException) -> int | None:
    """What a web server answered, where httpx (WebDAV) or botocore (S3) complain of an answer."""
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    else:
        status = getattr(response, "status_code", None)
    return None if status is None else int(status)


def _explain_status(status: int) -> str:
    if status in {401, 403}:
        return _LOGIN
    if status == 404:
        return _NO_FOLDER
    return _FAILS if status >= 500 else "der Server {host} lehnt ab, was verlangt wird (Fehler {status})"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
