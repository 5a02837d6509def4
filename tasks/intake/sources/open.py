"""The one way to a source: `open_source(source, credentials)`, and `open_inbox(folder)` for the one always there."""

from pathlib import Path

from config.address import Credentials
from config.sources import INBOX, Source
from tasks.intake.sources.folder import Folder
from tasks.intake.sources.mailbox import Mailbox
from tasks.intake.sources.remote import Remote

SECONDS = 30.0  # a server that says nothing for so long is given up
TOTAL_SECONDS = 1800.0  # a source that takes longer is left; the rest comes with the next run


def open_inbox(folder: Path, most_bytes: int) -> Folder:
    """The inbox of the home."""
    return Folder(INBOX, folder, most_bytes)


def open_source(
    source: Source,
    credentials: Credentials,
    *,
    most_bytes: int,
    seconds: float = SECONDS,
    total_seconds: float = TOTAL_SECONDS,
) -> Folder | Mailbox | Remote:
    """Nothing is connected yet: `fetch` does, and raises UnreachableError where it cannot.

    Args:
        source: its part of settings.toml.
        credentials: from the environment.
        most_bytes: larger files are not fetched but named; larger mails go to a person.
        seconds: how long to wait for an answer.
        total_seconds: how long one look into it may take.
    """
    if source.kind == "folder":
        return Folder(source.name, Path(source.folder).expanduser(), most_bytes)
    kind = Mailbox if source.kind == "mailbox" else Remote
    return kind(source, credentials, most_bytes=most_bytes, seconds=seconds, total_seconds=total_seconds)
