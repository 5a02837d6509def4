"""Read what the warehouse knows of a year's money and posts. One way in: `read_year(engine, centre_id, year, due)`.

It is what is in force now: the same views that every report and analyst reads.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, func, select

from schemas.finding import Severity
from schemas.form.forms import TABLES
from schemas.form.submission import State
from schemas.german import format_date, round_half_up
from schemas.proof.facts import PROOF_TABLES, FactRow, OwedReturn, RowEnd, Value, YearFacts
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from tasks.centre import read_centre_name

_ROW_GONE, _TABLE_GONE = "ROW_GONE", "TABLE_GONE"


def read_year(engine: Engine, centre_id: str, year: int, due: str) -> YearFacts:
    """All rows in force of the year with money or posts, and how the return of each month stands.

    Args:
        engine: the warehouse.
        centre_id: whose.
        year: the calendar year.
        due: the last month that is due (schemas.time.deadlines.due_month).
    """
    with engine.connect() as connection:
        people = w.respondent
        query = select(people.c.respondent_id, people.c.name).where(people.c.centre_id == centre_id)
        names = {row.respondent_id: row.name for row in connection.execute(query)}
        return YearFacts(
            year=year,
            centre_id=centre_id,
            centre_name=read_centre_name(connection, centre_id),
            due=due,
            vintage=_newest_change(connection, centre_id, year),
            names=names,
            returns=_returns(connection, centre_id, year),
            rows=[row for table in PROOF_TABLES for row in _rows(connection, centre_id, year, table)],
        )


def _rows(connection: Connection, centre_id: str, year: int, name: str) -> list[FactRow]:
    facts, owed, people, table = w.FACTS[name], w.return_, w.respondent, TABLES[name]
    query = (
        select(facts)
        .join(owed, owed.c.submission_id == facts.c.submission_id)
        .join(people, people.c.respondent_id == facts.c.respondent_id)
        .where(people.c.centre_id == centre_id, facts.c.month.between(f"{year}-01", f"{year}-12"))
        .order_by(facts.c.respondent_id, facts.c.month, facts.c.source_row)
    )
    return [
        FactRow(
            name,
            row["month"],
            row["respondent_id"],
            {one.name: _value(row[one.name], one.meaning.decimals) for one in table.columns},
        )
        for row in connection.execute(query).mappings()
    ]


def _value(stored: Any, decimals: int) -> Value:
    """A figure as the decimal number that the form said: the warehouse holds no more decimals than its column has."""
    return round_half_up(stored, decimals) if isinstance(stored, int | float) else stored


def _returns(connection: Connection, centre_id: str, year: int) -> list[OwedReturn]:
    owed, people = w.return_, w.respondent
    queries, ends = _open_queries(connection, centre_id, year), _ends(connection, centre_id, year)
    query = (
        select(*owed.c["respondent_id", "form", "month", "state", "is_owed", "submission_id"])
        .join(people, people.c.respondent_id == owed.c.respondent_id)
        .where(people.c.centre_id == centre_id, owed.c.month.between(f"{year}-01", f"{year}-12"))
        .order_by(owed.c.respondent_id, owed.c.month)
    )
    return [
        OwedReturn(
            row.respondent_id, row.form, row.month, State(row.state), bool(row.is_owed),
            row.submission_id is not None, queries.get(row.submission_id, {}), ends.get(row.submission_id, ()),
        )
        for row in connection.execute(query)
    ]  # fmt: skip


def _open_queries(connection: Connection, centre_id: str, year: int) -> dict[int, dict[str, str]]:
    """What was asked of returns in force and nobody has answered: by submission, the first sentence of each table."""
    found, owed, people = w.finding, w.return_, w.respondent
    query = (
        select(found.c.submission_id, found.c.table, found.c.message)
        .join(owed, owed.c.submission_id == found.c.submission_id)
        .join(people, people.c.respondent_id == owed.c.respondent_id)
        .where(people.c.centre_id == centre_id, owed.c.month.between(f"{year}-01", f"{year}-12"))
        .where(found.c.severity == Severity.WARNING.value, found.c.answer.is_(None))
        .order_by(found.c.submission_id, found.c.number)
    )
    queries: dict[int, dict[str, str]] = {}
    for row in connection.execute(query):
        if not row.table or row.table in PROOF_TABLES:
            queries.setdefault(row.submission_id, {}).setdefault(row.table or "", row.message)
    return queries


def _ends(connection: Connection, centre_id: str, year: int) -> dict[int, list[RowEnd]]:
    """By submission in force: what was answered about rows that it lacks, then the waivers for its month."""
    ends: dict[int, list[RowEnd]] = defaultdict(list)
    found = w.finding
    answered = found.c.answer.is_not(None) & found.c.waiver_id.is_(None)
    for row in connection.execute(_gone(centre_id, f"{year}-12").where(answered, w.return_.c.month >= f"{year}-01")):
        ends[row.submission_id] += _read_end(row, row.answer)
    for number, end in _waived(connection, centre_id, year):
        ends[number].append(end)
    return ends


def _gone(centre_id: str, until: str) -> Select[Any]:
    """The question for rows of the proof's tables that returns in force up to a month lack."""
    found, owed, people, sent = w.finding, w.return_, w.respondent, w.submission
    return (
        select(*found.c["submission_id", "rule", "table", "subject", "answer"], owed.c.month)
        .join(owed, owed.c.submission_id == found.c.submission_id)
        .join(sent, sent.c.submission_id == found.c.submission_id)
        .join(people, people.c.respondent_id == owed.c.respondent_id)
        .where(people.c.centre_id == centre_id, owed.c.month <= until)
        .where(found.c.rule.in_((_ROW_GONE, _TABLE_GONE)), found.c.table.in_(PROOF_TABLES))
        .order_by(owed.c.month, found.c.submission_id, found.c.number)
    )


def _read_end(row: Row[Any], words: str, *, is_waived: bool = False) -> Iterator[RowEnd]:
    """What a question about a row or a whole table ends; one that names no row settles none."""
    _, names_row, key = (row.subject or "").removesuffix("]").partition("[")
    if row.rule == _TABLE_GONE or names_row:
        yield RowEnd(row.table, key if row.rule == _ROW_GONE else None, words, is_waived)


def _waived(connection: Connection, centre_id: str, year: int) -> Iterator[tuple[int, RowEnd]]:
    """Waivers of a row that was found missing, for each submission in force from that month to their last one.

    One that was given after the check counts, too: it speaks of the month. Both returns were checked by its day.
    """
    owed, sent, waiver = w.return_, w.submission, c.waiver
    later, own = owed.alias(), sent.alias()
    query = (
        _gone(centre_id, f"{year}-12")
        .add_columns(later.c.submission_id.label("of"), waiver.c.reason, waiver.c.expires_on)
        .add_columns(sent.c.checked_at, own.c.checked_at.label("checked_later"))
        .join(waiver, (waiver.c.respondent_id == owed.c.respondent_id) & (waiver.c.rule == w.finding.c.rule))
        .join(later, (later.c.respondent_id == owed.c.respondent_id) & (later.c.month >= owed.c.month))
        .join(own, own.c.submission_id == later.c.submission_id)
        .where(owed.c.month >= waiver.c.month_from, later.c.month <= waiver.c.month_to)
        .where(later.c.month.between(f"{year}-01", f"{year}-12"))
        .order_by(waiver.c.waiver_id)
    )
    for row in connection.execute(query):
        checks = (row.checked_at, row.checked_later)
        if all(at is not None and at.date() <= row.expires_on for at in checks):
            words = f"Ausnahme bis {format_date(row.expires_on)}: {row.reason}"
            yield from ((row.of, end) for end in _read_end(row, words, is_waived=True))


def _newest_change(connection: Connection, centre_id: str, year: int) -> datetime:
    """When something of the year came into force or went out of it last; its beginning where nothing ever did."""
    sent, people = w.submission, w.respondent
    query = (
        select(func.max(sent.c.accepted_at), func.max(sent.c.superseded_at))
        .join(people, people.c.respondent_id == sent.c.respondent_id)
        .where(people.c.centre_id == centre_id, sent.c.month.between(f"{year}-01", f"{year}-12"))
    )
    moments = [moment for moment in connection.execute(query).one() if moment is not None]
    return max(moments, default=datetime(year, 1, 1))
