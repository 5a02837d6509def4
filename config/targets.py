"""Where each version of the report goes: what settings.toml says of it.

    [[targets]]
    name = "land"
    url = "sftp://sftp.land.example/eingang"

One way in: `Target`; the setting `targets` is a list of them.
"""

from typing import ClassVar, Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, field_validator

from config.address import Address, plain_address

TargetKind = Literal["folder", "mail", "remote"]

SAMPLE = (
    "# Wohin jede Fassung des Berichts geht, je ein Block; Benutzer und Kennwort wie bei den Quellen, mit TARGET",
    "# statt SOURCE.",
    "# [[targets]]",
    '# name = "land"',
    '# url = "sftp://sftp.example.de/eingang"  # oder ein Ordner, webdavs://, s3://, mailto:amt@example.de',
)


class Target(Address):
    """One target. Its kind follows from the address: a folder, a recipient (mailto) or anything fsspec reaches."""

    environment: ClassVar[str] = "MONATSBERICHT_TARGET_"

    name: str = Field(description="Name des Ziels: Kleinbuchstaben, Ziffern und _")
    url: str = Field(description="Adresse: ein Ordner mit ganzem Pfad, sftp://, webdavs://, s3:// oder mailto:")

    @field_validator("url")
    @classmethod
    def _can_be_written_to(cls, url: str) -> str:
        scheme = urlsplit(url).scheme
        if scheme in {"imap", "imaps"}:
            raise ValueError("in ein Postfach kommt der Bericht als Mail: mailto:name@amt.example")
        if scheme == "mailto" and plain_address(_recipient(url)) is None:
            raise ValueError("nach mailto: steht genau eine E-Mail-Adresse und sonst nichts")
        return url

    @property
    def kind(self) -> TargetKind:
        """How it is written to."""
        scheme = urlsplit(self.url).scheme
        if scheme == "mailto":
            return "mail"
        return "folder" if scheme in {"", "file"} else "remote"

    @property
    def recipient(self) -> str:
        """To whom the report is mailed."""
        return _recipient(self.url)


def _recipient(url: str) -> str:
    return unquote(url.removeprefix("mailto:"))
