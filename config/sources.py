"""Where returns come from besides the inbox: what settings.toml says of it.

    [[sources]]
    name = "postfach"
    url = "imaps://mail.hagen.example/INBOX"

Ways in: `Source` and `refuse_same_names`; the setting `sources` is a list of them. A password is never written there
but in the environment: `Source.credentials(environment)`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator

from config.oauth import OAuthClient

ENVIRONMENT = "MONATSBERICHT_SOURCE_"  # then the source's name and one of the following
CREDENTIALS = ("USER", "PASSWORD", "KEY_FILE")
INBOX = "inbox"  # the source that is always there: inbox/ in the home

SourceKind = Literal["folder", "mailbox", "remote"]
_SECRETS = ("password", "passphrase", "secret", "token", "key")
_WITH_HOST = {"sftp", "webdav", "webdavs", "imap", "imaps"}  # what needs a host in its address

SAMPLE = (
    "# Weitere Quellen der Lieferungen, je ein Block, immer am Ende dieser Datei. Benutzer und Kennwort stehen nur",
    "# in der Umgebung: MONATSBERICHT_SOURCE_POSTFACH_USER, MONATSBERICHT_SOURCE_POSTFACH_PASSWORD (oder _KEY_FILE).",
    "# [[sources]]",
    '# name = "postfach"',
    '# url = "imaps://mail.example.de/INBOX"',
    '# done_folder = "Erledigt"',
    '# attention_folder = "Zu lesen"',
    '# auth = "password"  # oder oauth, siehe oauth_flow',
    "#",
    "# [[sources]]",
    '# name = "cloud"',
    '# url = "webdavs://cloud.example.de/remote.php/dav/files/ki/Eingang"',
)


class Credentials(NamedTuple):
    """Who we are for a source; None where the environment says nothing."""

    user: str | None = None
    password: str | None = None
    key_file: str | None = None
    oauth: OAuthClient | None = None  # instead of a password


class Source(BaseModel):
    """One source. Its kind follows from the address: a folder, a mailbox (imap, imaps) or anything fsspec reaches."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(description="Name der Quelle: Kleinbuchstaben, Ziffern und _")
    url: str = Field(description="Adresse: ein Ordner mit ganzem Pfad, sftp://, webdavs://, s3:// oder imaps://")
    done_folder: str = Field(default="Erledigt", description="wohin eine Mail kommt, deren Dateien geholt sind")
    auth: Literal["password", "oauth"] = Field(
        default="password", description="Anmeldung am Postfach: password, oder oauth mit den Einstellungen oauth_…"
    )
    attention_folder: str = Field(default="Zu lesen", description="wohin eine Mail kommt, die jemand lesen muss")
    options: dict[str, str | int | float | bool] = Field(
        default={}, description="was fsspec sonst noch braucht, bei SFTP auch known_hosts"
    )

    _oauth: OAuthClient | None = PrivateAttr(default=None)

    @field_validator("name")
    @classmethod
    def _is_a_word(cls, name: str) -> str:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
            raise ValueError("erlaubt sind Kleinbuchstaben, Ziffern und _, höchstens 40 Zeichen, vorn ein Buchstabe")
        if name == INBOX:
            raise ValueError("so heißt schon der Ordner inbox des Datenordners, der immer eine Quelle ist")
        return name

    @field_validator("url")
    @classmethod
    def _can_be_reached(cls, url: str) -> str:
        if "::" in url or not url.strip():
            raise ValueError("das ist keine Adresse")
        try:
            parts = urlsplit(url)
            _ = parts.port
        except ValueError as error:
            raise ValueError("das ist keine Adresse") from error
        _refuse_secret(url)
        if parts.scheme in {"http", "https"}:
            raise ValueError("für WebDAV und Nextcloud beginnt die Adresse mit webdavs://")
        if parts.scheme in _WITH_HOST and not parts.hostname:
            raise ValueError("es fehlt der Name des Servers")
        if parts.scheme in {"", "file"} and not _folder(url).startswith(("/", "~/")):
            raise ValueError("ein Ordner steht mit seinem ganzen Pfad, der mit / oder ~ beginnt")
        return url

    @field_validator("done_folder", "attention_folder")
    @classmethod
    def _is_another_folder(cls, folder: str) -> str:
        if not folder.strip() or folder.strip().upper() == "INBOX" or not folder.isprintable():
            raise ValueError("das muss ein anderer Ordner des Postfachs sein")
        return folder.strip()

    @field_validator("options")
    @classmethod
    def _hold_no_secret(cls, options: dict[str, str | int | float | bool]) -> dict[str, str | int | float | bool]:
        if any(name.lower().rpartition("_")[2] in _SECRETS for name in options):
            raise ValueError("ein Kennwort steht nie in settings.toml, sondern in der Umgebung")
        return options

    @property
    def kind(self) -> SourceKind:
        """How it is read."""
        scheme = urlsplit(self.url).scheme
        if scheme in {"imap", "imaps"}:
            return "mailbox"
        return "folder" if scheme in {"", "file"} else "remote"

    @property
    def folder(self) -> str:
        """The path of a folder; with ~ for the home of whoever runs this."""
        return _folder(self.url)

    @property
    def variables(self) -> dict[str, str]:
        """The names of its environment variables, by what they hold: USER, PASSWORD, KEY_FILE."""
        return {part: f"{ENVIRONMENT}{self.name.upper()}_{part}" for part in CREDENTIALS}

    def credentials(self, environment: Mapping[str, str]) -> Credentials:
        """Its credentials from the environment."""
        user, password, key_file = (environment.get(name) or None for name in self.variables.values())
        return Credentials(user, password, key_file, self._oauth.known_by(environment) if self._oauth else None)

    def using(self, oauth: OAuthClient) -> "Source":
        """The same, with who we are for OAuth2."""
        copy = self.model_copy()
        copy._oauth = oauth  # noqa: SLF001 - our own, of a copy
        return copy


def refuse_same_names(sources: Iterable[Source]) -> None:
    """Raise ValueError where two sources have one name: nobody could tell whose files are known already."""
    twice = [name for name, count in Counter(source.name for source in sources).items() if count > 1]
    if twice:
        raise ValueError(f"zwei Quellen heißen „{twice[0]}“")


def _refuse_secret(url: str) -> None:
    parts = urlsplit(url)
    asked = {pair.partition("=")[0].lower() for pair in parts.query.split("&")}
    if parts.password or asked & set(_SECRETS):
        raise ValueError("ein Kennwort steht nie in settings.toml, sondern in der Umgebung")


def _folder(url: str) -> str:
    return unquote(urlsplit(url).path) if url.startswith("file:") else url
