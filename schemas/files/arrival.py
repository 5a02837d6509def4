"""What came in, against what is known: `Ledger.enter(arrivals, at)` gives the rows to write. Pure, changed by entering.

The same bytes again are the same submission, unless the name under which they come names another month: last month's
file under this month's name is a submission of its own, and so is a file whose wrong name was put right.
"""

from abc import abstractmethod
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from schemas.files.identity import month_in_name
from schemas.files.incoming import Item, ItemOutcome, Part, kept_name
from schemas.form.submission import State

ItemMark = tuple[str, str]  # path and mark of an item in its source


@dataclass(frozen=True)
class KnownItem:
    """An item that came before: its number, the digest of its bytes in the archive and their size, how it ended."""

    incoming_id: int
    sha256: str
    byte_count: int
    outcome: ItemOutcome


class Lookup(Container[ItemMark]):
    """What is known of a source's items where that lies elsewhere: to be asked at once for all that the source lists."""

    @abstractmethod
    def recall(self, paths: Iterable[str]) -> None:
        """Look up what came before under these paths."""


def recalling(known: Container[ItemMark], paths: Iterable[str]) -> Container[ItemMark]:
    """What is known, with these paths looked up where it has to be."""
    if isinstance(known, Lookup):
        known.recall(paths)
    return known


@dataclass(frozen=True)
class Arrival:
    """An item in the archive. `parts` are the submissions in it, or it itself; without an outcome it was known before.

    `before` is what it was then, where its bytes are still those and only its mark is new.
    """

    source: str
    item: Item
    sha256: str = ""
    byte_count: int = 0
    parts: tuple[Part, ...] = ()
    outcome: ItemOutcome | None = None
    before: KnownItem | None = None

    @property
    def mark(self) -> ItemMark:
        """What it is known by in its source."""
        return kept_name(self.item.path), self.item.mark


@dataclass(frozen=True)
class KnownSubmission:
    """A submission with the month its file's name gave, and the month for which it was accepted.

    One that somebody gave up (discard) is checked like any other once its bytes come anew.
    """

    submission_id: int
    named_month: str
    accepted_month: str | None
    is_given_up: bool = False

    def is_named(self, month: str) -> bool:
        """Whether the same bytes under a name that gives this month are this submission again."""
        return month in {"", self.named_month, self.accepted_month}


@dataclass
class Entered:
    """Rows for the tables incoming, submission and delivery, items with a new mark, and what all of it means."""

    incoming: list[dict[str, Any]] = field(default_factory=list)
    submissions: list[dict[str, Any]] = field(default_factory=list)
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)
    known: int = 0
    attention: int = 0


@dataclass
class Ledger:
    """What the warehouse knows of what came now.

    Args:
        submissions: by the digest of their bytes.
        items: those of the sources' lists that came before, by source.
        last_submission, last_incoming: the highest numbers given.
    """

    submissions: dict[str, list[KnownSubmission]] = field(default_factory=dict)
    items: dict[str, dict[ItemMark, KnownItem]] = field(default_factory=dict)
    last_submission: int = 0
    last_incoming: int = 0

    def outcome(self, arrival: Arrival) -> ItemOutcome:
        """How an item ended, now or in an earlier run."""
        return self.items[arrival.source][arrival.mark].outcome

    def enter(self, arrivals: Iterable[Arrival], at: datetime) -> Entered:
        """Number what is new."""
        rows = Entered()
        for arrival in arrivals:
            items = self.items.setdefault(arrival.source, {})
            if arrival.outcome is None or arrival.mark in items:
                rows.known += 1
                if arrival.before and arrival.mark not in items:
                    items[arrival.mark] = arrival.before
                    rows.marks.append({"number": arrival.before.incoming_id, "new_mark": arrival.item.mark})
                continue
            rows.attention += arrival.outcome.needs_a_person and arrival.item.kind == "mail"
            self.last_incoming += 1
            items[arrival.mark] = KnownItem(self.last_incoming, arrival.sha256, arrival.byte_count, arrival.outcome)
            rows.incoming.append(_incoming_row(self.last_incoming, arrival, arrival.outcome, at))
            for part in arrival.parts:
                self._enter_part(rows, arrival, part, at)
        return rows

    def _enter_part(self, rows: Entered, arrival: Arrival, part: Part, at: datetime) -> None:
        named = month_in_name(part.name.rpartition("/")[2]) or ""
        known = self.submissions.setdefault(part.sha256, [])
        same = next((one for one in known if one.is_named(named)), None)
        if same is not None and not [one for one in known if one.submission_id == same.submission_id][-1].is_given_up:
            rows.known += 1
        else:
            self.last_submission += 1
            number = same.submission_id if same else self.last_submission
            rows.submissions.append(_submission_row(self.last_submission, number, named, arrival, part))
            same = KnownSubmission(number, named, None)
            known.append(same)
        rows.deliveries.append(
            {
                "submission_id": same.submission_id,
                "file": kept_name(part.name),
                "seen_at": at,
                "incoming_id": self.last_incoming,
            }
        )


def _incoming_row(number: int, arrival: Arrival, outcome: ItemOutcome, at: datetime) -> dict[str, Any]:
    return {
        "incoming_id": number,
        "source": arrival.source,
        "path": kept_name(arrival.item.path),
        "mark": arrival.item.mark,
        "sha256": arrival.sha256,
        "byte_count": arrival.byte_count,
        "received_at": arrival.item.received_at,
        "seen_at": at,
        "sender": arrival.item.sender,
        "outcome": outcome.value,
        "parts": len(arrival.parts),
    }


def _submission_row(number: int, came_as: int, named: str, arrival: Arrival, part: Part) -> dict[str, Any]:
    return {
        "submission_id": number,
        "sha256": part.sha256,
        "named_month": named,
        "byte_count": part.byte_count,
        "file": kept_name(part.name),
        "received_at": arrival.item.received_at,
        "state": State.RECEIVED.value,
        "recheck_of": None if number == came_as else came_as,
    }
