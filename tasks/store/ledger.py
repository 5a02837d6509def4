"""The ledger of what is owed. One way in: `enter_month` enters a month's returns, `read_ledger` lists them.

Who owes one, and who is exempt and why, says schemas.time.obligation. What has not come is expected until the deadline,
late until the cut-off, missing after it. The reporting rate counts what is owed only, so that it cannot exceed 100 %.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, exists, func, insert, or_, select, update

from config.policy import Calendar
from schemas.check.level0 import PERSON_RULES
from schemas.finding import Severity
from schemas.form.submission import State
from schemas.store import warehouse as w
from schemas.store.published import is_published
from schemas.store.recheck import is_last_check
from schemas.time.deadlines import Cycle, due_month
from schemas.time.month import last_working_day, school_year, shift_month
from schemas.time.obligation import Obligation, Span, obligation
from tasks.warehouse import writing

OWED = (State.EXPECTED, State.LATE, State.MISSING)  # states of a return for which nothing came yet


def enter_month(engine: Engine, month: str, calendar: Calendar, at: datetime) -> None:
    """Enter the month and a return for everybody who owes one or is exempt, and age what has not come.

    Twice does nothing more; a corrected register or calendar is taken over.
    """
    cycle = Cycle.of(month, calendar)
    with writing(engine) as connection:
        _enter_month(connection, cycle)
        _enter_returns(connection, cycle, _obligations(connection, calendar, cycle.reference_date), at)
        _age(connection, cycle, at.date())
        _mark_late(connection, cycle)


def ageing_months(engine: Engine, day: date) -> list[str]:
    """Months of the ledger, before the one now due, in which something is still expected or late."""
    table = w.return_
    young = [State.EXPECTED.value, State.LATE.value]
    query = select(table.c.month).distinct().where(table.c.state.in_(young), table.c.month < due_month(day))
    with engine.connect() as connection:
        return sorted(connection.scalars(query))


def unreported_months(engine: Engine, centre_id: str, until: str) -> dict[str, bool]:
    """Months for which somebody owes a return and that have no published report, and whether anything came for each."""
    owed, published = w.return_.c, select(w.publication.c.month).where(is_published(centre_id))
    query = (
        select(owed.month, func.count(owed.submission_id))
        .where(owed.is_owed, owed.month <= until, owed.month.not_in(published))
        .group_by(owed.month)
        .order_by(owed.month)
    )
    with engine.connect() as connection:
        return {month: came > 0 for month, came in connection.execute(query)}


def skipped_months(engine: Engine, day: date) -> list[str]:
    """Months that became due on days on which nothing ran, a year's at most."""
    with engine.connect() as connection:
        newest = connection.scalar(select(func.max(w.month.c.month)))
    due = due_month(day)
    return [month for month in (shift_month(due, -back) for back in range(12)) if newest and month > newest]


def read_ledger(engine: Engine, centre_id: str, month: str) -> list[dict[str, Any]]:
    """Every return of the month with its respondent, state and the findings of its latest submission."""
    people, owed, latest = w.respondent, w.return_, w.submission
    query = (
        select(
            owed.c.respondent_id,
            *people.c["kind", "name"],
            *owed.c["state", "is_owed", "reason", "is_late"],
            _is_empty().label("is_empty"),
            *owed.c["submission_id", "latest_submission_id"],
            latest.c.file,
            latest.c.state.label("latest_state"),
            *latest.c["errors", "warnings"],
        )
        .join_from(owed, people)
        .join(latest, latest.c.submission_id == owed.c.latest_submission_id, isouter=True)
        .where(owed.c.month == month, people.c.centre_id == centre_id)
        .order_by(people.c.kind, owed.c.respondent_id)
    )
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def count_findings(engine: Engine, month: str) -> list[tuple[str, str, int]]:
    """How often each rule was broken in the submissions of a month that were checked last, the most frequent first."""
    found, sent, number = w.finding, w.submission, func.count()
    query = (
        select(found.c.rule, found.c.severity, number)
        .join(sent, sent.c.submission_id == found.c.submission_id)
        .where(sent.c.month == month, is_last_check())
        .group_by(found.c.rule, found.c.severity)
        .order_by(number.desc(), found.c.rule)
    )
    with engine.connect() as connection:
        return [(rule, severity, count) for rule, severity, count in connection.execute(query)]


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
        .where(table.c.checked_at.is_not(None), ~exists().where(its_return), is_last_check())
        .where(or_(table.c.named_month == cycle.month, table.c.month == cycle.month, nameless))
        .where(table.c.state != State.WITHDRAWN.value)
        .order_by(table.c.submission_id)
    )
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
    return [{**row, "received_at": row["received_at"].isoformat()} for row in rows]


def read_withheld(engine: Engine, month: str) -> list[dict[str, Any]]:
    """Who told of single persons in a month, by which rule and how often; what it was, nobody knows any more."""
    sent, found, people = w.submission, w.finding, w.respondent
    times = func.count().label("times")
    query = (
        select(sent.c.submission_id, sent.c.respondent_id, people.c.name, found.c.rule, times)
        .join_from(sent, found, found.c.submission_id == sent.c.submission_id)
        .join(people, people.c.respondent_id == sent.c.respondent_id, isouter=True)
        .where(sent.c.month == month, found.c.rule.in_(PERSON_RULES), is_last_check())
        .group_by(sent.c.submission_id, sent.c.respondent_id, people.c.name, found.c.rule)
        .order_by(sent.c.submission_id, found.c.rule)
    )
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def _is_empty() -> ColumnElement[bool]:
    """Whether the submission in force holds no figure and is no nil return: it came, and says nothing."""
    sent = w.submission.alias()
    in_force = sent.c.submission_id == w.return_.c.submission_id
    return exists().where(in_force, sent.c.figures == 0, sent.c.is_nil.is_(False))


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


@dataclass(frozen=True)
class _Owed:
    form: str
    verdict: Obligation


def _obligations(connection: Connection, calendar: Calendar, day: date) -> dict[str, _Owed]:
    """What everybody of the register owes on the reference date, by respondent in their order."""
    people, span = w.respondent, w.respondent_span
    query = (
        select(people.c.respondent_id, people.c.kind, span.c.valid_from, span.c.valid_to, span.c.successor_id)
        .join_from(people, span)
        .order_by(people.c.respondent_id, span.c.valid_from)
    )
    spans: dict[tuple[str, str], list[Span]] = {}
    for name, kind, *parts in connection.execute(query):
        spans.setdefault((name, kind), []).append(Span(*parts))
    found = {}
    for (name, kind), its in spans.items():
        verdict = obligation(name, kind, its, calendar.closures, day)
        if verdict:
            found[name] = _Owed(kind, verdict)
    return found


def _enter_returns(connection: Connection, cycle: Cycle, owed: dict[str, _Owed], at: datetime) -> None:
    """New returns, changed obligations; who does not owe any more and sent nothing leaves the ledger."""
    table = w.return_
    of_month = table.c.month == cycle.month
    query = select(table.c.respondent_id, table.c.is_owed, table.c.reason, table.c.latest_submission_id)
    present = {row.respondent_id: row for row in connection.execute(query.where(of_month))}
    new = [
        {"month": cycle.month, "respondent_id": name, "form": one.form, "entered_at": at, **_standing(one.verdict)}
        for name, one in owed.items()
        if name not in present
    ]
    if new:
        connection.execute(insert(table), new)
    for name, row in present.items():
        verdict = owed[name].verdict if name in owed else Obligation(is_owed=False, reason="nicht im Register")
        its = of_month & (table.c.respondent_id == name)
        if name not in owed and row.latest_submission_id is None:
            connection.execute(delete(table).where(its))
        elif (row.is_owed, row.reason) != (verdict.is_owed, verdict.reason):
            standing = _standing(verdict)
            if row.latest_submission_id is not None:
                del standing["state"]  # what came stays what it is, whether it was owed or not
            connection.execute(update(table).where(its).values(**standing))


def _standing(verdict: Obligation) -> dict[str, Any]:
    """How a return stands for which nothing has come."""
    state = State.EXPECTED if verdict.is_owed else State.EXEMPT
    return {"is_owed": verdict.is_owed, "reason": verdict.reason, "state": state.value}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _age(connection: Connection, cycle: Cycle, day: date) -> None:
    state = State.EXPECTED if day <= cycle.deadline else State.LATE if day <= cycle.cutoff else State.MISSING
    connection.execute(
        update(w.return_)
        .where(w.return_.c.month == cycle.month, w.return_.c.state.in_([owed.value for owed in OWED]))
        .values(state=state.value)
    )


def _mark_late(connection: Connection, cycle: Cycle) -> None:
    """Returns that came before their month was in the ledger could not know its deadline."""
    table = w.return_
    after = _midnight(cycle.deadline + timedelta(days=1))
    connection.execute(
        update(table)
        .where(table.c.month == cycle.month, table.c.first_received_at.is_not(None))
        .values(is_late=table.c.first_received_at >= after)
    )


def latest_month(engine: Engine, centre_id: str, day: date) -> str:
    """The last month that is due or has a report: those of an invented city may lie ahead of the clock."""
    query = select(func.max(w.publication.c.month)).where(is_published(centre_id))
    with engine.connect() as connection:
        return max(due_month(day), connection.scalar(query) or "")


def first_month(engine: Engine, centre_id: str) -> str | None:
    """The first month that has a published report."""
    query = select(func.min(w.publication.c.month)).where(is_published(centre_id))
    with engine.connect() as connection:
        first: str | None = connection.scalar(query)
    return first


def count_respondents(engine: Engine, centre_id: str | None = None) -> int:
    """How many respondents of a centre, or of all, the warehouse knows."""
    query = select(func.count()).select_from(w.respondent)
    if centre_id is not None:
        query = query.where(w.respondent.c.centre_id == centre_id)
    with engine.connect() as connection:
        return connection.scalar(query) or 0
