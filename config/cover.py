"""Who a report is for, who answers for it and its data: `Cover` and `Terms` of policy.toml; its logo: `read_logo`."""

import base64
import struct
import zlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from config.errors import SettingsError

LOGOS = ("logo.png", "logo.jpg", "logo.jpeg")  # in the home; the first one that is there
_MOST_BYTES = 200_000  # it lies in every page and beside every version in the warehouse
_PNG, _JPEG, _JPEG_END = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\xff\xd9"
_ADDRESS = r"^(https://[^\s<>\"]+|mailto:[^\s<>\"]+)?$"
_WEB_ADDRESS = r"^$|^https?://[^\s<>\"|\\^`]+$"


class Cover(BaseModel):
    """What stands on the cover and at the foot of the page; what is empty is left out. `logo` is a data URL."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipient: str = Field(min_length=1, max_length=200)
    contact: str = Field(max_length=200)
    legal_basis: str = Field(max_length=300)
    signature: str = Field(max_length=100)
    imprint_url: str = Field(pattern=_ADDRESS)
    accessibility_url: str = Field(pattern=_ADDRESS)
    logo: str = ""


class Terms(BaseModel):
    """Who answers for the data that go with a report, and how they may be used; empty: nobody has decided it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    publisher: str = ""
    email: str = Field(default="", pattern=r"^$|^[^@\s<>\"]+@[^@\s<>\"]+$")
    licence: str = ""
    licence_url: str = Field(default="", pattern=_WEB_ADDRESS)
    data_url: str = Field(default="", pattern=_WEB_ADDRESS)


UNDECIDED = Terms()


def read_logo(home: Path) -> str:
    """The home's logo as a data URL, as it is: only a report needs it to be a picture. Empty where there is none.

    Raises:
        SettingsError: it is larger than a logo should be.
    """
    path = next((home / name for name in LOGOS if (home / name).is_file()), None)
    if path is None:
        return ""
    if path.stat().st_size > _MOST_BYTES:
        raise SettingsError(
            f"{path.name} ist größer als {_MOST_BYTES // 1000} KB. Bitte ein kleineres Bild in den Datenordner legen."
        )
    kind = "png" if path.suffix == ".png" else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def check_cover(cover: Cover | None) -> Cover | None:
    """The same; raises SettingsError where it cannot be printed, before anything is promised."""
    logo_bytes(cover.logo if cover else "")
    return cover


def logo_bytes(logo: str) -> bytes:
    """The picture of a data URL, empty for none.

    Raises:
        SettingsError: it is no picture of the kind that its name says.
    """
    content = base64.b64decode(logo.partition(",")[2])
    is_png = logo.startswith("data:image/png")
    if logo and not (_is_png(content) if is_png else content.startswith(_JPEG) and _JPEG_END in content[-64:]):
        raise SettingsError(
            f"Das Logo im Datenordner ist kein Bild im Format {'PNG' if is_png else 'JPEG'}, oder es ist beschädigt. "
            "Bitte ein anderes hinlegen oder die Datei wegnehmen; danach: monatsbericht rerun"
        )
    return content


def _is_png(content: bytes) -> bool:
    """Whether every part of the file is whole, and its end is there."""
    at, seen = len(_PNG), b""
    while content.startswith(_PNG) and len(content) >= at + 12 and seen != b"IEND":
        size, seen = struct.unpack_from(">I4s", content, at)
        part = content[at + 4 : at + 8 + size]
        if content[at + 8 + size : at + 12 + size] != struct.pack(">I", zlib.crc32(part)):
            return False
        at += 12 + size
    return seen == b"IEND"
