"""What the warehouse knows of what came before. Ways in: `KnownItems`, `load_ledger`, `find_lost`.

The tables of what ever came grow with every month; a run asks for the paths that its sources list and for the digests
that are new.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, func, select

from schemas.files.arrival import Arrival, ItemMark, KnownItem, KnownSubmission, Ledger, Lookup
from schemas.files.incoming import ItemOutcome, kept_name
from schemas.form.submission import State
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from schemas.store.recheck import file_number
from tasks.archived import is_kept

ItemsBySource = dict[str, dict[ItemMark, KnownItem]]
_AT_ONCE = 500  # values in one question
_T = TypeVar("_T")


class KnownItems(Lookup):
    """The items of one source that came before, looked up by their paths.

    Args:
        engine: the warehouse.
        source: its name.
        lost: numbers of items of which the archive has lost what is still to be read: they count as new.
    """

    def __init__(self, engine: Engine, source: str, lost: frozenset[int]) -> None:
        self.all: dict[ItemMark, KnownItem] = {}
        self._engine, self._source, self._lost = engine, source, lost
        self._kept: dict[ItemMark, KnownItem] = {}
        self._by_bytes: dict[tuple[str, str], KnownItem] = {}

    def recall(self, paths: Iterable[str]) -> None:
        """Look up which of these came before."""
        table = c.incoming
        query = select(*table.c["path", "mark", "incoming_id", "sha256", "byte_count", "outcome"]).where(
            table.c.source == self._source
        )
        with self._engine.connect() as connection:
            for some in _chunks(sorted(set(map(kept_name, paths)))):
                for path, mark, number, sha256, size, outcome in connection.execute(
                    query.where(table.c.path.in_(some))
                ):
                    self._note(path, mark, KnownItem(number, sha256, size, ItemOutcome(outcome)))

    def __contains__(self, mark: object) -> bool:
        path, version = mark if isinstance(mark, tuple) else ("", None)
        return (kept_name(path), version) in self._kept

    def find(self, path: str, mark: str) -> KnownItem | None:
        """An item of those asked for."""
        return self._kept.get((kept_name(path), mark))

    def find_bytes(self, path: str, sha256: str) -> KnownItem | None:
        """An item of those asked for that had these bytes, whatever its mark."""
        return self._by_bytes.get((kept_name(path), sha256))

    def _note(self, path: str, mark: str, item: KnownItem) -> None:
        self.all[path, mark] = item
        if item.incoming_id not in self._lost:
            self._kept[path, mark] = self._by_bytes[path, item.sha256] = item


def find_lost(engine: Engine, archive: Path) -> frozenset[int]:
    """The items with submissions that wait and of which the archive has lost the bytes."""
    sent, brought = w.submission, w.delivery
    waiting = select(file_number(), *sent.c["sha256", "byte_count"]).where(sent.c.state == State.RECEIVED.value)
    lost: set[int] = set()
    with engine.connect() as connection:
        rows = connection.execute(waiting)
        gone = [number for number, sha256, size in rows if not is_kept(archive, sha256, size)]
        for some in _chunks(gone):
            lost |= set(connection.scalars(select(brought.c.incoming_id).where(brought.c.submission_id.in_(some))))
    return frozenset(lost)


def load_ledger(connection: Connection, items: ItemsBySource, batch: Sequence[Arrival]) -> Ledger:
    """What has to be known to enter a batch: submissions of the same bytes, and the highest numbers given."""
    newest = [connection.scalar(select(func.max(number))) or 0
              for number in (w.submission.c.submission_id, c.incoming.c.incoming_id)]  # fmt: skip
    ledger = Ledger({}, items, *newest)
    digests = sorted({part.sha256 for arrival in batch for part in arrival.parts})
    columns = [
        file_number().label("came_as"),
        *w.submission.c["sha256", "named_month", "month", "accepted_at", "state"],
    ]
    query = select(*columns).order_by(w.submission.c.submission_id)
    for some in _chunks(digests):
        for row in connection.execute(query.where(w.submission.c.sha256.in_(some))):
            accepted, is_given_up = row.month if row.accepted_at else None, row.state == State.WITHDRAWN.value
            known = KnownSubmission(row.came_as, row.named_month, accepted, is_given_up)
            ledger.submissions.setdefault(row.sha256, []).append(known)
    return ledger


def _chunks(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
