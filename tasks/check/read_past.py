"""Two years of counts that a month is compared with. One way in: `read_past(connection, readings)`.

Of those who sent the readings, and of some peers of each kind: so many cost the same in a city and in a state. Each
table is asked for once a batch.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

import pandas as pd
from sqlalchemy import Connection, select

from schemas.check.unusual.history import PAST, counts_of
from schemas.check.unusual.rules import Past
from schemas.check.unusual.score import LEAST_PAST
from schemas.files.reading import Reading
from schemas.form.forms import FORMS, Table
from schemas.frame import rows_frame
from schemas.store import warehouse as w
from schemas.time.month import shift_month

MOST_PEERS = 60  # of a kind, spread evenly over the register: more make the yardstick hardly steadier


def read_past(connection: Connection, readings: Sequence[Reading]) -> dict[tuple[str, str], Past]:
    """By form and month what the readings are compared with; nothing where too few months are in the warehouse."""
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in readings:
        if one.form and one.month and one.respondent and one.is_readable and not one.is_nil:
            wanted[one.form, one.month].add(one.respondent)
    found = {key: _read(connection, *key, respondents) for key, respondents in wanted.items()}
    return {key: past for key, past in found.items() if past}


def _read(connection: Connection, form: str, month: str, respondents: Collection[str]) -> Past | None:
    months = [shift_month(month, number - PAST) for number in range(PAST)]
    peers = _peers(connection, form, months)
    if not peers:
        return None
    facts = {
        table.name: _facts(connection, table, months, {*respondents, *peers})
        for table in FORMS[form].tables
        if counts_of(table)
    }
    own, others = (
        {name: frame[frame["respondent"].isin(some)] for name, frame in facts.items()} for some in (respondents, peers)
    )
    return Past(own, others)


def _peers(connection: Connection, form: str, months: Sequence[str]) -> set[str]:
    """Some who answered in these months; nobody where the months are too few to say anything by."""
    returns = w.return_
    is_there = (returns.c.form == form) & returns.c.month.in_(months) & returns.c.submission_id.is_not(None)
    known = connection.execute(select(returns.c.respondent_id, returns.c.month).where(is_there)).all()
    if len({month for _, month in known}) < LEAST_PAST:
        return set()
    names = sorted({name for name, _ in known})
    return set(names[:: max(1, len(names) // MOST_PEERS)])


def _facts(connection: Connection, table: Table, months: Sequence[str], respondents: Collection[str]) -> pd.DataFrame:
    facts, columns = w.FACTS[table.name], [*table.keys, *counts_of(table)]
    query = (
        select(facts.c.respondent_id, facts.c.month, *(facts.c[column.name] for column in columns))
        .join(w.return_, w.return_.c.submission_id == facts.c.submission_id)
        .where(facts.c.month.in_(months), facts.c.respondent_id.in_(respondents))
    )
    dtypes = {"respondent": "string", "month": "string", **{column.name: column.dtype for column in columns}}
    return rows_frame(connection.execute(query).all(), dtypes)
