"""Where returns come from besides the inbox, and how the mail server is reached: what settings.toml says of both.

One way in: `Source`, a list of which is the setting `sources`. A password is never written there but in the
environment: `Source.credentials(environment)`.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

ENVIRONMENT = "MONATSBERICHT_SOURCE_"  # then the source's name and one of the following
CREDENTIALS = ("USER", "PASSWORD", "KEY_FILE")

Kind = Literal["folder", "mailbox", "remote"]


class Credentials(NamedTuple):
    """Who we are for a source; None where the environment says nothing."""

    user: str | None
    password: str | None
    key_file: str | None


class Source(BaseModel):
    """One source. Its kind follows from the address: a folder, a mailbox (imap, imaps) or anything fsspec reaches."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    url: str = Field(min_length=1)
    done_folder: str = "Erledigt"  # where a mail goes whose files were taken
    attention_folder: str = "Zu lesen"  # where a mail goes that holds no return: a person has to read it
    options: dict[str, str | int | float | bool] = {}  # handed on to fsspec

    @field_validator("url")
    @classmethod
    def _holds_no_secret(cls, url: str) -> str:
        if urlsplit(url).password:
            raise ValueError("ein Kennwort steht nie in settings.toml, sondern in der Umgebung")
        return url

    @property
    def kind(self) -> Kind:
        """How it is read."""
        scheme = urlsplit(self.url).scheme
        if scheme in {"imap", "imaps"}:
            return "mailbox"
        return "folder" if scheme in {"", "file"} else "remote"

    @property
    def variables(self) -> dict[str, str]:
        """The names of its environment variables, by what they hold: USER, PASSWORD, KEY_FILE."""
        return {part: f"{ENVIRONMENT}{self.name.upper()}_{part}" for part in CREDENTIALS}

    def credentials(self, environment: Mapping[str, str]) -> Credentials:
        """Its credentials from the environment."""
        return Credentials(*(environment.get(name) or None for name in self.variables.values()))
