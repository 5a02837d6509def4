"""Where returns come from besides the inbox: what settings.toml says of it.

    [[sources]]
    name = "postfach"
    url = "imaps://mail.hagen.example/INBOX"

One way in: `Source`; the setting `sources` is a list of them.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, PrivateAttr, field_validator

from config.address import Address, Credentials
from config.oauth import OAuthClient

INBOX = "inbox"  # the source that is always there: inbox/ in the home

SourceKind = Literal["folder", "mailbox", "remote"]

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


class Source(Address):
    """One source. Its kind follows from the address: a folder, a mailbox (imap, imaps) or anything fsspec reaches."""

    environment: ClassVar[str] = "MONATSBERICHT_SOURCE_"

    name: str = Field(description="Name der Quelle: Kleinbuchstaben, Ziffern und _")
    url: str = Field(description="Adresse: ein Ordner mit ganzem Pfad, sftp://, webdavs://, s3:// oder imaps://")
    done_folder: str = Field(default="Erledigt", description="wohin eine Mail kommt, deren Dateien geholt sind")
    auth: Literal["password", "oauth"] = Field(
        default="password", description="Anmeldung am Postfach: password, oder oauth mit den Einstellungen oauth_…"
    )
    attention_folder: str = Field(default="Zu lesen", description="wohin eine Mail kommt, die jemand lesen muss")

    _oauth: OAuthClient | None = PrivateAttr(default=None)

    @field_validator("name")
    @classmethod
    def _is_not_the_inbox(cls, name: str) -> str:
        if name == INBOX:
            raise ValueError("so heißt schon der Ordner inbox des Datenordners, der immer eine Quelle ist")
        return name

    @field_validator("done_folder", "attention_folder")
    @classmethod
    def _is_another_folder(cls, folder: str) -> str:
        if not folder.strip() or folder.strip().upper() == "INBOX" or not folder.isprintable():
            raise ValueError("das muss ein anderer Ordner des Postfachs sein")
        return folder.strip()

    @property
    def kind(self) -> SourceKind:
        """How it is read."""
        scheme = urlsplit(self.url).scheme
        if scheme in {"imap", "imaps"}:
            return "mailbox"
        return "folder" if scheme in {"", "file"} else "remote"

    @property
    def mailbox_folder(self) -> str:
        """The folder of a mailbox in which mails are looked for; no other one is."""
        return unquote(urlsplit(self.url).path.strip("/")) or "INBOX"

    def credentials(self, environment: Mapping[str, str]) -> Credentials:
        """Its credentials from the environment; OAuth2 in place of a password where it is set up."""
        oauth = self._oauth.known_by(environment) if self._oauth else None
        return super().credentials(environment)._replace(oauth=oauth)

    def using(self, oauth: OAuthClient) -> "Source":
        """The same, with who we are for OAuth2."""
        copy = self.model_copy()
        copy._oauth = oauth  # noqa: SLF001 - our own, of a copy
        return copy
