"""The ledger of what is owed. One way in: `open_month` enters a month's returns, `read_ledger` lists them.

A respondent owes a return where one of its spans covers the month's reference date. What has not come is expected
until the deadline, late until the cut-off, missing after it.
"""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, exists, insert, or_, select, update

from config.policy import Calendar
from schemas import warehouse as w
from schemas.deadlines import Cycle, due_month
from schemas.finding import Severity
from schemas.month import last_working_day, school_year, shift_month
from schemas.submission import State
from tasks.warehouse import writing

OWED = (State.EXPECTED, State.LATE, State.MISSING)  # states of a return for which nothing came yet


def open_month(engine: Engine, month: str, calendar: Calendar, at: datetime) -> None:
    """Enter the month and everything owed for it, and age what has not come. Twice does nothing more."""
    cycle = Cycle.of(month, calendar)
    with writing(engine) as connection:
        _enter_month(connection, cycle)
        owing = _owing(connection, cycle.reference_date)
        table = w.return_
        people = w.respondent
        kinds = {name: kind for name, kind in connection.execute(select(people.c.respondent_id, people.c.kind))}  # noqa: C416 - a row is no pair for mypy
        present = set(connection.scalars(select(table.c.respondent_id).where(table.c.month == month)))
        new = [
            {
                "month": month,
                "respondent_id": name,
                "form": kinds[name],
                "state": State.EXPECTED.value,
                "entered_at": at,
            }
            for name in owing
            if name not in present
        ]
        if new:
            connection.execute(insert(table), new)
        _forget_released(connection, month, owing)
        _age(connection, cycle, at.date())


def ageing_months(engine: Engine, day: date) -> list[str]:
    """Months of the ledger, before the one now due, in which something is still expected or late."""
    table = w.return_
    young = [State.EXPECTED.value, State.LATE.value]
    query = select(table.c.month).distinct().where(table.c.state.in_(young), table.c.month < due_month(day))
    with engine.connect() as connection:
        return sorted(connection.scalars(query))


def read_ledger(engine: Engine, centre_id: str, month: str) -> list[dict[str, Any]]:
    """Every return of the month with its respondent, state and the findings of its latest submission."""
    people, latest = w.respondent, w.submission
    query = (
        select(
            w.return_.c.respondent_id,
            people.c.kind,
            people.c.name,
            w.return_.c.state,
            w.return_.c.is_late,
            w.return_.c.submission_id,
            w.return_.c.latest_submission_id,
            latest.c.file,
            latest.c.state.label("latest_state"),
            latest.c.errors,
            latest.c.warnings,
        )
        .join_from(w.return_, people)
        .join(latest, latest.c.submission_id == w.return_.c.latest_submission_id, isouter=True)
        .where(w.return_.c.month == month, people.c.centre_id == centre_id)
        .order_by(people.c.kind, w.return_.c.respondent_id)
    )
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def read_unassigned(engine: Engine, cycle: Cycle) -> list[dict[str, Any]]:
    """Submissions that are in no return, since nobody we know owes one, with what weighs most in them.

    Those whose name or form gives the cycle's month; where neither gives one, those that came in the month's time.
    """
    table, found, owed = w.submission, w.finding, w.return_
    its_return = and_(owed.c.month == table.c.month, owed.c.respondent_id == table.c.respondent_id)
    in_its_time = table.c.received_at.between(
        _midnight(cycle.opens), _midnight(last_working_day(shift_month(cycle.month, 1)))
    )
    nameless = and_(table.c.named_month == "", table.c.month.is_(None), in_its_time)
    worst = (
        select(found.c.message)
        .where(found.c.submission_id == table.c.submission_id)
        .order_by(found.c.severity != Severity.ERROR.value, found.c.number)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(table.c.submission_id, table.c.file, table.c.state, table.c.received_at, worst.label("message"))
        .where(table.c.checked_at.is_not(None), ~exists().where(its_return))
        .where(or_(table.c.named_month == cycle.month, table.c.month == cycle.month, nameless))
        .order_by(table.c.submission_id)
    )
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
    return [{**row, "received_at": row["received_at"].isoformat()} for row in rows]


def read_owing(engine: Engine, centre_id: str, day: date) -> list[dict[str, Any]]:
    """The centre's respondents that owe a return on the reference date `day`, with what their form shows of them."""
    people = w.respondent
    with engine.connect() as connection:
        owing = set(_owing(connection, day))
        query = select(people).where(people.c.centre_id == centre_id).order_by(people.c.kind, people.c.respondent_id)
        rows = [dict(row) for row in connection.execute(query).mappings()]
    return [row for row in rows if row["respondent_id"] in owing]


def _enter_month(connection: Connection, cycle: Cycle) -> None:
    """The month's days as the policy has them now."""
    month = cycle.month
    connection.execute(delete(w.month).where(w.month.c.month == month))
    connection.execute(
        insert(w.month),
        {
            "month": month,
            "year": int(month[:4]),
            "quarter": (int(month[5:]) + 2) // 3,
            "school_year": school_year(month),
            "reference_date": cycle.reference_date,
            "opens": cycle.opens,
            "deadline": cycle.deadline,
            "report_date": cycle.report,
            "cutoff": cycle.cutoff,
        },
    )


def _owing(connection: Connection, day: date) -> list[str]:
    """The respondents whose span covers the day."""
    span = w.respondent_span
    covering = (span.c.valid_from <= day) & or_(span.c.valid_to.is_(None), span.c.valid_to >= day)
    return list(connection.scalars(select(span.c.respondent_id).where(covering).order_by(span.c.respondent_id)))


def _forget_released(connection: Connection, month: str, owing: list[str]) -> None:
    """Who does not owe any more (the register was corrected) and sent nothing leaves the ledger."""
    table = w.return_
    nothing_came = table.c.latest_submission_id.is_(None)
    stored = connection.scalars(select(table.c.respondent_id).where(table.c.month == month, nothing_came))
    released = sorted(set(stored) - set(owing))
    connection.execute(delete(table).where(table.c.month == month, table.c.respondent_id.in_(released)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _age(connection: Connection, cycle: Cycle, day: date) -> None:
    state = State.EXPECTED if day <= cycle.deadline else State.LATE if day <= cycle.cutoff else State.MISSING
    connection.execute(
        update(w.return_)
        .where(w.return_.c.month == cycle.month, w.return_.c.state.in_([owed.value for owed in OWED]))
        .values(state=state.value)
    )
