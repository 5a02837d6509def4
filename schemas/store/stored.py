"""Values as a database takes them: `mend_all` for any statement, `as_stored` for rows past SQLAlchemy. Pure.

A file may hold the character NUL anywhere; PostgreSQL takes no text with it, so that it becomes ␀ on both engines.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column


def mend_all(values: Any) -> Any:
    """The parameters of a statement, by name or in their order, without the character NUL."""
    if isinstance(values, dict):
        return {name: _mend(value) for name, value in values.items()}
    return tuple(_mend(value) for value in values) if values else values


def as_stored(dialect: Any, columns: Sequence[Column[Any]], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Days and moments as SQLAlchemy writes them; the driver knows everything else."""
    found = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
    written = [(place, process) for place, process in enumerate(found) if process]
    for row in rows:
        values = [_mend(value) for value in row]
        for place, process in written:
            values[place] = process(values[place])
        yield values


def _mend(value: Any) -> Any:
    return value.replace("\0", "␀") if isinstance(value, str) and "\0" in value else value
