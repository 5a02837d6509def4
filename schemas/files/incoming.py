"""What a source gives before it is a submission: `Item`, what was found inside it: `Unpacked`, and how it ended: `ItemOutcome`.

Also what every source leaves alone (`is_ignorable`), and the name under which a file is kept (`clean_name`, `kept_name`):
names come from outside and may hold anything. A file is called what its sender called it, unless that tells of a single
person (`was_renamed`). Pure.
"""

import os
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Literal

from schemas.files.identity import month_in_name, respondent_in_name
from schemas.files.persons import find_person, is_name, may_tell_name

NOBODYS = ("thumbs.db", "desktop.ini", "__macosx")  # what Windows and macOS put into every folder; nobody sent it
UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")  # what programs call a file that they still write
MOST_NAME = 255  # characters of a file's name in the warehouse
_LONGEST_SUFFIX = 10
_RENAMED = re.compile(r"(?:^|/)Datei_[a-p]{10}(?:[\W_]|$)")

_FRESH_SECONDS = 60  # so long after its last change a file may still be being written
_DAY = 86_400
ItemKind = Literal["file", "mail"]


class ItemOutcome(StrEnum):
    """How an item ended; for a mail it says into which folder it goes."""

    TAKEN = "taken"  # it holds submissions, or is one
    NOTHING = "nothing"  # a mail without any file
    AUTOMATIC = "automatic"  # a bounce or an automatic answer, whatever hangs on it
    REFUSED = "refused"  # it could not be unpacked, or is too large to be fetched

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody has to look at it."""
        return self is not ItemOutcome.TAKEN


@dataclass(frozen=True)
class SourceLimits:
    """What a source and the unpacker may cost.

    Args:
        most_bytes: of one item; a larger file stays where it is and is named, a larger mail goes to a person.
        most_parts: files inside one archive or mail, those of nested ones included.
        most_depth: archives and mails inside each other, the outer one included.
        most_unpacked: bytes of all parts together.
    """

    most_bytes: int = 200_000_000
    most_parts: int = 500
    most_depth: int = 3
    most_unpacked: int = 300_000_000


@dataclass(frozen=True)
class Item:
    """One file or mail of a source.

    Args:
        path: where it lies in the source; of a mail its Message-ID.
        mark: changes when it changes.
        name: how a person knows it, the file of the submission.
        received_at: when it came, German wall-clock time.
        local: its bytes on this machine; None: they were not fetched, since it is known or too large.
        is_draft: `local` is a copy of ours that may be moved away.
        sender: who mailed it.
        is_fresh: it was changed so lately that somebody may still be writing it.
        refused: what it weighs, where it is too large to be fetched; `local` then holds a mail's head only.
    """

    path: str
    mark: str
    name: str
    received_at: datetime
    local: Path | None
    kind: ItemKind = "file"
    is_draft: bool = False
    sender: str | None = None
    refused: int | None = None
    is_fresh: bool = False


@dataclass(frozen=True)
class Part:
    """A file that was inside an item: its clean name, where it lies now, its digest and size."""

    name: str
    local: Path
    sha256: str
    byte_count: int


@dataclass(frozen=True)
class Unpacked:
    """What was inside an archive or a mail.

    Args:
        parts: its files.
        refusal: why it was not unpacked: parts, depth, size, password, broken, exceeded; empty: it was.
        is_automatic: a bounce or automatic answer: nothing in it is a submission.
        sender: who wrote the mail.
    """

    parts: tuple[Part, ...] = ()
    refusal: str = ""
    is_automatic: bool = False
    sender: str | None = None


def is_ignorable(name: str) -> bool:
    """Whether no respondent can have meant this file or folder: hidden, put there by a system, or not written to its end."""
    lower = name.lower()
    return name.startswith((".", "~$")) or lower in NOBODYS or lower.endswith(UNFINISHED)


def printable(name: str) -> str:
    """A name that every database and screen can hold: composed umlauts, no control characters, no broken bytes."""
    name = unicodedata.normalize("NFC", name)
    if name.isprintable():
        return name
    return "".join(character if character.isprintable() else "\ufffd" for character in name)


def shorten_name(name: str, most: int = MOST_NAME) -> str:
    """At most so many characters; what is left out is the middle, so that the suffix stays."""
    if len(name) <= most:
        return name
    suffix = PurePosixPath(name).suffix
    suffix = suffix if len(suffix) <= _LONGEST_SUFFIX else ""
    return f"{name[: most - len(suffix) - 1]}…{suffix}"


def clean_name(written: str | None, otherwise: str) -> str:
    r"""The last part of a name that somebody wrote, printable and not too long; `otherwise` where nothing is left of it.

    `C:\Users\x\Meldung.xlsx`, `../../etc/passwd` and `a/b.xlsx` are Meldung.xlsx, passwd and b.xlsx.
    """
    base = re.split(r"[/\\]", printable(written or ""))[-1].strip().strip("\ufffd").strip()
    base = re.sub(r"\s+", " ", base)
    return shorten_name(base) if base.strip(". ") else otherwise


def kept_name(path: str) -> str:
    """A path in which every name that tells of a person gave place to another one, for the same always the same."""
    return "/".join(map(_rename, path.split("/")))


def was_renamed(name: str) -> bool:
    """Whether a name as it is kept is not that of its sender."""
    return _RENAMED.search(name) is not None


@lru_cache(maxsize=50_000)  # each is asked for some times in a look
def _rename(name: str) -> str:
    composed = unicodedata.normalize("NFC", name)  # macOS takes umlauts apart
    if not may_tell_name(composed):
        return name
    suffix = PurePosixPath(composed).suffix
    if not any(map(_tells_of_person, _readings(re.sub(r"[_+]+", " ", composed.removesuffix(suffix))))):
        return name
    known = (respondent_in_name(name), month_in_name(name))
    return "_".join(("Datei", _mark(name), *filter(None, known))) + suffix


def _mark(name: str) -> str:
    """What tells two names apart, in letters: figures might be read as a number or a month."""
    digest = sha256(name.encode(errors="surrogatepass")).digest()[:5]
    return "".join(chr(ord("a") + half) for byte in digest for half in divmod(byte, 16))


def _readings(plain: str) -> tuple[str, ...]:
    """Hyphens and dots may stand for blanks (Beispiel-Anna), or for themselves (Anna-Lena, geb. 3.5.2015)."""
    return plain, plain.replace("-", " "), re.sub(r"(?<=\w)[.-]+(?=\w)", " ", plain)


def _tells_of_person(text: str) -> bool:
    return find_person(text) is not None or (" " in text.strip() and is_name(text))


def distinct_name(name: str, taken: set[str]) -> str:
    """The name, with a number before its suffix if it is taken already in upper or lower case; enters it in `taken`."""
    chosen, number = name, 1
    suffix = PurePosixPath(name).suffix
    while chosen.casefold() in taken:
        number += 1
        stem = name.removesuffix(suffix) if suffix else name
        tail = f" ({number}){suffix}"
        chosen = stem[: MOST_NAME - len(tail)] + tail
    taken.add(chosen.casefold())
    return chosen


def mark_of(found: os.stat_result) -> str:
    """What changes when a file of this machine changes."""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ino}"


def is_fresh(changed: float, now: float) -> bool:
    """Whether a file was changed so lately that it may still be being written; another machine's clock may be fast."""
    return -_DAY < now - changed < _FRESH_SECONDS


def archive_path(archive: Path, sha256: str) -> Path:
    """Where a submitted file lies in an archive."""
    return archive.joinpath(sha256[:2], sha256)
