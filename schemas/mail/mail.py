"""A mail before it is sent: the words of its `Letter`, and `Mail` with its `Attachment`s, which lie in the home.

Pure. The outbox keeps mails as rows, each by a `message_id` that is fixed for its occasion; tasks.letters.send makes messages of
them, and tries again as `next_attempt` says.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Literal

Occasion = Literal[
    "receipt", "report", "set_aside", "invitation", "reminder", "escalation", "dissemination", "rehearsal"
]

# How long to wait after an attempt that failed: what is busy now is free in minutes, a full mailbox or a server that is
# down over a weekend in days. After the last, about a week in all (RFC 5321, section 4.5.4.1: four to five days at
# least), the mail is given up.
PAUSES = (
    timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(hours=12),
    *(timedelta(days=1) for _ in range(6)),
)  # fmt: skip


@dataclass(frozen=True)
class Points:
    """A list in a letter; numbered where their order counts."""

    texts: tuple[str, ...]
    is_numbered: bool = False


@dataclass(frozen=True)
class Letter:
    """A letter's words: subject, what stands between greeting and farewell, who writes, a line in small print."""

    subject: str
    paragraphs: tuple[str | Points, ...]
    office: str = ""
    footer: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail: its name there, where it lies in the home, and its sha256."""

    name: str
    path: str
    sha256: str


@dataclass(frozen=True)
class Mail:
    """One mail; its text and HTML say the same."""

    message_id: str
    kind: Occasion
    recipient: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    month: str | None = None
    respondent_id: str | None = None
    submission_id: int | None = None


def message_id(domain: str, kind: Occasion | Literal["notice"], *parts: object) -> str:
    """The Message-ID (RFC 5322) of an occasion: the same parts give the same id, so that nobody is told twice unnoticed.

    The parts are hashed: an id travels through many servers and must name no respondent.
    """
    digest = hashlib.sha256("\x1f".join(map(str, (kind, *parts))).encode()).hexdigest()[:32]
    return f"<{kind}.{digest}@{domain}>"


def copy_ids(first: str) -> Iterator[str]:
    """Message-IDs of a mail to one address after the other: all are written together, so who knows one knows all."""
    yield first
    yield from (first.replace("@", f".{number}@") for number in count(2))


def next_attempt(attempts: int, at: datetime) -> datetime | None:
    """When a mail is tried again whose last of so many attempts failed at `at`; None: it is given up."""
    return at + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
