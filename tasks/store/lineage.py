"""From a figure back to the rows it is the sum of. One way in: `trace(engine, centre_id, question, vintage)`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, literal, select

from config.codes import CodeList
from config.places import name_place
from schemas.analysis.question import ATTRIBUTES, Question
from schemas.form.forms import TABLES
from schemas.store import warehouse as w
from schemas.store.history import in_force, people_at


@dataclass(frozen=True)
class SourceRow:
    """One row behind a figure: whose, in which file, on which sheet and row, what stands there."""

    respondent_id: str
    name: str
    submission_id: int
    sha256: str
    file: str
    received_at: datetime
    sheet: str
    row: int
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
    table = TABLES[question.table]
    keys = [key.name for key in table.keys]
    with engine.connect() as connection:
        rows = list(connection.execute(_query(centre_id, question, vintage)).mappings())
    return [
        SourceRow(
            respondent_id=row["respondent_id"],
            name=row["name"],
            submission_id=row["submission_id"],
            sha256=row["sha256"],
            file=row["file"],
            received_at=row["received_at"],
            sheet=row["source_sheet"],
            row=row["source_row"],
            key=tuple(str(row[f"key_{name}"]) for name in keys),
            value=None if row["figure"] is None else float(row["figure"]),
        )
        for row in rows
        if all(
            row[f"place_{name}"] is not None and name_place(row[f"place_{name}"], places) == value
            for name, value in _places(question).items()
        )
    ]


def _places(question: Question) -> dict[str, str]:
    """What the centre's list of places says of the rows that are asked for, by column."""
    columns = {column.name: column for column in TABLES[question.table].columns}
    return {
        name: value
        for name, value in question.filters.items()
        if value is not None and name in columns and columns[name].meaning.is_place
    }


def sum_rows(sources: Sequence[SourceRow]) -> float | None:
    """The sum of what is known; None where nothing is."""
    known = [source.value for source in sources if source.value is not None]
    return sum(known) if known else None


def _query(centre_id: str, question: Question, vintage: datetime | None) -> Select[Any]:
    facts, sent = w.FACTS[question.table], w.submission
    people = w.respondent if vintage is None else people_at(vintage)
    figure = literal(1) if question.column == "rows" else facts.c[question.column]
    keys = [facts.c[key.name].label(f"key_{key.name}") for key in TABLES[question.table].keys]
    places = [facts.c[name].label(f"place_{name}") for name in _places(question)]
    query = (
        select(
            facts.c.respondent_id, people.c.name, facts.c.submission_id, sent.c.sha256, sent.c.file,
            sent.c.received_at, facts.c.source_sheet, facts.c.source_row, *keys, *places, figure.label("figure"),
        )
        .join(people, people.c.respondent_id == facts.c.respondent_id)
        .join(sent, sent.c.submission_id == facts.c.submission_id)
        .where(facts.c.month == question.month, people.c.centre_id == centre_id, in_force(vintage))
        .order_by(facts.c.respondent_id, facts.c.submission_id, facts.c.source_row)
    )  # fmt: skip
    for name, value in question.filters.items() - _places(question).items():
        column = (people if name in ATTRIBUTES and name not in facts.c else facts).c[name]
        query = query.where(column == value)
    return query
