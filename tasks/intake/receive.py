"""Take what the sources give into the archive. One way in: `receive_all(engine, sources, archive, at, ...)`.

Everything is copied, untouched, to the archive under its sha256, and each file in it that somebody sent gets a row
`received`. Only when archive and warehouse have an item is its source told so. The same bytes again change nothing but
are remembered as a delivery. A source that fails does not stop the others.
"""

import errno
import json
import os
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, update

from config.errors import UnreachableError, explain_os_error
from config.sources import INBOX
from schemas.files.arrival import Arrival, Entered, ItemMark, Ledger
from schemas.files.incoming import Item, ItemOutcome, SourceLimits, printable
from schemas.form.submission import State
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from tasks.intake.archive import Archivist, GrowingError, Unpack, remove_drafts, workplace
from tasks.intake.known import KnownItems, find_lost, load_ledger
from tasks.intake.sources.reasons import tell_apart

_OF_ARCHIVE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)  # what only comes of writing
_BATCH = 2_000  # items entered in one transaction


class Fetching(Protocol):
    """A source (tasks.intake.sources): gives items, hears when one is safe. Failing, it raises UnreachableError."""

    @property
    def name(self) -> str:
        """Its name in settings.toml."""

    @property
    def refused(self) -> list[str]:
        """What it could not give, and why."""

    def fetch(self, known: Container[ItemMark], drafts: Path, at: datetime) -> Iterator[Item]:
        """Everything new, and what is known (by path and mark) without its bytes."""

    def acknowledge(self, item: Item, outcome: ItemOutcome) -> None:
        """An item is safe."""

    def close(self) -> None:
        """No more is asked; never raises."""


@dataclass(frozen=True)
class Received:
    """What one look into the sources brought."""

    new: int
    known: int
    unreadable: tuple[str, ...]  # files that could not be taken, and why
    down: tuple[str, ...] = ()  # a sentence for each source that could not be read to its end
    about: tuple[str, ...] = ()  # what tells the trouble of each from another one
    attention: int = 0  # mails and archives that a person has to look at
    growing: int = 0  # files left for the next look, since somebody is still writing them
    latest: int = 0  # the number of the latest submission that the warehouse knows, ever


@dataclass
class _Look:
    """One look into one source."""

    source: Fetching
    known: KnownItems
    arrivals: list[Arrival] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    growing: dict[str, str] = field(default_factory=dict)  # the mark of each file that is still being written
    seen_on: date | None = None  # when it was last looked through whole
    left: frozenset[str] = frozenset()  # what was left then, since it was still being written
    reason: str = ""  # why it could not be read to its end; empty where it was


def receive_all(  # noqa: PLR0913 - what the run knows, all by name
    engine: Engine, sources: Sequence[Fetching], archive: Path, at: datetime, *, unpack: Unpack, limits: SourceLimits
) -> Received:
    """Archive what the sources give, enter it in the order in which it came, and tell the sources."""
    remove_drafts(archive)
    lost = find_lost(engine, archive)
    looks = [_Look(source, KnownItems(engine, source.name, lost)) for source in sources]
    try:
        for look in looks:
            with workplace(archive) as place:
                look.seen_on, before = _read_last_look(engine, look.source.name, at)
                look.left = frozenset(before)
                _gather(look, Archivist(archive, place, unpack, limits, before), at)
        arrivals = [arrival for look in looks for arrival in look.arrivals]
        arrivals.sort(key=lambda arrival: (arrival.item.received_at, arrival.item.name))
        counts = [_settle(engine, arrivals[start : start + _BATCH], looks, at)
                  for start in range(0, len(arrivals), _BATCH)]  # fmt: skip
        with engine.begin() as connection:
            _remember(connection, looks, at)
            latest = connection.scalar(select(func.max(w.submission.c.submission_id))) or 0
    finally:
        for source in sources:
            source.close()
    new, known, attention = (sum(numbers) for numbers in zip(*counts, strict=True)) if counts else (0, 0, 0)
    refused = tuple(words for look in looks for words in (*look.refused, *look.source.refused))
    troubled = [look for look in looks if look.reason]
    down = tuple(f"Quelle „{look.source.name}“: {look.reason}." for look in troubled)
    about = tuple(tell_apart(look.source.name, look.reason) for look in troubled)
    growing = sum(len(look.growing) for look in looks)
    return Received(new, known, refused, down, about, attention, growing, latest)


def pending(engine: Engine) -> list[tuple[int, str, str]]:
    """What was received and not yet stored, as (submission, sha256, file name) in the order of arrival."""
    table = w.submission
    query = (
        select(table.c.submission_id, table.c.sha256, table.c.file)
        .where(table.c.state == State.RECEIVED.value)
        .order_by(table.c.submission_id)
    )
    with engine.connect() as connection:
        return [(number, digest, name) for number, digest, name in connection.execute(query)]


def _gather(look: _Look, archivist: Archivist, at: datetime) -> None:
    """Archive everything that a source gives, until it ends or fails."""
    source = look.source
    try:
        for item in (_came(look, item) for item in source.fetch(look.known, archivist.place, at)):
            place = printable(item.path if source.name == INBOX else f"{source.name}: {item.path}")
            try:
                arrival = archivist.archive_item(source.name, item, look.known)
                look.arrivals.append(arrival)
                if item.refused and item.local is None and arrival.outcome:
                    look.refused.append(f"{place}: {archivist.say_large(item.refused)}")
            except GrowingError:
                look.growing[item.path] = item.mark
            except OSError as error:
                look.refused.append(_say_refused(place, error))
    except UnreachableError as error:
        look.reason = str(error)


def _came(look: _Look, item: Item) -> Item:
    """An item no older than it can be: what a whole look did not find came on that day at the earliest.

    A copy often keeps the time at which the file was last saved (Explorer, WinSCP, cp -p): always in time.
    """
    if look.seen_on is None or item.kind != "file" or item.path in look.left:
        return item
    return replace(item, received_at=max(item.received_at, datetime.combine(look.seen_on, time.min)))


def _read_last_look(engine: Engine, source: str, at: datetime) -> tuple[date | None, dict[str, str]]:
    """The day of the last whole look, and the marks of the files left then, since they were still being written."""
    with engine.connect() as connection:
        found = connection.execute(select(c.source).where(c.source.c.source == source)).mappings().one_or_none()
    reached, growing = (found["reached_at"], found["growing"]) if found else (None, None)
    return reached.date() if reached and reached <= at else None, json.loads(growing or "{}")


def _say_refused(place: str, error: OSError) -> str:
    """Why an item could not be taken; a full disk is the archive's trouble and never the file's."""
    reason = "nicht mehr da" if isinstance(error, FileNotFoundError) else explain_os_error(error)
    if error.errno in _OF_ARCHIVE:
        return f"Archiv: {reason} (beim Aufnehmen von {place})"
    return f"{place}: {reason or error.strerror or 'nicht lesbar'}"


def _settle(engine: Engine, batch: list[Arrival], looks: list[_Look], at: datetime) -> tuple[int, int, int]:
    """Enter a batch in one transaction, then tell the sources; how many are new, known, and for a person to read."""
    if any(arrival.sha256 for arrival in batch):
        os.sync()  # even if the power fails, what a row says is there; the source may then forget it
    items = {look.source.name: look.known.all for look in looks}
    with engine.begin() as connection:
        ledger = load_ledger(connection, items, batch)
        counts = _enter(connection, ledger.enter(batch, at))
    for look in looks:
        if not look.reason:
            _tell(look, ledger, [arrival for arrival in batch if arrival.source == look.source.name])
    return counts


def _tell(look: _Look, ledger: Ledger, arrivals: list[Arrival]) -> None:
    try:
        for arrival in arrivals:
            look.source.acknowledge(arrival.item, ledger.outcome(arrival))
    except UnreachableError as error:
        look.reason = str(error)


def _enter(connection: Connection, rows: Entered) -> tuple[int, int, int]:
    for table, entered in (
        (c.incoming, rows.incoming),
        (w.submission, rows.submissions),
        (w.delivery, rows.deliveries),
    ):
        if entered:
            connection.execute(insert(table), entered)
    if rows.marks:
        item = c.incoming.c.incoming_id == bindparam("number")
        connection.execute(update(c.incoming).where(item).values(mark=bindparam("new_mark")), rows.marks)
    return len(rows.submissions), rows.known, rows.attention


def _remember(connection: Connection, looks: list[_Look], at: datetime) -> None:
    """How it stands with each source."""
    before = {row.source: row for row in connection.execute(select(c.source))}
    asked = [look.source.name for look in looks]
    gone = c.source.c.source.not_in(asked)  # nobody waits any more for what was taken out of settings.toml
    connection.execute(update(c.source).where(gone).values(failed_at=None, reason=None))
    for look in looks:
        old = before.get(look.source.name)
        since = (old.failed_at if old else None) or at
        is_whole = not (look.reason or look.refused or look.source.refused)
        reached = at if is_whole else old.reached_at if old else None
        row = {"reached_at": reached, "failed_at": since if look.reason else None, "reason": look.reason or None}
        row["growing"] = json.dumps(look.growing) if look.growing else None
        connection.execute(delete(c.source).where(c.source.c.source == look.source.name))
        connection.execute(insert(c.source), {"source": look.source.name, **row})
