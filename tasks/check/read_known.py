"""What the warehouse knows that a check needs. One way in: `read_known(engine, months)` returns a `Known`.

A batch asks about those whose files it holds, and about nobody else: of a register of 20,000 that is one in forty.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection, Engine, Select, func, select

from schemas.check.batch import content_digest
from schemas.check.known import InForce, Known
from schemas.check.missing.before import Previous
from schemas.check.settle import Explained, Waiver
from schemas.files.identity import respondent_in_name
from schemas.files.reading import Reading
from schemas.form.forms import TABLES, Table
from schemas.frame import rows_frame, typed
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from schemas.time.month import shift_month
from tasks.check.read_past import read_past


def read_known(engine: Engine, months: Iterable[str], readings: Sequence[Reading] | None = None) -> Known:
    """Register, digests in force, last month's facts, and of the year's earlier months spending and highest figures.

    All of it is that of those who sent these readings, or are named by their files, and the digests also those of
    whoever has the same figures; without readings it is that of everybody.
    """
    wanted = sorted(set(months))
    respondents = None if readings is None else {one.respondent for one in readings if one.respondent}
    with engine.connect() as connection:
        last = {name: _last(connection, table, wanted, respondents) for name, table in TABLES.items()}
        return Known(
            register=_register(connection, readings),
            digests=_digests(connection, [*wanted, *(shift_month(month, -1) for month in wanted)], readings),
            last=last,
            previous=_previous(connection, wanted, last, respondents),
            spent={
                name: _spent(connection, table, wanted, respondents)
                for name, table in TABLES.items()
                if wanted and any(column.name == "spent_eur" for column in table.columns)
            },
            most={
                f"{table.name}__{name}": _most(connection, table, name, of_year, respondents)
                for table, name, of_year in _asked_of_year(wanted)
            },
            explained=_explained(connection, respondents),
            waivers=_waivers(connection),
            cleared=_cleared(connection),
            in_force=_in_force_by_month(connection, wanted, respondents),
            owed=_owed(connection, respondents),
            past=read_past(connection, readings or ()),
        )


def _register(connection: Connection, readings: Sequence[Reading] | None) -> pd.DataFrame:
    people, span = w.respondent, w.respondent_span
    named = [name for one in readings or () for name in (one.respondent, respondent_in_name(one.file)) if name]
    query = select(
        people.c.respondent_id, people.c.kind, span.c.valid_from, span.c.valid_to, span.c.successor_id
    ).join_from(people, span).order_by(people.c.respondent_id, span.c.valid_from)  # fmt: skip
    query = query if readings is None else query.where(people.c.respondent_id.in_(set(named)))
    rows = [
        (name, kind, start.isoformat(), end.isoformat() if end else None, follows)
        for name, kind, start, end, follows in connection.execute(query)
    ]
    names = ("respondent", "kind", "valid_from", "valid_to", "successor")
    return rows_frame(rows, dict.fromkeys(names, "string"))


def _digests(connection: Connection, months: list[str], readings: Sequence[Reading] | None) -> pd.DataFrame:
    query = (
        select(w.return_.c.respondent_id, w.return_.c.month, w.submission.c.digest)
        .join(w.submission, w.submission.c.submission_id == w.return_.c.submission_id)
        .where(w.return_.c.month.in_(months), w.submission.c.is_nil.is_(False))
    )
    if readings is not None:
        senders, digests = {one.respondent or "" for one in readings}, {content_digest(one) for one in readings}
        query = query.where(w.return_.c.respondent_id.in_(senders) | w.submission.c.digest.in_(digests))
    return rows_frame(connection.execute(query), dict.fromkeys(("respondent", "month", "digest"), "string"))


def _explained(connection: Connection, respondents: Iterable[str] | None) -> dict[str, list[Explained]]:
    """What respondents wrote about warnings, in the order in which it came."""
    table = c.explanation
    query = select(table).order_by(table.c.submission_id, table.c.rule, table.c.subject)
    if respondents is not None:
        query = query.where(table.c.respondent_id.in_(set(respondents)))
    found: dict[str, list[Explained]] = {}
    for row in connection.execute(query):
        words = Explained(row.respondent_id, row.month, row.rule, row.subject, row.value, row.text)
        found.setdefault(row.respondent_id, []).append(words)
    return found


def _waivers(connection: Connection) -> dict[str, list[Waiver]]:
    table = c.waiver
    found: dict[str, list[Waiver]] = {}
    for row in connection.execute(select(table).order_by(table.c.waiver_id)):
        waiver = Waiver(
            row.waiver_id, row.rule, row.respondent_id, row.month_from, row.month_to, row.reason, row.expires_on
        )
        found.setdefault(row.respondent_id, []).append(waiver)
    return found


def _cleared(connection: Connection) -> frozenset[str]:
    query = select(w.submission.c.sha256).join(c.clearance, c.clearance.c.submission_id == w.submission.c.submission_id)
    return frozenset(connection.scalars(query))


def _in_force_by_month(
    connection: Connection, months: list[str], respondents: Iterable[str] | None
) -> dict[tuple[str, str], InForce]:
    returns, sent = w.return_, w.submission
    query = (
        select(*returns.c["respondent_id", "month"], *sent.c["digest", "received_at", "warnings"])
        .join(sent, sent.c.submission_id == returns.c.submission_id)
        .where(returns.c.month.in_(months))
    )
    return {
        (row.respondent_id, row.month): InForce(row.digest, row.received_at.date(), row.warnings > 0)
        for row in connection.execute(_of(query, respondents))
    }


def _owed(connection: Connection, respondents: Iterable[str] | None) -> dict[str, list[str]]:
    returns = w.return_
    query = (
        select(returns.c.respondent_id, returns.c.month)
        .where(returns.c.is_owed, returns.c.submission_id.is_(None))
        .order_by(returns.c.month)
    )
    found: dict[str, list[str]] = {}
    for respondent, month in connection.execute(_of(query, respondents)):
        found.setdefault(respondent, []).append(month)
    return found


def _of(query: Select[Any], respondents: Iterable[str] | None) -> Select[Any]:
    """Of these respondents only; without them, of all."""
    return query if respondents is None else query.where(w.return_.c.respondent_id.in_(set(respondents)))


def _last(connection: Connection, table: Table, months: list[str], respondents: Iterable[str] | None) -> pd.DataFrame:
    """The facts in force of the month before each month, under the month that they are compared with."""
    before = [shift_month(month, -1) for month in months]
    frame = _in_force(connection, table, before, respondents)
    frame["month"] = frame["month"].map(lambda month: shift_month(month, 1)).astype("string")
    return frame


def _previous(
    connection: Connection, months: list[str], last: dict[str, pd.DataFrame], respondents: Iterable[str] | None
) -> dict[tuple[str, str], Previous]:
    """What each respondent said when it was last accepted within a year, for every month that it is compared with."""
    found: dict[tuple[str, str], Previous] = {}
    for month in months:
        by_month: dict[str, list[str]] = {}
        for respondent, since in _last_accepted(connection, month, respondents):
            by_month.setdefault(since, []).append(respondent)
        for since, names in by_month.items():
            is_last = since == shift_month(month, -1)
            parts = {name: frame[frame["month"] == month] for name, frame in last.items()} if is_last else {}
            facts = _by_respondent(parts or _older(connection, since, names))
            found |= {(name, month): Previous(since, facts.get(name, {})) for name in names}
    return found


def _last_accepted(connection: Connection, month: str, respondents: Iterable[str] | None) -> Iterable[tuple[str, str]]:
    returns = w.return_
    earlier = (
        returns.c.month < month,
        returns.c.month >= shift_month(month, -12),
        returns.c.submission_id.is_not(None),
    )
    query = select(returns.c.respondent_id, func.max(returns.c.month)).where(*earlier).group_by(returns.c.respondent_id)
    return [(respondent, since) for respondent, since in connection.execute(_of(query, respondents))]


def _older(connection: Connection, month: str, respondents: list[str]) -> dict[str, pd.DataFrame]:
    """The facts of an older month of those who have not reported since."""
    return {name: _in_force(connection, table, [month], respondents) for name, table in TABLES.items()}


def _by_respondent(frames: dict[str, pd.DataFrame]) -> dict[str, dict[str, pd.DataFrame]]:
    found: dict[str, dict[str, pd.DataFrame]] = {}
    for table, frame in frames.items():
        for respondent, part in frame.groupby("respondent"):
            found.setdefault(str(respondent), {})[table] = part
    return found


def _spent(connection: Connection, table: Table, months: list[str], respondents: Iterable[str] | None) -> pd.DataFrame:
    """Spending of the calendar year's earlier months, by respondent, row and the month it is compared with."""
    keys = [key.name for key in table.keys]
    parts = []
    for month in months:
        frame = _in_force(connection, table, _earlier(month), respondents)
        spent: Any = frame.groupby(["respondent", *keys], as_index=False)["spent_eur"].sum()
        parts.append(spent.assign(month=typed([month] * len(spent), "string")))
    spending: pd.DataFrame = pd.concat(parts)
    return spending


def _asked_of_year(months: Sequence[str]) -> Iterator[tuple[Table, str, list[str]]]:
    """The figures of which a count of the year is asked in some of the months, and in which."""
    for table in TABLES.values():
        for column in table.figures:
            asked = [month for month in months if column.is_asked(month)]
            yield from ((table, name, asked) for name in column.meaning.year_of if asked)


def _most(
    connection: Connection, table: Table, name: str, months: list[str], respondents: Iterable[str] | None
) -> pd.DataFrame:
    """A figure's highest value of the calendar year's earlier months, and which month's; the earliest of several."""
    keys = ["respondent", *(key.name for key in table.keys)]
    parts = []
    for month in months:
        frame = _in_force(connection, table, _earlier(month), respondents).dropna(subset=[name])
        highest = frame.sort_values([name, "month"], ascending=[False, True]).drop_duplicates(keys)
        parts.append(
            highest[keys].assign(
                month=typed([month] * len(highest), "string"), most=highest[name], most_month=highest["month"]
            )
        )
    return pd.concat(parts)


def _earlier(month: str) -> list[str]:
    """The months before it in the calendar year."""
    return [f"{month[:4]}-{number:02}" for number in range(1, int(month[5:]))]


def _in_force(
    connection: Connection, table: Table, months: list[str], respondents: Iterable[str] | None
) -> pd.DataFrame:
    """Facts in force of some months, of these respondents or of all, as a frame with the dtypes of the form table."""
    facts = w.FACTS[table.name]
    is_theirs = sa.true() if respondents is None else facts.c.respondent_id.in_(set(respondents))
    figures = [facts.c[column.name] for column in table.columns]
    query = (
        select(facts.c.respondent_id.label("respondent"), facts.c.month, *figures)
        .join(w.return_, w.return_.c.submission_id == facts.c.submission_id)
        .where(facts.c.month.in_(months), is_theirs)
    )
    dtypes = {"respondent": "string", "month": "string", **{column.name: column.dtype for column in table.columns}}
    return rows_frame(connection.execute(query), dtypes)
