"""What a respondent sent and what became of it: `Sending`, `say_sending`. Pure.

The list of it is the respondent's proof; a mail names from it the versions that no other mail spoke of.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from schemas.form.submission import IN_FORCE, State
from schemas.german import format_moment

MOST_SENDINGS = 12
"""So many of a respondent's files, the newest, are listed with an answer."""


@dataclass(frozen=True)
class Sending:
    """One file that came and was checked. `came_as` is its place in the order of arrival, however often it was checked;
    `is_told` whether a mail has said what became of it.
    """

    submission_id: int
    came_as: int
    file: str
    month: str | None
    state: State
    received_at: datetime
    checked_at: datetime
    is_told: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands in the order of arrival; of one file the last check is the newest."""
        return self.came_as, self.submission_id

    @property
    def is_in_force(self) -> bool:
        """Whether its figures count."""
        return self.state in IN_FORCE

    @property
    def file_name(self) -> str:
        """The file's name without folders."""
        return plain_name(self.file)

    @property
    def outcome(self) -> str:
        """What became of it, in a word or two."""
        return f"{self.state.german}, gilt" if self.is_in_force else self.state.german


def plain_name(file: str) -> str:
    """A file's name without folders."""
    return PurePosixPath(file.replace("\\", "/")).name or "Datei"


def say_sending(sending: Sending) -> str:
    """A file as a sentence names it: „a.xlsx“, eingegangen 05.11.2026, 08:00 Uhr."""
    return f"„{sending.file_name}“, eingegangen {format_moment(sending.received_at)}"
