"""The ledger of what is owed. One way in: `open_month` enters a month's returns, `tally` counts them by kind.

A respondent owes a return where one of its spans covers the month's reference date. What has not come is expected
until the deadline, late until the cut-off, missing after it.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, delete, insert, or_, select, update

from config.policy import Calendar
from schemas import warehouse as w
from schemas.deadlines import Cycle
from schemas.month import school_year
from schemas.submission import IN_FORCE, State

OWED = (State.EXPECTED, State.LATE, State.MISSING)  # states of a return for which nothing came yet


@dataclass(frozen=True)
class Tally:
    """Returns of one kind of respondent: how many are owed, in force (nil returns included), nil and late."""

    kind: str
    expected: int
    accepted: int
    nil: int
    late: int
    returned: int
    open: int


def open_month(engine: Engine, month: str, calendar: Calendar, day: date) -> None:
    """Enter the month and everything owed for it, and age what has not come. Twice does nothing more."""
    cycle = Cycle.of(month, calendar)
    with engine.begin() as connection:
        _enter_month(connection, cycle)
        owing = _owing(connection, cycle.reference_date)
        table = w.return_
        present = set(connection.scalars(select(table.c.respondent_id).where(table.c.month == month)))
        new = [
            {"month": month, "respondent_id": name, "state": State.EXPECTED.value}
            for name in owing
            if name not in present
        ]
        if new:
            connection.execute(insert(table), new)
        _forget_released(connection, month, owing)
        _age(connection, cycle, day)


def tally(engine: Engine, month: str) -> list[Tally]:
    """Count the month's returns by kind of respondent, in the order of the forms."""
    query = (
        select(w.respondent.c.kind, w.return_.c.state, w.return_.c.is_late)
        .join(w.respondent, w.respondent.c.respondent_id == w.return_.c.respondent_id)
        .where(w.return_.c.month == month, w.return_.c.state != State.EXEMPT.value)
    )
    with engine.connect() as connection:
        rows = [(kind, State(state), late) for kind, state, late in connection.execute(query)]
    kinds = [kind for kind in ("school", "daycare", "association", "centre") if any(row[0] == kind for row in rows)]
    return [_tally(kind, [(state, late) for owner, state, late in rows if owner == kind]) for kind in kinds]


def _tally(kind: str, rows: list[tuple[State, bool]]) -> Tally:
    states = [state for state, _ in rows]
    return Tally(
        kind=kind,
        expected=len(rows),
        accepted=sum(state in IN_FORCE for state in states),
        nil=states.count(State.NIL),
        late=sum(state in IN_FORCE and late for state, late in rows),
        returned=sum(state in (State.RETURNED, State.UNREADABLE) for state in states),
        open=sum(state in OWED for state in states),
    )


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


def _age(connection: Connection, cycle: Cycle, day: date) -> None:
    state = State.EXPECTED if day <= cycle.deadline else State.LATE if day <= cycle.cutoff else State.MISSING
    connection.execute(
        update(w.return_)
        .where(w.return_.c.month == cycle.month, w.return_.c.state.in_([owed.value for owed in OWED]))
        .values(state=state.value)
    )
