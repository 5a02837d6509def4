"""Where files come from or go to, as settings.toml says it: `Address`, with `Credentials` of the environment.

A password is never written in settings.toml: `Address.credentials(environment)` reads it. Mails go to what
`plain_address` and `plain_addresses` let pass; in the settings that is a `MailAddress`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar, NamedTuple
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from config.oauth import OAuthClient

CREDENTIALS = ("USER", "PASSWORD", "KEY_FILE")

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[^\s@<>,;:\"\\()\[\]]{1,255}")
_SECRETS = ("password", "passphrase", "secret", "token", "key")
_WITH_HOST = {"sftp", "webdav", "webdavs", "imap", "imaps"}  # what needs a host in its address


class Credentials(NamedTuple):
    """Who we are for a source; None where the environment says nothing."""

    user: str | None = None
    password: str | None = None
    key_file: str | None = None
    oauth: OAuthClient | None = None  # instead of a password


class Address(BaseModel):
    """One entry of a list in settings.toml; what fsspec needs besides stands in `options`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    environment: ClassVar[str]  # how its variables begin; then its name and one of CREDENTIALS

    name: str = Field(description="Name: Kleinbuchstaben, Ziffern und _")
    url: str = Field(description="Adresse")
    options: dict[str, str | int | float | bool] = Field(
        default={}, description="was fsspec sonst noch braucht, bei SFTP auch known_hosts"
    )

    @field_validator("name")
    @classmethod
    def _is_a_word(cls, name: str) -> str:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
            raise ValueError("erlaubt sind Kleinbuchstaben, Ziffern und _, höchstens 40 Zeichen, vorn ein Buchstabe")
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

    @field_validator("options")
    @classmethod
    def _hold_no_secret(cls, options: dict[str, str | int | float | bool]) -> dict[str, str | int | float | bool]:
        if any(name.lower().rpartition("_")[2] in _SECRETS for name in options):
            raise ValueError("ein Kennwort steht nie in settings.toml, sondern in der Umgebung")
        return options

    @property
    def folder(self) -> str:
        """The path of a folder; with ~ for the home of whoever runs this."""
        return _folder(self.url)

    @property
    def variables(self) -> dict[str, str]:
        """The names of its environment variables, by what they hold: USER, PASSWORD, KEY_FILE."""
        return {part: f"{self.environment}{self.name.upper()}_{part}" for part in CREDENTIALS}

    def credentials(self, environment: Mapping[str, str]) -> Credentials:
        """Its credentials from the environment."""
        user, password, key_file = (environment.get(name) or None for name in self.variables.values())
        return Credentials(user, password, key_file)


def plain_address(written: str | None) -> str | None:
    """One mail address that any server takes, its domain in ASCII; None for anything else, two addresses included."""
    address = (written or "").strip()
    if not _ADDRESS.fullmatch(address):
        return None
    from email import headerregistry  # which a command that only helps does not need

    name, _, domain = address.rpartition("@")
    try:
        plain = domain.encode("idna").decode("ascii")
        headerregistry.Address(addr_spec=f"{name}@{plain}")
    except (UnicodeError, ValueError, IndexError):
        return None
    return f"{name}@{plain}" if re.fullmatch(r"[A-Za-z0-9.-]+", plain) else None


def plain_addresses(written: str | None) -> tuple[str, ...]:
    """Each usable one of the addresses that somebody wrote into one cell, apart by ; or comma, none of them twice."""
    found = [plain for one in re.split("[;,]", written or "") if (plain := plain_address(one))]
    return tuple({one.casefold(): one for one in found}.values())


def one_address(written: str) -> str:
    """A mail address as it is written to, or nothing. Raises ValueError for anything else, two addresses included."""
    if written and plain_address(written) is None:
        raise ValueError("hier steht genau eine E-Mail-Adresse und sonst nichts")
    return plain_address(written) or ""


MailAddress = Annotated[str, AfterValidator(one_address)]


def refuse_same_names(entries: Iterable[Address]) -> None:
    """Raise ValueError where two have one name: nobody could tell what has come from it, or gone to it, already."""
    twice = [name for name, count in Counter(entry.name for entry in entries).items() if count > 1]
    if twice:
        raise ValueError(f"zwei Einträge heißen „{twice[0]}“")


def _refuse_secret(url: str) -> None:
    parts = urlsplit(url)
    asked = {pair.partition("=")[0].lower() for pair in parts.query.split("&")}
    if parts.password or asked & set(_SECRETS):
        raise ValueError("ein Kennwort steht nie in settings.toml, sondern in der Umgebung")


def _folder(url: str) -> str:
    return unquote(urlsplit(url).path) if url.startswith("file:") else url
