"""From a figure back to the rows it is the sum of. One way in: `trace(engine, centre_id, question, vintage)`.

What is counted of returns and files finds tasks.store.lineage_of_returns.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, select

from config.codes import CodeList
from config.places import name_place
from schemas.analysis.question import ATTRIBUTES, Question
from schemas.form.forms import TABLES
from schemas.store import warehouse as w
from schemas.store.history import in_force, people_at


@dataclass(frozen=True)
class SourceRow:
    """One row behind a figure: whose, of which month, in which file, on which sheet and row, what stands there.

    What is counted of returns has no row, and where nothing came no file either; its `key` says what it is.
    """

    respondent_id: str
    name: str
    month: str | None
    submission_id: int | None
    sha256: str | None
    file: str | None
    received_at: datetime | None
    sheet: str | None
    row: int | None
    key: tuple[str, ...]
    value: float | None


def trace(
    engine: Engine, centre_id: str, question: Question, vintage: datetime | None = None, places: CodeList | None = None
) -> list[SourceRow]:
    """The rows behind a figure, as known at `vintage` (None: now), in the order of respondents and rows.

    What is asked for by place is found by the centre's list of places, as the report calls it.

    The register, too, is that of the vintage: a report filed a school under the district that it had then.

    The sum of their values is the figure, wherever adding has a sense.
    """
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(_query(centre_id, question, vintage)).mappings()]
    sources = [_source(row, question) for row in rows if _is_meant(row, question, places)]
    return list(_newest(sources)) if question.is_newest else sources


def sum_rows(sources: Sequence[SourceRow]) -> float | None:
    """The sum of what is known; None where nothing is."""
    known = [source.value for source in sources if source.value is not None]
    return sum(known) if known else None


def _query(centre_id: str, question: Question, vintage: datetime | None) -> Select[Any]:
    facts, sent = w.FACTS[question.table], w.submission
    people = w.respondent if vintage is None else people_at(vintage)
    about = [people.c[name] for name in ATTRIBUTES if name not in facts.c]
    return (
        select(
            *facts.c, *about, people.c.name.label("called"), sent.c.sha256, sent.c.file, sent.c.received_at
        )
        .join(people, people.c.respondent_id == facts.c.respondent_id)
        .join(sent, sent.c.submission_id == facts.c.submission_id)
        .where(facts.c.month.between(question.since or question.month, question.month))
        .where(people.c.centre_id == centre_id, in_force(vintage))
        .order_by(facts.c.respondent_id, facts.c.month, facts.c.submission_id, facts.c.source_row)
    )  # fmt: skip


def _source(row: Mapping[str, Any], question: Question) -> SourceRow:
    figure = 1 if question.column == "rows" else row[question.column]
    return SourceRow(
        respondent_id=row["respondent_id"],
        name=row["called"],
        month=row["month"],
        submission_id=row["submission_id"],
        sha256=row["sha256"],
        file=row["file"],
        received_at=row["received_at"],
        sheet=row["source_sheet"],
        row=row["source_row"],
        key=tuple(str(row[key.name]) for key in TABLES[question.table].keys),
        value=None if figure is None else float(figure),
    )


def _is_meant(row: Mapping[str, Any], question: Question, places: CodeList | None) -> bool:
    """Whether a row is one of those that are asked for."""
    if question.whose is not None and row["respondent_id"] not in question.whose:
        return False
    if question.beside is not None and None in {row[question.beside], row[question.column]}:
        return False
    columns = {column.name: column for column in TABLES[question.table].columns}
    for name, wanted in question.filters.items():
        value = row[name]
        if value is not None and name in columns and columns[name].meaning.is_place:
            value = name_place(value, places)
        if value not in (wanted if isinstance(wanted, tuple) else (wanted,)):
            return False
    return True


def _newest(sources: Iterable[SourceRow]) -> Iterator[SourceRow]:
    """Of each respondent's row what it said last: the months stand in their order."""
    last = {(source.respondent_id, source.key): source for source in sources if source.value is not None}
    yield from last.values()
