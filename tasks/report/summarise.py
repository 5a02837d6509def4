"""Sum up what the warehouse knew at a vintage. One way in: `summarise(engine, centre, month, vintage, ...)`.

A submission counts at a vintage if it was accepted by then and not yet superseded, and its respondent is what the
register said then: so an old report can be summed up again after later corrections. What is owed is no matter of times:
`counts` are those of today, and a report that is out has kept its own (tasks.store.publication.FrozenInputs).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Engine, func, select

from config.policy import Calendar
from schemas.form.forms import KINDS, TABLES, Table
from schemas.form.submission import State
from schemas.frame import rows_frame
from schemas.report.summary import FUNDS, Counts, Intake, Summary, Waived
from schemas.report.topics.plan import COURSES
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from schemas.store.history import in_force
from schemas.store.recheck import is_last_check
from schemas.time.month import shift_month
from tasks.centre import read_centre_name
from tasks.report.answers import read_answers
from tasks.report.seen.look_back import look_back
from tasks.report.seen.owing import read_owing
from tasks.report.seen.view import View, month_totals
from tasks.timing import timed


@timed("summarise")
def summarise(  # noqa: PLR0913 - a month as seen by whom, when, and how far back
    engine: Engine,
    centre_id: str,
    month: str,
    vintage: datetime,
    *,
    months: int,
    previous: datetime | None = None,
    owing_by: Calendar | None = None,
) -> Summary:
    """All figures of a centre's month as known at `vintage`, the trend over `months`, revisions since `previous`.

    `owing_by`: the calendar by which it is told who owes; estimates ask for it.
    """
    with engine.connect() as connection:
        view = View(connection, centre_id, vintage)
        span = [shift_month(month, -back) for back in reversed(range(months))]
        totals = month_totals(view, span)
        year = [f"{month[:4]}-{number:02d}" for number in range(1, int(month[5:]) + 1)]
        summary = Summary(
            centre_id=centre_id,
            centre_name=read_centre_name(connection, centre_id),
            month=month,
            vintage=vintage,
            facts={name: _facts(view, table, [month]) for name, table in TABLES.items()},
            year_to_date={name: _facts(view, TABLES[name], year) for name in FUNDS},
            courses={name: _facts(view, TABLES[name], span) for name in {one.table: None for one in COURSES}},
            totals=totals,
            counts=tuple(row for one in span for row in _counts(view, one)),
            intake=tuple(_intake(view, month)),
            previous_vintage=previous,
            waived=tuple(_waived(view, month)),
            answers=read_answers(connection, centre_id, vintage, sorted({*span, shift_month(month, -12)})),
            owing=read_owing(view, month, owing_by) if owing_by else None,
        )
        return summary if previous is None else look_back(view, summary, previous)


def _facts(view: View, table: Table, months: Sequence[str]) -> pd.DataFrame:
    """The rows in force of one table with what is known of the respondent."""
    facts, people = w.FACTS[table.name], view.people
    names = {"month": "string", **{column.name: column.dtype for column in table.columns}}
    about = ("kind", "school_type", "district") if "district" not in names else ("kind", "school_type")
    query = (
        select(*(facts.c[name] for name in names), facts.c.respondent_id, *(people.c[name] for name in about))
        .join(people, people.c.respondent_id == facts.c.respondent_id)
        .join(w.submission, w.submission.c.submission_id == facts.c.submission_id)
        .where(facts.c.month.in_(months), people.c.centre_id == view.centre_id, in_force(view.vintage))
        .order_by(facts.c.respondent_id, *facts.primary_key.columns)
    )
    return rows_frame(view.connection.execute(query), names | dict.fromkeys(("respondent_id", *about), "string"))


def _counts(view: View, month: str) -> list[Counts]:
    """Returns by kind at the vintage: from the ledger who owes, from the submissions what was there by then."""
    people = view.people
    owed = (
        select(w.return_.c.respondent_id, people.c.kind, w.return_.c.is_owed)
        .join(people, people.c.respondent_id == w.return_.c.respondent_id)
        .where(w.return_.c.month == month, people.c.centre_id == view.centre_id)
        .where(w.return_.c.entered_at <= view.vintage)
    )
    rows = list(view.connection.execute(owed))
    deadline = view.connection.scalar(select(w.month.c.deadline).where(w.month.c.month == month))
    sent = _sent(view, month)
    return [
        replace(
            _count(
                month, kind, [row.respondent_id for row in rows if row.kind == kind and row.is_owed], sent, deadline
            ),
            exempt=sum(row.kind == kind and not row.is_owed for row in rows),
        )
        for kind in KINDS
        if any(row.kind == kind for row in rows)
    ]


def _sent(view: View, month: str) -> dict[str, list[Any]]:
    """The submissions checked by the vintage, by respondent, in their order."""
    table = w.submission
    query = (
        select(
            *table.c["respondent_id", "is_nil", "accepted_at", "received_at"], in_force(view.vintage).label("in_force")
        )
        .where(table.c.month == month, table.c.checked_at <= view.vintage)
        .order_by(table.c.submission_id)
    )
    sent: dict[str, list[Any]] = {}
    for row in view.connection.execute(query):
        sent.setdefault(row.respondent_id, []).append(row)
    return sent


def _count(month: str, kind: str, owing: list[str], sent: dict[str, list[Any]], deadline: Any) -> Counts:
    in_force = {name: next((row for row in sent.get(name, []) if row.in_force), None) for name in owing}
    first = [next(row for row in sent[name] if row.accepted_at is not None) for name, row in in_force.items() if row]
    return Counts(
        month=month,
        kind=kind,
        expected=len(owing),
        accepted=sum(row is not None for row in in_force.values()),
        nil=sum(row is not None and row.is_nil for row in in_force.values()),
        late=sum(deadline is not None and row.received_at.date() > deadline for row in first),
        returned=sum(row is None and name in sent for name, row in in_force.items()),
    )


def _intake(view: View, month: str) -> list[Intake]:
    """What the centre's respondents sent for the month, and what was found in it; of a file the last check by then."""
    table, people = w.submission, view.people
    query = (
        select(people.c.kind, *table.c["state", "superseded_at", "errors", "warnings", "informations"])
        .join(people, people.c.respondent_id == table.c.respondent_id)
        .where(table.c.month == month, table.c.checked_at <= view.vintage, people.c.centre_id == view.centre_id)
        .where(is_last_check(view.vintage))
        .order_by(table.c.submission_id)
    )
    rows = list(view.connection.execute(query))
    return [
        _intake_of(kind, [row for row in rows if row.kind == kind], view)
        for kind in KINDS
        if any(row.kind == kind for row in rows)
    ]


def _intake_of(kind: str, rows: list[Any], view: View) -> Intake:
    return Intake(
        kind=kind,
        submissions=len(rows),
        returned=sum(row.state == State.RETURNED.value for row in rows),
        superseded=sum(row.superseded_at is not None and row.superseded_at <= view.vintage for row in rows),
        errors=sum(row.errors for row in rows),
        warnings=sum(row.warnings for row in rows),
        informations=sum(row.informations for row in rows),
    )


def _waived(view: View, month: str) -> list[Waived]:
    """The waivers without which some of the month's returns would not be in force."""
    table, found, waiver, people = w.submission, w.finding, c.waiver, view.people
    sent = table.c.submission_id
    query = (
        select(waiver.c.rule, found.c.table, func.count(sent.distinct()), *waiver.c["expires_on", "reason"])
        .join_from(table, found, found.c.submission_id == sent)
        .join(waiver, waiver.c.waiver_id == found.c.waiver_id)
        .join(people, people.c.respondent_id == table.c.respondent_id)
        .where(table.c.month == month, people.c.centre_id == view.centre_id, in_force(view.vintage))
        .group_by(waiver.c.waiver_id, waiver.c.rule, found.c.table, waiver.c.expires_on, waiver.c.reason)
        .order_by(waiver.c.waiver_id, found.c.table)
    )
    return [Waived(*row) for row in view.connection.execute(query)]
