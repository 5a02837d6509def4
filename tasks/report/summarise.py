"""Sum up what the warehouse knew at a vintage. One way in: `summarise(engine, centre, month, vintage, ...)`.

A submission counts at a vintage if it was accepted by then and not yet superseded, and its respondent is what the
register said then: so an old report can be summed up again after later corrections. What is owed is no matter of times:
`counts` are those of today, and a report that is out has kept its own (tasks.store.publication.FrozenInputs).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, Subquery, func, select

from schemas.form.forms import FORMS, KINDS, TABLES, Table
from schemas.form.submission import State
from schemas.frame import rows_frame
from schemas.report.summary import FUNDS, Counts, Intake, Revision, Summary, Waived
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from schemas.store.history import in_force, people_at
from schemas.store.published import is_published
from schemas.store.recheck import is_last_check
from schemas.time.month import shift_month
from tasks.centre import read_centre_name
from tasks.report.answers import read_answers


@dataclass(frozen=True)
class _View:
    """A connection with the centre and the vintage that every query asks for."""

    connection: Connection
    centre_id: str
    vintage: datetime

    @property
    def people(self) -> Subquery:
        """The respondents as they were known then."""
        return people_at(self.vintage)


def summarise(  # noqa: PLR0913 - a month as seen by whom, when, and how far back
    engine: Engine, centre_id: str, month: str, vintage: datetime, *, months: int, previous: datetime | None = None
) -> Summary:
    """All figures of a centre's month as known at `vintage`, the trend over `months`, revisions since `previous`."""
    with engine.connect() as connection:
        view = _View(connection, centre_id, vintage)
        span = [shift_month(month, -back) for back in reversed(range(months))]
        totals = _totals(view, span)
        year = [f"{month[:4]}-{number:02d}" for number in range(1, int(month[5:]) + 1)]
        return Summary(
            centre_id=centre_id,
            centre_name=read_centre_name(connection, centre_id),
            month=month,
            vintage=vintage,
            facts={name: _facts(view, table, [month]) for name, table in TABLES.items()},
            year_to_date={name: _facts(view, TABLES[name], year) for name in FUNDS},
            totals=totals,
            counts=tuple(row for one in span for row in _counts(view, one)),
            intake=tuple(_intake(view, month)),
            revisions=tuple(_revisions(view, totals, previous)),
            previous_vintage=previous,
            waived=tuple(_waived(view, month)),
            answers=read_answers(connection, centre_id, vintage, sorted({*span, shift_month(month, -12)})),
        )


def _facts(view: _View, table: Table, months: Sequence[str]) -> pd.DataFrame:
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


def _totals(view: _View, months: Sequence[str]) -> pd.DataFrame:
    """Sums by month over all respondents, and the number of rows of each table as `<table>.rows`."""
    parts = [_table_totals(view, table, months) for table in TABLES.values()]
    frame = pd.concat(parts, axis="columns").reindex(list(months))
    return frame.astype("Float64")


def _table_totals(view: _View, table: Table, months: Sequence[str]) -> pd.DataFrame:
    facts, people = w.FACTS[table.name], view.people
    sums = [func.sum(facts.c[column.name]) for column in table.figures]
    query = (
        select(facts.c.month, func.count(), *sums)
        .join(people, people.c.respondent_id == facts.c.respondent_id)
        .join(w.submission, w.submission.c.submission_id == facts.c.submission_id)
        .where(facts.c.month.in_(months), people.c.centre_id == view.centre_id, in_force(view.vintage))
        .group_by(facts.c.month)
    )
    names = ["rows", *(column.name for column in table.figures)]
    dtypes = {"month": "string", **{f"{table.name}.{name}": "Float64" for name in names}}
    decimals = {f"{table.name}.{column.name}": column.meaning.decimals for column in table.figures}
    # Each engine adds up floats in its own way: only as many decimals as were reported are the same for all.
    return rows_frame(view.connection.execute(query), dtypes).set_index("month").round(decimals)


def _counts(view: _View, month: str) -> list[Counts]:
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


def _sent(view: _View, month: str) -> dict[str, list[Any]]:
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


def _intake(view: _View, month: str) -> list[Intake]:
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


def _intake_of(kind: str, rows: list[Any], view: _View) -> Intake:
    return Intake(
        kind=kind,
        submissions=len(rows),
        returned=sum(row.state == State.RETURNED.value for row in rows),
        superseded=sum(row.superseded_at is not None and row.superseded_at <= view.vintage for row in rows),
        errors=sum(row.errors for row in rows),
        warnings=sum(row.warnings for row in rows),
        informations=sum(row.informations for row in rows),
    )


def _waived(view: _View, month: str) -> list[Waived]:
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


def _revisions(view: _View, totals: pd.DataFrame, previous: datetime | None) -> list[Revision]:
    """Totals of months published before that are others now than at the vintage of the last report."""
    if previous is None:
        return []
    before = _totals(_View(view.connection, view.centre_id, previous), _published(view, totals, previous))
    found = []
    for month in before.index:
        for name in totals.columns:
            old, now = before.loc[month, name], totals.loc[month, name]
            if not _same(old, now):
                found.append(Revision(month, name, _plain(old), _plain(now), *_causes(view, month, name, previous)))
    return found


def _published(view: _View, totals: pd.DataFrame, previous: datetime) -> list[str]:
    """The months of the trend that had a report by then."""
    table = w.publication
    query = select(table.c.month).where(is_published(view.centre_id), table.c.vintage <= previous)
    return sorted(set(view.connection.scalars(query)) & set(totals.index))


def _causes(view: _View, month: str, total: str, previous: datetime) -> tuple[int, int]:
    """How many of those whose form holds a total reported the month for the first time since then, how many again."""
    table, people = w.submission, view.people
    ours = select(people.c.respondent_id).where(people.c.centre_id == view.centre_id)
    held = TABLES[total.partition(".")[0]]
    forms = [form.name for form in FORMS.values() if held in form.tables]
    query = select(table.c.respondent_id).where(
        table.c.month == month, table.c.respondent_id.in_(ours), table.c.form.in_(forms)
    )
    since = set(
        view.connection.scalars(query.where(table.c.accepted_at > previous, table.c.accepted_at <= view.vintage))
    )
    had = set(view.connection.scalars(query.where(table.c.accepted_at <= previous)))
    return len(since - had), len(since & had)


def _same(before: Any, now: Any) -> bool:
    return (pd.isna(before) and pd.isna(now)) or (
        not pd.isna(before) and not pd.isna(now) and abs(before - now) < 0.005
    )


def _plain(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
